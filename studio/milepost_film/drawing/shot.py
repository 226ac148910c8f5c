"""What a scene function gets: its words, its times, the people it may show; and the parts that scenes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from milepost.core.errors import MilepostError
from milepost_film.drawing.elements import Align, Art, Box, Element, How, Moving, Words
from milepost_film.drawing.lettering import LEAST, TooLong, fit
from milepost_film.drawing.palette import AMBER, INK, PAPER, SOFT, circle, rect
from milepost_film.drawing.people import Look, Pose, cast, head_at, person

SAFE = 592.0  # below this line captions lie: no words there
EDGE = 56.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One line `- name: part | part @2` of a scene."""

    parts: tuple[str, ...]
    cue: int | None = None  # 1 = with the first sentence
    line: int = 0

    def part(self, number: int, default: str = "") -> str:
        """Return a part, counted from 0, or the default."""
        return self.parts[number] if number < len(self.parts) else default


@dataclass(frozen=True, slots=True)
class Timed:
    """A slot and the second at which it appears."""

    slot: Slot
    start: float

    @property
    def text(self) -> str:
        """The first part."""
        return self.slot.part(0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What cards say about the whole film."""

    title: str
    place: str = ""
    years: str = ""
    sources: tuple[str, ...] = ()
    opening: str = ""  # the disclosure of this film, as shown on the first and the last card
    closing: str = ""
    heading: str = "Sources"


@dataclass(frozen=True, slots=True)
class Shot:
    """A scene that is to be drawn. Times are seconds from its own beginning."""

    slots: Mapping[str, tuple[Slot, ...]]
    cues: tuple[tuple[float, float], ...]
    seconds: float
    film: Facts
    number: int = 0
    words: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return the words of a slot that stands once."""
        found = self.slots.get(name)
        return found[0].part(0) if found else default

    def when(self, name: str, default: float = 0.3) -> float:
        """Return the second at which a slot that stands once appears."""
        found = self.slots.get(name)
        return self.cue(found[0].cue) if found and found[0].cue else default

    def number_of(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number. Raises MilepostError if it is none, or out of bounds."""
        text = self.text(name, str(default))
        if not text.isdecimal() or not least <= int(text) <= most:
            raise MilepostError(f"`{name}` is a number from {least} to {most}, not {text!r}")
        return int(text)

    def yes(self, name: str) -> bool:
        """Return whether a slot says yes."""
        return self.text(name) == "yes"

    def cue(self, number: int | None, late: float = 0.15) -> float:
        """Return the start of a sentence, counted from 1; the last one stands for those beyond."""
        if not self.cues:
            return 0.4
        return self.cues[min(max(number or 1, 1), len(self.cues)) - 1][0] + late

    def all(self, *names: str) -> tuple[Timed, ...]:
        """Return the slots of these names, each with its time: as asked for, or spread over the scene."""
        slots = [slot for name in names for slot in self.slots.get(name, ())]
        count = max(1, len(self.cues))
        wanted = [slot.cue or 1 + i * count // len(slots) for i, slot in enumerate(slots)]
        timed = []
        for cue, group in groupby(zip(wanted, slots, strict=True), key=lambda pair: pair[0]):
            together = [slot for _, slot in group]
            start = self.cue(cue)
            spoken = self.cues[min(cue, len(self.cues)) - 1] if self.cues else (0.0, 1.0)
            step = min(1.6, max(0.35, (spoken[1] - spoken[0] - 0.4) / len(together)))
            timed += [Timed(slot, start + i * step) for i, slot in enumerate(together)]
        return tuple(timed)

    def people(self, count: int, first: int = 0, young: int = 0) -> tuple[Look, ...]:
        """Return looks for this scene: others than in the scene before."""
        return cast(self.film.title, count, 3 * self.number + first, young)


Drawing = Callable[[Shot], tuple[Element, ...]]


def backdrop(colour: str) -> Art:
    """Return a plain ground."""
    return Art(rect(0, 0, 1280, 720, colour))


def figure(
    look: Look,
    x: float,
    y: float,
    scale: float = 1.2,
    pose: Pose = Pose.STAND,
    mood: str = "calm",
    flip: bool = False,
) -> Art:
    """Return a figure with its feet at x,y; no words may cover its face."""
    hx, hy, radius = head_at(look, pose)
    across = -1 if flip else 1
    face = Box(
        x + across * hx * scale - radius * scale, y + (hy - 36) * scale, 2 * radius * scale, 70 * scale
    )
    drawn = person(look, pose, mood)
    return Art(
        f'<g transform="translate({x:g} {y:g}) scale({across * scale:g} {scale:g})">{drawn}</g>', (face,)
    )


def coming(
    element: Element | tuple[Element, ...],
    how: How,
    start: float,
    seconds: float = 0.6,
    **more: tuple[float, float],
) -> Moving:
    """Return elements that come at `start`."""
    inner = element if isinstance(element, tuple) else (element,)
    return Moving(inner, how, start, seconds, **more)


def until(element: Element | tuple[Element, ...], end: float) -> Moving:
    """Return elements that are there until `end`, then go."""
    inner = element if isinstance(element, tuple) else (element,)
    return Moving(inner, How.LEAVE, end, 0.32)


def header(shot: Shot, dark: bool = False) -> tuple[tuple[Element, ...], float]:
    """Return the label and note at the top of a diagram, and the y below them where the rest may begin."""
    y, drawn = 48.0, []
    if label := shot.text("label"):
        room = Box(EDGE, y, 1280 - 2 * EDGE, 156)
        words = one_line_or_more(label, room, 66, PAPER if dark else INK, 700, Align.MIDDLE)
        drawn.append(coming(words, How.RISE, shot.when("label", 0.15)))
        y = words.box.y + words.box.h + 6
    if note := shot.text("note"):
        room = Box(EDGE, y, 1280 - 2 * EDGE, 110)
        words = one_line_or_more(note, room, 46, "#cfe3ea" if dark else SOFT, 500, Align.MIDDLE)
        drawn.append(coming(words, How.FADE, shot.when("note", 0.7)))
        y = words.box.y + words.box.h + 6
    return tuple(drawn), (y + 20 if drawn else 70.0)


def panel(shot: Shot, x: float = EDGE, y: float = 44.0, width: float = 1120.0) -> tuple[Element, ...]:
    """Return label and note on a sheet, for scenes in which houses stand behind."""
    parts: list[tuple[Words, str, float]] = []
    inside = y + 20
    for name, size, weight, fill in (("label", 60, 700, INK), ("note", 44, 500, SOFT)):
        if text := shot.text(name):
            words = one_line_or_more(text, Box(x + 46, inside, width - 76, 150), size, fill, weight)
            parts.append((words, name, shot.when(name, 0.4 if name == "label" else 1.0)))
            inside = words.box.y + words.box.h + 4
    if not parts:
        return ()
    wide = max(words.box.w for words, _, _ in parts) + 80
    tall = parts[-1][0].box.y + parts[-1][0].box.h - y + 20
    sheet = Art(rect(x, y, wide, tall, PAPER, 18) + rect(x, y, 16, tall, AMBER, 8))
    begin = min(start for _, _, start in parts)
    return (
        coming(sheet, How.SLIDE, begin, 0.5, by=(-60.0, 0.0)),
        *(coming(words, How.FADE, start + 0.2) for words, _, start in parts),
    )


def one_line_or_more(
    text: str, room: Box, size: float, fill: str, weight: int, align: Align = Align.START
) -> Words:
    """Set words on one line if that costs little size: what is large and short leaves room for the picture."""
    small = max(LEAST, size * 0.8)
    line = Box(room.x, room.y, room.w, size * 1.25)
    try:
        return fit(text, line, size, fill=fill, weight=weight, align=align, least=small, top=True)
    except TooLong:
        return fit(text, room, size, fill=fill, weight=weight, align=align, top=True)


def chip(
    text: str,
    box: Box,
    size: float = 46,
    fill: str = PAPER,
    ink: str = INK,
    radius: float = 16,
    edge: str = "",
) -> tuple[Element, ...]:
    """Return words on a small sheet that fills the box."""
    frame = f'stroke="{edge}" stroke-width="5"' if edge else ""
    inner = Box(box.x + 18, box.y + 4, box.w - 36, box.h - 8)
    return Art(rect(*box, fill, radius, frame)), fit(text, inner, size, fill=ink)


def source(shot: Shot, ink: str = SOFT) -> tuple[Element, ...]:
    """Return the line that says where a number comes from."""
    if not (text := shot.text("source")):
        return ()
    return (
        coming(
            fit(text, Box(EDGE, SAFE - 56, 1168, 54), LEAST, fill=ink, weight=500),
            How.FADE,
            shot.when("source", 1.2),
        ),
    )


def dots(x: float, y: float, colour: str = PAPER, scale: float = 1.0) -> str:
    """Return the three dots of somebody who is talking."""
    return "".join(circle(x + i * 22 * scale, y, 7 * scale, colour) for i in (-1, 0, 1))


def columns(count: int, left: float, right: float, gap: float) -> list[tuple[float, float]]:
    """Return (x, width) of `count` equal columns."""
    width = (right - left - gap * (count - 1)) / count
    return [(left + i * (width + gap), width) for i in range(count)]
