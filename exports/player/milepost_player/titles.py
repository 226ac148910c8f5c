"""What a package says of its course, or of a module, in each of its languages: for manifests."""

from __future__ import annotations

from collections.abc import Iterable

from milepost.courseware.packing import Selection
from milepost_player.plain import plain_text

#: A text in each of a package's languages: (language tag, words). Plain, none of them empty.
Words = tuple[tuple[str, str], ...]


def titles(selection: Selection, module_id: str | None = None) -> tuple[Words, Words]:
    """Return title and description of the course, or of one of its modules."""
    if module_id:
        modules = [module for course in selection.courses if (module := course.module(module_id))]
        return (
            in_languages((module.lang, module.title) for module in modules),
            in_languages((module.lang, module.summary) for module in modules),
        )
    courses = selection.courses
    return (
        in_languages((course.lang, course.title) for course in courses),
        in_languages((course.lang, course.summary or plain_text(course.description)) for course in courses),
    )


def in_languages(texts: Iterable[tuple[str, str]]) -> Words:
    """Return a text in some languages, each once: what is not translated stands in one language only."""
    return tuple((lang, text) for lang, text in dict(texts).items() if text)
