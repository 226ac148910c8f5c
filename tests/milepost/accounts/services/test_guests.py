"""People who learn without an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts import services
from milepost.accounts.models import User, UserSession
from milepost.accounts.services import guests, joining, names, sessions, signing_in
from milepost.core.signals import guest_joined, user_erased

pytestmark = pytest.mark.usefixtures("noise")
DAY = timedelta(days=1)


@pytest.fixture
def heard() -> Iterator[list[tuple[str, int, dict[str, Any]]]]:
    """Return what the signals of this test said."""
    news: list[tuple[str, int, dict[str, Any]]] = []

    def joined(sender: int, **said: Any) -> None:
        rows = said["session"].scalar(sa.select(sa.func.count()).where(User.id == said["guest_id"]))
        news.append(("joined", sender, {**said, "guest is there": rows == 1}))

    def erased(sender: int, **said: Any) -> None:
        rows = said["session"].scalar(sa.select(sa.func.count()).where(User.id == sender))
        news.append(("erased", sender, {**said, "is there": rows == 1}))

    with guest_joined.connected_to(joined), user_erased.connected_to(erased):
        yield news


def test_a_guest_has_no_name_and_a_session(session: Session, now: datetime) -> None:
    guest, token = services.start_guest(session, now, device="Firefox, Android")
    person = sessions.find(session, token, now)
    assert person is not None
    assert (person.id, person.display_name, person.is_guest) == (guest.id, None, True)
    assert guest.role == "learner"


def test_a_guest_who_joins_keeps_the_row(session: Session, now: datetime) -> None:
    guest, _ = services.start_guest(session, now)
    user = joining.join(session, "Amina", now + DAY, guest_id=guest.id)
    assert user.id == guest.id
    assert not user.is_guest
    assert user.created_at == now


def test_nobody_joins_into_somebody_elses_account(session: Session, now: datetime, make_person) -> None:
    amina = make_person(session, "Amina")
    other = joining.join(session, "Noor", now, guest_id=amina.id)
    assert other.id != amina.id
    assert amina.display_name == "Amina"


def test_a_taken_name_leaves_the_guest_as_it_was(session: Session, now: datetime, make_person) -> None:
    make_person(session, "Amina")
    guest, token = services.start_guest(session, now)
    with pytest.raises(names.NameTaken):
        joining.join(session, "amina", now, guest_id=guest.id)
    person = sessions.find(session, token, now)
    assert person is not None
    assert person.is_guest


def test_signing_in_moves_a_guests_record_and_deletes_the_guest(
    session: Session, now: datetime, make_person, heard: list[Any]
) -> None:
    amina = make_person(session, "Amina")
    guest, token = services.start_guest(session, now)
    before, guest_id = sessions.find(session, token, now), guest.id
    people_before = session.scalar(sa.select(sa.func.count()).select_from(User))
    new = signing_in.begin(session, amina, now, before=before, device="", shared=False)
    ((what, sender, said),) = heard
    assert (what, sender, said["guest_id"], said["user_id"]) == ("joined", amina.id, guest_id, amina.id)
    assert said["guest is there"]
    assert session.get(User, guest_id) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == people_before - 1
    assert sessions.find(session, token, now) is None
    found = sessions.find(session, new, now)
    assert found is not None
    assert found.id == amina.id


def test_an_account_is_never_deleted_as_if_it_were_a_guest(
    session: Session, now: datetime, make_person
) -> None:
    amina, noor = make_person(session, "Amina"), make_person(session, "Noor")
    guests.join_guest(session, noor.id, amina.id, now)
    assert session.get(User, noor.id) is not None


def test_guests_are_forgotten_30_days_after_the_last_visit(
    session: Session, now: datetime, make_person, heard: list[Any]
) -> None:
    learner = make_person(session, "Amina")
    idle, _ = services.start_guest(session, now)
    late, token = services.start_guest(session, now)
    idle_id, late_id = idle.id, late.id
    person = sessions.find(session, token, now)
    assert person is not None
    sessions.touch(session, person, now + 10 * DAY)
    gone = services.forget_idle_guests(session, now + 31 * DAY)
    assert gone == 2  # the noisy one as well
    assert session.get(User, idle_id) is None
    assert session.get(User, late_id) is not None
    assert session.get(User, learner.id) is not None
    assert idle_id in {sender for _, sender, _ in heard}
    assert all(what == "erased" and said["is there"] for what, _, said in heard)
    assert services.forget_idle_guests(session, now + 31 * DAY) == 0


def test_not_a_day_too_early(session: Session, now: datetime) -> None:
    services.start_guest(session, now)
    assert services.forget_idle_guests(session, now + 30 * DAY) == 0


def test_the_sessions_of_a_forgotten_guest_go_too(session: Session, now: datetime) -> None:
    guest, _ = services.start_guest(session, now)
    guest_id = guest.id
    services.forget_idle_guests(session, now + 31 * DAY)
    left = sa.select(sa.func.count()).where(UserSession.user_id == guest_id)
    assert session.scalar(left) == 0
