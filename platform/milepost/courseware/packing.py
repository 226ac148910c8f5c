"""What somebody wants to take away, and what comes of it: the words between the site and every format.

Named tuples, because `milepost export` is a process of its own and a data class costs it six times as much.
"""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from milepost.core.errors import UnknownName
from milepost.courseware.library import Library
from milepost.courseware.model import Course, Module


class Units(StrEnum):
    """What an LMS launches and grades: the package as one thing, or each module of it."""

    ONE = "one"
    PER_MODULE = "per-module"


class Selection(NamedTuple):
    """A course to pack: `courses` is the same course in each language asked for, the first one first.

    `module`: this module only.
    """

    courses: tuple[Course, ...]
    module: str | None = None
    units: Units = Units.ONE

    @property
    def course(self) -> Course:
        """The course in its first language; where a format knows one language only, it is this one."""
        return self.courses[0]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(course.lang for course in self.courses)

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules that are packed, in the first language."""
        return tuple(each for each in self.course.modules if self.module in (None, each.id))


class Budget(NamedTuple):
    """How long a learner's saved state may become, in characters, and how many an LMS promises to keep.

    `answers`: pages, attempts, what is chosen. `texts`: what is written, if the room given is filled.
    `limit` None: as many as one likes.
    """

    answers: int
    texts: int
    limit: int | None

    @property
    def needed(self) -> int:
        """How long the state becomes when every text fills the room that it is given."""
        return self.answers + self.texts


class Made(NamedTuple):
    """A package that was written; `budget` is that of the largest thing in it that has a state of its own."""

    path: Path
    budget: Budget


def select(
    library: Library,
    course_id: str,
    *languages: str,
    module: str | None = None,
    units: Units = Units.ONE,
) -> Selection:
    """Return a course to pack, in its first language when none is named.

    Raises UnknownName (course, language, module) and ContentError.
    """
    tags = dict.fromkeys(languages) or library.course_languages(course_id)[:1]
    selection = Selection(tuple(library.course(course_id, tag) for tag in tags), module, units)
    if not selection.modules:
        raise UnknownName("module", module or "", (known.id for known in selection.course.modules))
    return selection
