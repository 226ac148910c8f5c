"""Signed-in browsers: start one, find whose it is, keep it alive, list them, end them.

A token is 256 random bits. The browser holds it in a cookie; the table holds its SHA-256, so a
stolen database opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import OneTimeToken, User, UserSession
from milepost.accounts.rules import Role
from milepost.core.db import Prepared, Readable
from milepost.core.errors import NotFound
from milepost.core.messages import N_

IDLE = timedelta(days=30)
IDLE_SHARED = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever a request comes from: what one query of the session cookie brings."""

    id: int
    display_name: str | None
    role: str
    is_guest: bool
    session_hash: bytes
    shared: bool
    last_seen_at: datetime

    @property
    def is_trainer(self) -> bool:
        """Whether this person may do what trainers may (administrators may, too)."""
        return self.role in (Role.TRAINER, Role.ADMINISTRATOR)

    @property
    def is_administrator(self) -> bool:
        """Whether this person manages people."""
        return self.role == Role.ADMINISTRATOR

    # What Flask-Login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        """Whether this person has an account; a guest has none."""
        return not self.is_guest

    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the id as text."""
        return str(self.id)


_user = sa.inspect(User).local_table
_session = sa.inspect(UserSession).local_table
#: Both joins are by primary key; a Core statement, so no ORM object is made.
_FIND = Prepared(
    sa.select(
        _user.c.id,
        _user.c.display_name,
        _user.c.role,
        _user.c.sign_in_name.is_(None).label("is_guest"),
        _session.c.token_hash,
        _session.c.shared,
        _session.c.last_seen_at,
        _session.c.expires_at,
    )
    .join_from(_session, _user, _session.c.user_id == _user.c.id)
    .where(_session.c.token_hash == sa.bindparam("token_hash"))
)


def digest(token: str) -> bytes:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def start(session: Session, user_id: int, now: datetime, *, device: str = "", shared: bool = False) -> str:
    """Begin a session with a new token, and return the token. Ended sessions are swept away."""
    session.execute(sa.delete(UserSession).where(UserSession.expires_at <= now))
    session.execute(sa.update(User).where(User.id == user_id).values(last_seen_at=now))
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=digest(token),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + idle(shared),
            device=device,
            shared=shared,
        )
    )
    session.flush()
    return token


def idle(shared: bool) -> timedelta:
    """Return how long a session lives without a visit."""
    return IDLE_SHARED if shared else IDLE


def find(session: Readable, token: str, now: datetime) -> Person | None:
    """Return whose token this is, by one query and without writing; None when it is unknown or over."""
    rows = _FIND.all(session, {"token_hash": digest(token)})
    if not rows or rows[0][-1] <= now:
        return None
    return Person(*rows[0][:-1])


def is_due(person: Person, now: datetime) -> bool:
    """Say whether a visit is to be noted: once an hour, every ten minutes on a shared phone."""
    return now - person.last_seen_at >= timedelta(minutes=10 if person.shared else 60)


def touch(session: Session, person: Person, now: datetime) -> bool:
    """Note a visit if it is due. Returns whether it did."""
    if not is_due(person, now):
        return False
    of_person = UserSession.token_hash == person.session_hash
    moments = {"last_seen_at": now, "expires_at": now + idle(person.shared)}
    session.execute(sa.update(UserSession).where(of_person).values(moments))
    session.execute(sa.update(User).where(User.id == person.id).values(last_seen_at=now))
    return True


def of_user(session: Session, user_id: int, now: datetime) -> Sequence[UserSession]:
    """Return a person's open sessions, the latest first."""
    wanted = sa.select(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at > now)
    return session.scalars(wanted.order_by(UserSession.last_seen_at.desc(), UserSession.token_hash)).all()


def handle(user_session: UserSession) -> str:
    """Return a word for a session that a form may carry; it does not open anything."""
    return user_session.token_hash[:8].hex()


def end(session: Session, token_hash: bytes) -> None:
    """End one session (signing out)."""
    session.execute(sa.delete(UserSession).where(UserSession.token_hash == token_hash))


def revoke(session: Session, user_id: int, wanted: str, now: datetime) -> None:
    """End one of a person's own sessions, by its `handle`. Raises NotFound for anybody else's."""
    for one in of_user(session, user_id, now):
        if handle(one) == wanted:
            return end(session, one.token_hash)
    raise NotFound(N_("This session is over already."))


def revoke_all(session: Session, user_id: int, *, but: bytes | None = None) -> int:
    """End a person's sessions, except the one with the hash `but`. Returns how many."""
    mine = sa.delete(UserSession).where(UserSession.user_id == user_id)
    others = mine.where(UserSession.token_hash != (but or b""))
    return len(session.scalars(others.returning(UserSession.user_id)).all())


def forget_ended(session: Session, now: datetime) -> None:
    """Delete sessions and one-time tokens whose time is over."""
    session.execute(sa.delete(UserSession).where(UserSession.expires_at <= now))
    session.execute(sa.delete(OneTimeToken).where(OneTimeToken.expires_at <= now))


_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "CrOS", "Macintosh", "Linux")
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SPOKEN = {"CrOS": "Chromebook", "Macintosh": "Mac"}


def device(user_agent: str) -> str:
    """Return a browser's kind in words ("Firefox, Android"), or "". No versions: they identify people."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((_SPOKEN.get(sign, sign) for sign in _SYSTEMS if sign in user_agent), "")
    return ", ".join(filter(None, (browser, system)))
