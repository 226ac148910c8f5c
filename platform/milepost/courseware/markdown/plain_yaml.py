"""The plain part of YAML that nearly all front matter is written in, read without PyYAML.

PyYAML takes 10 ms to load, as long as two lessons take to parse. What is read here is read as PyYAML
reads it; for anything out of the ordinary the answer is None, and `front` asks PyYAML.
"""

from __future__ import annotations

import re
from typing import Any

#: What YAML takes for the end of a line or refuses, and tabs (YAML 1.1, section 5.1).
_ODD = re.compile(r"[^\n -~\u00a0-\u2027\u202a-\ud7ff]")
_ENTRY = re.compile(r"([a-z][a-z_]{0,40}):(?: +(\S.*))?")
_INNER = re.compile(r"( +)([a-z][a-z_]{0,40}): +(\S.*)")
_ITEM = re.compile(r"( *)- (\S.*)")
_WORDS = re.compile(r"\[([a-z][a-z0-9-]*(?:, [a-z][a-z0-9-]*)*)\]")
_MARKS = re.compile(r": | #|:\Z")  # end a text, or make a mapping of it
_OPENING = "(\u00ab\u2018\u201c"  # beside letters and digits, what a text may start with
_NULL = frozenset({"null", "Null", "NULL"})


class _NotPlain(Exception):
    """This needs the whole of YAML."""


def read(text: str) -> tuple[dict[str, Any], dict[str, int]] | None:
    """Return what a plain YAML mapping holds and the lines of its keys; None when it is not plain.

    Plain are `key: text`, `key: [word, word]`, and a key above a list of texts or of mappings.
    """
    try:
        return None if _ODD.search(text) else _mapping(text)
    except _NotPlain:
        return None


def _mapping(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    items: list[Any] | None = None  # of the list that stands below the last key
    indent = -1
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip(" ")
        if not line:
            continue
        if found := _ENTRY.fullmatch(line):
            key, value = found.groups()
            if key in values:
                raise _NotPlain
            items, indent = (None, -1) if value else ([], -1)
            values[key], lines[key] = _value(value) if value else items, number
        elif items is None:
            raise _NotPlain
        elif found := _ITEM.fullmatch(line):
            if indent not in (-1, len(found[1])):
                raise _NotPlain
            indent = len(found[1])
            pair = _ENTRY.fullmatch(found[2])
            items.append({pair[1]: _scalar(pair[2] or "")} if pair else _scalar(found[2]))
        elif found := _INNER.fullmatch(line):
            inside, key, value = found.groups()
            last = items[-1] if items else None
            if not isinstance(last, dict) or len(inside) != indent + 2 or key in last:
                raise _NotPlain
            last[key] = _scalar(value)
        else:
            raise _NotPlain
    return {key: "" if value == [] else value for key, value in values.items()}, lines


def _value(text: str) -> Any:
    words = _WORDS.fullmatch(text)
    return [_scalar(word) for word in words[1].split(", ")] if words else _scalar(text)


def _scalar(text: str) -> str:
    """Return a text on one line, quoted or plain (YAML 1.1, sections 9.1.1 to 9.1.3)."""
    first, inner = text[:1], text[1:-1]
    if first and first in "\"'" and len(text) > 1 and text[-1] == first:
        if first not in inner and "\\" not in inner:
            return inner
    elif (first.isalnum() or (first and first in _OPENING)) and not _MARKS.search(text):
        return "" if text in _NULL else text
    raise _NotPlain
