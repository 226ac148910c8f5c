"""What a scene is made of: vector drawings, words in measured boxes, and how they come and go.

A scene is a tree of frozen elements. Its content hash is what the maker keeps finished scenes by, and its
boxes are what the tests look at: words never lie over words or faces, and never leave the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from milepost_film.drawing.palette import INK


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.x < other.x + other.w - 1
            and other.x < self.x + self.w - 1
            and self.y < other.y + other.h - 1
            and other.y < self.y + self.h - 1
        )


class Align(StrEnum):
    """Where a line begins. `START` is the right edge in a language written from right to left."""

    START = "start"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Art:
    """A vector drawing: a fragment of SVG. `keep` is a part that no words may cover (a face)."""

    svg: str
    keep: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Text that was fitted to its box: `size` is what it is set in, `box` what it covers."""

    text: str
    box: Box
    size: float
    fill: str = INK
    weight: int = 600
    align: Align = Align.MIDDLE


@dataclass(frozen=True, slots=True)
class Line:
    """A line that draws itself. `points` are joined by straight strokes."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    start: float
    seconds: float = 1.0


class How(StrEnum):
    """How a group comes (or, `LEAVE`, goes)."""

    FADE = "fade"
    RISE = "rise"
    DROP = "drop"
    POP = "pop"
    GROW = "grow"  # upwards from its foot
    SLIDE = "slide"  # from `by`
    WALK = "walk"  # from `by`, with steps
    NOD = "nod"  # it is there, and nods once
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Moving:
    """A group that moves once, from `start` seconds on. `pivot` is the point it pops or grows from."""

    inner: tuple[Element, ...]
    how: How
    start: float
    seconds: float = 0.6
    pivot: tuple[float, float] = (0.0, 0.0)
    by: tuple[float, float] = (0.0, 0.0)


Element = Art | Words | Line | Moving


@dataclass(frozen=True, slots=True)
class Footage:
    """A scene that was filmed: shown from `start` seconds of the file on."""

    file: str
    start: float


@dataclass(frozen=True, slots=True)
class Picture:
    """One scene, drawn: its elements from back to front, or the recording that replaces them."""

    elements: tuple[Element, ...]
    footage: Footage | None = None


def words_in(elements: Iterable[Element]) -> Iterator[Words]:
    """Yield all words of a scene, from back to front."""
    for element in elements:
        if isinstance(element, Words):
            yield element
        elif isinstance(element, Moving):
            yield from words_in(element.inner)


def kept_in(elements: Iterable[Element]) -> Iterator[Box]:
    """Yield the parts that no words may cover."""
    for element in elements:
        if isinstance(element, Art):
            yield from element.keep
        elif isinstance(element, Moving):
            yield from kept_in(element.inner)


def leaving(elements: Iterable[Element]) -> Iterator[Moving]:
    """Yield the groups that move, outer ones first."""
    for element in elements:
        if isinstance(element, Moving):
            yield element
            yield from leaving(element.inner)
