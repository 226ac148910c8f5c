"""What is kept of a page: a head (JSON) and data. Every function returns both, or None.

`assembly` loads this room, and with it the parser, only when a page has to be parsed; what stands around
the pages is `compiling_outline`.
"""

from __future__ import annotations

from typing import Any

from milepost.courseware import stored
from milepost.courseware.links import page_id
from milepost.courseware.markdown.parser import parse_page
from milepost.courseware.sources import Sources


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
