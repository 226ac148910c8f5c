"""Factories for people, rows that must never be found, and a visitor with a browser's manners."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from milepost.accounts.models import Passkey, Throttle, User
from milepost.accounts.rules import Role
from milepost.accounts.services import joining, passwords, sessions, tokens
from milepost.core.db import Database

PASSWORD = "a quiet linden tree"
MakePerson = Callable[..., User]


@pytest.fixture(scope="session")
def password() -> str:
    """Return the password of everybody that `make_person` makes."""
    return PASSWORD


@pytest.fixture(scope="session")
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def make_person(now: datetime, _password_hash: str) -> MakePerson:
    """Return a callable (session, name, role) that makes a person with `password`."""

    def make(session: Session, name: str, role: Role = Role.LEARNER) -> User:
        return joining.join(session, name, now, password_hash=_password_hash, role=role)

    return make


@pytest.fixture
def make_passkey(now: datetime) -> Callable[..., Passkey]:
    """Return a callable (session, user, name) that gives a person a passkey (with keys made up)."""

    def make(session: Session, user: User, name: str = "phone") -> Passkey:
        key = Passkey(
            user_id=user.id,
            credential_id=secrets.token_bytes(16),
            public_key=b"key",
            user_handle=b"handle of somebody",
            sign_count=0,
            name=name,
            created_at=now,
        )
        session.add(key)
        session.flush()
        return key

    return make


@pytest.fixture
def make_noise(
    make_person: MakePerson, make_passkey: Callable[..., Passkey], now: datetime
) -> Callable[..., None]:
    """Return a callable (session, moment) that adds people whom no test asks about: a missing filter finds
    them. Tests of pages, which look at the clock, give the real moment."""

    def make(session: Session, now: datetime = now) -> None:
        for name, role in (("Noisy Nettle", Role.ADMINISTRATOR), ("Noisy Reed", Role.LEARNER)):
            other = make_person(session, name, role)
            make_passkey(session, other, "noise")
            sessions.start(session, other.id, now, device="Noise")
            sessions.start(session, other.id, now, device="Noise", shared=True)
            tokens.make(session, tokens.Purpose.SIGN_IN, now, user_id=other.id)
        guest = User(created_at=now, last_seen_at=now)
        session.add(guest)
        session.flush()
        sessions.start(session, guest.id, now, device="Noise")
        tokens.make(session, tokens.Purpose.ADMINISTRATOR, now)
        soon = now + timedelta(minutes=15)
        session.add(Throttle(key=b"noise" * 6, tries=99, counted_at=now, wait_until=soon))
        session.flush()

    return make


@pytest.fixture
def noise(session: Session, make_noise: Callable[..., None]) -> None:
    """Add the noise to a test that takes `session`."""
    make_noise(session)


class Visitor:
    """A browser without scripts: keeps cookies, and sends the CSRF token of the page that it is on."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.client = app.test_client()
        self.environ = {"REMOTE_ADDR": address}

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, environ_base=self.environ, **options)

    def post(self, path: str, *, page: str | None = None, **fields: Any) -> TestResponse:
        """Send a form of `page` (default: the page at the same address)."""
        token = self.token(page or path)
        return self.client.post(path, data={"csrf_token": token, **fields}, environ_base=self.environ)

    def token(self, page: str) -> str:
        """Return the CSRF token in the forms of a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def join(self, name: str, password: str = PASSWORD, **fields: Any) -> TestResponse:
        """Make an account and be signed in."""
        answer = self.post("/en/join", display_name=name, password=password, **fields)
        assert answer.status_code == 302, errors(answer)
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, **fields: Any) -> TestResponse:
        """Sign in by password; may fail."""
        return self.post("/en/sign-in", display_name=name, password=password, **fields)

    @property
    def session_token(self) -> str | None:
        """The value of our cookie."""
        cookie = self.client.get_cookie("milepost_session")
        return cookie.value if cookie else None


def errors(answer: TestResponse) -> list[str]:
    """Return the messages at the fields of a page."""
    return re.findall(r'<span class="error-text".*?<span>(.*?)</span>', answer.text)


@pytest.fixture
def errors_in() -> Callable[[TestResponse], list[str]]:
    """Return a callable that reads the messages at the fields of a page."""
    return errors


@pytest.fixture
def make_visitor(app: Flask) -> Callable[..., Visitor]:
    """Return a callable (address) that opens a browser of its own."""
    return lambda address="127.0.0.1": Visitor(app, address)


@pytest.fixture
def visitor(make_visitor: Callable[..., Visitor]) -> Visitor:
    """Return somebody who has never been here."""
    return make_visitor()


@pytest.fixture
def administrator(app: Flask, database: Database, make_person: MakePerson, make_visitor: Any) -> Visitor:
    """Return a signed-in administrator called Rowan."""
    with database.session(write=True) as session:
        make_person(session, "Rowan", Role.ADMINISTRATOR)
        session.commit()
    visitor: Visitor = make_visitor()
    assert visitor.sign_in("Rowan").status_code == 302
    return visitor
