"""Attempts at a quiz: begin, hand in, take again; and the order in which its options are shown."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from milepost.core.db import Prepared, by_dialect
from milepost.core.errors import Conflict, Invalid
from milepost.core.messages import N_
from milepost.courseware.model import Course, Keep, Page
from milepost.learning.models import Attempt, PageState, Response
from milepost.learning.services import enrolment
from milepost.learning.services.progress import PageKey

_A, _R, _P = (table.__table__.c for table in (Attempt, Response, PageState))

#: What the order of options is drawn from for somebody whom the site does not know yet.
ANYBODY = "0"


@dataclass(frozen=True, slots=True)
class AttemptState:
    """An attempt as its page needs it. `points_won` is None while it is open."""

    id: int
    number: int
    drawn_from: str
    handed_in_at: datetime | None = None
    points_won: float | None = None
    points_possible: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether answers can still be given."""
        return self.handed_in_at is None


def seed(secret: str, key: PageKey, drawn_from: str, number: int) -> str:
    """Return what the display order of a page's options is shuffled by; not to be guessed outside."""
    message = "\0".join(("display order", *key, drawn_from, str(number)))
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


_LATEST = Prepared(
    sa.select(_A.id, _A.number, _A.drawn_from, _A.handed_in_at, _A.points_won, _A.points_possible)
    .where(
        _A.enrolment_id == bindparam("enrolment_id"),
        _A.module_id == bindparam("module_id"),
        _A.page_id == bindparam("page_id"),
    )
    .order_by(_A.number.desc())
    .limit(1)
)


def latest(session: Session, enrolment_id: int, key: PageKey) -> AttemptState | None:
    """Return the newest attempt at a quiz page, open or handed in; None before the first answer."""
    asked = {"enrolment_id": enrolment_id, "module_id": key[0], "page_id": key[1]}
    rows = _LATEST.all(session, asked)
    return AttemptState(*rows[0]) if rows else None


def attempts_left(page: Page, used: int) -> int | None:
    """Return how many more attempts a page allows; None for as many as you like."""
    return None if page.attempts is None else max(0, page.attempts - used)


_BEGIN = by_dialect(lambda insert: insert(Attempt.__table__).on_conflict_do_nothing().returning(_A.id))


def begin(
    session: Session,
    enrolment_id: int,
    key: PageKey,
    page: Page,
    *,
    number: int,
    drawn_from: str,
    now: datetime,
) -> AttemptState:
    """Open an attempt. Raises Conflict beyond the page's limit, or while another is open: the database
    says so, whoever asks and however often at once."""
    values = {
        "enrolment_id": enrolment_id,
        "module_id": key[0],
        "page_id": key[1],
        "number": number,
        "allowed": page.attempts,
        "drawn_from": drawn_from,
        "started_at": now,
    }
    connection = session.connection()
    limited = connection.begin_nested() if page.attempts is not None else contextlib.nullcontext()
    try:
        with limited:
            made = connection.execute(_BEGIN[connection.dialect.name], values).scalar()
    except IntegrityError as error:
        raise Conflict(N_("You have used every attempt at this quiz.")) from error
    if made is None:
        raise Conflict(N_("Another attempt at this quiz is open. Reload the page to see it."))
    return AttemptState(made, number, drawn_from)


def retake(
    session: Session, course: Course, key: PageKey, page: Page, *, user_id: int, now: datetime
) -> AttemptState:
    """Open the next attempt; an attempt that is open already is returned. Raises Conflict at the limit."""
    enrolment_id = enrolment.touch(session, user_id, course.id, key, now)
    last = latest(session, enrolment_id, key)
    if last is not None and last.is_open:
        return last
    number = last.number + 1 if last else 1
    return begin(session, enrolment_id, key, page, number=number, drawn_from=str(user_id), now=now)


def answered(session: Session, attempt_id: int) -> dict[str, tuple[object, float | None, float]]:
    """Return the responses of an attempt: question id to (response, share, points)."""
    wanted = sa.select(_R.question_id, _R.response, _R.share, _R.points).where(_R.attempt_id == attempt_id)
    return {row[0]: (row[1], row[2], row[3]) for row in session.connection().execute(wanted)}


def hand_in(
    session: Session, course: Course, key: PageKey, page: Page, *, user_id: int, now: datetime
) -> AttemptState:
    """Close the open attempt, keep its points by the page's rule, and roll up.

    Handing in twice returns the closed attempt. Raises Invalid when nothing was answered.
    """
    enrolment_id = enrolment.touch(session, user_id, course.id, key, now)
    last = latest(session, enrolment_id, key)
    if last is None or (last.is_open and not answered(session, last.id)):
        raise Invalid(N_("Answer at least one question before you hand in."))
    if not last.is_open:
        return last
    closed = _close(session, last, page, now)
    _keep(session, enrolment_id, key, page, closed, now)
    enrolment.roll_up(session, course, enrolment_id, user_id=user_id, now=now)
    return closed


def _close(session: Session, attempt: AttemptState, page: Page, now: datetime) -> AttemptState:
    scored = {head.id: head.points for head in page.questions}
    given = answered(session, attempt.id)
    won = sum(
        min(points, scored[question]) for question, (_, _, points) in given.items() if question in scored
    )
    won = round(min(won, page.points), 6)
    session.connection().execute(
        sa.update(Attempt)
        .where(_A.id == attempt.id, _A.handed_in_at.is_(None))
        .values(handed_in_at=now, points_won=won, points_possible=page.points)
    )
    return AttemptState(attempt.id, attempt.number, attempt.drawn_from, now, won, page.points)


_KEEP = by_dialect(
    lambda insert: (made := insert(PageState.__table__)).on_conflict_do_update(
        index_elements=[_P.enrolment_id, _P.module_id, _P.page_id],
        set_={"points_won": made.excluded.points_won, "points_possible": made.excluded.points_possible},
    )
)


def _keep(
    session: Session, enrolment_id: int, key: PageKey, page: Page, closed: AttemptState, now: datetime
) -> None:
    """Write the points that count: of the best attempt, or of the last one."""
    counting = closed if page.keep is Keep.LAST else best(session, enrolment_id, key) or closed
    session.connection().execute(
        _KEEP[session.connection().dialect.name].values(
            enrolment_id=enrolment_id,
            module_id=key[0],
            page_id=key[1],
            completed_at=now,
            points_won=counting.points_won,
            points_possible=counting.points_possible,
        )
    )


def best(session: Session, enrolment_id: int, key: PageKey) -> AttemptState | None:
    """Return the attempt with the highest share of its points; of equal ones the first."""
    handed_in = [attempt for attempt in of_page(session, enrolment_id, key) if not attempt.is_open]
    return max(handed_in, key=share, default=None)


def share(attempt: AttemptState) -> float:
    """Return points won / points possible, 0..1; 0 where nothing could be won."""
    return (attempt.points_won or 0.0) / attempt.points_possible if attempt.points_possible else 0.0


def of_page(session: Session, enrolment_id: int, key: PageKey) -> list[AttemptState]:
    """Return every attempt at a quiz page, the first one first."""
    wanted = sa.select(_A.id, _A.number, _A.drawn_from, _A.handed_in_at, _A.points_won, _A.points_possible)
    wanted = wanted.where(_A.enrolment_id == enrolment_id, _A.module_id == key[0], _A.page_id == key[1])
    return [AttemptState(*row) for row in session.connection().execute(wanted.order_by(_A.number))]
