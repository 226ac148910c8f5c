"""What an exporter is. Formats register one by entry point `milepost.exporters`."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from milepost.core.progress import Progress
from milepost.courseware.library import Library
from milepost.courseware.packing import Budget, Made, Selection, Units


class Exporter(Protocol):
    """A format that a course can be taken away in.

    `name` is what people type (`scorm-1.2`), `title` what they read (`SCORM 1.2`).
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def statuses(self) -> int:
        """How many words say a result to an LMS: 1 (SCORM 1.2), 2 (2004), 0 where statements do (xAPI)."""
        ...

    @property
    def units(self) -> frozenset[Units]:
        """What packages of this format can launch and grade."""
        ...

    def export(self, library: Library, selection: Selection, out: Path, *, progress: Progress) -> Made:
        """Write what was selected (`courseware.packing.select`) to the file `out`.

        `progress` hears (steps done, steps in all). Raises MilepostError when the content cannot be
        packed or the format knows no such shape; then `out` is as it was.
        """
        ...

    def budget(self, library: Library, selection: Selection) -> Budget:
        """Return how long a learner's state may become, and how much of it an LMS keeps."""
        ...
