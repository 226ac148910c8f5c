"""The courses on disk, compiled: parsed once, kept by content, read by the site and every exporter."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milepost.core.errors import MilepostError, NotFound, UnknownName
from milepost.core.i18n import DEFAULT, LANGUAGES, fallbacks
from milepost.courseware import cache as store
from milepost.courseware import stored
from milepost.courseware.cache import Unit
from milepost.courseware.links import GLOSSARY, ID, page_id
from milepost.courseware.markdown.parser import parse_page
from milepost.courseware.model import (
    Block,
    Course,
    Keep,
    Module,
    MoveOn,
    Page,
    PageKind,
    Problem,
    QuestionHead,
    QuestionType,
    Review,
    Source,
    Term,
)
from milepost.courseware.outline import (
    PAGE_ID_LIMIT,
    bad_id,
    parse_course_text,
    parse_glossary,
    parse_module_text,
    parse_plan,
)
from milepost.courseware.sources import FILES, GLOSSARY_LIMIT, Sources, names, size

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


@dataclass(frozen=True, slots=True)
class _Compiled:
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
        self._real_root = f"{os.path.realpath(root)}{os.sep}"
        self._cache = store.folder(cache) if cache else None
        self._derived = store.Derived(self._cache / "derived.pack" if self._cache else None)
        self._lock = threading.RLock()
        self._compiled: dict[tuple[str, str], _Compiled] = {}
        self._plans: dict[str, Unit] = {}
        self._glossaries: dict[str, tuple[Mapping[str, Term], Mapping[str, str]]] = {}
        self._blocks: dict[str, tuple[Block, ...]] = {}
        self._refreshed = time.monotonic()

    def course_ids(self) -> tuple[str, ...]:
        """Return the ids of all courses, sorted."""
        found = names(self.root, "course")
        return tuple(
            name for name in found if ID.fullmatch(name) and size(self.root, _plan_path(name)) is not None
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
        parts = path.split("/")
        inside = ID.fullmatch(module_id) and len(parts) > 1 and parts[0] in ("media", "videos")
        if not inside or not all(part and part[0] != "." and part.isprintable() for part in parts):
            raise NotFound(f"there is no file {path[:100]!r} in module {module_id[:40]!r}")
        place = self.root / "modules" / module_id / path
        known = place.suffix.lower().removeprefix(".") in FILES
        try:
            if known and place.is_file() and os.path.realpath(place).startswith(self._real_root):
                return place
        except (OSError, ValueError):
            pass
        raise NotFound(f"there is no file {path[:100]!r} in module {module_id[:40]!r}")

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
                shelf = _Shelf(self.root, self._artefact(f"plan.{course_id}"))
                unit = shelf.unit(_plan_path(course_id), _compile_plan)
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
        shelf = _Shelf(self.root, self._artefact(f"course.{course_id}.{lang}"))
        course = _Assembly(shelf, course_id, lang, plan)
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
        shelf = _Shelf(self.root, self._artefact(f"glossary.{lang if lang in LANGUAGES else DEFAULT}"))
        for tag in reversed(fallbacks(lang)):
            path = f"modules/{GLOSSARY}/{tag}/index.md"
            if shelf.exists(path):
                unit = shelf.unit(path, _compile_glossary)
                terms |= {term.id: term for term in stored.load(unit.read())} if unit else {}
        shelf.close()
        looks |= shelf.looks
        return terms, looks


class _Shelf:
    """The units of one artefact: those that still hold are taken, the others are made."""

    def __init__(self, root: Path, path: Path | None) -> None:
        self.root, self.path = root, path
        self.sources = Sources(root)
        self.looks: dict[str, str] = {}
        self._old = store.read_artefact(path) if path else {}
        self._used: dict[str, Unit] = {}
        self._changed = False

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names in a folder."""
        self.looks[f"{folder}/"] = store.look(self.root, f"{folder}/")
        return names(self.root, folder)

    def exists(self, path: str) -> bool:
        """Say whether there is such a file."""
        look = self.looks[f"{path}?"] = store.look(self.root, f"{path}?")
        return look != ""

    def unit(self, path: str, make: Callable[[str, Sources], tuple[Any, bytes] | None]) -> Unit | None:
        """Return the unit of a source file, or None when it has problems."""
        unit = self._old.get(path)
        if unit is not None:
            unit = self._still_good(unit)
        if unit is None:
            self._changed = True
            unit = self._made(path, make)
        if unit is not None:
            self._used[path] = unit
            self.looks.update((source, looks) for source, looks, _ in unit.stamps)
        return unit

    def close(self) -> dict[str, Unit]:
        """Write the artefact if there is anything new; return the units by their paths.

        They read from the artefact, where there is one, so that memory stays flat.
        """
        if self.path and (self._changed or self._used.keys() != self._old.keys()):
            store.write_artefact(self.path, self._used)
            written = store.read_artefact(self.path)
            return {path: written.get(path, unit) for path, unit in self._used.items()}
        return self._used

    def _still_good(self, unit: Unit) -> Unit | None:
        states = [store.stays(self.root, known) for known in unit.stamps]
        if False in states:
            return None
        if None in states:
            self._changed = True
            looks = {source: store.look(self.root, source) for source, _, _ in unit.stamps}
            stamps = tuple((source, looks[source], content) for source, _, content in unit.stamps)
            return Unit(stamps, unit.head, unit.read, unit.key)
        return unit

    def _made(self, path: str, make: Callable[[str, Sources], tuple[Any, bytes] | None]) -> Unit | None:
        source = path.partition("#")[0]
        first = store.stamp(self.root, source)  # before reading: a change meanwhile is seen the next time
        sources = Sources(self.root)
        made = make(source, sources)
        stamps = (first, *(store.stamp(self.root, other) for other in sources.inputs if other != source))
        if made is None or sources.problems:
            self.sources.problems += sources.problems
            self.looks.update((source, looks) for source, looks, _ in stamps)
            return None
        head, data = made
        return Unit(stamps, head, lambda: data, store.unit_key(path, stamps))


# --- units: what is kept of each kind of source --------------------------------------------------


def _plan_path(course_id: str) -> str:
    return f"course/{course_id}/course.yaml"


def _compile_plan(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    text = sources.read(path)
    if text is None:
        return None
    plan = parse_plan(text, sources)
    return [
        plan.languages,
        plan.modules,
        plan.mastery_score,
        plan.move_on,
        plan.certificate,
        plan.audience,
        plan.level,
        plan.hours,
        plan.final_product,
    ], b""


def _compile_course_text(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    text = sources.read(path)
    if text is None:
        return None
    found = parse_course_text(text, Path(path).stem, sources)
    return [
        found.title,
        found.summary,
        found.outcomes,
        found.audience,
        found.final_product,
        found.description,
    ], b""


def _compile_module_text(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    text = sources.read(path)
    if text is None:
        return None
    found = parse_module_text(text, sources)
    return [found.title, found.summary, found.outcomes, found.minutes, found.review], b""


def _compile_page(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    text = sources.read(path)
    if text is None:
        return None
    _, module, lang, name = path.split("/")
    page = parse_page(text, module, page_id(name), lang, sources)
    head = [
        page.kind,
        page.title,
        page.minutes,
        [[source.title, source.url, source.checked] for source in page.sources],
        [[q.id, q.type, q.points, q.outcome] for q in page.questions],
        page.fields,
        page.attempts,
        page.keep,
        page.source_hash,
        page.names,
    ]
    return head, stored.dump(page.blocks)


def _compile_digest(name: str, sources: Sources) -> tuple[Any, bytes] | None:
    text = sources.read(name)
    return (text.digest, b"") if text else None


def _compile_glossary(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    text = sources.read(path, GLOSSARY_LIMIT)
    if text is None:
        return None
    return None, stored.dump(parse_glossary(text, path.split("/")[2], sources)[0])


class _Assembly:
    """Puts a course together from its units, each text in the nearest language there is."""

    def __init__(self, shelf: _Shelf, course_id: str, lang: str, plan: Unit) -> None:
        self.shelf, self.course_id, self.lang, self.plan = shelf, course_id, lang, plan
        self.tags = tuple(dict.fromkeys((*fallbacks(lang), *plan.head[0])))
        self.units: dict[tuple[str, str], Unit] = {}
        self.paths: dict[tuple[str, str], str] = {}
        self.keys: list[str] = []

    def course(self) -> Course | None:
        """Return the course; None, with problems on the shelf, if there is no way to."""
        languages, modules, mastery, move_on, certificate, audience, level, hours, product = self.plan.head
        paths = [f"course/{self.course_id}/{tag}.md" for tag in self.tags]
        text = self._first_text(paths, _compile_course_text)
        found = [self._module(module) for module in modules]
        if text is None or None in found:
            return None
        title, summary, outcomes, own_audience, own_product, description = text[1].head
        return Course(
            id=self.course_id,
            lang=self.lang,
            languages=tuple(languages),
            title=title,
            summary=summary,
            description=description,
            outcomes=tuple(outcomes),
            modules=tuple(module for module in found if module),
            mastery_score=mastery,
            move_on=MoveOn(move_on),
            certificate=certificate,
            audience=own_audience or audience,
            level=level,
            hours=hours,
            final_product=own_product or product,
            revision=self._revision(),
        )

    def _revision(self) -> str:
        facts = [content for _, _, content in self.plan.stamps] + self.keys
        return hashlib.blake2b("\n".join(facts).encode(), digest_size=8).hexdigest()

    def _first_text(self, paths: list[str], make: Callable[..., Any]) -> tuple[str, Unit] | None:
        path = next((path for path in paths if self.shelf.exists(path)), None)
        if path is None:
            self.shelf.sources.problem(paths[0], 0, "this file is missing")
            return None
        unit = self._unit(path, make)
        return (path, unit) if unit else None

    def _unit(self, path: str, make: Callable[..., Any]) -> Unit | None:
        unit = self.shelf.unit(path, make)
        if unit:
            self.keys += [path, *(content for _, _, content in unit.stamps)]
        return unit

    def _module(self, module_id: str) -> Module | None:
        text = self._first_text(
            [f"modules/{module_id}/{tag}/index.md" for tag in self.tags], _compile_module_text
        )
        files = self._page_files(module_id)
        pages = [self._page(module_id, page_id, where) for page_id, where in files.items()]
        whole = [page for page in pages if page]
        if text is None or len(whole) < len(pages):
            return None
        title, summary, outcomes, minutes, review = text[1].head
        self._check(module_id, files, len(outcomes))
        return Module(
            id=module_id,
            title=title,
            summary=summary,
            outcomes=tuple(outcomes),
            minutes=minutes or sum(page.minutes for page in whole if page.kind is not PageKind.GUIDE),
            review=Review(review),
            lang=text[0].split("/")[2],
            pages=tuple(whole),
        )

    def _page_files(self, module_id: str) -> dict[str, list[str]]:
        """Return the paths of each page, the nearest language first, in the order of the pages."""
        found: dict[str, list[str]] = {}
        for tag in self.tags:
            folder = f"modules/{module_id}/{tag}"
            here = page_files(folder, self.shelf.names(folder), self.shelf.sources)
            for page, path in here.items():
                found.setdefault(page, []).append(path)
        if not found:
            self.shelf.sources.problem(f"modules/{module_id}", 0, "has no pages like en/01-name.md")
        return dict(sorted(found.items(), key=lambda entry: entry[1][0].rpartition("/")[2]))

    def _page(self, module_id: str, page_id: str, paths: list[str]) -> Page | None:
        unit = self._unit(paths[0], _compile_page)
        if unit is None:
            return None
        self.units[module_id, page_id] = unit
        self.paths[module_id, page_id] = paths[0]
        kind, title, minutes, sources, questions, fields, attempts, keep, source_hash, _ = unit.head
        return Page(
            id=page_id,
            kind=PageKind(kind),
            title=title,
            minutes=minutes,
            lang=paths[0].split("/")[2],
            path=paths[0],
            sources=tuple(Source(*source) for source in sources),
            questions=tuple(QuestionHead(name, QuestionType(t), p, o) for name, t, p, o in questions),
            fields=tuple(fields),
            attempts=attempts,
            keep=Keep(keep),
            stale=bool(source_hash) and self._is_stale(source_hash, paths[1:]),
        )

    def _is_stale(self, source_hash: str, sources: list[str]) -> bool:
        if not sources:
            return False
        unit = self.shelf.unit(f"{sources[0]}#digest", _compile_digest)
        return unit is not None and not unit.head.startswith(source_hash)

    def _check(self, module_id: str, files: Mapping[str, list[str]], outcomes: int) -> None:
        problems = self.shelf.sources
        seen: dict[str, str] = {}
        for page, paths in files.items():
            head = self.units[module_id, page].head
            for name, line in head[9]:
                if name in seen and seen[name] != paths[0]:
                    problems.problem(paths[0], line, f"#{name}: this id stands in {seen[name]} already")
                seen[name] = paths[0]
            for name, _, _, outcome in head[4]:
                if outcome and outcome > outcomes:
                    line = next((line for other, line in head[9] if other == name), 0)
                    problems.problem(paths[0], line, f"outcome={outcome}: the module has {outcomes} outcomes")


def page_files(folder: str, found: Iterable[str], sources: Sources) -> dict[str, str]:
    """Return the pages among the names in a folder as {page id: path}, noting bad names."""
    pages: dict[str, str] = {}
    for name in found:
        if not name.endswith(".md") or name == "index.md":
            continue
        page, path = page_id(name), f"{folder}/{name}"
        if not page:
            sources.problem(path, 0, "a page is named like 01-some-name.md")
        elif complaint := bad_id(page, PAGE_ID_LIMIT):
            sources.problem(path, 0, complaint)
        elif page in pages:
            sources.problem(path, 0, f"{pages[page]} has the same page id {page!r}")
        else:
            pages[page] = path
    return pages


def _slim(unit: Unit) -> Unit:
    """Return a unit with what a running site needs of it: its key, and its data on demand."""
    return Unit((), None, unit.read, unit.key)
