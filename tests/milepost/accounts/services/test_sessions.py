"""Signed-in browsers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User, UserSession
from milepost.accounts.rules import Role
from milepost.accounts.services import sessions
from milepost.core import db as core_db
from milepost.core.errors import NotFound

pytestmark = pytest.mark.usefixtures("noise")
HOUR = timedelta(hours=1)


def test_a_token_finds_its_person(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina", Role.TRAINER)
    token = sessions.start(session, amina.id, now, device="Firefox, Android")
    person = sessions.find(session, token, now)
    assert person is not None
    assert (person.id, person.display_name, person.role) == (amina.id, "Amina", "trainer")
    assert person.is_trainer
    assert not person.is_administrator
    assert not person.is_guest


def test_finding_a_person_is_one_statement(session: Session, now: datetime, make_person, monkeypatch) -> None:
    token = sessions.start(session, make_person(session, "Amina").id, now)
    asked: list[str] = []
    send = core_db.send
    monkeypatch.setattr(core_db, "send", lambda *call: asked.append(call[1]) or send(*call))
    sa.event.listen(session.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert sessions.find(session, token, now)
    assert len(asked) == 1


def test_the_table_does_not_hold_the_token(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina")
    token = sessions.start(session, amina.id, now)
    row = sessions.of_user(session, amina.id, now)[0]
    assert token.encode() not in row.token_hash
    assert sessions.find(session, row.token_hash.hex(), now) is None
    assert sessions.handle(row) not in token


def test_an_unknown_token_is_nobody(session: Session, now: datetime) -> None:
    for token in ("", "x", "\0", "ü" * 500):
        assert sessions.find(session, token, now) is None


@pytest.mark.parametrize(("shared", "life"), [(False, timedelta(days=30)), (True, timedelta(hours=2))])
def test_a_session_ends_by_itself(
    session: Session, now: datetime, make_person, shared: bool, life: timedelta
) -> None:
    token = sessions.start(session, make_person(session, "Amina").id, now, shared=shared)
    assert sessions.find(session, token, now + life - timedelta(seconds=1))
    assert sessions.find(session, token, now + life) is None


def test_a_visit_is_noted_once_an_hour(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina")
    token = sessions.start(session, amina.id, now)
    person = sessions.find(session, token, now)
    assert person is not None
    assert not sessions.touch(session, person, now + HOUR - timedelta(seconds=1))
    assert sessions.touch(session, person, now + HOUR)
    later = sessions.find(session, token, now + HOUR + timedelta(days=29, hours=23))
    assert later is not None
    assert later.last_seen_at == now + HOUR
    session.refresh(amina)
    assert amina.last_seen_at == now + HOUR
    others = session.scalars(sa.select(User.last_seen_at).where(User.id != amina.id))
    assert set(others) == {now}


def test_working_on_a_shared_phone_keeps_the_session(session: Session, now: datetime, make_person) -> None:
    token = sessions.start(session, make_person(session, "Amina").id, now, shared=True)
    for minutes in range(0, 300, 30):
        moment = now + timedelta(minutes=minutes)
        person = sessions.find(session, token, moment)
        assert person is not None
        sessions.touch(session, person, moment)


def test_ending_one_session_leaves_the_others(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina")
    tokens = [sessions.start(session, amina.id, now, device=str(n)) for n in range(3)]
    before = session.scalar(sa.select(sa.func.count()).select_from(UserSession))
    doomed = next(one for one in sessions.of_user(session, amina.id, now) if one.device == "1")
    sessions.revoke(session, amina.id, sessions.handle(doomed), now)
    assert [bool(sessions.find(session, token, now)) for token in tokens] == [True, False, True]
    assert session.scalar(sa.select(sa.func.count()).select_from(UserSession)) == before - 1


def test_nobody_ends_somebody_elses_session(session: Session, now: datetime, make_person) -> None:
    amina, noor = make_person(session, "Amina"), make_person(session, "Noor")
    token = sessions.start(session, noor.id, now)
    handle = sessions.handle(sessions.of_user(session, noor.id, now)[0])
    with pytest.raises(NotFound):
        sessions.revoke(session, amina.id, handle, now)
    assert sessions.find(session, token, now)


def test_ending_all_others(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina")
    here, there = sessions.start(session, amina.id, now), sessions.start(session, amina.id, now)
    before = session.scalar(sa.select(sa.func.count()).select_from(UserSession))
    assert sessions.revoke_all(session, amina.id, but=sessions.digest(here)) == 1
    assert sessions.find(session, here, now)
    assert sessions.find(session, there, now) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(UserSession)) == before - 1


def test_ended_sessions_are_swept_away(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina")
    sessions.start(session, amina.id, now, shared=True)
    kept = sessions.start(session, amina.id, now)
    sessions.forget_ended(session, now + 3 * HOUR)
    assert sessions.find(session, kept, now + 3 * HOUR)
    devices = session.scalars(sa.select(UserSession.shared)).all()
    assert not any(devices)
