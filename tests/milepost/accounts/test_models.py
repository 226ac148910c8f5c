"""What the tables refuse, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from milepost.accounts.models import OneTimeToken, User


@pytest.mark.parametrize(
    "wrong",
    [
        {"display_name": "Amina"},
        {"sign_in_name": "amina"},
        {"display_name": "Amina", "sign_in_name": "amina", "role": "mayor"},
        {"role": "administrator"},
        {"password_hash": "$argon2id$"},
    ],
    ids=["no sign-in name", "no display name", "unknown role", "guest with a role", "guest with a password"],
)
def test_a_person_that_makes_no_sense_is_refused(
    session: Session, now: datetime, wrong: dict[str, str]
) -> None:
    session.add(User(created_at=now, last_seen_at=now, **wrong))
    with pytest.raises(IntegrityError):
        session.flush()


def test_two_people_cannot_have_one_name(session: Session, now: datetime) -> None:
    for shown in ("Amina", "AMINA"):
        session.add(User(display_name=shown, sign_in_name="amina", created_at=now, last_seen_at=now))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_sign_in_link_is_for_somebody(session: Session, now: datetime) -> None:
    session.add(OneTimeToken(token_hash=b"1", purpose="sign-in", created_at=now, expires_at=now))
    with pytest.raises(IntegrityError):
        session.flush()


def test_everything_of_a_person_goes_with_the_person(
    session: Session, make_noise: Callable[..., None]
) -> None:
    make_noise(session)
    session.execute(sa.delete(User))
    left = {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in User.metadata.sorted_tables
        if any(key.column.table.name == "user_account" for key in table.foreign_keys)
    }
    kept = {"one_time_token": 1}  # the administrator's link belongs to nobody
    assert left == {name: kept.get(name, 0) for name in left}
