"""What the LMS is told about completion and success. The only place that folds them into one field.

Mirrored by runtime/status.js; tests/fixtures/scorm/status.json is run against both.
Sources: SCORM 1.2 RTE 3.4.4 (cmi.core.lesson_status), SCORM 2004 4th Ed. RTE 4.2.4
(cmi.completion_status) and 4.2.22 (cmi.success_status), cmi5 10.2.4 (moveOn).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from milepost.courseware.model import MoveOn


class CompletionStatus(StrEnum):
    """Words of SCORM 2004 RTE 4.2.4."""

    NOT_ATTEMPTED = "not attempted"
    INCOMPLETE = "incomplete"
    COMPLETED = "completed"
    UNKNOWN = "unknown"


class SuccessStatus(StrEnum):
    """Words of SCORM 2004 RTE 4.2.22."""

    UNKNOWN = "unknown"
    PASSED = "passed"
    FAILED = "failed"


class LessonStatus(StrEnum):
    """Words of SCORM 1.2 RTE 3.4.4. `browsed` and `not attempted` are the LMS's to set."""

    PASSED = "passed"
    COMPLETED = "completed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"
    BROWSED = "browsed"
    NOT_ATTEMPTED = "not attempted"


Status = TypeVar("Status", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Report:
    """What goes to the LMS: two facts in two fields (2004), and both in one (1.2)."""

    completion_status: CompletionStatus
    success_status: SuccessStatus
    lesson_status: LessonStatus


#: A status is replaced only by one that stands at least as high: no LMS is told to take a result back.
LESSON_RANK = {
    LessonStatus.NOT_ATTEMPTED: 0,
    LessonStatus.BROWSED: 0,
    LessonStatus.INCOMPLETE: 1,
    LessonStatus.FAILED: 2,
    LessonStatus.COMPLETED: 3,
    LessonStatus.PASSED: 4,
}
COMPLETION_RANK = {
    CompletionStatus.UNKNOWN: 0,
    CompletionStatus.NOT_ATTEMPTED: 0,
    CompletionStatus.INCOMPLETE: 1,
    CompletionStatus.COMPLETED: 2,
}
SUCCESS_RANK = {SuccessStatus.UNKNOWN: 0, SuccessStatus.FAILED: 1, SuccessStatus.PASSED: 2}


def report(completion: CompletionStatus, success: SuccessStatus, *, move_on: MoveOn, scored: bool) -> Report:
    """Return what the LMS is told.

    `completion`: whether every page is complete. `success`: `passed` when the score reaches the mastery
    score, `failed` only when no attempt is left. `scored`: there are points to win; without them only
    completion counts. The course stays incomplete until its rule is met or can no longer be met:
    Moodle opens a finished activity for review only, and takes no better result then.
    """
    rule = move_on if scored else MoveOn.COMPLETED
    completed = completion is CompletionStatus.COMPLETED
    passed = scored and success is SuccessStatus.PASSED
    failed = scored and success is SuccessStatus.FAILED
    done = _done(rule, completed, passed)
    lost = failed and (rule is MoveOn.PASSED or (rule is MoveOn.COMPLETED_AND_PASSED and completed))
    over = done or lost
    told = SuccessStatus.UNKNOWN
    if passed:
        told = SuccessStatus.PASSED
    elif failed and over:
        told = SuccessStatus.FAILED
    told_completion = CompletionStatus.COMPLETED if over else CompletionStatus.INCOMPLETE
    return Report(told_completion, told, _lesson_status(over, done, told))


def _done(rule: MoveOn, completed: bool, passed: bool) -> bool:
    match rule:
        case MoveOn.PASSED:
            return passed
        case MoveOn.COMPLETED_AND_PASSED:
            return completed and passed
        case MoveOn.COMPLETED_OR_PASSED:
            return completed or passed
        case _:
            return completed


def _lesson_status(over: bool, done: bool, success: SuccessStatus) -> LessonStatus:
    """Fold two facts into 1.2's one field: a course that is done is never called failed."""
    if not over:
        return LessonStatus.INCOMPLETE
    if success is SuccessStatus.PASSED:
        return LessonStatus.PASSED
    return LessonStatus.COMPLETED if done else LessonStatus.FAILED


def kept(rank: Mapping[Status, int], held: str, told: Status) -> Status:
    """Return the status to send: the higher of what the LMS holds (any text) and what we would say."""
    return type(told)(held) if rank.get(cast(Status, held), 0) > rank[told] else told
