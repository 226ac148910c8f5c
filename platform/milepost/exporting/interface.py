"""What an exporter is. Formats register one by entry point `milepost.exporters`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from milepost.courseware.library import Library
from milepost.courseware.model import Course

Progress = Callable[[int, int], None]


class Exporter(Protocol):
    """A format that a course can be taken away in.

    `name` is what people type (`scorm-1.2`), `title` what they read (`SCORM 1.2`).
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    def export(
        self, library: Library, course: Course, out: Path, *, module: str | None = None, progress: Progress
    ) -> Path:
        """Write the course, or one module of it, to the file `out`; return it.

        `progress` hears (steps done, steps in all). Raises UnknownName("module") and, when the
        content cannot be packed, another MilepostError; then `out` is as it was.
        """
        ...
