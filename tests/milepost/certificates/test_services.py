"""Issuing, naming, withdrawing, handing over, forgetting: on both databases, among other people's rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.certificates import services
from milepost.certificates.models import Certificate
from milepost.core.errors import Conflict, Invalid, NotFound

Person = Callable[[str | None], int]


@pytest.fixture
def person(session: Session, now: datetime) -> Person:
    """Return a callable which makes a person (a guest without a name) and returns the id."""

    def make(name: str | None) -> int:
        user = User(display_name=name, sign_in_name=name, created_at=now, last_seen_at=now)
        session.add(user)
        session.flush()
        return user.id

    return make


@pytest.fixture
def anna(person: Person) -> int:
    return person("Anna")


@pytest.fixture(autouse=True)
def noise(session: Session, person: Person, now: datetime) -> None:
    """Another person holds certificates for the same courses."""
    other = person("Somebody else")
    for course in ("one", "two"):
        issued = services.issue(session, user_id=other, course_id=course, score_scaled=0.9, now=now)
        services.put_name(session, issued, name="Other", show_name=True, lang="en", course_title="T", pdf=b"")


def issue(session: Session, user_id: int, now: datetime, course: str = "one") -> Certificate:
    return services.issue(session, user_id=user_id, course_id=course, score_scaled=0.75, now=now)


def name(session: Session, certificate: Certificate, **changes: object) -> None:
    known = {"name": "Anna Ozola", "show_name": False, "lang": "en", "course_title": "One", "pdf": b"new"}
    wanted = {**known, **changes}
    services.put_name(session, certificate, **wanted)  # type: ignore[arg-type]


def test_hearing_of_a_completion_twice_makes_one_certificate(
    session: Session, anna: int, now: datetime
) -> None:
    assert issue(session, anna, now) is issue(session, anna, now)
    assert len(services.of_person(session, anna)) == 1


def test_two_rows_for_one_course_are_refused_by_the_schema(
    session: Session, anna: int, now: datetime
) -> None:
    issue(session, anna, now)
    session.add(Certificate(number="x", user_id=anna, course_id="one", issued_at=now))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_a_name_is_tidied_and_has_a_new_paper(session: Session, anna: int, now: datetime) -> None:
    certificate = issue(session, anna, now)
    name(session, certificate, pdf=b"old")
    name(session, certificate, name="  Anna\u0301   Ozola\x00 ")
    assert (certificate.name, certificate.pdf) == ("Anná Ozola", b"new")


@pytest.mark.parametrize("bad", ["", "  ", "\x00", "a" * 81])
def test_an_empty_or_endless_name_is_refused_at_its_field(
    session: Session, anna: int, now: datetime, bad: str
) -> None:
    with pytest.raises(Invalid) as refused:
        name(session, issue(session, anna, now), name=bad)
    assert refused.value.field == "name"


def test_a_withdrawn_certificate_keeps_its_number_and_nothing_else(
    session: Session, anna: int, now: datetime
) -> None:
    certificate = issue(session, anna, now)
    name(session, certificate, show_name=True)
    services.withdraw(session, certificate, now)
    assert not services.find(session, certificate.number).is_valid
    assert (certificate.name, certificate.show_name, certificate.pdf) == (None, False, None)
    with pytest.raises(Conflict):
        name(session, certificate)


def test_another_persons_certificate_is_not_found(
    session: Session, anna: int, person: Person, now: datetime
) -> None:
    theirs = issue(session, person("Berta"), now)
    with pytest.raises(NotFound):
        services.find_own(session, anna, theirs.number)


def test_a_guests_certificates_go_to_the_account_whose_own_win(
    session: Session, anna: int, person: Person, now: datetime
) -> None:
    guest = person(None)
    own = issue(session, anna, now, "one")
    issue(session, guest, now, "one")
    new = issue(session, guest, now, "two")
    services.hand_over(session, guest_id=guest, user_id=anna)
    session.expire_all()
    assert {c.number for c in services.of_person(session, anna)} == {own.number, new.number}
    assert services.of_person(session, guest) == []


def test_an_erased_account_leaves_numbers_of_papers_and_no_name(
    session: Session, anna: int, now: datetime
) -> None:
    printed, unnamed = issue(session, anna, now, "one"), issue(session, anna, now, "two")
    name(session, printed, show_name=True)
    number, gone = printed.number, unnamed.number
    services.forget(session, anna, now)
    session.execute(sa.delete(User).where(User.id == anna))
    session.expire_all()
    left = services.find(session, number)
    assert (left.is_valid, left.name, left.user_id) == (False, None, None)
    with pytest.raises(NotFound):
        services.find(session, gone)


def test_own_data_names_every_certificate(session: Session, anna: int, now: datetime) -> None:
    name(session, issue(session, anna, now))
    (entry,) = services.own_data(session, anna)
    assert (entry["course"], entry["name"], entry["score"]) == ("one", "Anna Ozola", 0.75)
