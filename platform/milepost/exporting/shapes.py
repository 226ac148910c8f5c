"""How a course is taken away: in one package, or in one for each module."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from milepost.core.progress import Progress
from milepost.courseware.library import Library
from milepost.courseware.packing import Made, Selection
from milepost.exporting.interface import Exporter
from milepost.exporting.naming import file_name


def one_each(selection: Selection) -> tuple[Selection, ...]:
    """Return a selection for each module, in order."""
    return tuple(selection._replace(module=module.id) for module in selection.modules)


def export_all(
    exporter: Exporter, library: Library, selections: Sequence[Selection], folder: Path, progress: Progress
) -> tuple[Made, ...]:
    """Write a package for each selection into a folder. `progress` hears (steps done, steps in all)."""
    made = []
    for number, selection in enumerate(selections):

        def part(done: int, total: int, number: int = number) -> None:
            progress(100 * number + 100 * done // total, 100 * len(selections))

        out = folder / file_name(selection, exporter.name)
        made.append(exporter.export(library, selection, out, progress=part))
    return tuple(made)
