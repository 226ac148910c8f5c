"""What learners write in worksheet fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.core.db import by_dialect
from milepost.courseware.model import Course, Page, PageKind
from milepost.learning.models import WorksheetEntry
from milepost.learning.services import enrolment
from milepost.learning.services.progress import PageKey

_W = WorksheetEntry.__table__.c

_SAVE = by_dialect(
    lambda insert: (made := insert(WorksheetEntry.__table__)).on_conflict_do_update(
        index_elements=[_W.enrolment_id, _W.module_id, _W.field_id],
        set_={"text": made.excluded.text, "updated_at": made.excluded.updated_at},
        where=_W.text != made.excluded.text,
    )
)


def save(
    session: Session,
    course: Course,
    key: PageKey,
    page: Page,
    entries: Mapping[str, str],
    *,
    user_id: int,
    at: PageKey,
    now: datetime,
) -> None:
    """Save the fields sent; those not sent stay as they are, an empty one becomes empty.

    A worksheet is complete once it is saved with something written on it.
    """
    known = {field: text for field, text in entries.items() if field in page.fields}
    enrolment_id = enrolment.touch(session, user_id, course.id, at, now)
    for field_id, text in known.items():
        session.connection().execute(
            _SAVE[session.connection().dialect.name],
            {
                "enrolment_id": enrolment_id,
                "module_id": key[0],
                "field_id": field_id,
                "text": text,
                "updated_at": now,
            },
        )
    if page.kind is PageKind.WORKSHEET and any(text.strip() for text in known.values()):
        enrolment.mark_done(session, course, enrolment_id, key, user_id=user_id, now=now)


def of_enrolment(session: Session, enrolment_id: int) -> dict[tuple[str, str], str]:
    """Return what is written: (module id, field id) to text, empty fields left out."""
    wanted = sa.select(_W.module_id, _W.field_id, _W.text).where(_W.enrolment_id == enrolment_id)
    rows = session.connection().execute(wanted)
    return {(row[0], row[1]): row[2] for row in rows if row[2].strip()}


def of_page(session: Session, enrolment_id: int, module_id: str, page: Page) -> dict[str, str]:
    """Return what is written on one page: field id to text."""
    wanted = sa.select(_W.field_id, _W.text).where(
        _W.enrolment_id == enrolment_id, _W.module_id == module_id, _W.field_id.in_(page.fields)
    )
    return {row[0]: row[1] for row in session.connection().execute(wanted)}
