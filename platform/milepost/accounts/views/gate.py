"""Who is at the screen: cookie, Flask-Login, CSRF, and the decorator that keeps doors shut."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from milepost.accounts import services
from milepost.accounts.rules import Action, can
from milepost.accounts.services import sessions
from milepost.accounts.services.sessions import Person
from milepost.accounts.views import proxies
from milepost.core import clock
from milepost.core.errors import Forbidden, MilepostError, TooMany
from milepost.core.http import READING, db, lang, looking, settings
from milepost.core.messages import N_

COOKIE = "milepost_session"

bp = Blueprint("accounts", __name__, template_folder="../templates")

P = ParamSpec("P")


class StalePage(MilepostError):
    """A form without a valid CSRF token: another site's, or one that was open across a sign-in.

    `typed` is what a learner wrote in it: nothing of it is saved, so the page shows it again.
    """

    status = 400

    def __init__(self, message: str, typed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.typed = tuple(typed)


class KnownTokens:
    """CSRF tokens that this process has made or checked, by the signed cookie that they belong to.

    Making or checking one anew costs as much as a query; the moment in it is not looked at.
    """

    MOST = 2000

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    def get(self, cookie: str) -> str | None:
        """Return the token for a cookie, if one is known."""
        return self._tokens.get(cookie)

    def keep(self, cookie: str, token: str) -> None:
        """Remember a token that is good for a cookie."""
        if cookie and token:
            if len(self._tokens) >= self.MOST:
                self._tokens.clear()
            self._tokens[cookie] = token

    def knows(self, cookie: str, token: str) -> bool:
        """Say whether this very token is known to be good for the cookie."""
        return bool(token) and hmac.compare_digest(self._tokens.get(cookie, "").encode(), token.encode())


def form_token() -> str:
    """Return the CSRF token for this request's forms (`csrf_token()` of the templates, remembered)."""
    site = current_app._get_current_object()  # type: ignore[attr-defined]
    tokens: KnownTokens = site.extensions["milepost.tokens"]
    cookie = request.cookies.get(site.config["SESSION_COOKIE_NAME"], "")
    token = tokens.get(cookie)
    if token is None:
        token = generate_csrf()
        if not session.modified:
            tokens.keep(cookie, token)
    return token


def init_app(app: Flask) -> None:
    """Register the pages; let Flask-Login find the person by our cookie; check CSRF on every POST."""
    # A page may stay open overnight and still be sent; the token dies with the browser's session.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    # Privacy tools withhold the Referer header; the token and SameSite=Lax do the work.
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)
    # Flask-Login's own protection would write to the signed cookie on reading requests.
    app.config.setdefault("SESSION_PROTECTION", None)
    # Checked by us, for Flask-WTF's own hook costs something on every page view as well.
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
    csrf = CSRFProtect(app)

    tokens = app.extensions["milepost.tokens"] = KnownTokens()
    app.extensions["milepost.proxies"] = proxies.read(app.extensions["milepost.settings"].proxies)

    @app.before_request
    def check_csrf() -> None:
        if request.method in READING or not app.config["WTF_CSRF_ENABLED"]:
            return
        cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        sent = request.form.get("csrf_token", "")
        if tokens.knows(cookie, sent):
            g.csrf_valid = True  # as `protect` says it to the forms
        else:
            csrf.protect()
            tokens.keep(cookie, sent)

    manager = LoginManager()
    # Not `init_app`: for a remember cookie that we never set, it would open the signed cookie every time.
    app.login_manager = manager  # type: ignore[attr-defined]
    manager.request_loader(_load)
    manager.unauthorized_handler(to_sign_in)
    app.register_blueprint(bp)
    app.register_error_handler(CSRFError, _stale)
    app.context_processor(lambda: {"person": current_user()})


def current_user() -> Person | None:
    """Return the person or guest of this request, by one query; None for somebody new."""
    held = g._get_current_object()
    found = held.get("_login_user")  # where Flask-Login keeps it; its own way there costs half a query
    if found is None:
        _is_now(_load(request))
        found = held._login_user
    return found if isinstance(found, Person) else None


def ensure_user() -> Person:
    """Return the person of a writing request, making a guest (row, session, cookie) of somebody new."""
    person = current_user()
    if person is None:
        device = sessions.device(request.user_agent.string)
        _, token = services.start_guest(db(), clock.now(), device=device)
        remember(token, shared=False)
        person = sessions.find(db(), token, clock.now())
        assert person is not None
        _is_now(person)
    return person


def require(action: Action) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let only those in who may do this; send whoever has not signed in to the sign-in page."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = current_user()
            if can(person, action):
                return view(*args, **kwargs)
            if person is None or person.is_guest:
                return to_sign_in()
            raise Forbidden(N_("Your role does not allow this. Ask an administrator of this site."))

        return guarded

    return decorate


def remember(token: str, *, shared: bool) -> None:
    """Send a session's token to the browser with this request's answer."""

    @after_this_request
    def answer(response: Response) -> Response:
        age = None if shared else sessions.IDLE
        return _set_cookie(response, token, age)


def begin_anew(token: str, *, shared: bool) -> None:
    """After signing in: the new session's cookie, and a signed cookie that knows nothing of before."""
    session.clear()
    remember(token, shared=shared)


def leave() -> None:
    """After signing out: no cookie of this person stays, and none of their pages is kept by the browser."""
    session.clear()
    _is_now(None)

    @after_this_request
    def answer(response: Response) -> Response:
        response.delete_cookie(_cookie(), path="/", secure=_secure(), httponly=True, samesite="Lax")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def safe_next(target: str | None) -> str | None:
    """Return where to go next, if it is a page of this site, else None (CWE-601).

    Browsers read `\\` as `/` and drop tabs and newlines, so an address that holds them is refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(c) < 33 or ord(c) == 127 for c in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def client_address() -> str | None:
    """Return who is asking. A proxy on this machine, or in MILEPOST_PROXIES, is believed when it says so."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if not forwarded:
        return request.remote_addr
    return proxies.client(
        request.remote_addr, forwarded.split(","), current_app.extensions["milepost.proxies"]
    )


def retry_after(error: MilepostError) -> dict[str, str]:
    """Return the header that tells a program how long to wait (RFC 9110 section 10.2.3)."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}


def _load(_: Any) -> Person | None:
    token = request.cookies.get(_cookie())
    if not token:
        return None
    person = sessions.find(looking(), token, now := clock.now())
    if person is None or request.method in READING or not sessions.is_due(person, now):
        return person
    if sessions.touch(db(), person, now):
        remember(token, shared=person.shared)
    return person


def _is_now(person: Person | None) -> None:
    """Change who this request is from. `login_user` would write the id to the signed cookie as well."""
    g._login_user = person or current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def _set_cookie(response: Response, token: str, age: timedelta | None) -> Response:
    response.set_cookie(
        _cookie(), token, max_age=age, path="/", secure=_secure(), httponly=True, samesite="Lax"
    )
    return response


def _cookie() -> str:
    return settings().cookie(COOKIE)


def _secure() -> bool:
    return request.is_secure or settings().https


def to_sign_in() -> ResponseReturnValue:
    """Send somebody to the sign-in page, and from there back to what they wanted to read."""
    here = request.full_path.rstrip("?") if request.method in READING else None
    return redirect(url_for("accounts.sign_in", lang=lang(), next=here))


def _stale(error: CSRFError) -> ResponseReturnValue:
    # Only the fields of worksheets (f.) and questions (q.), and of these not the number of a choice.
    typed = [
        value
        for name, value in request.form.items(multi=True)
        if name.startswith(("f.", "q.")) and value.strip() and not value.isdigit()
    ]
    if typed:
        message = N_(
            "This page was open too long and could not be saved. Your words stand below: copy them first."
        )
    else:
        message = N_("This page was open too long. Go back, load it again, and send it once more.")
    return current_app.handle_user_exception(StalePage(message, typed))


@bp.after_request
def keep_private(response: Response) -> Response:
    """Pages about a person are not kept by any cache, so that "back" shows nothing after signing out."""
    response.headers["Cache-Control"] = "no-store"
    return response
