"""cmi5.xml: the course structure (cmi5, quartz 1st ed., section 13).

Ids are `urn:uuid:` names made from the ids of course and module (RFC 9562, version 5): absolute IRIs,
the same wherever and whenever a course is exported, that no browser can be made to call.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape

from milepost_player.titles import Words

SCHEMA = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
#: What all ids are made under: drawn once, never changed.
NAMESPACE = uuid.UUID("5f2a6c1e-3f0b-4f57-9d0e-6f1d6f7b5a52")


class Au(NamedTuple):
    """An assignable unit (13.1.4). `mastery_score` 0..1, or None where there is nothing to win."""

    id: str
    title: Words
    text: Words
    url: str
    move_on: str
    mastery_score: float | None


def iri(kind: str, id: str) -> str:
    """Return the stable name of a course or an AU."""
    return uuid.uuid5(NAMESPACE, f"{kind} {id}").urn


def structure(id: str, title: Words, text: Words, units: Iterable[Au]) -> str:
    """Return cmi5.xml. The order of elements is the schema's."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="{SCHEMA}">
  <course id="{iri("course", id)}">
{_words("title", title)}
{_words("description", text or title)}
  </course>
{"".join(map(_au, units))}\
</courseStructure>
"""


def _au(unit: Au) -> str:
    score = "" if unit.mastery_score is None else f' masteryScore="{_decimal(unit.mastery_score)}"'
    return f"""\
  <au id="{unit.id}" moveOn="{unit.move_on}"{score} launchMethod="AnyWindow">
{_words("title", unit.title)}
{_words("description", unit.text or unit.title)}
    <url>{escape(unit.url)}</url>
  </au>
"""


def _words(element: str, words: Words) -> str:
    lines = "".join(
        f'      <langstring lang="{lang}">{escape(_one_line(text))}</langstring>\n' for lang, text in words
    )
    return f"    <{element}>\n{lines}    </{element}>"


def _one_line(text: str) -> str:
    """Return a text without line breaks and without what XML 1.0 cannot hold."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())


def _decimal(number: float) -> str:
    """Return at most four decimals, without an exponent (13.1.4, masteryScore)."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
