"""What is kept of each kind of source file: a head (JSON) and data. Every function returns both, or None.

`assembly` loads this room, and with it the parser, only when something has to be parsed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from milepost.courseware import stored
from milepost.courseware.links import page_id
from milepost.courseware.markdown.parser import parse_page
from milepost.courseware.outline import parse_course_text, parse_glossary, parse_module_text, parse_plan
from milepost.courseware.sources import GLOSSARY_LIMIT, Sources


def plan(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    """Return a course's order and rules."""
    text = sources.read(path)
    if text is None:
        return None
    found = parse_plan(text, sources)
    return [
        found.languages,
        found.modules,
        found.mastery_score,
        found.move_on,
        found.certificate,
        found.audience,
        found.level,
        found.hours,
        found.final_product,
    ], b""


def course_text(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    """Return a course's words in one language."""
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


def module_text(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    """Return a module's words in one language."""
    text = sources.read(path)
    if text is None:
        return None
    found = parse_module_text(text, sources)
    return [found.title, found.summary, found.outcomes, found.minutes, found.review], b""


def page(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    """Return a page: its front matter, and its blocks as data."""
    text = sources.read(path)
    if text is None:
        return None
    _, module, lang, name = path.split("/")
    found = parse_page(text, module, page_id(name), lang, sources)
    head = [
        found.kind,
        found.title,
        found.minutes,
        [[source.title, source.url, source.checked] for source in found.sources],
        [[q.id, q.type, q.points, q.outcome] for q in found.questions],
        found.fields,
        found.attempts,
        found.keep,
        found.source_hash,
        found.names,
    ]
    return head, stored.dump(found.blocks)


def digest(name: str, sources: Sources) -> tuple[Any, bytes] | None:
    """Return a text's digest, to see whether a translation is stale."""
    text = sources.read(name)
    return (text.digest, b"") if text else None


def glossary(path: str, sources: Sources) -> tuple[Any, bytes] | None:
    """Return the terms of a glossary, as data."""
    text = sources.read(path, GLOSSARY_LIMIT)
    if text is None:
        return None
    return None, stored.dump(parse_glossary(text, path.split("/")[2], sources)[0])
