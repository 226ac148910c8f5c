"""A page of a package, as it is written."""

from __future__ import annotations

from pathlib import Path

from milepost.courseware.labels import labels_for
from milepost.courseware.library import Library
from milepost.courseware.model import Source
from milepost_player.page import _sources_html


def test_a_handout_shows_its_sources_so_that_they_are_printed(content_root: Path) -> None:
    course = Library(content_root).course("mixed", "en")
    sources = (Source("A map", "https://example.org/", "2026-11-22"),)
    handout, lesson = (course.page("all-blocks", name) for name in ("handout", "lesson"))
    assert handout is not None and lesson is not None
    shown, closed = (
        _sources_html(page._replace(sources=sources), labels_for("en"), None) for page in (handout, lesson)
    )
    assert '<details class="sources" open>' in shown
    assert '<details class="sources">' in closed
