"""Front matter and course.yaml: YAML that holds texts, lists and lists of mappings, nothing else.

Every scalar is a text, so that `no` is a language and `1.10` a version; `Reader` turns it into
what is asked for. Aliases, tags and deep nesting are refused before anything is built.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from milepost.courseware.links import BadLink, external
from milepost.courseware.markdown import plain_yaml

LIMIT = 32 * 1024
DEPTH = 6
Tree = str | list[Any] | dict[str, Any]
Enum = TypeVar("Enum", bound=StrEnum)
Instead = TypeVar("Instead")
_FENCE = re.compile(r"---[ \t]*")
_BREAKS = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


class BadFront(Exception):
    """Front matter that cannot be read, and the line (1-based, in the text given) where it stops."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def split(text: str) -> tuple[str | None, str, int]:
    """Split a file into (front matter or None, body, number of lines before the body)."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return None, text, 0
    for number, line in enumerate(lines[1:], 1):
        if _FENCE.fullmatch(line):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    return None, text, 0


class Reader:
    """Takes values out of a mapping, one key after the other, and notes what is wrong with them.

    `lines` are the lines of the keys; `complain(line, message)` notes a problem.
    """

    def __init__(
        self, values: dict[str, Tree], lines: dict[str, int], complain: Callable[[int, str], None]
    ) -> None:
        self.values, self.lines, self.complain = values, lines, complain
        self.asked: list[str] = []

    def text(self, key: str, *, needed: bool = False, longest: int = 2000) -> str:
        """Return a text on one line, or ''."""
        value = self._take(key)
        if value is None or value == "":
            if needed:
                self.complain(self.lines.get(key, 1), f"{key}: is missing in the front matter")
            return ""
        if not isinstance(value, str):
            return self._bad(key, "write one text here", "")
        if len(value) > longest:
            return self._bad(key, f"is longer than {longest} characters", "")
        return one_line(value)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key)
        if value is None or value == "":
            if needed:
                self.complain(self.lines.get(key, 1), f"{key}: is missing in the front matter")
            return ()
        if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
            return self._bad(key, "write a list of texts here, one a line, each after a dash", ())
        return tuple(one_line(part) for part in value)

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        value = self._take(key)
        if value is None:
            return default
        found = float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else math.nan
        if low <= found <= high:
            return found
        return self._bad(key, f"write a number from {low:g} to {high:g} here", default)

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        found = self.number(key, default, low, high)
        return int(found) if found == int(found) else self._bad(key, "write a whole number here", default)

    def yes(self, key: str, default: bool) -> bool:
        """Return a truth value."""
        value = self._take(key)
        words = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
        if value is None:
            return default
        if isinstance(value, str) and value.lower() in words:
            return words[value.lower()]
        return self._bad(key, "write yes or no here", default)

    def choice(self, key: str, kind: type[Enum], default: Enum, *, needed: bool = False) -> Enum:
        """Return a word of a closed list."""
        value = self._take(key)
        known = [str(word) for word in kind]
        if value is None:
            if needed:
                self.complain(1, f"{key}: is missing in the front matter; write one of: {', '.join(known)}")
            return default
        if isinstance(value, str) and value in known:
            return kind(value)
        near = suggestion(value, known) if isinstance(value, str) else ""
        return self._bad(key, f"{_shown(value)} is not one of: {', '.join(known)}{near}", default)

    def sources(self, key: str) -> tuple[tuple[str, str, str], ...]:
        """Return a list of (title, url, ISO 8601 date of the last check)."""
        value = self._take(key)
        if value is None or value == "":
            return ()
        if not isinstance(value, list):
            return self._bad(key, "write a list here: title, url, checked", ())
        found = (self._source(key, number, part) for number, part in enumerate(value, 1))
        return tuple(source for source in found if source)

    def _source(self, key: str, number: int, part: Tree) -> tuple[str, str, str] | None:
        wanted = {"title", "url", "checked"}
        if (
            not isinstance(part, dict)
            or set(part) != wanted
            or not all(isinstance(text, str) and text for text in part.values())
        ):
            return self._bad(key, f"source {number} needs exactly: title, url, checked", None)
        try:
            if not external(part["url"]):
                raise BadLink
        except BadLink:
            return self._bad(key, f"source {number}: the url is no web address", None)
        from datetime import date  # a millisecond, and most pages name no sources

        try:
            date.fromisoformat(part["checked"])
        except ValueError:
            return self._bad(key, f"source {number}: write the date of the check as 2026-11-22", None)
        return one_line(part["title"]), part["url"], part["checked"]

    def done(self, others: Iterable[str] = ()) -> None:
        """Note the keys that nobody asked for. `others` are known, but not wanted here."""
        for key in self.values:
            if key in self.asked:
                continue
            if key in others:
                self._bad(key, "does not belong on this kind of page", None)
            else:
                near = suggestion(key, self.asked)
                self._bad(key, f"is not a known key{near or '; known: ' + ', '.join(self.asked)}", None)

    def _take(self, key: str) -> Tree | None:
        self.asked.append(key)
        return self.values.get(key)

    def _bad(self, key: str, message: str, instead: Instead) -> Instead:
        self.complain(self.lines.get(key, 1), f"{key}: {message}")
        return instead


def one_line(text: str) -> str:
    """Return a text on one line. Spaces that must not break, as French has before marks, stay."""
    return _BREAKS.sub(" ", text).strip(" ")


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return '; did you mean …?' when a word is close to a known one, else ''."""
    import difflib  # only a mistake needs it, and every export would pay for it

    near = difflib.get_close_matches(word.lower()[:40], list(known), 1, 0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def read(text: str) -> tuple[dict[str, Tree], dict[str, int]]:
    """Return the mapping in a YAML text and the line of each of its keys. Raises BadFront."""
    if len(text) > LIMIT:
        raise BadFront(f"is longer than {LIMIT // 1024} KB", 1)
    return plain_yaml.read(text) or read_with_pyyaml(text)


def read_with_pyyaml(text: str) -> tuple[dict[str, Tree], dict[str, int]]:
    """Do what `read` does, for all of YAML that is allowed here."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_tricks(yaml, text, loader)
        node = yaml.compose(text, loader)
        if node is None:
            return {}, {}
        if not isinstance(node, yaml.MappingNode):
            raise BadFront("is not a list of `key: value` lines", 1)
        lines: dict[str, int] = {}
        values = _built(node, lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadFront(f"is not valid YAML: {error.problem}", mark.line + 1 if mark else 1) from None
    except yaml.YAMLError as error:
        raise BadFront(f"is not valid YAML: {str(error).splitlines()[0]}", 1) from None
    return values, lines


#: A path of keys and numbers, the text, and its first and last (line, column), counted from 0.
Scalar = tuple[tuple[str | int, ...], str, tuple[int, int], tuple[int, int]]


def scalars(text: str) -> list[Scalar]:
    """Return every text in a YAML text that `read` accepts, with where it stands; [] for any other."""
    import yaml

    try:
        read(text)
    except BadFront:
        return []
    found: list[Scalar] = []

    def visit(node: Any, path: tuple[str | int, ...]) -> None:
        if node.id == "mapping":
            for key, value in node.value:
                visit(value, (*path, str(key.value)))
        elif node.id == "sequence":
            for number, part in enumerate(node.value):
                visit(part, (*path, number))
        else:
            start, end = node.start_mark, node.end_mark
            found.append((path, node.value, (start.line, start.column), (end.line, end.column)))

    node = yaml.compose(text, yaml.SafeLoader)
    if node is not None:
        visit(node, ())
    return found


def _refuse_tricks(yaml: Any, text: str, loader: Any) -> None:
    depth = documents = 0
    for event in yaml.parse(text, loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadFront("must not use YAML anchors (&) and aliases (*)", event.start_mark.line + 1)
        if getattr(event, "tag", None):
            raise BadFront("must not use YAML tags (!)", event.start_mark.line + 1)
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH or documents > 1:
            raise BadFront("is nested too deep, or is more than one document", event.start_mark.line + 1)


def _built(node: Any, lines: dict[str, int] | None = None) -> Any:
    if node.id == "scalar":
        return "" if node.tag.endswith(":null") else node.value
    if node.id == "sequence":
        return [_built(part) for part in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.id != "scalar":
            raise BadFront("has a key that is no word", line)
        if key.value in found:
            raise BadFront(f"has the key {key.value!r} twice", line)
        found[key.value] = _built(value)
        if lines is not None:
            lines[key.value] = line
    return found


def _shown(value: Tree) -> str:
    return repr(value[:40]) if isinstance(value, str) else "this"
