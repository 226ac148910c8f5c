"""What the schema itself refuses, whoever asks."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from milepost.core.db import Base
from milepost.learning.models import Attempt, Enrolment, PageState, Response, WorksheetEntry


@pytest.fixture
def enrolment_id(session: Session, person, now) -> int:
    enrolment = Enrolment(user_id=person(session), course_id="c", created_at=now, updated_at=now)
    session.add(enrolment)
    session.flush()
    return enrolment.id


def attempt(enrolment_id: int, now, number: int = 1, **more: object) -> Attempt:
    given = {"module_id": "m", "page_id": "quiz", "drawn_from": "0", "started_at": now} | more
    return Attempt(enrolment_id=enrolment_id, number=number, **given)


def handed_in(now, won: float = 1.0) -> dict[str, object]:
    return {"handed_in_at": now, "points_won": won, "points_possible": 2.0}


def refused(session: Session, row: Base) -> bool:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return True
    return False


def test_nobody_enrols_twice_in_a_course(session, enrolment_id, now):
    user_id = session.scalar(sa.select(Enrolment.user_id))
    assert refused(session, Enrolment(user_id=user_id, course_id="c", created_at=now, updated_at=now))


def test_an_attempt_beyond_the_limit_cannot_be_stored(session, enrolment_id, now):
    assert not refused(session, attempt(enrolment_id, now, 2, allowed=2, **handed_in(now)))
    assert refused(session, attempt(enrolment_id, now, 3, allowed=2))


def test_an_attempt_has_its_number_once(session, enrolment_id, now):
    assert not refused(session, attempt(enrolment_id, now, 1, **handed_in(now)))
    assert refused(session, attempt(enrolment_id, now, 1, **handed_in(now)))


def test_one_attempt_at_a_time_is_open(session, enrolment_id, now):
    assert not refused(session, attempt(enrolment_id, now, 1))
    assert refused(session, attempt(enrolment_id, now, 2))
    assert not refused(session, attempt(enrolment_id, now, 1, page_id="other-quiz"))


def test_an_attempt_is_handed_in_with_its_points_or_not_at_all(session, enrolment_id, now):
    assert refused(session, attempt(enrolment_id, now, handed_in_at=now))
    assert refused(session, attempt(enrolment_id, now, **handed_in(now, won=2.5)))


def test_a_question_is_answered_once_in_an_attempt(session, enrolment_id, now):
    made = attempt(enrolment_id, now)
    session.add(made)
    session.flush()

    def response(**more: object) -> Response:
        given = {"module_id": "m", "page_id": "quiz", "question_id": "q", "response": 1, "points": 0.0}
        return Response(enrolment_id=enrolment_id, answered_at=now, **given | more)

    assert not refused(session, response(attempt_id=made.id))
    assert refused(session, response(attempt_id=made.id))
    assert not refused(session, response())  # a check on another page with the same id
    assert refused(session, response())
    assert refused(session, response(question_id="other", share=1.5))


def test_a_worksheet_field_holds_some_ten_pages(session, enrolment_id, now):
    def entry(text: str) -> WorksheetEntry:
        return WorksheetEntry(
            enrolment_id=enrolment_id, module_id="m", field_id="f", text=text, updated_at=now
        )

    assert refused(session, entry("x" * 20_001))
    assert not refused(session, entry("ž" * 20_000))


def test_an_erased_person_leaves_nothing_behind(session, enrolment_id, now, person):
    made = attempt(enrolment_id, now)
    session.add(made)
    session.flush()
    session.add(PageState(enrolment_id=enrolment_id, module_id="m", page_id="p", completed_at=now))
    session.execute(sa.text("DELETE FROM user_account"))
    for table in (Enrolment, Attempt, PageState):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.parametrize("table", [Enrolment, PageState, Attempt, Response, WorksheetEntry])
def test_every_column_says_what_it_holds(table):
    silent = [c.name for c in table.__table__.c if not c.doc and c.name != "id"]
    assert not silent
