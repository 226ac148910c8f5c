"""All data about a person: to take along, and to delete (GDPR articles 15, 17 and 20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import Passkey, User
from milepost.accounts.services import people, sessions
from milepost.core.signals import own_data_asked, user_erased


def erase(session: Session, user_id: int, now: datetime) -> None:
    """Delete a person with everything that hangs on them. Raises Conflict for the last administrator."""
    people.refuse_last_administrator(session, user_id)
    user_erased.send(user_id, session=session, user_id=user_id, now=now)
    session.flush()
    session.execute(sa.delete(User).where(User.id == user_id))
    session.expire_all()


def own_data(session: Session, user_id: int, now: datetime) -> dict[str, Any]:
    """Return everything stored about a person, ready for JSON; each domain adds its part."""
    user = people.get(session, user_id)
    data: dict[str, Any] = {
        "account": {
            "display name": user.display_name,
            "role": user.role,
            "joined": user.created_at.isoformat(),
            "last seen": user.last_seen_at.isoformat(),
            "has a password": user.password_hash is not None,
            "passkeys": [
                {
                    "name": key.name,
                    "added": key.created_at.isoformat(),
                    "last used": key.last_used_at.isoformat() if key.last_used_at else None,
                }
                for key in session.scalars(sa.select(Passkey).filter_by(user_id=user_id).order_by(Passkey.id))
            ],
            "sessions": [
                {
                    "device": one.device,
                    "started": one.created_at.isoformat(),
                    "last seen": one.last_seen_at.isoformat(),
                    "ends": one.expires_at.isoformat(),
                    "shared phone": one.shared,
                }
                for one in sessions.of_user(session, user_id, now)
            ],
        }
    }
    own_data_asked.send(user_id, session=session, user_id=user_id, data=data)
    return data
