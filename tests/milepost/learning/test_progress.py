"""Completed, passed and score, over pages, modules and a course."""

from __future__ import annotations

import pytest

from course_factory import make_course, module, page
from milepost.courseware.model import MoveOn, PageKind
from milepost.learning.models import CompletionStatus, SuccessStatus
from milepost.learning.services.progress import PageResult, course_progress, is_mastered

DONE = PageResult()
ALL = {("m1", "lesson"): DONE, ("m1", "doing"): DONE, ("m2", "sheet"): DONE}


def quiz(won: float, possible: float = 4.0) -> dict[tuple[str, str], PageResult]:
    return {("m2", "quiz"): PageResult(won, possible)}


def test_nothing_done_is_not_attempted(course):
    whole = course_progress(course, {}).whole
    assert (whole.completion_status, whole.score_scaled) == (CompletionStatus.NOT_ATTEMPTED, None)
    assert (whole.pages, whole.pages_done, whole.minutes_left) == (4, 0, 20)


def test_guides_do_not_count(course):
    progress = course_progress(course, ALL | quiz(4))
    assert progress.modules["m1"].completion_status is CompletionStatus.COMPLETED
    assert progress.whole.percent == 100


def test_each_module_has_its_own_progress(course):
    progress = course_progress(course, {("m1", "lesson"): DONE} | quiz(2))
    assert progress.modules["m1"].percent == 50
    assert progress.modules["m1"].score_scaled is None
    assert progress.modules["m2"].score_scaled == 0.5
    assert progress.whole.completion_status is CompletionStatus.INCOMPLETE


def test_a_page_of_another_module_with_the_same_name_does_not_count(course):
    assert course_progress(course, {("m2", "lesson"): DONE, ("gone", "doing"): DONE}).whole.pages_done == 0


def test_a_score_equal_to_the_mastery_score_passes():
    course = make_course(mastery_score=0.7)
    passed = course_progress(course, quiz(2.8)).whole
    assert (passed.score_scaled, passed.success_status) == (0.7, SuccessStatus.PASSED)
    assert course_progress(course, quiz(2.79)).whole.success_status is SuccessStatus.UNKNOWN


def test_who_has_attempts_left_has_not_failed(course):
    results = ALL | quiz(1)
    assert course_progress(course, results, {("m2", "quiz"): 1}).whole.success_status is SuccessStatus.UNKNOWN
    assert course_progress(course, results, {("m2", "quiz"): 2}).whole.success_status is SuccessStatus.FAILED


def test_a_quiz_that_was_edited_since_counts_with_its_share(course):
    assert course_progress(course, quiz(1, 2)).whole.score_scaled == 0.5


@pytest.mark.parametrize(
    ("move_on", "completed_only", "passed_only", "both"),
    [
        (MoveOn.COMPLETED, True, False, True),
        (MoveOn.PASSED, False, True, True),
        (MoveOn.COMPLETED_AND_PASSED, False, False, True),
        (MoveOn.COMPLETED_OR_PASSED, True, True, True),
        (MoveOn.NOT_APPLICABLE, True, False, True),
    ],
)
def test_the_rule_of_the_course_decides_when_it_is_done(move_on, completed_only, passed_only, both):
    course = make_course(move_on=move_on)
    assert course_progress(course, ALL | quiz(1)).finished is completed_only
    assert course_progress(course, quiz(4)).finished is passed_only
    assert course_progress(course, ALL | quiz(4)).finished is both
    assert not course_progress(course, {("m1", "lesson"): DONE}).finished


def test_a_course_without_a_quiz_is_done_when_completed(course):
    one = module("m", page("a"), page("b", PageKind.ACTIVITY))
    plain = make_course(move_on=MoveOn.COMPLETED_AND_PASSED, modules=(one,))
    progress = course_progress(plain, {("m", "a"): DONE, ("m", "b"): DONE})
    assert progress.finished
    assert progress.whole.success_status is SuccessStatus.UNKNOWN


def test_mastery_counts_rounded_shares():
    assert is_mastered(2, 3, 0.6667)
    assert not is_mastered(0, 0, 0.0)
