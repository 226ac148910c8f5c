"""Titles and descriptions of a package in its languages, for every format."""

from __future__ import annotations

from course_factory import make_course
from milepost.courseware.packing import Selection
from milepost_player.titles import in_languages, titles


def test_a_course_speaks_each_of_its_languages() -> None:
    english = make_course()._replace(title="Course", summary="", description="<p>About <b>it</b></p>")
    arabic = english._replace(lang="ar", title="دورة", summary="موجز")
    title, text = titles(Selection((english, arabic)))
    assert title == (("en", "Course"), ("ar", "دورة"))
    assert text == (("en", "About it"), ("ar", "موجز"))


def test_a_module_that_is_not_translated_is_named_once() -> None:
    english = make_course()
    arabic = english._replace(lang="ar")  # its modules are still in English
    first = english.modules[0]
    title, _ = titles(Selection((english, arabic)), first.id)
    assert title == (("en", first.title),)


def test_what_is_empty_is_left_out() -> None:
    assert in_languages([("en", "Words"), ("fr", ""), ("en", "More")]) == (("en", "More"),)
