"""Secrets that work once: the administrator's link, a sign-in link, a passkey challenge."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import OneTimeToken
from milepost.accounts.services.sessions import digest
from milepost.core.errors import NotFound
from milepost.core.messages import N_


class Purpose(StrEnum):
    """What a token is good for."""

    ADMINISTRATOR = "administrator"
    SIGN_IN = "sign-in"
    PASSKEY = "passkey"


LIFETIME = {
    Purpose.ADMINISTRATOR: timedelta(days=1),
    Purpose.SIGN_IN: timedelta(days=2),
    Purpose.PASSKEY: timedelta(minutes=10),
}


def make(session: Session, purpose: Purpose, now: datetime, *, user_id: int | None = None) -> str:
    """Return a new token (256 random bits); only its hash is kept. Expired ones are swept away."""
    session.execute(sa.delete(OneTimeToken).where(OneTimeToken.expires_at <= now))
    token = secrets.token_urlsafe(32)
    expires = now + LIFETIME[purpose]
    session.add(
        OneTimeToken(
            token_hash=digest(token), purpose=purpose, user_id=user_id, created_at=now, expires_at=expires
        )
    )
    session.flush()
    return token


def look(session: Session, purpose: Purpose, token: str, now: datetime) -> OneTimeToken:
    """Return an unused token's row without using it. Raises NotFound, saying what to do."""
    row = session.get(OneTimeToken, digest(token))
    if row is None or row.purpose != purpose or row.expires_at <= now:
        raise NotFound(N_("This link does not work any more. Ask for a new one."))
    if row.used_at is not None:
        raise NotFound(N_("This link was used already. It works only once. Ask for a new one."))
    return row


def use(session: Session, purpose: Purpose, token: str, now: datetime) -> OneTimeToken:
    """Use a token up and return its row; of two at the same moment only one wins. Raises NotFound."""
    row = look(session, purpose, token, now)
    unused = sa.update(OneTimeToken).where(OneTimeToken.token_hash == row.token_hash)
    unused = unused.where(OneTimeToken.used_at.is_(None)).values(used_at=now)
    if session.execute(unused.returning(OneTimeToken.purpose)).first() is None:
        raise NotFound(N_("This link was used already. It works only once. Ask for a new one."))
    session.refresh(row)
    return row


def revoke(session: Session, purpose: Purpose, user_id: int | None) -> None:
    """Make a person's unused links of one purpose worthless."""
    session.execute(sa.delete(OneTimeToken).filter_by(purpose=purpose, user_id=user_id, used_at=None))
