"""What `milepost check` keeps of each file: what is wrong with it, and what other files ask of it.

Every function makes the head of a unit (JSON; see `cache`) from a path. A head begins with the file's
problems; what else it has is None or empty when the file cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from milepost.courseware import advice, media
from milepost.courseware.assembly import plan_path
from milepost.courseware.links import GLOSSARY, Link, page_id
from milepost.courseware.markdown.parser import parse_with_tokens
from milepost.courseware.markdown.units import Unit as TextUnit
from milepost.courseware.markdown.units import UnitKind, body_units, front_units
from milepost.courseware.model import PageKind, Problem, QuestionHead, QuestionType, Severity
from milepost.courseware.outline import (
    parse_course_text,
    parse_glossary,
    parse_module_text,
    parse_plan,
)
from milepost.courseware.sources import GLOSSARY_LIMIT, Sources, names
from milepost.courseware.structure import structure_of

Made = tuple[Any, bytes]


class PlanFacts(NamedTuple):
    """What is asked of `course/<id>/course.yaml`. `lines` are those of the modules."""

    languages: tuple[str, ...]
    modules: tuple[str, ...]
    level: str
    lines: tuple[int, ...]


class PageFacts(NamedTuple):
    """What other pages, and the same page in other languages, ask of a page."""

    path: str
    kind: PageKind
    names: dict[str, int]
    questions: tuple[QuestionHead, ...]
    anchors: frozenset[str]
    structure: dict[str, Any]


def problems_of(head: Any) -> list[Problem]:
    """Return what is wrong with the file that a head was made of."""
    return [Problem(path, line, message, Severity(how)) for path, line, message, how in head[0]]


def links_of(head: Any) -> list[Link]:
    """Return the links of a page, a course's text or the glossary."""
    return [Link(*found) for found in head[1] or ()]


def plan(path: str, sources: Sources) -> Made:
    """Return what is asked of a course's plan."""
    text = sources.read(path)
    if text is None:
        return _head(sources)
    found = parse_plan(text, sources)
    lines = text.text.split("\n")
    places = [next((n for n, line in enumerate(lines, 1) if module in line), 0) for module in found.modules]
    return _head(sources, [], found.languages, found.modules, found.level, places)


def plan_facts(head: Any) -> PlanFacts | None:
    """Return what `plan` kept; None for a file that cannot be read."""
    if head[1] is None:
        return None
    _, _, languages, modules, level, lines = head
    return PlanFacts(tuple(languages), tuple(modules), level, tuple(lines))


def course_text(path: str, sources: Sources) -> Made:
    """Return the links of a course's text in one language, and the number of its outcomes."""
    text = sources.read(path)
    if text is None:
        return _head(sources)
    found = parse_course_text(text, PurePosixPath(path).stem, sources)
    return _head(sources, found.links, len(found.outcomes))


def index(path: str, sources: Sources) -> Made:
    """Return the number of a module's outcomes."""
    text = sources.read(path)
    return (
        _head(sources) if text is None else _head(sources, [], len(parse_module_text(text, sources).outcomes))
    )


def outcomes_of(head: Any) -> int | None:
    """Return how many outcomes a module or a course has in a language; None if nobody can tell."""
    return None if head[1] is None else int(head[2])


def page(path: str, sources: Sources) -> Made:
    """Return the facts of a page; its data are the texts of its body, for whoever asks."""
    text = sources.read(path)
    if text is None:
        return _head(sources)
    _, module, lang, name = path.split("/")
    found, tokens, context = parse_with_tokens(text, module, page_id(name), lang, sources)
    units = body_units(tokens, context, text.text)
    texts = [[unit.kind, unit.text, unit.line, unit.for_trainers] for unit in units]
    head, _ = _head(
        sources,
        found.links,
        found.kind,
        dict(found.names),
        found.questions,
        sorted(set(found.anchors)),
        structure_of(found),
    )
    return head, json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()


def page_facts(path: str, head: Any) -> PageFacts | None:
    """Return what `page` kept; None for a file that cannot be read."""
    if head[1] is None:
        return None
    _, _, kind, names, questions, anchors, structure = head
    heads = (QuestionHead(name, QuestionType(kind), *rest) for name, kind, *rest in questions)
    return PageFacts(path, PageKind(kind), names, tuple(heads), frozenset(anchors), structure)


def _texts(data: bytes) -> tuple[TextUnit, ...]:
    """Return the texts that `page` kept, with as much of each as `advice` asks for."""
    return tuple(
        TextUnit(UnitKind(kind), "", text, (), line, for_trainers=trainers)
        for kind, text, line, trainers in json.loads(data)
    )


def glossary(path: str, sources: Sources) -> Made:
    """Return the glossary's links and its words by their ids."""
    text = sources.read(path, GLOSSARY_LIMIT)
    if text is None:
        return _head(sources)
    terms, links = parse_glossary(text, path.split("/")[2], sources)
    return _head(sources, links, {term.id: term.term for term in terms})


def terms_of(head: Any) -> dict[str, str] | None:
    """Return what `glossary` kept; None for a file that cannot be read."""
    return None if head[1] is None else head[2]


def medium(path: str, sources: Sources) -> Made:
    """Return what is wrong with a file below media/ or videos/."""
    try:
        sources.problems += media.problems_of(sources.root, path)
    except OSError as error:
        sources.problem(path, 0, f"this file cannot be read: {error.strerror or error}")
    return _head(sources)


def warnings(
    index: str,
    sources: Sources,
    *,
    pages: Iterable[tuple[PageFacts, Callable[[], bytes]]],
    level: str,
    words: Iterable[str],
) -> Made:
    """Return the warnings of a module: `pages` with what gives their texts; see `advice.warnings`.

    They follow from all of its pages, from the courses' levels and from the words of the glossary.
    """
    folder = PurePosixPath(index).parent
    text = Sources(sources.root).read(index)  # what is wrong with it is told by `index`
    facts = advice.ModuleFacts(index, front_units(text.text) if text else ())
    for page, texts in pages:
        facts.add(page.path, page.kind, _texts(texts()), page.questions)
    inputs = [f"{folder}/", *(f"{folder}/{name}" for name in names(sources.root, str(folder)))]
    inputs += ["course/", *(plan_path(course) for course in names(sources.root, "course"))]
    sources.inputs |= dict.fromkeys([*inputs, f"modules/{GLOSSARY}/{advice.LANGUAGE}/index.md"])
    sources.problems += advice.warnings(facts, level, words)
    return _head(sources)


def _head(sources: Sources, links: Any = None, *rest: Any) -> Made:
    """Take the problems out of `sources`; return a head that is the same before and after it was kept."""
    head = [sources.problems, links, *rest]
    sources.problems = []
    return json.loads(json.dumps(head)), b""
