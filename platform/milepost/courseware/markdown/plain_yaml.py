"""The plain part of YAML that nearly all front matter is written in, read without PyYAML.

PyYAML takes 10 ms to load, as long as two lessons take to parse. What is read here is read as PyYAML
reads it; for anything out of the ordinary the answer is None, and `front` asks PyYAML.
"""

from __future__ import annotations

import re
from typing import Any

#: What is not printable for Python and a letter like others for YAML (1.1, section 5.1).
_ALLOWED = str.maketrans("", "", "\n\u00a0\u202f")
_ENTRY = re.compile(r"([a-z][a-z_]*):(?: +(\S.*))?")
_OPENING = "(\u00ab\u2018\u201c"  # beside letters and digits, what a text may start with
_NULL = frozenset({"null", "Null", "NULL"})


class _NotPlain(Exception):
    """This needs the whole of YAML."""


def read(text: str) -> tuple[dict[str, Any], dict[str, int]] | None:
    """Return what a plain YAML mapping holds and the lines of its keys; None when it is not plain.

    Plain are `key: text`, `key: [word, word]`, and a key above a list of texts or of mappings.
    """
    try:
        return _mapping(text) if text.translate(_ALLOWED).isprintable() else None
    except _NotPlain:
        return None


def _mapping(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    items: list[Any] | None = None  # of the list that stands below the last key
    indent = -1
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip(" ")
        inside = len(line.rstrip(" ")) - len(bare)
        entry = _ENTRY.fullmatch(bare)
        key, value = entry.groups() if entry else ("", None)
        if not bare:
            continue
        if entry and not inside:
            if key in values:
                raise _NotPlain
            items, indent = (None, -1) if value else ([], -1)
            values[key], lines[key] = _value(value) if value else items, number
        elif items is None:
            raise _NotPlain
        elif bare.startswith("- "):
            if indent not in (-1, inside):
                raise _NotPlain
            indent = inside
            items.append(_item(bare[2:]))
        else:
            last = items[-1] if items else None
            if not value or not isinstance(last, dict) or inside != indent + 2 or key in last:
                raise _NotPlain
            last[key] = _scalar(value)
    return {key: "" if value == [] else value for key, value in values.items()}, lines


def _value(text: str) -> Any:
    if text[0] != "[" or text[-1] != "]":
        return _scalar(text)
    words = text[1:-1].split(", ")
    if not all(word[:1].isalpha() and word.replace("-", "").isalnum() for word in words):
        raise _NotPlain
    return [_scalar(word) for word in words]


def _item(text: str) -> Any:
    entry = _ENTRY.fullmatch(text)
    return {entry[1]: _scalar(entry[2] or "")} if entry else _scalar(text)


def _scalar(text: str) -> str:
    """Return a text on one line, quoted or plain (YAML 1.1, sections 9.1.1 to 9.1.3)."""
    first, inner = text[:1], text[1:-1]
    if first and first in "\"'" and len(text) > 1 and text[-1] == first:
        if first not in inner and "\\" not in inner:
            return inner
        raise _NotPlain
    if not text or not (first.isalnum() or first in _OPENING) or ": " in f"{text} " or " #" in text:
        raise _NotPlain
    return "" if text in _NULL else text
