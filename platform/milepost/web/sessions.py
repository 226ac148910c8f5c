"""The signed cookie, opened on every request that has one: its signer is made once, and what a cookie
holds is remembered for a while, for checking its signature costs as much as a query."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

KEPT = 600.0  # seconds
MOST = 2000  # cookies


class SignedCookie(SecureCookieSessionInterface):
    """The session interface of the site; the secret key is read when it is made."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the one signer."""
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the request's cookie holds, as a copy of this request's own."""
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return super().open_session(app, request)
        until, held = self._known.get(value, (0.0, {}))
        if time.monotonic() < until:
            return self.session_class(held)
        session = super().open_session(app, request)
        # Lists (messages to show once) are changed in place, so a cookie with one is not remembered.
        if session and all(isinstance(value, str | int | bool) for value in session.values()):
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[value] = time.monotonic() + KEPT, dict(session)
        return session
