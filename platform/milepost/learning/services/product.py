"""A course's final product: what the learner wrote on all worksheets, in the order of the course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from milepost.courseware.library import Library
from milepost.courseware.model import Course, Field, Html, Page, every


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: its prompt and what is written ('' while it is empty)."""

    field_id: str
    prompt: Html
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet page with its fields."""

    module_id: str
    module_title: str
    page: Page
    entries: tuple[Entry, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written on it yet."""
        return not any(entry.text.strip() for entry in self.entries)


def collect(library: Library, course: Course, written: Mapping[tuple[str, str], str]) -> tuple[Sheet, ...]:
    """Return every worksheet of the course. `written`: (module id, field id) to text."""
    return tuple(
        Sheet(
            module.id,
            module.title,
            page,
            tuple(
                Entry(field.id, field.prompt, written.get((module.id, field.id), ""))
                for field in every(library.blocks(course, module.id, page.id), Field)
            ),
        )
        for module in course.modules
        for page in module.learner_pages
        if page.fields
    )
