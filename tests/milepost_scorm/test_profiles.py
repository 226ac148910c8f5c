"""What the editions have in common, so that a browser need not play it three times."""

from __future__ import annotations

from milepost_scorm.profiles import SCORM_2004, SCORM_2004_3


def test_third_edition_speaks_to_the_lms_as_the_fourth_does() -> None:
    third, fourth = SCORM_2004_3.for_runtime(), SCORM_2004.for_runtime()
    assert third.pop("name") != fourth.pop("name")
    assert third == fourth
