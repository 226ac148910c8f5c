"""A course put together from its units: one unit for each source file, parsed only when it changed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from milepost.core.digests import blake2b
from milepost.core.i18n import fallbacks
from milepost.courseware.cache import Unit
from milepost.courseware.links import PAGE_ID_LIMIT, bad_id, page_id
from milepost.courseware.model import (
    Course,
    Keep,
    Module,
    MoveOn,
    Page,
    PageKind,
    QuestionHead,
    QuestionType,
    Review,
    Source,
)
from milepost.courseware.shelf import Shelf
from milepost.courseware.sources import Sources


def plan_path(course_id: str) -> str:
    """Return where a course's order and rules stand."""
    return f"course/{course_id}/course.yaml"


def _maker(kind: str) -> Callable[[str, Sources], tuple[Any, bytes] | None]:
    """Return what makes a unit. An unchanged course needs none, so the parser is loaded on first use."""

    def make(path: str, sources: Sources) -> tuple[Any, bytes] | None:
        compiling = importlib.import_module("milepost.courseware.compiling")
        made: tuple[Any, bytes] | None = getattr(compiling, kind)(path, sources)
        return made

    return make


compile_plan = _maker("plan")
compile_glossary = _maker("glossary")


class Assembly:
    """Puts a course together from its units, each text in the nearest language there is."""

    def __init__(self, shelf: Shelf, course_id: str, lang: str, plan: Unit) -> None:
        self.shelf, self.course_id, self.lang, self.plan = shelf, course_id, lang, plan
        self.tags = tuple(dict.fromkeys((*fallbacks(lang), *plan.head[0])))
        self.units: dict[tuple[str, str], Unit] = {}
        self.paths: dict[tuple[str, str], str] = {}
        self.keys: list[str] = []

    def course(self) -> Course | None:
        """Return the course; None, with problems on the shelf, if there is no way to."""
        languages, modules, mastery, move_on, certificate, audience, level, hours, product = self.plan.head
        paths = [f"course/{self.course_id}/{tag}.md" for tag in self.tags]
        text = self._first_text(paths, _maker("course_text"))
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
        return blake2b("\n".join(facts).encode(), digest_size=8).hexdigest()

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
            [f"modules/{module_id}/{tag}/index.md" for tag in self.tags], _maker("module_text")
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
        unit = self._unit(paths[0], _maker("page"))
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
        unit = self.shelf.unit(f"{sources[0]}#digest", _maker("digest"))
        return unit is not None and not unit.head.startswith(source_hash)

    def _check(self, module_id: str, files: Mapping[str, list[str]], outcomes: int) -> None:
        seen: dict[str, str] = {}
        for page, paths in files.items():
            *_, questions, _, _, _, _, ids = self.units[module_id, page].head
            check_ids(self.shelf.sources, paths[0], ids, questions, seen, outcomes)


def check_ids(
    sources: Sources,
    path: str,
    ids: Collection[tuple[str, int]],
    questions: Iterable[QuestionHead],
    seen: dict[str, str],
    outcomes: int | None,
) -> None:
    """Note the ids of a page, as (id, line), that other pages have, and outcomes that its module has not.

    `seen` has the file of each id so far, and gets those of this page. `outcomes` None: nobody can tell.
    """
    for name, line in ids:
        if seen.setdefault(name, path) != path:
            sources.problem(path, line, f"#{name}: this id stands in {seen[name]} already")
    for name, _, _, outcome in questions:
        if outcomes is not None and outcome and outcome > outcomes:
            line = next((line for other, line in ids if other == name), 0)
            sources.problem(path, line, f"outcome={outcome}: the module has {outcomes} outcomes")


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
