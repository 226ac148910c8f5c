"""A file as the texts that a person reads: each with its kind, its place on the page, and where it stands.

Translators get these texts one by one, and `advice` reads them. What is syntax (block lines, list
marks, shares of points, addresses of choices) lies outside of the spans.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import NamedTuple

from milepost.courseware.markdown import front
from milepost.courseware.markdown.html import GAP, Context, Tokens, groups, plain, slug
from milepost.courseware.markdown.video import linked_picture

_GAP = re.compile(GAP.format(r"(\d+)"))
_SHARE = re.compile(r"\s*\{[^{}]*[%\u066a]\s*\}$")
_CHOICE = re.compile(r"\[(.*)\]\(#([^)\s]*)\)(?:\s*\{[^{}]*\})?")
_PICTURE = re.compile(r"!\[((?:(?!\]\().)*)\]\([^()\s]*\)")
_FILM = re.compile(r"\[!\[((?:(?!\]\().)*)\]\([^()\s]*\)\]\([^()\s]*\)")
_SPACES = " \t\r\n"
_EDGE = re.compile(r"[ \t>]*")
_BAR = re.compile(r"(?<!\\)\|")


class UnitKind(StrEnum):
    """What a text is for, in the words that translators read."""

    TITLE = "title"
    SUMMARY = "summary"
    OUTCOME = "outcome"
    SOURCE = "title of a source"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "list item"
    QUOTE = "quote"
    CELL = "table cell"
    ALERT = "alert"
    NOTE = "footnote"
    PICTURE = "text for people who do not see the picture"
    FILM = "title of a film"
    PROMPT = "what to write in a field"
    STEM = "question"
    OPTION = "option"
    ACCEPTED = "accepted answer"
    NUMBER = "number"
    ORDERED = "thing to put in order"
    GAPS = "text with gaps"
    FEEDBACK = "feedback"
    HINT = "hint"
    EXPLANATION = "explanation"
    MODEL_ANSWER = "model answer"
    STEP = "heading of a step"
    STEP_TEXT = "text of a step"
    CHOICE = "choice"


#: Kinds whose text stands on one line.
ONE_LINE = frozenset(
    {UnitKind.HEADING, UnitKind.STEP, UnitKind.CELL, UnitKind.PICTURE, UnitKind.FILM, UnitKind.CHOICE}
)
IN_FRONT = frozenset({UnitKind.TITLE, UnitKind.SUMMARY, UnitKind.OUTCOME, UnitKind.SOURCE})
_ALERTS = {"TIP": UnitKind.HINT, "NOTE": UnitKind.EXPLANATION, "IMPORTANT": UnitKind.MODEL_ANSWER}
_OPTIONS = {
    "single": UnitKind.OPTION,
    "multiple": UnitKind.OPTION,
    "truefalse": UnitKind.OPTION,
    "text": UnitKind.ACCEPTED,
    "number": UnitKind.NUMBER,
}
_TRAINERS = "facilitator"

#: (first character, behind the last one), counted in the whole file.
Span = tuple[int, int]


class Unit(NamedTuple):
    """One text. `place` names it within its file and depends on no words; `spans` is one a line.

    `about` is what the text belongs to (the option of a feedback); `goto` is where a choice names
    its step, `slug` how links name a heading. `block` is the question or field around it.
    """

    kind: UnitKind
    place: str
    text: str
    spans: tuple[Span, ...]
    line: int
    about: str = ""
    block: str = ""
    slug: str = ""
    goto: Span | None = None
    for_trainers: bool = False


def front_units(text: str) -> tuple[Unit, ...]:
    """Return the texts of a file's front matter."""
    header, _, _ = front.split(text)
    if header is None:
        return ()
    starts = _starts(text)
    found = []
    kind: UnitKind
    place: str
    for path, value, (line, column), (end_line, end_column) in front.scalars(header):
        match path:
            case ("title" | "summary" as key,):
                kind, place = UnitKind(key), str(key)
            case ("outcomes", int(number)):
                kind, place = UnitKind.OUTCOME, f"outcome-{number + 1}"
            case ("sources", int(number), "title"):
                kind, place = UnitKind.SOURCE, f"source-{number + 1}"
            case _:
                continue
        start, end = starts[line + 1] + column, starts[end_line + 1] + end_column
        span = (start, start + len(text[start:end].rstrip()))
        found.append(Unit(kind, place, front.one_line(value), (span,), line + 2))
    return tuple(unit for unit in found if unit.text)


def body_units(tokens: Tokens, context: Context, text: str) -> tuple[Unit, ...]:
    """Return the texts of a parsed body, in reading order. `text` is the whole file."""
    reader = _Reader(context, text)
    reader.elements(tokens, _Around())
    return tuple(sorted(reader.units, key=lambda unit: unit.spans[0]))


def cells(line: str) -> list[Span]:
    """Return where the cells of a table's row stand in its line (GFM 4.10, table extension)."""
    start, end = len(_EDGE.match(line)[0]), len(line.rstrip())  # type: ignore[index]
    if line[start:end].startswith("|"):
        start += 1
    if end > start and line[end - 1] == "|" and line[end - 2 : end - 1] != "\\":
        end -= 1
    bars = [found.start() for found in _BAR.finditer(line, start, end)]
    edges = zip([start, *(bar + 1 for bar in bars)], [*bars, end], strict=True)
    return [_trimmed(line, first, last) for first, last in edges]


def _trimmed(line: str, first: int, last: int) -> Span:
    part = line[first:last]
    inner = part.strip(_SPACES)
    start = first + (len(part) - len(part.lstrip(_SPACES)) if inner else 0)
    return start, start + len(inner)


def _starts(text: str) -> list[int]:
    found = [0]
    for line in text.split("\n"):
        found.append(found[-1] + len(line) + 1)
    return found


class _Around(NamedTuple):
    """What an element stands in: the beginning of its place, and what plain paragraphs are there."""

    place: str = ""
    kind: UnitKind = UnitKind.PARAGRAPH
    block: str = ""
    question: str = ""
    about: str = ""
    for_trainers: bool = False

    def inside(self, part: str, **changes: object) -> _Around:
        place = f"{self.place}/{part}" if self.place else part
        return self._replace(place=place, **changes)  # type: ignore[arg-type]


class _Reader:
    def __init__(self, context: Context, text: str) -> None:
        self.context = context
        self.lines = text.split("\n")
        self.starts = _starts(text)
        self.units: list[Unit] = []
        self.counts: Counter[str] = Counter()

    def elements(self, tokens: Tokens, around: _Around) -> None:
        here = around
        for element in groups(tokens):
            if element[0].type == "heading_open":
                here = self._section(element, around)
            else:
                self._element(element, here)

    def _section(self, element: Tokens, around: _Around) -> _Around:
        """Add a heading; return what the elements below it stand in."""
        is_step = around.question == "scenario"
        here = around.inside(self._number(around, "step" if is_step else "section"))
        kind = UnitKind.STEP if is_step else UnitKind.HEADING
        name = slug(plain(element[1].children))
        self._inline(element[1], kind, here.inside("heading"), slug=name)
        return here.inside("text", kind=UnitKind.STEP_TEXT) if is_step else here

    def _number(self, around: _Around, name: str) -> str:
        key = f"{around.place}/{name}"
        self.counts[key] += 1
        return f"{name}-{self.counts[key]}"

    def _element(self, element: Tokens, around: _Around) -> None:
        first = element[0]
        match first.type:
            case "container_block_open":
                self._block(element, around)
            case "paragraph_open":
                self._paragraph(element, around)
            case "bullet_list_open" | "ordered_list_open":
                self._list(element, around)
            case "table_open":
                self._table(element, around)
            case "blockquote_open":
                self._inner(element, around, "quote", UnitKind.QUOTE)
            case "alert_open":
                kind = _ALERTS.get(str(first.meta["kind"])) if around.question else None
                word = kind.replace(" ", "-") if kind else "alert"
                self._inner(element, around, word, kind or UnitKind.ALERT)
            case "footnote_block_open":
                for note in groups(element[1:-1]):
                    label = str(note[0].meta.get("label") or "note")
                    self.elements(note[1:-1], _Around(f"footnote-{label}", UnitKind.NOTE))
            case _:
                pass

    def _inner(self, element: Tokens, around: _Around, word: str, kind: UnitKind) -> None:
        part = self._number(around, word)
        self.elements(element[1:-1], around.inside(part, kind=kind))

    def _block(self, element: Tokens, around: _Around) -> None:
        name, *words = element[0].info.split()
        block = next((word for word in words if word.startswith("#")), "")
        if not block:
            trainers = around.for_trainers or name == _TRAINERS
            inner = around.inside(self._number(around, name), for_trainers=trainers)
            self.elements(element[1:-1], inner)
            return
        kind = UnitKind.PROMPT if name == "field" else UnitKind.STEM
        question = "" if name == "field" else name
        self.elements(
            element[1:-1], _Around(block, kind, f"{name} {block}", question, "", around.for_trainers)
        )

    def _paragraph(self, element: Tokens, around: _Around) -> None:
        inline = element[1]
        kind = around.kind
        if linked_picture(element):
            self._inline(inline, UnitKind.FILM, around.inside(self._number(around, "film")), _FILM)
        elif _PICTURE.fullmatch(inline.content):
            self._inline(inline, UnitKind.PICTURE, around.inside(self._number(around, "picture")), _PICTURE)
        else:
            if around.question == "blanks" and "\ufdd0" in inline.content:
                kind = UnitKind.GAPS
            self._inline(inline, kind, around.inside(self._number(around, "paragraph")))

    def _list(self, element: Tokens, around: _Around) -> None:
        for item in groups(element[1:-1]):
            ticked = item[0].meta.get("checked") if item[0].meta else None
            inside = list(groups(item[1:-1]))
            if not inside:
                continue
            kind = self._kind_of_item(element, ticked, inside[0], around)
            word = "item" if kind is around.kind else kind.replace(" ", "-")
            here = around.inside(self._number(around, word))
            about = ""
            rest = inside
            if inside[0][0].type == "paragraph_open":
                right = {True: "right", False: "wrong"}.get(ticked, "") if around.question else ""  # type: ignore[arg-type]
                cut = _CHOICE if kind is UnitKind.CHOICE else None
                self._inline(inside[0][1], kind, here, cut, about=right)
                about, rest = (self.units[-1].text if self.units else ""), inside[1:]
            for part in rest:
                if around.question and part[0].type == "blockquote_open":
                    self.elements(part[1:-1], here.inside("feedback", kind=UnitKind.FEEDBACK, about=about))
                else:
                    self._element(part, here)

    def _kind_of_item(self, element: Tokens, ticked: bool | None, first: Tokens, around: _Around) -> UnitKind:
        if ticked is not None and around.question in _OPTIONS:
            return _OPTIONS[around.question]
        if around.question == "order" and element[0].type == "ordered_list_open":
            return UnitKind.ORDERED
        if around.question == "scenario" and len(first) > 1 and _CHOICE.fullmatch(first[1].content):
            return UnitKind.CHOICE
        return UnitKind.ITEM if around.kind is UnitKind.PARAGRAPH else around.kind

    def _table(self, element: Tokens, around: _Around) -> None:
        table = around.inside(self._number(around, "table"))
        row, line, column = 0, 0, 0
        for token in element:
            if token.type == "tr_open":
                row, line, column = row + 1, (token.map or [0])[0], 0
            elif token.type == "inline":
                number = line + self.context.offset
                places = cells(self.lines[number])
                column += 1
                if token.content and column <= len(places):
                    first, last = places[column - 1]
                    here = table.inside(f"row-{row}").inside(f"cell-{column}")
                    self._add(UnitKind.CELL, here, [(number, first, last)])

    def _inline(
        self,
        token: object,
        kind: UnitKind,
        around: _Around,
        cut: re.Pattern[str] | None = None,
        about: str = "",
        slug: str = "",
    ) -> None:
        found = self._found(token)
        if kind in _OPTIONS.values() and found:
            number, first, last = found[-1]
            share = _SHARE.search(self.lines[number][first:last])
            found[-1] = (number, first, first + share.start() if share else last)
        goto = None
        if cut is not None and len(found) == 1:
            number, first, last = found[0]
            match = cut.fullmatch(self.lines[number][first:last])
            if match is not None:
                found = [(number, first + match.start(1), first + match.end(1))]
                if cut is _CHOICE:
                    start = self.starts[number] + first
                    goto = (start + match.start(2), start + match.end(2))
        self._add(kind, around, found, about, slug, goto)

    def _found(self, token: object) -> list[tuple[int, int, int]]:
        """Return (line, first, last) for each line of an inline token's text, in the file."""
        content, lines = str(token.content), token.map  # type: ignore[attr-defined]
        if not lines:
            return []
        gaps = self.context.gaps
        content = _GAP.sub(lambda mark: f"[[{gaps[int(mark[1])]}]]", content)
        found = []
        number = lines[0] + self.context.offset
        for line in content.split("\n"):
            wanted = line.strip(_SPACES)
            while wanted and number < len(self.lines) - 1 and wanted not in self.lines[number]:
                number += 1
            first = self.lines[number].rfind(wanted)
            found.append((number, first, first + len(wanted)))
            number += 1
        return [(number, first, last) for number, first, last in found if first >= 0]

    def _add(
        self,
        kind: UnitKind,
        around: _Around,
        found: list[tuple[int, int, int]],
        about: str = "",
        slug: str = "",
        goto: Span | None = None,
    ) -> None:
        text = "\n".join(self.lines[number][first:last] for number, first, last in found)
        if kind is UnitKind.CELL:
            text = text.replace("\\|", "|")
        if not text.strip():
            return
        spans = tuple((self.starts[n] + first, self.starts[n] + last) for n, first, last in found)
        line = found[0][0] + 1
        told = about or around.about
        trainers = around.for_trainers
        self.units.append(
            Unit(kind, around.place, text, spans, line, told, around.block, slug, goto, trainers)
        )
