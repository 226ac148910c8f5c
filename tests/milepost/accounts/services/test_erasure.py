"""Own data, and deleting it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import erasure, sessions, tokens
from milepost.core.errors import Conflict
from milepost.core.signals import own_data_asked, user_erased


def rows(session: Session) -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table))))
        for table in User.metadata.sorted_tables
    }


@pytest.mark.usefixtures("noise")
def test_erasure_leaves_no_row_and_touches_no_other(
    session: Session, now: datetime, make_person, make_passkey
) -> None:
    before = rows(session)
    amina = make_person(session, "Amina")
    make_passkey(session, amina)
    sessions.start(session, amina.id, now)
    tokens.make(session, tokens.Purpose.SIGN_IN, now, user_id=amina.id)
    assert rows(session) != before
    erasure.erase(session, amina.id, now)
    assert rows(session) == before


def test_listeners_hear_before_the_row_is_gone(session: Session, now: datetime, make_person) -> None:
    amina, heard = make_person(session, "Amina"), []
    user_id = amina.id

    def listen(sender: int, session: Session, user_id: int, now: datetime) -> None:
        heard.append((sender, user_id, session.get(User, user_id) is not None))

    with user_erased.connected_to(listen):
        erasure.erase(session, user_id, now)
    assert heard == [(user_id, user_id, True)]


def test_the_last_administrator_cannot_go(session: Session, now: datetime, make_person) -> None:
    rowan = make_person(session, "Rowan", Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match="only administrator"):
        erasure.erase(session, rowan.id, now)
    assert session.get(User, rowan.id) is rowan


@pytest.mark.usefixtures("noise")
def test_own_data_holds_all_of_mine_and_nothing_of_others(
    session: Session, now: datetime, make_person, make_passkey
) -> None:
    amina = make_person(session, "Amina")
    make_passkey(session, amina, "my phone")
    token = sessions.start(session, amina.id, now, device="Firefox, Android", shared=True)

    def listen(sender: int, data: dict[str, Any], **_: Any) -> None:
        data["learning"] = {"of": sender}

    with own_data_asked.connected_to(listen):
        data = erasure.own_data(session, amina.id, now)
    text = json.dumps(data)
    assert data["account"]["display name"] == "Amina"
    assert [key["name"] for key in data["account"]["passkeys"]] == ["my phone"]
    assert [one["device"] for one in data["account"]["sessions"]] == ["Firefox, Android"]
    assert data["learning"] == {"of": amina.id}
    assert "Nois" not in text
    assert token not in text
    assert "argon2" not in text
