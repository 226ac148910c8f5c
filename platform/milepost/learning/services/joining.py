"""A guest's learning becomes part of an account's: the most advanced state wins and nothing is lost."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.learning.models import LONGEST_ENTRY, Attempt, Enrolment, PageState, Response, WorksheetEntry
from milepost.learning.services.attempts import AttemptState, of_page

_E, _P, _A, _R, _W = (
    table.__table__.c for table in (Enrolment, PageState, Attempt, Response, WorksheetEntry)
)


def hand_over(session: Session, *, guest_id: int, user_id: int) -> list[tuple[int, str]]:
    """Move a guest's enrolments to the account. Returns (enrolment id, course id) of merged ones: their
    roll-up has to be made again. Safe to repeat."""
    theirs = session.execute(
        sa.select(_E.id, _E.course_id).where(_E.user_id == guest_id).order_by(_E.course_id).with_for_update()
    ).all()
    held = dict(
        session.execute(sa.select(_E.course_id, _E.id).where(_E.user_id == user_id).with_for_update()).all()
    )
    merged = []
    for enrolment_id, course_id in theirs:
        if course_id not in held:
            _set(session, Enrolment, _E.id == enrolment_id, user_id=user_id)
            continue
        _merge(session, enrolment_id, held[course_id])
        merged.append((held[course_id], course_id))
    return merged


def _merge(session: Session, source: int, target: int) -> None:
    _merge_attempts(session, source, target)
    _merge_checks(session, source, target)
    _merge_pages(session, source, target)
    _merge_entries(session, source, target)
    _merge_enrolment(session, source, target)
    session.execute(sa.delete(Enrolment).where(_E.id == source))


def _merge_enrolment(session: Session, source: int, target: int) -> None:
    ours, theirs = (
        session.execute(sa.select(Enrolment.__table__).where(_E.id == i)).one() for i in (target, source)
    )
    newer = theirs if theirs.updated_at > ours.updated_at else ours
    finished = [moment for moment in (ours.finished_at, theirs.finished_at) if moment is not None]
    _set(
        session,
        Enrolment,
        _E.id == target,
        created_at=min(ours.created_at, theirs.created_at),
        updated_at=newer.updated_at,
        location_module=newer.location_module,
        location_page=newer.location_page,
        finished_at=min(finished, default=None),
    )


def _merge_pages(session: Session, source: int, target: int) -> None:
    ours = _by_key(session, PageState, target, _P.module_id, _P.page_id)
    for key, theirs in _by_key(session, PageState, source, _P.module_id, _P.page_id).items():
        here = (_P.module_id == key[0]) & (_P.page_id == key[1])
        if key not in ours:
            _set(session, PageState, (_P.enrolment_id == source) & here, enrolment_id=target)
            continue
        better = theirs if _share(theirs) > _share(ours[key]) else ours[key]
        _set(
            session,
            PageState,
            (_P.enrolment_id == target) & here,
            completed_at=min(theirs.completed_at, ours[key].completed_at),
            points_won=better.points_won,
            points_possible=better.points_possible,
        )


def _share(state: sa.Row) -> float:  # type: ignore[type-arg]
    return state.points_won / state.points_possible if state.points_possible else -1.0


def _merge_checks(session: Session, source: int, target: int) -> None:
    check = _R.attempt_id.is_(None)
    ours = _by_key(session, Response, target, _R.module_id, _R.question_id, check)
    for key, theirs in _by_key(session, Response, source, _R.module_id, _R.question_id, check).items():
        held = ours.get(key)
        if held is None or (theirs.share or 0, theirs.answered_at) > (held.share or 0, held.answered_at):
            if held is not None:
                session.execute(sa.delete(Response).where(_R.id == held.id))
            _set(session, Response, _R.id == theirs.id, enrolment_id=target)


def _merge_attempts(session: Session, source: int, target: int) -> None:
    """Put the guest's attempts behind the account's. Two open ones become one, with the better answers."""
    pages = session.execute(
        sa.select(_A.module_id, _A.page_id).distinct().where(_A.enrolment_id == source)
    ).all()
    for module_id, page_id in pages:
        ours = of_page(session, target, (module_id, page_id))
        theirs = of_page(session, source, (module_id, page_id))
        still_open = next((attempt for attempt in ours if attempt.is_open), None)
        for attempt in theirs:
            if attempt.is_open and still_open is not None:
                _fill(session, attempt, still_open, target)
            elif not attempt.is_open and still_open is not None:
                # The open attempt stays the last one: it makes room for the one handed in.
                _number(session, still_open.id, len(ours) + 1, target)
                _number(session, attempt.id, len(ours), target)
                ours.append(attempt)
            else:
                _number(session, attempt.id, len(ours) + 1, target)
                ours.append(attempt)


def _number(session: Session, attempt_id: int, number: int, enrolment_id: int) -> None:
    """Give an attempt its place. What was begun in good faith counts, so a limit gives way here."""
    allowed = sa.case((_A.allowed < number, number), else_=_A.allowed)
    _set(session, Attempt, _A.id == attempt_id, number=number, allowed=allowed, enrolment_id=enrolment_id)
    _set(session, Response, _R.attempt_id == attempt_id, enrolment_id=enrolment_id)


def _fill(session: Session, source: AttemptState, target: AttemptState, enrolment_id: int) -> None:
    ours = {row.question_id: row for row in _responses(session, target.id)}
    for theirs in _responses(session, source.id):
        held = ours.get(theirs.question_id)
        if held is not None and (held.share or 0) >= (theirs.share or 0):
            continue
        if held is not None:
            session.execute(sa.delete(Response).where(_R.id == held.id))
        _set(session, Response, _R.id == theirs.id, attempt_id=target.id, enrolment_id=enrolment_id)
    session.execute(sa.delete(Attempt).where(_A.id == source.id))


def _responses(session: Session, attempt_id: int) -> list[sa.Row]:  # type: ignore[type-arg]
    return list(session.execute(sa.select(Response.__table__).where(_R.attempt_id == attempt_id)))


def _merge_entries(session: Session, source: int, target: int) -> None:
    ours = _by_key(session, WorksheetEntry, target, _W.module_id, _W.field_id)
    for key, theirs in _by_key(session, WorksheetEntry, source, _W.module_id, _W.field_id).items():
        here = (_W.module_id == key[0]) & (_W.field_id == key[1])
        if key not in ours:
            _set(session, WorksheetEntry, (_W.enrolment_id == source) & here, enrolment_id=target)
            continue
        newer = max(theirs, ours[key], key=lambda row: row.updated_at)
        _set(
            session,
            WorksheetEntry,
            (_W.enrolment_id == target) & here,
            text=both_texts(ours[key].text, theirs.text) or newer.text,
            updated_at=newer.updated_at,
        )


def both_texts(ours: str, theirs: str) -> str:
    """Return the two texts as one, or '' when they would be too long for a field."""
    if theirs.strip() in ours:
        return ours
    if ours.strip() in theirs:
        return theirs
    both = f"{ours.rstrip()}\n\n{theirs.lstrip()}"
    return both if len(both) <= LONGEST_ENTRY else ""


def _by_key(
    session: Session,
    table: type,
    enrolment_id: int,
    first: sa.ColumnElement[Any],
    second: sa.ColumnElement[Any],
    *also: sa.ColumnElement[bool],
) -> dict[tuple[str, str], sa.Row]:  # type: ignore[type-arg]
    columns = table.__table__.c  # type: ignore[attr-defined]
    rows = session.execute(sa.select(table.__table__).where(columns.enrolment_id == enrolment_id, *also))  # type: ignore[attr-defined]
    return {(row._mapping[first], row._mapping[second]): row for row in rows}


def _set(session: Session, table: type, where: sa.ColumnElement[bool], **values: object) -> None:
    session.execute(sa.update(table.__table__).where(where).values(**values))  # type: ignore[attr-defined]
