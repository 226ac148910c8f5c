"""How many: large numbers, one figure a person, bars, a line, money."""

from __future__ import annotations

import math

from milepost.core.errors import MilepostError
from milepost_film.drawing.elements import Art, Box, Element, How, Line
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    CLAY,
    INK,
    LINE,
    MOSS,
    NEAR,
    NIGHT,
    PAPER,
    PLUM,
    SEA,
    WASH,
    at,
    circle,
    rect,
    shape,
)  # fmt: skip
from milepost_film.drawing.people import shade
from milepost_film.drawing.shot import SAFE, Drawing, Shot, Timed, backdrop, columns, coming, header, source

TONES = (SEA, CLAY, MOSS, PLUM, NEAR)


def amount(text: str) -> float:
    """Return the number in `2`, `1,250`, `12.5 %` or `€ 300`. Raises MilepostError."""
    digits = "".join(c for c in text.replace(",", "") if c.isdigit() or c == ".")
    try:
        return float(digits)
    except ValueError:
        raise MilepostError(f"{text!r} is not a number") from None


def number(shot: Shot) -> tuple[Element, ...]:
    """Large numbers and what they count."""
    head, top = header(shot, dark=True)
    values = shot.all("number")
    foot = SAFE - (64 if shot.text("source") else 6)
    hills = shape("M0 640 Q320 560 660 630 T1280 600 V720 H0 z", "#1c4250")
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, NIGHT) + hills), *head]
    rows = 2 if len(values) == 4 else 1
    across = math.ceil(len(values) / rows)
    tall = (foot - top - 16 * (rows - 1)) / rows
    for i, value in enumerate(values):
        x, w = columns(across, 56, 1224, 30)[i % across]
        y = top + (tall + 16) * (i // across)
        words = value.slot.part(1)
        big = fit(
            value.text,
            Box(x, y, w, tall * (0.6 if words else 1)),
            230 if rows == 1 else 130,
            fill=AMBER,
            weight=700,
        )
        drawn.append(coming(big, How.POP, value.start, 0.7, pivot=(x + w / 2, y + tall * 0.3)))
        if words:
            drawn.append(
                coming(
                    fit(words, Box(x, y + tall * 0.62, w, tall * 0.38), 54, fill=PAPER, top=True),
                    How.RISE,
                    value.start + 0.45,
                )
            )
    return *drawn, *source(shot, "#cfe3ea")


def pictogram(colour: str) -> str:
    """Return a figure in one colour, 40 wide and 96 high, its foot at 0,0."""
    return circle(0, -80, 15, colour) + shape(
        "M-20 -22 v-22 q0 -18 20 -18 q20 0 20 18 v22 q0 6 -6 6 h-2 v16 h-24 v-16 h-2 q-6 0 -6 -6 z", colour
    )


def headcount(shot: Shot) -> tuple[Element, ...]:
    """One figure a person, some of them in colour."""
    head, top = header(shot)
    groups = shot.all("group")
    foot = SAFE - (64 if shot.text("source") else 0)
    drawn: list[Element] = [backdrop("#f4ecda"), *head]
    tall = (foot - top) / max(1, len(groups))
    for i, group in enumerate(groups):
        drawn += _row(group, top + tall * i, tall, i)
    return *drawn, *source(shot)


def _row(group: Timed, y: float, tall: float, number_: int) -> list[Element]:
    count = int(amount(group.text))
    if not 1 <= count <= 40:
        raise MilepostError(f"a headcount shows 1 to 40 people, not {count}")
    lit = int(amount(group.slot.part(2))) if group.slot.part(2) else count
    words = group.slot.part(1)
    left, room = 56.0, 1168.0
    drawn: list[Element] = []
    text = f"{words}: {group.text}" if words else group.text
    beside = tall < 150
    label_high = 0.0 if beside else min(84.0, tall * 0.42)
    place = Box(left, y + 2, 400, tall - 8) if beside else Box(left, y, room, label_high)
    drawn.append(coming(fit(text, place, 56, fill=TONES[number_ % 5]), How.FADE, group.start))
    if beside:
        left, room = 480.0, 744.0
    space = tall - label_high - 12
    lines = 1 if count * 26 <= room and space < 150 else max(1, math.ceil(count / 15)) if space > 150 else 1
    per = math.ceil(count / lines)
    scale = min(space / lines / 100, room / per / 46, 2.0)
    step = 46 * scale
    for row in range(lines):
        here = min(per, count - row * per)
        foot_y = y + label_high + 4 + space / lines * (row + 1) - (space / lines - 96 * scale) / 2
        begin = left + room / 2 - step * (here - 1) / 2
        for part in range(4):
            art = "".join(
                at(
                    pictogram(TONES[number_ % 5] if row * per + k < lit else "#b9b2a2"),
                    begin + step * k,
                    foot_y,
                    scale,
                )
                for k in range(here)
                if k * 4 // max(1, here) == part
            )
            if art:
                drawn.append(coming(Art(art), How.RISE, group.start + 0.3 + 0.25 * part + 0.6 * row, 0.45))
    return drawn


def bars(shot: Shot) -> tuple[Element, ...]:
    """A bar chart whose bars grow."""
    head, top = header(shot)
    items = shot.all("bar")
    foot = SAFE - (160 if shot.text("source") else 104)
    unit = shot.text("unit")
    drawn: list[Element] = [backdrop(WASH), *head, Art(rect(90, foot, 1100, 5, INK))]
    top += 62
    most = max((amount(item.text) for item in items), default=1) or 1
    for i, (item, (x, w)) in enumerate(zip(items, columns(len(items), 110, 1170, 40), strict=True)):
        h = max(6.0, (foot - top) * amount(item.text) / most)
        wide = min(w, 190)
        bx = x + (w - wide) / 2
        drawn.append(
            coming(
                Art(rect(bx, foot - h, wide, h, TONES[i % 5], 8)), How.GROW, item.start, 0.9, pivot=(bx, foot)
            )
        )
        value = f"{item.text} {unit}".strip()
        drawn.append(
            coming(fit(value, Box(x - 16, foot - h - 64, w + 32, 60), 54), How.FADE, item.start + 0.7)
        )
        drawn.append(
            coming(
                fit(item.slot.part(1), Box(x - 16, foot + 8, w + 32, 96), 46, weight=500, top=True),
                How.FADE,
                item.start,
            )
        )
    return *drawn, *source(shot)


def line(shot: Shot) -> tuple[Element, ...]:
    """A line chart that draws itself."""
    head, top = header(shot)
    points = shot.all("point")
    foot = SAFE - (120 if shot.text("source") else 64)
    unit = shot.text("unit")
    drawn: list[Element] = [backdrop(WASH), *head, Art(rect(90, foot, 1100, 5, INK))]
    top += 66
    most = max((amount(p.text) for p in points), default=1) or 1
    places = [
        (x + w / 2, foot - (foot - top) * amount(p.text) / most)
        for p, (x, w) in zip(points, columns(len(points), 90, 1190, 10), strict=True)
    ]
    begin, last = points[0].start, points[-1].start + 1
    drawn.append(Line(tuple(places), SEA, 12, begin, max(1.2, last - begin)))
    for point, (x, y), (cx, w) in zip(points, places, columns(len(points), 90, 1190, 10), strict=True):
        dot = circle(x, y, 16, PAPER, f'stroke="{CLAY}" stroke-width="9"')
        drawn.append(coming(Art(dot), How.POP, point.start + 0.4, pivot=(x, y)))
        drawn.append(
            coming(
                fit(f"{point.text} {unit}".strip(), Box(cx, y - 74, w, 56), 46), How.FADE, point.start + 0.5
            )
        )
        drawn.append(
            coming(fit(point.slot.part(1), Box(cx, foot + 8, w, 54), 44, weight=500), How.FADE, point.start)
        )
    return *drawn, *source(shot)


def budget(shot: Shot) -> tuple[Element, ...]:
    """Coins, and how they are shared out."""
    head, top = header(shot)
    shares = shot.all("share")
    foot = SAFE - (64 if shot.text("source") else 0)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#f1ead9") + rect(0, 640, 1280, 80, "#e2d6ba")), *head]
    middle = 300.0 if shares else 640.0
    stack = ""
    for pile, high in enumerate((4, 6, 3)):
        for k in range(high):
            x, y = middle + 96 * (pile - 1), foot - 6 - 20 * k
            stack += rect(x - 44, y - 18, 88, 22, shade(AMBER, 0.86), 10) + rect(
                x - 44, y - 24, 88, 18, AMBER, 9
            )
    drawn.append(coming(Art(stack), How.RISE, 0.2, 0.8))
    value = shot.text("amount")
    if value:
        drawn.append(
            coming(
                fit(value, Box(middle - 256, top, 512, foot - top - 160), 110, fill=SEA),
                How.POP,
                shot.when("amount", shot.cue(1)),
                pivot=(middle, (top + foot) / 2 - 80),
            )
        )
    tall = min(150.0, (foot - top) / max(1, len(shares)))
    for i, share in enumerate(shares):
        y = top + (foot - top - tall * len(shares)) / 2 + tall * i
        wide = 628 * min(1.0, amount(share.text) / 100)
        bar = rect(596, y + tall - 40, 628, 28, LINE, 14) + rect(
            596, y + tall - 40, max(28, wide), 28, TONES[i], 14
        )
        words = fit(f"{share.text} {share.slot.part(1)}", Box(596, y, 628, tall - 46), 52, fill=TONES[i])
        drawn.append(coming((Art(bar), words), How.RISE, share.start))
    return *drawn, *source(shot)


AMOUNTS: dict[str, Drawing] = {
    "number": number,
    "headcount": headcount,
    "bars": bars,
    "line": line,
    "budget": budget,
}
