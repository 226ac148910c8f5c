"""Answers to questions: recorded once in an attempt at a quiz, as often as you like elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.core.db import Prepared, by_dialect
from milepost.core.errors import Conflict
from milepost.core.messages import N_
from milepost.courseware import scoring
from milepost.courseware.model import Course, Page, PageKind, Question
from milepost.courseware.scoring import Response as Answer
from milepost.courseware.scoring import Score
from milepost.learning.models import Response
from milepost.learning.services import attempts, enrolment
from milepost.learning.services.attempts import AttemptState
from milepost.learning.services.progress import PageKey

_R = Response.__table__.c


@dataclass(frozen=True, slots=True)
class Shown:
    """Which attempt the form was shown for: an answer to another one's order would be misread."""

    number: int
    drawn_from: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record now. `repeated`: the question had its answer before, and that one stays."""

    response: Answer
    score: Score
    attempt: AttemptState | None = None
    repeated: bool = False


def submit(
    session: Session,
    course: Course,
    key: PageKey,
    page: Page,
    question: Question,
    response: Answer,
    *,
    user_id: int,
    shown: Shown,
    now: datetime,
) -> Recorded:
    """Score an answer and record it. Raises Conflict when the attempt it was meant for is closed."""
    enrolment_id = enrolment.touch(session, user_id, course.id, key, now)
    if page.kind is not PageKind.QUIZ:
        score = scoring.score(question, response, page.lang)
        _record_check(session, enrolment_id, key, question, response, score, now)
        return Recorded(response, score)
    attempt = _open_attempt(session, enrolment_id, key, page, shown, user_id, now)
    return _record_once(session, enrolment_id, key, page, attempt, question, response, now)


def _open_attempt(
    session: Session, enrolment_id: int, key: PageKey, page: Page, shown: Shown, user_id: int, now: datetime
) -> AttemptState:
    last = attempts.latest(session, enrolment_id, key)
    if last is None and shown.number == 1 and shown.drawn_from in (attempts.ANYBODY, str(user_id)):
        return attempts.begin(
            session, enrolment_id, key, page, number=1, drawn_from=shown.drawn_from, now=now
        )
    if last is None or (last.number, last.drawn_from) != (shown.number, shown.drawn_from):
        raise Conflict(N_("This quiz has moved on since the page was opened. Reload it and answer again."))
    if not last.is_open:
        raise Conflict(N_("This attempt is handed in. Its answers cannot be changed any more."))
    return last


_VALUES = {column.name: sa.bindparam(column.name, type_=column.type) for column in _R if column.name != "id"}
_CHECK = Prepared(
    by_dialect(
        lambda insert: (made := insert(Response.__table__).values(_VALUES)).on_conflict_do_update(
            index_elements=[_R.enrolment_id, _R.module_id, _R.question_id],
            index_where=_R.attempt_id.is_(None),
            set_={
                "page_id": made.excluded.page_id,
                "response": made.excluded.response,
                "share": made.excluded.share,
                "points": made.excluded.points,
                "answered_at": made.excluded.answered_at,
                "tries": _R.tries + 1,
            },
        )
    )
)
_ONCE = Prepared(
    by_dialect(
        lambda insert: (
            insert(Response.__table__)
            .values(_VALUES)
            .on_conflict_do_nothing(index_elements=[_R.attempt_id, _R.question_id])
            .returning(_R.id)
        )
    )
)


def _record_check(
    session: Session,
    enrolment_id: int,
    key: PageKey,
    question: Question,
    response: Answer,
    score: Score,
    now: datetime,
) -> None:
    _CHECK.run(session, _row(enrolment_id, None, key, question, response, score, now))


def _record_once(
    session: Session,
    enrolment_id: int,
    key: PageKey,
    page: Page,
    attempt: AttemptState,
    question: Question,
    response: Answer,
    now: datetime,
) -> Recorded:
    """The first answer stays. A scenario is answered step by step: only longer ways are taken."""
    whole = scoring.finished(question, response)
    score = scoring.score(question, response, page.lang) if whole else UNFINISHED
    row = _row(enrolment_id, attempt.id, key, question, response, score, now)
    if _ONCE.all(session, row):
        return Recorded(response, score, attempt)
    given = attempts.answered(session, attempt.id)[question.id][0]
    if scoring.finished(question, given) or not _goes_on(given, response):
        return Recorded(given, scoring.score(question, given, page.lang), attempt, repeated=True)  # type: ignore[arg-type]
    longer = sa.update(Response).where(_R.attempt_id == attempt.id, _R.question_id == question.id)
    session.connection().execute(
        longer.values(response=response, share=score.share, points=score.points, answered_at=now)
    )
    return Recorded(response, score, attempt)


#: What the way through a scenario is worth before its end.
UNFINISHED = Score(None, 0.0, None)


def _goes_on(given: object, response: Answer) -> bool:
    """Say whether a way through a scenario begins with the steps already taken."""
    if not isinstance(given, list) or not isinstance(response, list):
        return False
    return len(response) > len(given) and response[: len(given)] == given


def _row(
    enrolment_id: int,
    attempt_id: int | None,
    key: PageKey,
    question: Question,
    response: Answer,
    score: Score,
    now: datetime,
) -> dict[str, object]:
    return {
        "enrolment_id": enrolment_id,
        "attempt_id": attempt_id,
        "module_id": key[0],
        "page_id": key[1],
        "question_id": question.id,
        "response": response,
        "share": score.share,
        "points": score.points,
        "tries": 1,
        "answered_at": now,
    }


def forget_check(
    session: Session, course: Course, key: PageKey, question_id: str, *, user_id: int, now: datetime
) -> None:
    """Take back the answer to a check, so that the question stands open again."""
    enrolment_id = enrolment.touch(session, user_id, course.id, key, now)
    session.connection().execute(
        sa.delete(Response).where(
            _R.enrolment_id == enrolment_id,
            _R.attempt_id.is_(None),
            _R.module_id == key[0],
            _R.question_id == question_id,
        )
    )
