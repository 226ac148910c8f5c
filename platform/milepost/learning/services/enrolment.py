"""A learner in a course: reading the record, and opening it to record something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from milepost.core.db import Prepared, Readable, by_dialect
from milepost.core.signals import course_completed
from milepost.courseware.model import Course
from milepost.learning.models import Attempt, CompletionStatus, Enrolment, PageState, Response
from milepost.learning.services.progress import (
    CourseProgress,
    PageKey,
    PageResult,
    course_progress,
)

_E, _P, _A, _R = (table.__table__.c for table in (Enrolment, PageState, Attempt, Response))


@dataclass(frozen=True, slots=True)
class Record:
    """What a course page needs to know of a learner. `done` holds "module/page" of completed pages.

    `checks` are the responses given on the one page that was asked for: question id to response.
    """

    id: int
    user_id: int
    course_id: str
    location: PageKey | None
    completion_status: str
    success_status: str
    score_scaled: float | None
    finished: bool
    done: frozenset[str]
    checks: dict[str, object]


_DONE = (
    sa.select(sa.func.aggregate_strings(_P.module_id + "/" + _P.page_id, " "))
    .where(_P.enrolment_id == _E.id)
    .correlate(Enrolment.__table__)
    .scalar_subquery()
    .label("done")
)
_COLUMNS = sa.select(
    _E.id,
    _E.location_module,
    _E.location_page,
    _E.completion_status,
    _E.success_status,
    _E.score_scaled,
    _E.finished_at.is_not(None).label("finished"),
    _DONE,
)
_READ = _COLUMNS.where(_E.user_id == bindparam("user_id"), _E.course_id == bindparam("course_id"))
_READ_ONE = Prepared(_READ)
_READ_ALL = (
    _COLUMNS.add_columns(_E.course_id)
    .where(_E.user_id == bindparam("user_id"))
    .order_by(_E.updated_at.desc(), _E.id)
)
_READ_CHECKS = Prepared(
    _READ.add_columns(_R.question_id, _R.response).select_from(
        Enrolment.__table__.outerjoin(
            Response.__table__,
            sa.and_(
                _R.enrolment_id == _E.id,
                _R.attempt_id.is_(None),
                _R.module_id == bindparam("module_id"),
                _R.page_id == bindparam("page_id"),
            ),
        )
    )
)


def read(session: Readable, user_id: int, course_id: str, checks_of: PageKey | None = None) -> Record | None:
    """Return a learner's record in a course by one statement, or None; nothing is written.

    With `checks_of`, the answers to the questions of that page (not a quiz) come along.
    """
    asked: dict[str, object] = {"user_id": user_id, "course_id": course_id}
    if checks_of is None:
        rows = _READ_ONE.all(session, asked)
    else:
        asked |= {"module_id": checks_of[0], "page_id": checks_of[1]}
        rows = _READ_CHECKS.all(session, asked)
    if not rows:
        return None
    checks = {row[8]: row[9] for row in rows if row[8] is not None} if checks_of else {}
    return _record(rows[0], user_id, course_id, checks)


def of_person(session: Session, user_id: int) -> list[Record]:
    """Return every enrolment of a learner, the latest used first; courses gone from disk included."""
    rows = session.connection().execute(_READ_ALL, {"user_id": user_id})
    return [_record(row, user_id, row[8], {}) for row in rows]


def _record(row: Sequence[Any], user_id: int, course_id: str, checks: dict[str, object]) -> Record:
    return Record(
        id=row[0],
        user_id=user_id,
        course_id=course_id,
        location=(row[1], row[2]) if row[1] is not None else None,
        completion_status=row[3],
        success_status=row[4],
        score_scaled=row[5],
        finished=bool(row[6]),
        done=frozenset(row[7].split(" ")) if row[7] else frozenset(),
        checks=checks,
    )


# --- recording -----------------------------------------------------------------------------------

_STARTED = sa.case(
    (_E.completion_status == CompletionStatus.NOT_ATTEMPTED, CompletionStatus.INCOMPLETE.value),
    else_=_E.completion_status,
)
_TOUCH = Prepared(
    sa.update(Enrolment.__table__)  # type: ignore[arg-type]
    .where(_E.user_id == bindparam("of_user"), _E.course_id == bindparam("of_course"))
    .values(
        updated_at=bindparam("now"),
        completion_status=_STARTED,
        location_module=bindparam("at_module"),
        location_page=bindparam("at_page"),
    )
    .returning(_E.id)
)
_ENROL = by_dialect(
    lambda insert: insert(Enrolment.__table__).on_conflict_do_nothing(
        index_elements=[_E.user_id, _E.course_id]
    )
)


def touch(session: Session, user_id: int, course_id: str, at: PageKey, now: datetime) -> int:
    """Return the id of the learner's enrolment, made on first use, and keep `at` as where to continue.

    The row stays locked until commit, so one learner's answers in a course are recorded one by one.
    """
    asked = {
        "of_user": user_id,
        "of_course": course_id,
        "now": now,
        "at_module": at[0],
        "at_page": at[1],
    }
    found = _TOUCH.all(session, asked)
    if not found:
        connection = session.connection()
        enrol = _ENROL[connection.dialect.name].values(
            user_id=user_id, course_id=course_id, created_at=now, updated_at=now
        )
        connection.execute(enrol)
        found = _TOUCH.all(session, asked)
    return int(found[0][0])


_COMPLETE = by_dialect(
    lambda insert: insert(PageState.__table__).on_conflict_do_nothing().returning(_P.enrolment_id)
)


def complete_page(
    session: Session, course: Course, key: PageKey, *, user_id: int, at: PageKey, now: datetime
) -> CourseProgress | None:
    """Record that a page is done and roll up. Returns None when it was done before: nothing changes.

    `at` is where the learner goes on, usually the next page.
    """
    enrolment_id = touch(session, user_id, course.id, at, now)
    return mark_done(session, course, enrolment_id, key, user_id=user_id, now=now)


def mark_done(
    session: Session, course: Course, enrolment_id: int, key: PageKey, *, user_id: int, now: datetime
) -> CourseProgress | None:
    """As `complete_page`, for an enrolment that is touched already."""
    done = {"enrolment_id": enrolment_id, "module_id": key[0], "page_id": key[1], "completed_at": now}
    connection = session.connection()
    if connection.execute(_COMPLETE[connection.dialect.name], done).scalar() is None:
        return None
    return roll_up(session, course, enrolment_id, user_id=user_id, now=now)


def results(session: Session, enrolment_id: int) -> dict[PageKey, PageResult]:
    """Return the completed pages of an enrolment with the points that count."""
    wanted = sa.select(_P.module_id, _P.page_id, _P.points_won, _P.points_possible)
    rows = session.connection().execute(wanted.where(_P.enrolment_id == enrolment_id))
    return {(row[0], row[1]): PageResult(row[2], row[3]) for row in rows}


def attempts_used(session: Session, enrolment_id: int) -> dict[PageKey, int]:
    """Return how many attempts were handed in, by quiz page."""
    counted = (
        sa.select(_A.module_id, _A.page_id, sa.func.count())
        .where(_A.enrolment_id == enrolment_id, _A.handed_in_at.is_not(None))
        .group_by(_A.module_id, _A.page_id)
    )
    return {(row[0], row[1]): row[2] for row in session.connection().execute(counted)}


def roll_up(
    session: Session, course: Course, enrolment_id: int, *, user_id: int, now: datetime
) -> CourseProgress:
    """Bring an enrolment's statuses and score up to date; the first time its rule is met, say so."""
    progress = course_progress(course, results(session, enrolment_id), attempts_used(session, enrolment_id))
    whole = progress.whole
    completion = max(whole.completion_status, CompletionStatus.INCOMPLETE, key=list(CompletionStatus).index)
    connection = session.connection()
    connection.execute(
        sa.update(Enrolment)
        .where(_E.id == enrolment_id)
        .values(
            completion_status=completion,
            success_status=whole.success_status,
            score_scaled=whole.score_scaled,
        )
    )
    if progress.finished:
        first = (
            sa.update(Enrolment)
            .where(_E.id == enrolment_id, _E.finished_at.is_(None))
            .values(finished_at=now)
        )
        if connection.execute(first).rowcount:
            course_completed.send(
                enrolment_id,
                session=session,
                user_id=user_id,
                course_id=course.id,
                score_scaled=whole.score_scaled,
                now=now,
            )
    return progress


def known(course: Course, done: Iterable[str]) -> dict[PageKey, PageResult]:
    """Return those of the "module/page" marks that are pages of the course, as results without points."""
    pages = {f"{m.id}/{p.id}": (m.id, p.id) for m in course.modules for p in m.learner_pages}
    return {pages[mark]: PageResult() for mark in done if mark in pages}
