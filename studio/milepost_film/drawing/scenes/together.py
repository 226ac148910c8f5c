"""People together: in a circle, at tables, in the council."""

from __future__ import annotations

import math
from itertools import pairwise

from milepost_film.drawing.elements import Art, Box, Element, How, Moving
from milepost_film.drawing.palette import (
    AMBER,
    BARK,
    PAPER,
    SEA,
    WOOD,
    at,
    circle,
    ellipse,
    rect,
    shape,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.shot import (
    SAFE,
    Drawing,
    Shot,
    chip,
    coming,
    figure,
    header,
    panel,
)  # fmt: skip


def meeting(shot: Shot) -> tuple[Element, ...]:
    """A circle of chairs: people sit, some chairs may stay empty; the words stand in the middle."""
    people, empty = shot.number_of("people", 7, 4, 10), shot.number_of("empty", 0, 0, 3)
    seats = people + empty
    head, _ = header(shot)
    floor = (
        rect(0, 0, 1280, 720, "#efe3cb")
        + ellipse(640, 500, 600, 230, "#e4d3b2")
        + ellipse(640, 500, 520, 185, "#eadcc0")
    )
    looks = iter(shot.people(people))
    places = []
    for i in range(seats):
        x, y = _round_the_ring((i + 0.5) / seats)
        places.append((x, y, i))
    gaps = {round((k + 1) * seats / (empty + 1)) % seats for k in range(empty)}
    drawn: list[Element] = [Art(floor), *head]
    turn = 0
    for x, y, i in sorted(places, key=lambda p: p[1]):
        near = (y - 344) / 296
        scale = 0.8 + 0.25 * near
        foot = y + 60
        chair = (
            rect(-34, -170, 68, 80, BARK, 12)
            + rect(-36, -100, 72, 14, WOOD, 6)
            + rect(-34, -88, 9, 88, BARK)
            + rect(25, -88, 9, 88, BARK)
        )
        if i in gaps:
            ring = ellipse(0, -6, 62, 16, AMBER, 'opacity=".55"')
            drawn.append(
                coming(
                    Art(at(ring + chair, x, foot, scale)),
                    How.POP,
                    shot.cue(1 + i % max(1, len(shot.cues))),
                    pivot=(x, foot - 60),
                )
            )
            continue
        drawn.append(Art(at(chair, x, foot, scale)))
        look = next(looks)
        body: Element = figure(look, x, foot, scale, Pose.SIT, "glad" if i % 3 == 0 else "calm", flip=x > 640)
        for start in [s for k, (s, _) in enumerate(shot.cues) if k % people == turn % people][:2]:
            body = Moving((body,), How.NOD, start + 0.25, 0.5)
        drawn.append(coming(body, How.RISE, 0.1 + 0.14 * turn, 0.5))
        turn += 1
    return tuple(drawn)


def _round_the_ring(share: float) -> tuple[float, float]:
    """Return the place of a chair: equal steps along the ellipse, from the foot on."""
    angles = [math.pi * (0.5 + 2 * k / 240) for k in range(241)]
    points = [(640 + 500 * math.cos(a), 492 + 148 * math.sin(a)) for a in angles]
    spans = [math.dist(a, b) for a, b in pairwise(points)]
    rest = share * sum(spans)
    for point, span in zip(points, spans, strict=False):
        rest -= span
        if rest <= 0:
            return point
    return points[-1]


def tables(shot: Shot) -> tuple[Element, ...]:
    """Some tables with a group at each; four stand in two rows."""
    groups = shot.all("table")
    head, top = header(shot)
    count = max(2, len(groups))
    across, each = (2, 3) if count == 4 else (count, 3)
    width = 1180 / across
    spare = max(0.0, (SAFE - 400 - top) / 2)
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#f4ead6") + rect(0, 300 if count == 4 else 430, 1280, 420, "#dcc8a2")),
        *head,
    ]
    looks = iter(shot.people(each * count))
    for i, group in enumerate(groups):
        x = 50 + width * (i % across + 0.5)
        high = top + spare + (112.0 if i < 2 else 316.0) if count == 4 else 496.0
        scale = 0.64 if count == 4 else 1.05
        for k in range(each):
            px = x + min(width / each, 125) * (k - (each - 1) / 2)
            sitting = figure(
                next(looks), px, high + 96 * scale, scale, Pose.BUST, ("calm", "talk", "glad")[(k + i) % 3]
            )
            drawn.append(coming(sitting, How.RISE, group.start - 0.1 + 0.15 * k))
        half = width / 2 - 12 if count < 4 else 235
        wood = rect(x - half, high, 2 * half, 84 if count == 4 else 96, WOOD, 20)
        legs = rect(x - half + 30, high + 80, 20, 120, BARK) + rect(x + half - 50, high + 80, 20, 120, BARK)
        drawn.append(Art((legs if count < 4 or i > 1 else "") + wood))
        inner = chip(group.text, Box(x - half + 10, high + 6, 2 * half - 20, 72 if count == 4 else 84), 50)
        drawn.append(coming(inner, How.FADE, group.start + 0.3))
    return tuple(drawn)


def council(shot: Shot) -> tuple[Element, ...]:
    """A council chamber: half rounds of seats, a desk, somebody who speaks."""
    wall = rect(0, 0, 1280, 720, "#e9dcc0") + "".join(
        rect(60 + 200 * i, 0, 14, 400, "#dccba6") for i in range(7)
    )
    arms = (
        rect(560, 190, 160, 130, SEA, 12)
        + circle(640, 244, 34, AMBER)
        + shape("M600 286 q40 30 80 0 v22 h-80 z", PAPER)
    )
    rows = ""
    for r, (rx, ry, top) in enumerate(((610, 150, 430), (520, 120, 500), (430, 90, 568))):
        rows += shape(
            f"M{640 - rx} {top + 60} A{rx} {ry} 0 0 1 {640 + rx} {top + 60} v70 A{rx} {ry} 0 0 0 {640 - rx} {top + 60} z",
            shade(WOOD, 1 - 0.08 * r),
        )
    drawn: list[Element] = [
        Art(wall + (arms if not shot.text("label") else "") + rect(0, 560, 1280, 160, "#b98a5e"))
    ]
    looks = shot.people(11)
    for i in range(6):
        angle = math.pi * (0.1 + 0.8 * (i + (i > 2) * 0.4 - 0.2) / 5)
        x, y = 640 - 540 * math.cos(angle), 560 - 130 * math.sin(angle)
        member: Element = figure(looks[i], x, y + 66, 0.74, Pose.BUST, "calm")
        for start in [s for k, (s, _) in enumerate(shot.cues) if (k * 5) % 6 == i][:2]:
            member = Moving((member,), How.NOD, start + 0.3, 0.5)
        drawn.append(member)
        drawn.append(
            Art(rect(x - 62, y + 10, 124, 60, shade(WOOD, 0.95), 10) + rect(x - 66, y + 4, 132, 12, BARK, 5))
        )
    count = shot.number_of("people", 1, 0, 3)
    for i in range(count):
        x = (640, 420, 860)[i]
        drawn.append(
            coming(
                figure(
                    looks[7 + i],
                    x,
                    706,
                    1.08,
                    Pose.TALK if i == 0 else Pose.STAND,
                    "talk" if i == 0 else "calm",
                ),
                How.WALK,
                0.3 + 0.4 * i,
                1.4,
                by=(-300.0, 60.0),
            )
        )
    desk = shape("M540 640 h200 l-16 90 h-168 z", SEA) + rect(528, 626, 224, 20, shade(SEA, 0.8), 8)
    drawn.append(Art(desk))
    return *drawn, *panel(shot, y=36)


TOGETHER: dict[str, Drawing] = {"meeting": meeting, "tables": tables, "council": council}
