"""Everything that learning keeps about a person, for that person (GDPR articles 15 and 20)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.learning.models import Attempt, Enrolment, PageState, Response, WorksheetEntry

_PARTS = {"pages": PageState, "attempts": Attempt, "answers": Response, "worksheets": WorksheetEntry}


def own_data(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return one entry for each course, ready for JSON: moments as ISO 8601, everything else as stored."""
    wanted = sa.select(Enrolment.__table__).where(Enrolment.user_id == user_id).order_by(Enrolment.id)
    return [_course(session, row) for row in session.execute(wanted)]


def _course(session: Session, enrolment: sa.Row[Any]) -> dict[str, Any]:
    found = {"course": enrolment.course_id} | _plain(enrolment, {"id", "user_id", "course_id"})
    for name, table in _PARTS.items():
        columns: Any = table.__table__
        wanted = sa.select(columns).where(columns.c.enrolment_id == enrolment.id)
        rows = session.execute(wanted.order_by(*columns.primary_key.columns))
        found[name] = [_plain(row, {"enrolment_id"}) for row in rows]
    return found


def _plain(row: sa.Row[Any], without: set[str]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row._mapping.items()
        if name not in without
    }
