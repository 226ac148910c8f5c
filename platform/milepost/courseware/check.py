"""Every mistake in a content folder, with its file and line; nothing stops at the first one.

What a file has to say is made once and kept as long as the file stays (`findings`, `cache`). What
follows from several files together, such as a link to a page that is gone, is looked at every time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from milepost.core.i18n import DEFAULT, LANGUAGES, fallbacks
from milepost.courseware import advice, findings
from milepost.courseware import cache as store
from milepost.courseware.assembly import check_ids, page_files
from milepost.courseware.cache import Unit
from milepost.courseware.findings import PageFacts, PlanFacts
from milepost.courseware.links import GLOSSARY, MODULE_ID_LIMIT, Link, bad_id
from milepost.courseware.model import PageKind, Problem
from milepost.courseware.shelf import Shelf
from milepost.courseware.sources import Sources, names, size
from milepost.courseware.structure import differences

COURSE_ID_LIMIT = 60
_FOLDERS = ("media", "videos")


def check_content(root: Path, cache: Path | None = None) -> tuple[Problem, ...]:
    """Return every problem of the courses, modules and the glossary below `root`, by file and line.

    In a `cache` folder it is kept what was found in each file; the answer is the same without one.
    """
    return _told(root, cache, with_warnings=False)


def review_content(root: Path, cache: Path | None = None) -> tuple[Problem, ...]:
    """Return every problem, and the warnings beside them, by file and line."""
    return _told(root, cache, with_warnings=True)


def _told(root: Path, cache: Path | None, *, with_warnings: bool) -> tuple[Problem, ...]:
    artefact = store.folder(cache) / "check.artefact" if cache else None
    try:
        checker = _Checker(root, artefact)
        found = [*checker.warnings()] if with_warnings else []
        checker.shelf.close()
    except (store.Broken, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        if artefact is None:
            raise
        with contextlib.suppress(OSError):  # somebody wrote over what was kept
            artefact.unlink(missing_ok=True)
        return _told(root, None, with_warnings=with_warnings)
    found += checker.sources.problems
    return tuple(sorted(dict.fromkeys(found), key=lambda p: (p.path, p.line, p.message)))


class _Module(NamedTuple):
    """The pages of a module by language and id; for each language the number of outcomes, or None."""

    pages: dict[str, dict[str, PageFacts]]
    outcomes: dict[str, int | None]


class _Checker:
    def __init__(self, root: Path, artefact: Path | None) -> None:
        self.root = root
        self.sources = Sources(root)
        self.shelf = Shelf(root, artefact)
        self.modules: dict[str, _Module] = {}
        self.terms: dict[str, dict[str, str]] = {}
        self.plans: dict[str, PlanFacts] = {}
        self.units: dict[str, Unit] = {}
        self.found: list[tuple[str, Link]] = []
        self.glossary()
        for module in names(root, "modules"):
            if (root / "modules" / module).is_dir() and module != GLOSSARY:
                self.module(module)
        for course in names(root, "course"):
            if (root / "course" / course).is_dir():
                self.course(course)
        self.links()

    def _unit(self, path: str, make: Callable[[str, Sources], findings.Made], lang: str = "") -> Unit:
        """Return what was found in a file, having noted its problems and its links."""
        unit = self.units[path] = self._kept(path, make)
        self.sources.problems += findings.problems_of(unit.head)
        if lang:
            self.found += ((lang, link) for link in findings.links_of(unit.head))
        return unit

    def _kept(self, path: str, make: Callable[[str, Sources], findings.Made]) -> Unit:
        unit = self.shelf.unit(path, make)
        if unit is None:
            raise AssertionError(f"{path}: findings keep their problems themselves")
        return unit

    # --- courses ---------------------------------------------------------------------------------

    def course(self, course: str) -> None:
        folder = f"course/{course}"
        if complaint := bad_id(course, COURSE_ID_LIMIT):
            self.sources.problem(folder, 0, complaint)
        path = f"{folder}/course.yaml"
        plan = findings.plan_facts(self._unit(path, findings.plan).head)
        if plan is None:
            return
        self.plans[course] = plan
        for module, line in zip(plan.modules, plan.lines, strict=True):
            if module not in self.modules:
                self.sources.problem(path, line, f"there is no folder modules/{module}")
        outcomes: dict[str, int] = {}
        for lang in plan.languages:
            count = findings.outcomes_of(self._unit(f"{folder}/{lang}.md", findings.course_text, lang).head)
            if count is not None:
                outcomes[lang] = count
        for lang, count in outcomes.items():
            first = plan.languages[0]
            if count != outcomes.get(first, count):
                self.sources.problem(
                    f"{folder}/{lang}.md", 1, f"has {count} outcomes, {first}.md has {outcomes[first]}"
                )
        for name in names(self.root, folder):
            if name.endswith(".md") and name[:-3] not in plan.languages:
                self.sources.problem(f"{folder}/{name}", 0, "this language is not listed in course.yaml")

    # --- modules ---------------------------------------------------------------------------------

    def module(self, name: str) -> None:
        folder = f"modules/{name}"
        module = self.modules[name] = _Module({}, {})
        if complaint := bad_id(name, MODULE_ID_LIMIT):
            self.sources.problem(folder, 0, complaint)
        for inside in names(self.root, folder):
            if inside in LANGUAGES:
                self._language(name, inside, module)
            elif inside in _FOLDERS:
                self._files(f"{folder}/{inside}")
            else:
                known = ", ".join(sorted(LANGUAGES))
                self.sources.problem(
                    f"{folder}/{inside}", 0, f"a module holds media/, videos/ and languages: {known}"
                )
        if not module.pages:
            self.sources.problem(folder, 0, "has no pages like en/01-name.md")
        source = DEFAULT if DEFAULT in module.pages else next(iter(module.pages), "")
        for lang in module.pages:
            if lang != source:
                self._compare(name, module, source, lang)

    def _language(self, name: str, lang: str, module: _Module) -> None:
        folder = f"modules/{name}/{lang}"
        outcomes = findings.outcomes_of(self._unit(f"{folder}/index.md", findings.index).head)
        module.outcomes[lang] = outcomes
        pages = module.pages[lang] = {}
        seen: dict[str, str] = {}
        for page, path in page_files(folder, names(self.root, folder), self.sources).items():
            facts = findings.page_facts(path, self._unit(path, findings.page, lang).head)
            if facts is not None:
                pages[page] = facts
                check_ids(self.sources, path, facts.names.items(), facts.questions, seen, outcomes)

    def _files(self, folder: str) -> None:
        inside = self.root.resolve()
        for place, _, found in os.walk(self.root / folder):
            here = Path(place)
            is_ours = here.resolve().is_relative_to(inside)
            for file in (here / name for name in sorted(found)):
                path = file.relative_to(self.root).as_posix()
                if is_ours and not file.is_symlink():
                    self._unit(path, findings.medium)
                else:  # where a link leads is no matter of the file's content
                    self.sources.problems += findings.problems_of(
                        findings.medium(path, Sources(self.root))[0]
                    )

    # --- languages -------------------------------------------------------------------------------

    def _compare(self, name: str, module: _Module, source: str, lang: str) -> None:
        """Note where a translation differs in more than its text from what was translated."""
        one, two = module.outcomes[source], module.outcomes[lang]
        if one is not None and two is not None and one != two:
            message = f"has {two} outcomes, {source}/index.md has {one}"
            self.sources.problem(f"modules/{name}/{lang}/index.md", 1, message)
        for page, translated in module.pages[lang].items():
            original = module.pages[source].get(page)
            if original is None:
                self.sources.problem(translated.path, 0, f"there is no such page in {source}/")
                continue
            file = original.path.rpartition("/")[2]
            if translated.path.rpartition("/")[2] != file:
                self.sources.problem(translated.path, 0, f"is named {file} in {source}/")
            for message, line in differences(original.structure, translated.structure, translated.names):
                self.sources.problem(translated.path, line, f"{message} (compared with {original.path})")

    # --- warnings --------------------------------------------------------------------------------

    def warnings(self) -> Iterator[Problem]:
        """Yield what the author should look at again, in the modules in English."""
        levels = advice.levels_of({course: (plan.level, plan.modules) for course, plan in self.plans.items()})
        words = list(self.terms.get(advice.LANGUAGE, {}).values())
        for name, module in self.modules.items():
            pages = module.pages.get(advice.LANGUAGE)
            if pages is None:
                continue
            folder = f"modules/{name}/{advice.LANGUAGE}"
            texts = [(page, self.units[page.path].read) for page in pages.values()]
            make = partial(findings.warnings, pages=texts, level=levels.get(name, ""), words=words)
            yield from findings.problems_of(self._kept(f"{folder}/index.md#warnings", make).head)

    # --- glossary and links ----------------------------------------------------------------------

    def glossary(self) -> None:
        for lang in names(self.root, f"modules/{GLOSSARY}"):
            if lang not in LANGUAGES:
                self.sources.problem(f"modules/{GLOSSARY}/{lang}", 0, "the glossary holds languages only")
                continue
            unit = self._unit(f"modules/{GLOSSARY}/{lang}/index.md", findings.glossary, lang)
            terms = findings.terms_of(unit.head)
            if terms is not None:
                self.terms[lang] = terms
        source = self.terms.get(DEFAULT)
        for lang, terms in self.terms.items():
            for name in sorted(terms.keys() - source.keys() if source is not None else ()):
                path = f"modules/{GLOSSARY}/{lang}/index.md"
                self.sources.problem(path, 0, f"{name!r} is not in the {DEFAULT} glossary")

    def links(self) -> None:
        """Note the links that lead nowhere, now that everything is known."""
        for lang, link in self.found:
            message = self._dead(lang, link)
            if message:
                self.sources.problem(link.file, link.line, message)

    def _dead(self, lang: str, link: Link) -> str:
        if link.kind == "term":
            known = link.path == "" or any(link.path in ids for ids in self.terms.values())
            return "" if known else f"there is no term {link.path[:40]!r} in the glossary"
        if link.kind in ("media", "picture"):
            path = f"modules/{link.path}"
            what = "picture" if link.kind == "picture" else "file"
            return "" if size(self.root, path) is not None else f"there is no {what} {path}"
        return self._dead_page(lang, link)

    def _dead_page(self, lang: str, link: Link) -> str:
        module, _, page = link.path.partition("/")
        versions = self.modules[module].pages if module in self.modules else {}
        tags = dict.fromkeys((*fallbacks(lang), *versions))
        target = next((versions[tag][page] for tag in tags if page in versions.get(tag, {})), None)
        if target is None:
            return f"there is no page {page!r} in modules/{module}"
        if target.kind is PageKind.GUIDE and not self._is_for_trainers(link):
            return f"{target.path} is a guide for trainers; learners cannot open it"
        if link.fragment and link.fragment not in target.anchors:
            anchors = (pages[page].anchors for pages in versions.values() if page in pages)
            if not any(link.fragment in names for names in anchors):
                return f"there is no heading #{link.fragment[:60]} in {target.path}"
        return ""

    def _is_for_trainers(self, link: Link) -> bool:
        parts = link.file.split("/")
        pages = self.modules[parts[1]].pages.get(parts[2], {}) if parts[1] in self.modules else {}
        return any(page.path == link.file and page.kind is PageKind.GUIDE for page in pages.values())
