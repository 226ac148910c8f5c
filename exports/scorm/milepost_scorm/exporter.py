"""A course becomes a SCORM package: the player's files, the manifest and its schemas, checked, zipped."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from milepost.courseware.library import Library
from milepost.courseware.model import Course
from milepost.courseware.packing import Made, Selection
from milepost_player.assets import adapter_script
from milepost_player.package import Deflated, Member, deflate, write
from milepost_player.page import plain_text
from milepost_player.plan import LAUNCH, Adapter, Files, Plan, Unit, looks
from milepost_scorm import xsd
from milepost_scorm.check import check
from milepost_scorm.manifest import Description, manifest
from milepost_scorm.profiles import SCORM_12, SCORM_2004, SCORM_2004_3, Profile

RUNTIME = Path(__file__).parent / "runtime"
#: In the order in which they are put together.
SCRIPTS = ("api.js", "status.js", "formats.js", "interactions.js", "connection.js", "adapter.js")
ADAPTER = Adapter("scorm", tuple(RUNTIME / name for name in SCRIPTS))
MANIFEST = "imsmanifest.xml"


def runtime() -> str:
    """Return the SCORM adapter as one classic script; only `milepost.adapters.scorm` leaves it."""
    return adapter_script(*ADAPTER.parts)


@dataclass(frozen=True, slots=True)
class ScormExporter:
    """The exporter of one edition (see `milepost.exporting.interface.Exporter`)."""

    profile: Profile

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def title(self) -> str:
        return self.profile.title

    def export(
        self, library: Library, selection: Selection, out: Path, *, progress: Callable[[int, int], None]
    ) -> Made:
        """Write the package to `out`; see the interface. The same input gives the same bytes."""
        plan = Plan(library, selection, ADAPTER)
        steps = 2 * len(plan.places)
        files = plan.files(self._settings, lambda done, _: progress(done, steps))
        members = self._members(plan, files)
        write(out, members, lambda done, total: progress(steps // 2 + steps // 2 * done // total, steps))
        return Made(out)

    def _settings(self, course: Course, unit: Unit) -> dict[str, object]:
        """Return what the run time is told of a SCO."""
        return {
            "lms": self.profile.for_runtime(),
            "moveOn": str(course.move_on),
            "scored": unit.scored,
            "questions": unit.questions,
        }

    def _members(self, plan: Plan, files: Files) -> list[Member]:
        """Return all files in order, checked: the manifest first, the others by name."""
        text = manifest(self.profile, _description(plan), LAUNCH, sorted(files.content))
        schemas = {path.name: _schema(plan, path) for path in xsd.schema_files(self.profile)}
        others = sorted({**files.content, **schemas}.items())
        members = [Member(MANIFEST, deflate(text.encode())), *(Member(*each) for each in others)]
        check(members, text, LAUNCH, frozenset({MANIFEST, *schemas}), files.media)
        return members


def _schema(plan: Plan, path: Path) -> Deflated:
    """Return a schema as packages ship it."""
    key = f"schema {xsd.VERSION} {looks(path)} {zlib.ZLIB_RUNTIME_VERSION}"
    return plan.text(key, lambda: xsd.lean(path.read_text(encoding="utf-8")).encode())


def _description(plan: Plan) -> Description:
    course, chosen = plan.course, plan.units[0].module
    if chosen:
        return Description(plan.id, course.lang, chosen.title, chosen.summary, (course.title,))
    text = course.summary or plain_text(course.description)
    keywords = dict.fromkeys([*(module.title for module in course.modules), course.audience])
    return Description(plan.id, course.lang, course.title, text, tuple(filter(None, keywords)))


scorm_12 = ScormExporter(SCORM_12)
scorm_2004 = ScormExporter(SCORM_2004)
scorm_2004_3 = ScormExporter(SCORM_2004_3)
