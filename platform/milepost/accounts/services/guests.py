"""Guests: people who learn without an account. Their record lives 30 days after the last visit."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.services import erasure, sessions, throttle
from milepost.core.signals import guest_joined

KEPT = timedelta(days=30)


def start_guest(session: Session, now: datetime, *, device: str = "") -> tuple[User, str]:
    """Make a guest and a session for it; return both (the session as its token)."""
    guest = User(created_at=now, last_seen_at=now)
    session.add(guest)
    session.flush()
    return guest, sessions.start(session, guest.id, now, device=device)


def join_guest(session: Session, guest_id: int, user_id: int, now: datetime) -> None:
    """Give a guest's records to an account (listeners of `guest_joined` move them), then delete the guest."""
    guest_joined.send(user_id, session=session, guest_id=guest_id, user_id=user_id)
    session.flush()
    session.execute(sa.delete(User).where(User.id == guest_id, User.sign_in_name.is_(None)))
    session.execute(sa.update(User).where(User.id == user_id).values(last_seen_at=now))
    session.expire_all()


def forget_idle_guests(session: Session, now: datetime) -> int:
    """Erase guests whose last visit is 30 days past, and everything else whose time is over.

    Returns how many guests went. Safe to call as often as one likes.
    """
    idle = sa.select(User.id).where(User.sign_in_name.is_(None), User.last_seen_at < now - KEPT)
    gone = session.scalars(idle).all()
    for guest_id in gone:
        erasure.erase(session, guest_id, now)
    sessions.forget_ended(session, now)
    throttle.forget_old(session, now)
    return len(gone)
