"""People as administrators see them."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from milepost.accounts import services
from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import joining, names, people, sessions, tokens
from milepost.core.db import Database
from milepost.core.errors import Conflict, NotFound


def shown(listing: people.Listing) -> list[str | None]:
    return [one.display_name for one in listing.people]


def test_people_are_listed_by_name_without_guests(session: Session, now: datetime, make_person) -> None:
    for name in ("Noor", "amina", "Ziad"):
        make_person(session, name)
    services.start_guest(session, now)
    listing = people.listing(session)
    assert shown(listing) == ["amina", "Noor", "Ziad"]
    assert (listing.total, listing.pages) == (3, 1)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("AMI", ["Amina", "Ramin 100%"]),
        ("min a", []),
        ("100%", ["Ramin 100%"]),
        ("%", ["Ramin 100%"]),
        ("_", []),
    ],
)
def test_a_part_of_a_name_finds_it(session: Session, make_person, search: str, found: list[str]) -> None:
    for name in ("Amina", "Ramin 100%", "Noor"):
        make_person(session, name)
    assert shown(people.listing(session, search)) == found


def test_by_role(session: Session, make_person) -> None:
    make_person(session, "Amina")
    make_person(session, "Noor", Role.TRAINER)
    assert shown(people.listing(session, role="trainer")) == ["Noor"]


def test_fifty_a_page(session: Session, now: datetime) -> None:
    for n in range(101):
        joining.join(session, f"Person {n:03}", now)
    third = people.listing(session, page=3)
    assert (shown(third), third.pages, third.total) == (["Person 100"], 3, 101)
    assert people.listing(session, page=99).page == 3
    assert people.listing(session, page=-1).page == 1


def test_the_last_administrator_keeps_the_role(session: Session, make_person) -> None:
    rowan = make_person(session, "Rowan", Role.ADMINISTRATOR)
    make_person(session, "Noor", Role.TRAINER)
    with pytest.raises(Conflict, match="only administrator"):
        people.set_role(session, rowan, Role.LEARNER)
    assert rowan.role == "administrator"


def test_one_of_two_administrators_may_go(session: Session, make_person) -> None:
    rowan = make_person(session, "Rowan", Role.ADMINISTRATOR)
    make_person(session, "Noor", Role.ADMINISTRATOR)
    people.set_role(session, rowan, Role.LEARNER)
    assert rowan.role == "learner"


def test_two_administrators_cannot_demote_each_other_at_once(database: Database, make_person) -> None:
    with database.session(write=True) as session:
        ids = [make_person(session, name, Role.ADMINISTRATOR).id for name in ("Rowan", "Noor")]
        session.commit()
    start, refused = threading.Barrier(2), []

    def demote(user_id: int) -> None:
        start.wait()
        with database.session(write=True) as session:
            try:
                people.set_role(session, people.get(session, user_id), Role.LEARNER)
                session.commit()
            except Conflict:
                refused.append(user_id)

    both = [threading.Thread(target=demote, args=(user_id,)) for user_id in ids]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    with database.session(write=False) as session:
        assert people.has_administrator(session)


def test_an_administrators_link_replaces_the_one_before(session: Session, now: datetime, make_person) -> None:
    first = people.administrator_link(session, "http://localhost:8000", now)
    second = people.administrator_link(session, "http://localhost:8000", now)
    assert second.startswith("http://localhost:8000/claim/")
    amina = make_person(session, "Amina")
    with pytest.raises(NotFound):
        people.become_administrator(session, amina, first.rsplit("/", 1)[1], now)
    assert not people.has_administrator(session)
    people.become_administrator(session, amina, second.rsplit("/", 1)[1], now)
    assert people.has_administrator(session)


def test_a_sign_in_link_is_for_one_person(session: Session, now: datetime, make_person) -> None:
    amina, noor = make_person(session, "Amina"), make_person(session, "Noor")
    other = people.sign_in_link(session, noor, "http://localhost:8000", "en", now).rsplit("/", 1)[1]
    first = people.sign_in_link(session, amina, "http://localhost:8000", "en", now).rsplit("/", 1)[1]
    token = people.sign_in_link(session, amina, "http://localhost:8000", "en", now).rsplit("/", 1)[1]
    assert tokens.look(session, tokens.Purpose.SIGN_IN, token, now).user_id == amina.id
    assert tokens.look(session, tokens.Purpose.SIGN_IN, other, now).user_id == noor.id
    with pytest.raises(NotFound):
        tokens.look(session, tokens.Purpose.SIGN_IN, first, now)


def test_ending_the_sessions_of_one_person(session: Session, now: datetime, make_person) -> None:
    amina, noor = make_person(session, "Amina"), make_person(session, "Noor")
    mine, other = sessions.start(session, amina.id, now), sessions.start(session, noor.id, now)
    assert people.end_sessions(session, amina) == 1
    assert sessions.find(session, mine, now) is None
    assert sessions.find(session, other, now)


def test_a_guest_is_no_person_to_manage(session: Session, now: datetime) -> None:
    guest, _ = services.start_guest(session, now)
    with pytest.raises(NotFound):
        people.named(session, guest.id)
    with pytest.raises(NotFound):
        people.get(session, guest.id + 1)


def test_two_people_who_want_one_name_at_once(database: Database, now: datetime) -> None:
    start, outcomes = threading.Barrier(2), []

    def join() -> None:
        start.wait()
        with database.session(write=True) as session:
            try:
                joining.join(session, "Amina", now)
                session.commit()
                outcomes.append("joined")
            except names.NameTaken as taken:
                outcomes.append(f"offered {len(taken.free)}")

    both = [threading.Thread(target=join) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["joined", "offered 3"]
    with database.session(write=False) as session:
        assert session.query(User).count() == 1
