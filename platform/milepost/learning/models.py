"""The tables of learning: who takes which course, what they finished, what they answered and wrote.

Content is named by its ids (course, module, page, question, field), never by foreign keys: it lives
in files, and a record stays readable when a file is gone. Every rule that must hold when two
requests come at once is a constraint here; services rely on it and do not count first.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from milepost.core.db import Base, UTCDateTime, unique_where

JSON = sa.JSON(none_as_null=True)

LONGEST_ENTRY = 20_000  # characters in a worksheet field: some ten printed pages


class CompletionStatus(StrEnum):
    """How far a learner has come through the pages (SCORM 2004 4th RTE 4.2.4, its words)."""

    NOT_ATTEMPTED = "not attempted"
    INCOMPLETE = "incomplete"
    COMPLETED = "completed"


class SuccessStatus(StrEnum):
    """Whether the score is enough (SCORM 2004 4th RTE 4.2.21, its words)."""

    UNKNOWN = "unknown"
    PASSED = "passed"
    FAILED = "failed"


def _one_of(column: str, vocabulary: type[StrEnum], name: str) -> sa.CheckConstraint:
    values = ", ".join(f"'{value}'" for value in vocabulary)
    return sa.CheckConstraint(f"{column} IN ({values})", name=name)


class Enrolment(Base):
    """A learner in a course, from the first thing they record. Not for groups, nor for who may see it.

    The two statuses and the score are the roll-up over the course as it stood when the learner last
    recorded something; they are kept so that a list, or a course gone from disk, can still say them.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "course_id"),
        _one_of("completion_status", CompletionStatus, "completion_status"),
        _one_of("success_status", SuccessStatus, "success_status"),
        sa.CheckConstraint("score_scaled BETWEEN 0 AND 1", name="score_scaled"),
        sa.CheckConstraint("(location_module IS NULL) = (location_page IS NULL)", name="location"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("user_account.id", ondelete="CASCADE"), doc="The learner, guest or not."
    )
    course_id: Mapped[str] = mapped_column(sa.String(64), doc="The folder name in course/.")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When the first thing was recorded.")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When the last thing was recorded.")
    location_module: Mapped[str | None] = mapped_column(sa.String(64), doc="Module to continue in.")
    location_page: Mapped[str | None] = mapped_column(sa.String(64), doc="Page to continue on.")
    completion_status: Mapped[str] = mapped_column(
        sa.String(16), default=CompletionStatus.NOT_ATTEMPTED, doc="All learner pages complete?"
    )
    success_status: Mapped[str] = mapped_column(
        sa.String(16), default=SuccessStatus.UNKNOWN, doc="Score at or above the course's mastery score?"
    )
    score_scaled: Mapped[float | None] = mapped_column(
        doc="Points won / points possible over all quiz pages, 0..1; null before the first hand-in."
    )
    finished_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="When the course's move_on rule was first met. Never taken back."
    )


class PageState(Base):
    """A page that a learner has completed; no row means not yet. Not a log of visits: reading writes none."""

    __tablename__ = "page_state"
    __table_args__ = (
        sa.CheckConstraint("(points_won IS NULL) = (points_possible IS NULL)", name="points_both"),
        sa.CheckConstraint("points_won >= 0 AND points_won <= points_possible", name="points_range"),
    )

    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True, doc="Whose, in which course."
    )
    module_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True, doc="The page's module.")
    page_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True, doc="The page, without `NN-`.")
    completed_at: Mapped[datetime] = mapped_column(
        UTCDateTime, doc="When it was left by next, marked done, saved or handed in for the first time."
    )
    points_won: Mapped[float | None] = mapped_column(doc="On quiz pages: points of the attempt that counts.")
    points_possible: Mapped[float | None] = mapped_column(
        doc="On quiz pages: points of that attempt's questions."
    )


class Attempt(Base):
    """One go at a quiz page. Open until handed in; then its points are fixed.

    The limit is in the row, as `allowed`: attempt number 4 of 3 cannot be stored, by any route.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "module_id", "page_id", "number"),
        unique_where(
            "uq_attempt_open", "enrolment_id", "module_id", "page_id", condition="handed_in_at IS NULL"
        ),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("allowed IS NULL OR number <= allowed", name="limit"),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (points_won IS NULL)"
            " AND (handed_in_at IS NULL) = (points_possible IS NULL)",
            name="handed_in",
        ),
        sa.CheckConstraint("points_won >= 0 AND points_won <= points_possible", name="points_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), doc="Whose, in which course."
    )
    module_id: Mapped[str] = mapped_column(sa.String(64), doc="The quiz page's module.")
    page_id: Mapped[str] = mapped_column(sa.String(64), doc="The quiz page.")
    number: Mapped[int] = mapped_column(doc="1 for the first attempt, without gaps.")
    allowed: Mapped[int | None] = mapped_column(
        doc="How many attempts the page allowed when this one began; null for as many as you like."
    )
    drawn_from: Mapped[str] = mapped_column(
        sa.String(32),
        doc="What the options' display order is drawn from, kept so that no option moves after joining.",
    )
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When its first answer came, or retake.")
    handed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was closed.")
    points_won: Mapped[float | None] = mapped_column(doc="Sum over its responses, set at hand-in.")
    points_possible: Mapped[float | None] = mapped_column(doc="Sum over the page's questions at hand-in.")


class Response(Base):
    """An answer to one question: once in an attempt; outside a quiz it is a check, overwritten freely."""

    __tablename__ = "response"
    __table_args__ = (
        sa.UniqueConstraint("attempt_id", "question_id"),
        unique_where(
            "uq_response_check", "enrolment_id", "module_id", "question_id", condition="attempt_id IS NULL"
        ),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name="share"),
        sa.CheckConstraint("points >= 0", name="points"),
        sa.CheckConstraint("tries >= 1", name="tries"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), doc="Whose, in which course."
    )
    attempt_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("attempt.id", ondelete="CASCADE"), doc="The attempt; null for a check on another page."
    )
    module_id: Mapped[str] = mapped_column(sa.String(64), doc="The question's module.")
    page_id: Mapped[str] = mapped_column(sa.String(64), doc="The page it stood on.")
    question_id: Mapped[str] = mapped_column(sa.String(32), doc="The question, unique in its module.")
    response: Mapped[Any] = mapped_column(JSON, doc="The response in the model's indexes (courseware.model).")
    share: Mapped[float | None] = mapped_column(doc="How right, 0..1; null for reflect.")
    points: Mapped[float] = mapped_column(default=0.0, doc="Points won by it.")
    tries: Mapped[int] = mapped_column(default=1, doc="How often a check was answered; 1 in an attempt.")
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When the answer that counts came.")


class WorksheetEntry(Base):
    """What a learner wrote in one worksheet field: their own words, shown to nobody else."""

    __tablename__ = "worksheet_entry"
    __table_args__ = (sa.CheckConstraint(f"length(text) <= {LONGEST_ENTRY}", name="length"),)

    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True, doc="Whose, in which course."
    )
    module_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True, doc="The field's module.")
    field_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, doc="The field, unique there.")
    text: Mapped[str] = mapped_column(sa.Text, doc="The words as typed, line ends as \\n.")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When they were last saved.")
