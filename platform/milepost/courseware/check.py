"""Every mistake in a content folder, with its file and line; nothing stops at the first one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from milepost.core.i18n import DEFAULT, LANGUAGES, fallbacks
from milepost.courseware import advice
from milepost.courseware.assembly import page_files
from milepost.courseware.links import GLOSSARY, MODULE_ID_LIMIT, Link, bad_id
from milepost.courseware.markdown.parser import ParsedPage, every, parse_texts
from milepost.courseware.markdown.units import Unit, front_units
from milepost.courseware.media import problems_of
from milepost.courseware.model import (
    Aside,
    Blanks,
    Block,
    Choices,
    Field,
    Film,
    NumberAnswers,
    OpenAnswer,
    PageKind,
    Pairs,
    Problem,
    Question,
    Scenario,
    Sequence,
)
from milepost.courseware.outline import (
    ModuleText,
    parse_course_text,
    parse_glossary,
    parse_module_text,
    parse_plan,
)
from milepost.courseware.sources import GLOSSARY_LIMIT, Sources, Text, names, size

COURSE_ID_LIMIT = 60
_FOLDERS = ("media", "videos")
#: The pages of a module in English: each with its path and what gives its texts.
_Draft = list[tuple[ParsedPage, str, Callable[[], tuple[Unit, ...]]]]


def check_content(root: Path) -> tuple[Problem, ...]:
    """Return every problem of the courses, modules and the glossary below `root`, by file and line."""
    return tuple(_sorted(_checked(root).sources.problems))


def review_content(root: Path) -> tuple[Problem, ...]:
    """Return every problem, and the warnings beside them, by file and line."""
    checker = _checked(root)
    return tuple(_sorted([*checker.sources.problems, *checker.warnings()]))


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda p: (p.path, p.line, p.message))


def _checked(root: Path) -> _Checker:
    checker = _Checker(root)
    checker.glossary()
    for module in names(root, "modules"):
        if (root / "modules" / module).is_dir() and module != GLOSSARY:
            checker.module(module)
    for course in names(root, "course"):
        if (root / "course" / course).is_dir():
            checker.course(course)
    checker.links()
    return checker


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What other pages, and the same page in other languages, need to know of a page."""

    path: str
    kind: PageKind
    anchors: frozenset[str]
    facts: Mapping[str, Any]
    lines: Mapping[str, int]


@dataclass(slots=True)
class _ModuleFacts:
    pages: dict[str, dict[str, PageFacts]] = field(default_factory=dict)
    texts: dict[str, ModuleText] = field(default_factory=dict)


class _Checker:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = Sources(root)
        self.modules: dict[str, _ModuleFacts] = {}
        self.terms: dict[str, set[str]] = {}
        self.words: list[str] = []
        self.plans: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.drafts: dict[str, _Draft] = {}
        self.indexes: dict[str, Text | None] = {}
        self.found: list[tuple[str, Link]] = []

    # --- courses ---------------------------------------------------------------------------------

    def course(self, course: str) -> None:
        folder = f"course/{course}"
        if complaint := bad_id(course, COURSE_ID_LIMIT):
            self.sources.problem(folder, 0, complaint)
        text = self.sources.read(f"{folder}/course.yaml")
        if text is None:
            return
        plan = parse_plan(text, self.sources)
        self.plans[course] = plan.level, plan.modules
        for module in plan.modules:
            if module not in self.modules:
                line = _line_of(text.text, module)
                self.sources.problem(text.path, line, f"there is no folder modules/{module}")
        outcomes: dict[str, int] = {}
        for lang in plan.languages:
            told = self.sources.read(f"{folder}/{lang}.md")
            if told is None:
                continue
            parsed = parse_course_text(told, lang, self.sources)
            outcomes[lang] = len(parsed.outcomes)
            self.found += ((lang, link) for link in parsed.links)
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

    def module(self, module: str) -> None:
        folder = f"modules/{module}"
        facts = self.modules[module] = _ModuleFacts()
        if complaint := bad_id(module, MODULE_ID_LIMIT):
            self.sources.problem(folder, 0, complaint)
        for name in names(self.root, folder):
            if name in LANGUAGES:
                self._language(module, name, facts)
            elif name in _FOLDERS:
                self._files(f"{folder}/{name}")
            else:
                known = ", ".join(sorted(LANGUAGES))
                self.sources.problem(
                    f"{folder}/{name}", 0, f"a module holds media/, videos/ and languages: {known}"
                )
        if not facts.pages:
            self.sources.problem(folder, 0, "has no pages like en/01-name.md")
        source = DEFAULT if DEFAULT in facts.pages else next(iter(facts.pages), "")
        for lang in facts.pages:
            if lang != source:
                self._compare(module, facts, source, lang)

    def _language(self, module: str, lang: str, facts: _ModuleFacts) -> None:
        folder = f"modules/{module}/{lang}"
        outcomes = None
        index = self.sources.read(f"{folder}/index.md")
        draft: _Draft = []
        if lang == advice.LANGUAGE:
            self.drafts[module] = draft
            self.indexes[module] = index
        if index is not None:
            facts.texts[lang] = parse_module_text(index, self.sources)
            outcomes = len(facts.texts[lang].outcomes)
        pages = facts.pages[lang] = {}
        seen: dict[str, str] = {}
        for page, path in page_files(folder, names(self.root, folder), self.sources).items():
            text = self.sources.read(path)
            if text is None:
                continue
            parsed, units = parse_texts(text, module, page, lang, self.sources)
            pages[page] = page_facts(path, parsed)
            if lang == advice.LANGUAGE:
                draft.append((parsed, path, units))
            self.found += ((lang, link) for link in parsed.links)
            self._ids(path, parsed, seen, outcomes)

    def _ids(self, path: str, page: ParsedPage, seen: dict[str, str], outcomes: int | None) -> None:
        lines = dict(page.names)
        for name, line in lines.items():
            if name in seen:
                self.sources.problem(path, line, f"#{name}: this id stands in {seen[name]} already")
            seen.setdefault(name, path)
        for question in page.questions:
            if outcomes is not None and question.outcome and question.outcome > outcomes:
                message = f"outcome={question.outcome}: the module has {outcomes} outcomes"
                self.sources.problem(path, lines.get(question.id, 0), message)

    def _files(self, folder: str) -> None:
        for place, _, found in os.walk(self.root / folder):
            for name in sorted(found):
                path = (Path(place) / name).relative_to(self.root).as_posix()
                try:
                    self.sources.problems += problems_of(self.root, path)
                except OSError as error:
                    self.sources.problem(path, 0, f"this file cannot be read: {error.strerror or error}")

    # --- languages -------------------------------------------------------------------------------

    def _compare(self, module: str, facts: _ModuleFacts, source: str, lang: str) -> None:
        """Note where a translation differs in more than its text from what was translated."""
        one, two = facts.texts.get(source), facts.texts.get(lang)
        if one and two and len(one.outcomes) != len(two.outcomes):
            message = f"has {len(two.outcomes)} outcomes, {source}/index.md has {len(one.outcomes)}"
            self.sources.problem(f"modules/{module}/{lang}/index.md", 1, message)
        for page, translated in facts.pages[lang].items():
            original = facts.pages[source].get(page)
            if original is None:
                self.sources.problem(translated.path, 0, f"there is no such page in {source}/")
                continue
            file = original.path.rpartition("/")[2]
            if translated.path.rpartition("/")[2] != file:
                self.sources.problem(translated.path, 0, f"is named {file} in {source}/")
            for message, line in differences(original.facts, translated.facts, translated.lines):
                self.sources.problem(translated.path, line, f"{message} (compared with {original.path})")

    # --- warnings --------------------------------------------------------------------------------

    def warnings(self) -> Iterator[Problem]:
        """Yield what the author should look at again, in the modules in English."""
        levels = advice.levels_of(self.plans)
        for module, draft in self.drafts.items():
            index = self.indexes[module]
            front = front_units(index.text) if index else ()
            facts = advice.ModuleFacts(f"modules/{module}/{advice.LANGUAGE}/index.md", front)
            for page, path, units in draft:
                facts.add(path, page.kind, units(), page.questions)
            yield from advice.warnings(facts, levels.get(module, ""), self.words)

    # --- glossary and links ----------------------------------------------------------------------

    def glossary(self) -> None:
        for lang in names(self.root, f"modules/{GLOSSARY}"):
            path = f"modules/{GLOSSARY}/{lang}/index.md"
            if lang not in LANGUAGES:
                self.sources.problem(f"modules/{GLOSSARY}/{lang}", 0, "the glossary holds languages only")
                continue
            text = self.sources.read(path, GLOSSARY_LIMIT)
            if text is None:
                continue
            terms, links = parse_glossary(text, lang, self.sources)
            self.terms[lang] = {term.id for term in terms}
            if lang == advice.LANGUAGE:
                self.words = [term.term for term in terms]
            self.found += ((lang, link) for link in links)
        source = self.terms.get(DEFAULT)
        for lang, ids in self.terms.items():
            for name in sorted(ids - source if source is not None else ()):
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


def _line_of(text: str, word: str) -> int:
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if word in line), 0)


# --- what has to be the same in every language ---------------------------------------------------


def page_facts(path: str, page: ParsedPage) -> PageFacts:
    """Return what a page has to share with its translations."""
    facts: dict[str, Any] = {
        "": {
            "kind": str(page.kind),
            "attempts": page.attempts,
            "keep": str(page.keep),
            "questions and fields": [name for name, _ in page.names],
            "asides and films": list(_outline(page.blocks)),
        }
    }
    facts |= {block.id: structure(block) for block in every(page.blocks, Question)}
    facts |= {block.id: {"lines": block.lines} for block in every(page.blocks, Field)}
    return PageFacts(path, page.kind, frozenset(page.anchors), facts, dict(page.names))


def _outline(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Aside):
            yield str(block.kind)
            yield from (f"{block.kind}/{inner}" for inner in _outline(block.blocks))
        elif isinstance(block, Film):
            yield block.path.rpartition("/")[0]


def structure(question: Question) -> dict[str, Any]:
    """Return what of a question has to be the same in every language, by what authors call it.

    The accepted answers of a text question may differ: languages have different synonyms.
    """
    found: dict[str, Any] = {
        "type": str(question.type),
        "points": question.points,
        "outcome": question.outcome,
        "shuffle": question.shuffle,
        "hints": len(question.hints),
        "explanation": bool(question.explanation),
        "model answer": bool(question.model_answer),
    }
    match question.body:
        case Choices(options):
            found["options"] = len(options)
            found["key"] = [(option.right, option.share) for option in options]
            found["feedback"] = [bool(option.feedback) for option in options]
        case NumberAnswers(accepted):
            found["key"] = [(a.value, a.tolerance, a.right, a.share) for a in accepted]
        case Pairs(_, prompts, targets):
            found["rows"] = (len(prompts), len(targets))
            found["key"] = [targets.index(target) for target in targets]
        case Sequence(items):
            found["items"] = len(items)
        case Blanks(_, gaps):
            found["gaps"] = [len(gap.choices) for gap in gaps]
        case Scenario(steps):
            found["steps"] = len(steps)
            found["ways"] = [[(choice.goto, choice.points) for choice in step.choices] for step in steps]
        case OpenAnswer(words):
            found["words"] = words
    return found


def differences(
    original: Mapping[str, Any], translated: Mapping[str, Any], lines: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Yield (message, line) for each fact of a page that a translation changed."""
    for name, facts in original.items():
        other = translated.get(name)
        if other is None:
            continue  # told already: the list of questions and fields differs
        what = [key for key in facts if key in other and facts[key] != other[key]]
        if what:
            where = f"#{name}: " if name else ""
            yield f"{where}differs in more than its text: {', '.join(what)}", lines.get(name, 1)
