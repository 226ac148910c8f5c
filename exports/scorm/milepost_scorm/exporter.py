"""A course becomes a SCORM package: the player's files, the manifest and its schemas, checked, zipped."""

from __future__ import annotations

import zlib
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from milepost.core.progress import Progress
from milepost.courseware.library import Library
from milepost.courseware.packing import Budget, Made, Selection, Units
from milepost_player.assets import adapter_script
from milepost_player.kept import looks
from milepost_player.package import Deflated, Member, PackageError, deflate, write
from milepost_player.plan import Adapter, Files, Plan, Unit
from milepost_player.titles import Words, in_languages, titles
from milepost_scorm import xsd
from milepost_scorm.check import check
from milepost_scorm.manifest import Description, Sco, manifest
from milepost_scorm.profiles import SCORM_12, SCORM_2004, SCORM_2004_3, Profile

RUNTIME = Path(__file__).parent / "runtime"
#: In the order in which they are put together.
SCRIPTS = ("api.js", "status.js", "formats.js", "interactions.js", "connection.js", "adapter.js")
ADAPTER = Adapter("scorm", tuple(RUNTIME / name for name in SCRIPTS))
MANIFEST = "imsmanifest.xml"
#: What runtime/adapter.js keeps behind the player's state, in characters.
TAIL, TAIL_OF_INTERACTION = 8, 3
ONE_SCO = (
    "{title} packages hold one SCO: in Moodle the second one of a package cannot start. "
    "Take --format scorm-1.2, or --split for a package for each module"
)


def runtime() -> str:
    """Return the SCORM adapter as one classic script; only `milepost.adapters.scorm` leaves it."""
    return adapter_script(*ADAPTER.parts)


class ScormExporter(NamedTuple):
    """The exporter of one edition (see `milepost.exporting.interface.Exporter`)."""

    profile: Profile

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def title(self) -> str:
        return self.profile.title

    @property
    def statuses(self) -> int:
        return self.profile.statuses

    @property
    def units(self) -> frozenset[Units]:
        return frozenset(Units) if self.profile.several else frozenset({Units.ONE})

    def export(self, library: Library, selection: Selection, out: Path, *, progress: Progress) -> Made:
        """Write the package to `out`; see the interface. The same input gives the same bytes."""
        plan = self._plan(library, selection)
        pages = plan.pages
        files = plan.files(lambda unit: self._settings(plan, unit), lambda done, _: progress(done, 2 * pages))
        members = self._members(plan, files)
        write(out, members, lambda done, total: progress(pages + pages * done // total, 2 * pages))
        return Made(out, self._budget(plan))

    def budget(self, library: Library, selection: Selection) -> Budget:
        """Return the state's budget; see the interface."""
        return self._budget(self._plan(library, selection))

    def _plan(self, library: Library, selection: Selection) -> Plan:
        if selection.units not in self.units:
            raise PackageError(ONE_SCO.format(title=self.title))
        return Plan(library, selection, ADAPTER)

    def _budget(self, plan: Plan) -> Budget:
        """Return the budget of the largest SCO."""
        return max((self._room(plan, unit) for unit in plan.units), key=attrgetter("needed"))

    def _room(self, plan: Plan, unit: Unit) -> Budget:
        """Return the budget of a SCO: the player's state, and behind it the run time's own."""
        remembers = TAIL_OF_INTERACTION if self.profile.remembers_interactions else 0
        size = plan.state(unit).plus(TAIL + remembers * unit.questions, 0)
        return Budget(size.answers, size.texts, self.profile.suspend_data)

    def _settings(self, plan: Plan, unit: Unit) -> dict[str, object]:
        """Return what the run time is told of a SCO. `state` is for whoever checks the package later."""
        selection = plan.selection
        settings = {
            "lms": self.profile.for_runtime(),
            "moveOn": str(selection.course.move_on),
            "scored": unit.scored,
            "questions": unit.questions,
            "state": self._room(plan, unit)._asdict(),
        }
        # Asking is an error in some LMSs, so a learner's language is asked for where there is a choice.
        return settings | ({"asksLanguage": True} if len(selection.courses) > 1 else {})

    def _members(self, plan: Plan, files: Files) -> list[Member]:
        """Return all files in order, checked: the manifest first, the others by name."""
        text = manifest(self.profile, description(plan.selection, plan.id), _scos(plan, files), files.shared)
        schemas = {path.name: _schema(plan, path) for path in xsd.schema_files(self.profile)}
        others = sorted({**files.content, **schemas}.items())
        members = [Member(MANIFEST, deflate(text.encode())), *(Member(*each) for each in others)]
        launches = [unit.launch for unit in plan.units]
        check(members, text, launches, frozenset({MANIFEST, *schemas}), files.media)
        return members


def _scos(plan: Plan, files: Files) -> list[Sco]:
    """Return the SCOs; each one but the first waits for the one before it."""
    before = ["", *(unit.id for unit in plan.units)]
    return [
        Sco(unit.id, (unit.module or plan.course).title, unit.launch, files.own[unit.id], after)
        for unit, after in zip(plan.units, before, strict=False)
    ]


def _schema(plan: Plan, path: Path) -> Deflated:
    """Return a schema as packages ship it."""
    key = f"schema {xsd.VERSION} {looks(path)} {zlib.ZLIB_RUNTIME_VERSION}"
    return plan.text(key, lambda: xsd.lean(path.read_text(encoding="utf-8")).encode())


def description(selection: Selection, package_id: str) -> Description:
    """Return what the manifest says, in each language of the package."""
    title, text = titles(selection, selection.module)
    course_title, _ = titles(selection)
    keywords = [course_title] if selection.module else _keywords(selection)
    return Description(package_id, selection.languages, title, text, tuple(keywords))


def _keywords(selection: Selection) -> dict[Words, None]:
    """Return the titles of the modules, and whom the course is for, each once, in order."""
    courses = selection.courses
    found = dict.fromkeys(
        in_languages((module.lang, module.title) for module in same)
        for same in zip(*(course.modules for course in courses), strict=False)
    )
    if courses[0].audience:  # it stands in course.yaml, in the language that the course was written in
        found[(courses[0].languages[0], courses[0].audience),] = None
    return found


scorm_12 = ScormExporter(SCORM_12)
scorm_2004 = ScormExporter(SCORM_2004)
scorm_2004_3 = ScormExporter(SCORM_2004_3)
