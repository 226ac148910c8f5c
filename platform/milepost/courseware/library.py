"""The courses on disk, compiled: parsed once, kept by content, read by the site and every exporter."""

import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from milepost.core.errors import MilepostError, NotFound, UnknownName
from milepost.core.i18n import DEFAULT, LANGUAGES, fallbacks
from milepost.courseware import cache as store
from milepost.courseware import stored
from milepost.courseware.assembly import Assembly, compile_glossary, compile_plan, plan_path
from milepost.courseware.cache import Unit
from milepost.courseware.derived import Derived
from milepost.courseware.links import GLOSSARY, ID
from milepost.courseware.model import Block, Course, Problem, Term
from milepost.courseware.shelf import Shelf
from milepost.courseware.sources import FILES, names, size

_KEPT_BLOCKS = 32  # pages whose blocks stay in memory


class ContentError(MilepostError):
    """A course cannot be shown as its files are. `problems` says where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = "\n".join(str(problem) for problem in self.problems[:10])
        more = len(self.problems) - 10
        super().__init__(first + (f"\n… and {more} more; run `milepost check`" if more > 0 else ""))


def content_root(configured: Path | None = None) -> Path:
    """Return the folder that holds course/ and modules/.

    In turn: the one configured (MILEPOST_CONTENT), the checkout, the copy in the installed wheel.
    """
    named = configured or os.environ.get("MILEPOST_CONTENT")
    if named:
        root = Path(named).absolute()
        if not (root / "course").is_dir():
            raise NotFound(f"no folder course/ in {root}; set MILEPOST_CONTENT to the folder that has it")
        return root
    package = Path(__file__).parents[1]
    for root in (package.parents[1], package / "content"):
        if (root / "course").is_dir() and (root / "modules").is_dir():
            return root
    raise NotFound("no courses found; set MILEPOST_CONTENT to the folder that holds course/ and modules/")


class _Compiled(NamedTuple):
    """A course in one language: the course or what is wrong with it, its units, what it depends on."""

    course: Course | None
    problems: tuple[Problem, ...]
    pages: Mapping[tuple[str, str], Unit]
    looks: Mapping[str, str]


class Library:
    """The courses below `root`. With a `cache` folder, what was compiled outlives the process.

    `course()` answers from memory; call `refresh()` now and then to see changed files.
    """

    def __init__(self, root: Path, cache: Path | None = None) -> None:
        self.root = root
        self._cache = store.folder(cache) if cache else None
        self._derived = Derived(self._cache / "derived.pack" if self._cache else None)
        self._lock = threading.RLock()
        self._compiled: dict[tuple[str, str], _Compiled] = {}
        self._plans: dict[str, Unit] = {}
        self._glossaries: dict[str, tuple[Mapping[str, Term], Mapping[str, str]]] = {}
        self._blocks: dict[str, tuple[Block, ...]] = {}
        self._inside: dict[str, bool] = {}
        self._refreshed = time.monotonic()

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    @property
    def version(self) -> str:
        """A name for the code, the words and the parsers that everything here is made with."""
        return store.engine()

    def course_ids(self) -> tuple[str, ...]:
        """Return the ids of all courses, sorted."""
        found = names(self.root, "course")
        return tuple(
            name for name in found if ID.fullmatch(name) and size(self.root, plan_path(name)) is not None
        )

    def course_languages(self, course_id: str) -> tuple[str, ...]:
        """Return the languages a course is offered in, its first one first."""
        return tuple(self._plan(course_id).head[0])

    def nearest_language(self, course_id: str, lang: str) -> str:
        """Return the language of a course for a reader of `lang`: that one, a fallback, or its first."""
        offered = self.course_languages(course_id)
        return next((tag for tag in fallbacks(lang) if tag in offered), offered[0])

    def course(self, course_id: str, lang: str) -> Course:
        """Return a course in a language. Raises UnknownName (course, language), ContentError."""
        compiled = self._get(course_id, lang)
        if compiled.course is None:
            raise ContentError(compiled.problems)
        return compiled.course

    def blocks(self, course: Course, module_id: str, page_id: str) -> tuple[Block, ...]:
        """Return the blocks of a page. Raises UnknownName(page)."""
        unit = self._page(course, module_id, page_id)
        found = self._blocks.get(unit.key)
        if found is None:
            found = self._read_blocks(course, module_id, page_id, unit)
            if len(self._blocks) >= _KEPT_BLOCKS:
                self._blocks.pop(next(iter(self._blocks), ""), None)
            self._blocks[unit.key] = found
        return found

    def page_key(self, course: Course, module_id: str, page_id: str) -> str:
        """Return a name for a page's content, to keep under it whatever is derived from the page."""
        return self._page(course, module_id, page_id).key

    def derived(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what was made under a key before, or make it and keep it."""
        return self._derived.get(key, make)

    def glossary(self, lang: str) -> Mapping[str, Term]:
        """Return the terms by id, in the order of the glossary, each in the nearest language."""
        found = self._glossaries.get(lang)
        if found is None:
            with self._lock:
                found = self._glossaries[lang] = self._read_glossary(lang)
        return found[0]

    def media(self, module_id: str, path: str) -> Path:
        """Return the file of a module's media/ or videos/ folder. Raises NotFound for any other."""
        return Path(self.medium(module_id, path)[0])

    def medium(self, module_id: str, path: str) -> tuple[str, os.stat_result]:
        """Return where a file of media/ or videos/ stands, and how it looks. Raises NotFound."""
        parts = path.split("/")
        inside = ID.fullmatch(module_id) and len(parts) > 1 and parts[0] in ("media", "videos")
        named = inside and all(part and part[0] != "." and part.isprintable() for part in parts)
        place = f"{self.root}/modules/{module_id}/{path}"  # pathlib would take longer than the disk
        look = self._look(place) if named and path.rpartition(".")[2].lower() in FILES else None
        if look is None:
            raise NotFound(f"there is no file {path[:100]!r} in module {module_id[:40]!r}")
        return place, look

    def _look(self, place: str) -> os.stat_result | None:
        """Return how a file below the root looks, links followed, or None. A folder is followed once."""
        folder = place.rpartition("/")[0]
        try:
            look = os.lstat(place)
            if stat.S_ISLNK(look.st_mode):
                inside = Path(place).resolve().is_relative_to(self._real_root)
                look = os.stat(place)  # noqa: PTH116 (quicker than pathlib)
            elif folder in self._inside:
                inside = self._inside[folder]
            else:
                inside = Path(folder).resolve().is_relative_to(self._real_root)
                self._inside[folder] = inside
        except (OSError, ValueError):
            return None
        return look if inside and stat.S_ISREG(look.st_mode) else None

    def refresh(self) -> None:
        """Forget what was compiled from files that have changed since; looks once a second at most."""
        if time.monotonic() - self._refreshed < 1:
            return
        with self._lock:
            self._refreshed = time.monotonic()
            self._derived.flush()
            for key, compiled in list(self._compiled.items()):
                if self._changed(compiled.looks):
                    del self._compiled[key]
            for lang, (_, looks) in list(self._glossaries.items()):
                if self._changed(looks):
                    del self._glossaries[lang]
            for course_id, unit in list(self._plans.items()):
                if self._changed({source: looks for source, looks, _ in unit.stamps}):
                    del self._plans[course_id]

    # --- compiling -------------------------------------------------------------------------------

    def _changed(self, looks: Mapping[str, str]) -> bool:
        return any(store.look(self.root, source) != known for source, known in looks.items())

    def _get(self, course_id: str, lang: str) -> _Compiled:
        compiled = self._compiled.get((course_id, lang))
        if compiled is None:
            with self._lock:
                compiled = self._compiled.get((course_id, lang)) or self._compile(course_id, lang)
                self._compiled[course_id, lang] = compiled
        return compiled

    def _plan(self, course_id: str) -> Unit:
        unit = self._plans.get(course_id)
        if unit is None:
            with self._lock:
                if course_id not in self.course_ids():
                    raise UnknownName("course", course_id, self.course_ids())
                shelf = Shelf(self.root, self._artefact(f"plan.{course_id}"))
                unit = shelf.unit(plan_path(course_id), compile_plan)
                shelf.close()
                if unit is None:
                    raise ContentError(shelf.sources.problems)
                self._plans[course_id] = unit
        return unit

    def _artefact(self, name: str) -> Path | None:
        return self._cache / f"{name}.artefact" if self._cache else None

    def _compile(self, course_id: str, lang: str) -> _Compiled:
        plan = self._plan(course_id)
        if lang not in plan.head[0]:
            raise UnknownName("language", lang, plan.head[0])
        shelf = Shelf(self.root, self._artefact(f"course.{course_id}.{lang}"))
        course = Assembly(shelf, course_id, lang, plan)
        found = course.course()
        units = shelf.close()
        pages = {key: _slim(units[path]) for key, path in course.paths.items()}
        problems = tuple(shelf.sources.problems)
        looks = shelf.looks | {source: looks for source, looks, _ in plan.stamps}
        return _Compiled(None if problems else found, problems, pages, looks)

    def _page(self, course: Course, module_id: str, page_id: str) -> Unit:
        compiled = self._get(course.id, course.lang)
        unit = compiled.pages.get((module_id, page_id))
        if unit is None:
            known = (page.id for module in course.modules if module.id == module_id for page in module.pages)
            raise UnknownName("page", page_id, known)
        return unit

    def _read_blocks(self, course: Course, module_id: str, page_id: str, unit: Unit) -> tuple[Block, ...]:
        try:
            found: tuple[Block, ...] = stored.load(unit.read())
        except (store.Broken, ValueError):  # somebody wrote over the artefact: make it anew
            with self._lock:
                artefact = self._artefact(f"course.{course.id}.{course.lang}")
                if artefact:
                    artefact.unlink(missing_ok=True)
                self._compiled.pop((course.id, course.lang), None)
            found = stored.load(self._page(course, module_id, page_id).read())
        return found

    def _read_glossary(self, lang: str) -> tuple[Mapping[str, Term], Mapping[str, str]]:
        terms: dict[str, Term] = {}
        looks: dict[str, str] = {}
        shelf = Shelf(self.root, self._artefact(f"glossary.{lang if lang in LANGUAGES else DEFAULT}"))
        for tag in reversed(fallbacks(lang)):
            path = f"modules/{GLOSSARY}/{tag}/index.md"
            if shelf.exists(path):
                unit = shelf.unit(path, compile_glossary)
                terms |= {term.id: term for term in stored.load(unit.read())} if unit else {}
        shelf.close()
        looks |= shelf.looks
        return terms, looks


def _slim(unit: Unit) -> Unit:
    """Return a unit with what a running site needs of it: its key, and its data on demand."""
    return Unit((), None, unit.read, unit.key)
