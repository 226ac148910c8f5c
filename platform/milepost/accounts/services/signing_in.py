"""Signing in with a password, in two steps, so that no transaction is open while argon2id works.

tried = look_up(session, …); commit; match = passwords.match(tried.password_hash, typed)
token = complete(session, tried, match, …); commit
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.services import guests, names, sessions, throttle
from milepost.accounts.services.passwords import Match
from milepost.accounts.services.sessions import Person
from milepost.core.errors import Invalid
from milepost.core.messages import N_


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try: whom the name means (None: nobody), and the hash to compare with."""

    user_id: int | None
    password_hash: str | None
    name: throttle.Counter
    address: throttle.Counter


def look_up(session: Session, name: str, address: str | None, secret: str, now: datetime) -> Try:
    """Count a try and return what it is about. Raises TooMany. The caller commits, right or wrong."""
    by_name = throttle.counter(throttle.NAME, secret, names.fold(name)[:200])
    by_address = throttle.counter(throttle.ADDRESS, secret, throttle.network(address))
    throttle.count(session, (by_name, by_address), now)
    user = names.find(session, name)
    return Try(user.id if user else None, user.password_hash if user else None, by_name, by_address)


def confirm(session: Session, tried: Try, match: Match, now: datetime) -> User:
    """Return who it is, when the password fits; the tries are forgiven. Raises Invalid."""
    user = session.get(User, tried.user_id) if tried.user_id is not None and match.fits else None
    if user is None or user.password_hash != tried.password_hash:
        raise Invalid(N_("This name and this password do not belong together."), "password")
    throttle.clear(session, tried.name)
    throttle.give_back(session, tried.address, now)
    if match.new_hash is not None:
        user.password_hash = match.new_hash
    session.flush()
    return user


def begin(
    session: Session, user: User, now: datetime, *, before: Person | None, device: str, shared: bool
) -> str:
    """Start a session with a new token for somebody who is known by now, and return the token.

    `before` is whoever the browser was until now: that session ends, and a guest's records come along.
    """
    if before is not None:
        sessions.end(session, before.session_hash)
        if before.is_guest and before.id != user.id:
            guests.join_guest(session, before.id, user.id, now)
    return sessions.start(session, user.id, now, device=device, shared=shared)
