"""A course becomes a cmi5 package: the player's files and the course structure, zipped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import milepost_scorm
from milepost.core.progress import Progress
from milepost.courseware.library import Library
from milepost.courseware.model import MoveOn
from milepost.courseware.packing import Budget, Made, Selection, Units
from milepost_cmi5.structure import Au, iri, structure
from milepost_player.package import Member, deflate, write
from milepost_player.plan import Adapter, Plan, Unit
from milepost_player.titles import titles

RUNTIME = Path(__file__).parent / "runtime"
#: Questions and answers are spelt as in SCORM 2004: xAPI took its forms over.
SPELLING = Path(milepost_scorm.__file__).parent / "runtime"
ADAPTER = Adapter(
    "cmi5",
    (
        SPELLING / "formats.js",
        SPELLING / "interactions.js",
        *(RUNTIME / name for name in ("launch.js", "lrs.js", "statements.js", "adapter.js")),
    ),
)
STRUCTURE = "cmi5.xml"
STATE_LENGTH = 50_000  # characters; runtime/adapter.js says why


@dataclass(frozen=True, slots=True)
class Cmi5Exporter:
    """The exporter (see `milepost.exporting.interface.Exporter`)."""

    name: str = "cmi5"
    title: str = "cmi5"
    statuses: int = 0
    units: frozenset[Units] = frozenset(Units)

    def export(self, library: Library, selection: Selection, out: Path, *, progress: Progress) -> Made:
        """Write the package to `out`; see the interface. The same input gives the same bytes."""
        plan = Plan(library, selection, ADAPTER)
        pages = plan.pages
        files = plan.files(
            lambda unit: {"id": iri("au", unit.id), "lang": plan.course.lang},
            lambda done, _: progress(done, 2 * pages),
        )
        text = course_structure(plan)
        members = [
            Member(STRUCTURE, deflate(text.encode())),
            *(Member(*each) for each in sorted(files.content.items())),
        ]
        write(out, members, lambda done, total: progress(pages + pages * done // total, 2 * pages))
        return Made(out, _budget(plan))

    def budget(self, library: Library, selection: Selection) -> Budget:
        """Return the state's budget; see the interface."""
        return _budget(Plan(library, selection, ADAPTER))


def _budget(plan: Plan) -> Budget:
    """Return the budget of the largest AU. The limit is our own: a request that outlives the page."""
    largest = max((plan.state(unit) for unit in plan.units), key=sum)
    return Budget(largest.answers, largest.texts, STATE_LENGTH)


def course_structure(plan: Plan) -> str:
    """Return cmi5.xml for a package: an AU for each thing that is launched."""
    title, text = titles(plan.selection, plan.module)
    return structure(plan.id, title, text, [_au(plan, unit) for unit in plan.units])


def _au(plan: Plan, unit: Unit) -> Au:
    course = plan.course
    title, text = titles(plan.selection, unit.module.id if unit.module else None)
    # Where nothing can be won nobody can pass: then done is done, as in status.py.
    rule = course.move_on if unit.scored else MoveOn.COMPLETED
    mastery = course.mastery_score if unit.scored else None
    return Au(iri("au", unit.id), title, text, unit.launch, str(rule), mastery)


cmi5 = Cmi5Exporter()
