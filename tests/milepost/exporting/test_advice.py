"""What to tick in an LMS depends on the course's rule and on the format; sizes and states are warned of."""

from __future__ import annotations

import pytest

from course_factory import make_course
from milepost.courseware.model import MoveOn
from milepost.courseware.packing import Budget, Selection, Units
from milepost.exporting.advice import (
    advice,
    done_means,
    has_last_attempts,
    size_advice,
    state_advice,
    state_words,
)
from milepost.exporting.registry import exporter

NO_STATUS, ONE_STATUS, TWO_STATUSES = range(3)


def selection(move_on: MoveOn = MoveOn.COMPLETED_AND_PASSED, units: Units = Units.ONE) -> Selection:
    return Selection((make_course(move_on=move_on),), None, units)


@pytest.mark.parametrize(
    ("format_name", "move_on", "boxes"),
    [
        ("scorm-1.2", MoveOn.COMPLETED_AND_PASSED, "tick both Passed and Completed"),
        ("scorm-1.2", MoveOn.COMPLETED, "tick both Passed and Completed"),
        ("scorm-2004", MoveOn.COMPLETED_AND_PASSED, "tick Completed only"),
        ("scorm-2004-3", MoveOn.COMPLETED_OR_PASSED, "tick Completed only"),
        ("scorm-2004", MoveOn.PASSED, "tick Passed only"),
    ],
)
def test_boxes_in_moodle(format_name: str, move_on: MoveOn, boxes: str) -> None:
    """Point 21. 2004 may say "passed" before the last page; Moodle is content with the first ticked word."""
    said = advice(selection(move_on), exporter(format_name).statuses, "en")
    assert [sentence for sentence in said if boxes in sentence]


def test_several_scos_have_boxes_of_their_own() -> None:
    said = " ".join(advice(selection(units=Units.PER_MODULE), ONE_STATUS, "en"))
    assert "Require all SCOs" in said and "Average grade" in said
    assert "Require all SCOs" not in " ".join(advice(selection(), ONE_STATUS, "en"))


def test_a_last_attempt_is_told_of_in_2004_only() -> None:
    assert has_last_attempts(selection())
    assert not has_last_attempts(selection(MoveOn.COMPLETED))
    assert any("take SCORM 1.2" in sentence for sentence in advice(selection(), TWO_STATUSES, "en"))
    assert not any("take SCORM 1.2" in sentence for sentence in advice(selection(), ONE_STATUS, "en"))


def test_without_points_only_pages_count() -> None:
    lessons = selection()._replace(module="m1")
    assert done_means(lessons, "en") == "Done means: every page is done."
    assert done_means(selection(), "en") == ("Done means: every page is done and the score is at least 70%.")


def test_a_format_that_tells_no_status_gets_the_rule_alone() -> None:
    assert advice(selection(), NO_STATUS, "en") == (done_means(selection(), "en"),)


@pytest.mark.parametrize(
    ("size", "word"),
    [(99_000_000, ""), (100_000_000, "100 MB"), (250_000_000, "250 MB"), (500_000_000, "500 MB")],
)
def test_large_packages_are_warned_of(size: int, word: str) -> None:
    """Point 23."""
    said = size_advice(size, "en")
    assert word in said and bool(said) == bool(word)


def test_state_in_kilobytes_and_what_goes_first() -> None:
    """Point 5: the order is that of state.js."""
    assert state_words(Budget(2000, 150, 4096), "en") == "state 2.1 of 4.0 KB"
    assert state_words(Budget(2000, 150, None), "en") == "state 2.1 KB"
    assert state_advice(Budget(2000, 150, 4096), "en") == ""
    assert state_advice(Budget(9000, 150, None), "en") == ""
    said = state_advice(Budget(2000, 3000, 4096), "en")
    assert said.index("longest texts") < said.index("other answers") < said.index("tries")
    assert "always kept" in said
