"""Becoming a person with an account: from nothing, or from a guest, whose progress stays."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import names


def join(
    session: Session,
    name: str,
    now: datetime,
    *,
    password_hash: str | None = None,
    guest_id: int | None = None,
    role: Role = Role.LEARNER,
) -> User:
    """Return a new account; with `guest_id` the guest's own row becomes it. Raises Invalid, NameTaken."""
    shown, folded = names.claim(session, name)
    guest = sa.select(User).where(User.id == guest_id, User.sign_in_name.is_(None))
    user = session.scalars(guest).one_or_none() or User(created_at=now)
    try:
        with session.begin_nested():
            user.display_name, user.sign_in_name = shown, folded
            user.password_hash, user.role, user.last_seen_at = password_hash, role, now
            session.add(user)
    except IntegrityError as taken:  # somebody took the name a moment ago
        raise names.NameTaken(names.free(session, shown)) from taken
    return user


def rename(session: Session, user: User, name: str) -> None:
    """Give a person another display name, which is also what they sign in with. Raises Invalid, NameTaken."""
    shown, folded = names.claim(session, name, owner_id=user.id)
    try:
        with session.begin_nested():
            user.display_name, user.sign_in_name = shown, folded
    except IntegrityError as taken:
        raise names.NameTaken(names.free(session, shown)) from taken
