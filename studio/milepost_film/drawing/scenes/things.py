"""Things that stand for something: a house on pillars, a ballot box, plants, scales."""

from __future__ import annotations

from milepost_film.drawing.elements import Align, Art, Box, Element, How
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    BARK,
    CLAY,
    FAR,
    INK,
    LEAF,
    MOSS,
    PAPER,
    PLUM,
    SEA,
    WOOD,
    at,
    circle,
    cross,
    ellipse,
    rect,
    shape,
    stroke,
    tick,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.scenes.papers import state_of
from milepost_film.drawing.shot import (
    SAFE,
    Drawing,
    Shot,
    columns,
    coming,
    figure,
    header,
)  # fmt: skip


def pillars(shot: Shot) -> tuple[Element, ...]:
    """A house on pillars."""
    items = shot.all("pillar")
    head, top = header(shot)
    roof = shot.text("roof")
    peak = top
    eave = top + 150.0
    drawn: list[Element] = [
        Art(
            rect(0, 0, 1280, 720, "#e4eef1") + shape("M0 640 Q400 590 800 640 T1280 630 V720 H0 z", "#c6d3b9")
        ),
        *head,
    ]
    drawn.append(Art(rect(90, 640, 1100, 26, "#cbb993", 6) + rect(60, 664, 1160, 60, "#bba77d", 6)))
    for i, (item, (x, w)) in enumerate(zip(items, columns(len(items), 110, 1170, 34), strict=True)):
        colour = (SEA, CLAY, MOSS, PLUM)[i % 4]
        body = (
            rect(x + 14, eave + 20, w - 28, 640 - eave - 20, colour)
            + rect(x, eave + 4, w, 26, shade(colour, 0.8), 6)
            + rect(x, 616, w, 26, shade(colour, 0.8), 6)
        )
        words = fit(item.text, Box(x + 22, eave + 44, w - 44, SAFE - eave - 50), 50, fill=PAPER)
        drawn.append(coming(Art(body), How.GROW, item.start, 0.8, pivot=(x, 642.0)))
        drawn.append(coming(words, How.FADE, item.start + 0.6))
    gable = shape(f"M50 {eave + 6:g} L640 {peak:g} L1230 {eave + 6:g} z", AMBER) + rect(
        50, eave - 4, 1180, 14, shade(AMBER, 0.85)
    )
    start = max((item.start for item in items), default=0.0) + 0.9
    drawn.append(
        coming(
            (Art(gable), *((fit(roof, Box(350, eave - 86, 580, 74), 56),) if roof else ())),
            How.DROP,
            shot.when("roof", start),
        )
    )
    return tuple(drawn)


def ballot(shot: Shot) -> tuple[Element, ...]:
    """A ballot box: who may put a paper into it, and who may not."""
    head, top = header(shot)
    box = (
        rect(500, 420, 280, 230, SEA, 14)
        + rect(484, 396, 312, 36, shade(SEA, 0.8), 10)
        + rect(570, 406, 140, 12, INK, 6)
    )
    box += rect(560, 490, 160, 100, PAPER, 8) + at(tick(0, 0, 34), 640, 540)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#eee6d4") + rect(0, 640, 1280, 80, "#d9ccb0")), *head]
    paper = Art(
        rect(606, 330, 68, 84, PAPER, 4, f'stroke="{FAR}" stroke-width="3"')
        + stroke("M622 360 l12 14 l24 -30", SEA, 7)
    )
    drawn.append(coming(paper, How.DROP, shot.cue(1, 0.6), 0.9))
    drawn.append(Art(box))
    looks = shot.people(4)
    for name, x0, step, side in (("yes", 220, 150, False), ("no", 930, 150, True)):
        items = shot.all(name)
        for i in range(2):
            start = items[0].start if items else 0.4
            drawn.append(
                coming(
                    figure(
                        looks[i + 2 * side],
                        x0 + step * i,
                        690,
                        1.02,
                        Pose.HOLD if not side else Pose.STAND,
                        "glad" if not side else "doubt",
                        flip=side,
                    ),
                    How.WALK,
                    start - 0.1 + 0.3 * i,
                    1.2,
                    by=(-300.0 if not side else 300.0, 0.0),
                )
            )
        for i, item in enumerate(items):
            y = top + 98 * i
            cx = 56 if not side else 690
            mark = tick(cx + 36, y + 48, 30) if not side else cross(cx + 36, y + 48, 30)
            words = fit(item.text, Box(cx + 78, y, 470, 96), 50, align=Align.START)
            drawn.append(coming((Art(mark), words), How.RISE, item.start + 0.4))
    return tuple(drawn)


def plants(shot: Shot) -> tuple[Element, ...]:
    """Pots: in some of them something grows."""
    items = shot.all("pot")
    head, top = header(shot)
    sill = (
        rect(0, 0, 1280, 720, "#e3eef2")
        + rect(60, -20, 1160, 430, "#eef6f7", 10)
        + rect(0, 430, 1280, 26, WOOD)
        + rect(0, 454, 1280, 266, "#c99d70")
    )
    drawn: list[Element] = [Art(sill), *head]
    for i, (item, (x, w)) in enumerate(zip(items, columns(len(items), 46, 1234, 18), strict=True)):
        state = state_of(item)
        middle = x + w / 2
        pot = shape(f"M{middle - 62:g} 332 h124 l-16 104 h-92 z", CLAY) + rect(
            middle - 72, 312, 144, 28, shade(CLAY, 0.85), 6
        )
        if state == "done":
            tall = min(130.0, 310 - top)
            green = stroke(f"M{middle:g} 312 v{-tall:g}", MOSS, 9)
            for k in range(3):
                y = 300 - tall * (0.3 + 0.3 * k)
                green += shape(f"M{middle:g} {y:g} q34 -40 64 -16 q-20 34 -64 16 z", LEAF) + shape(
                    f"M{middle:g} {y - 8:g} q-34 -40 -64 -16 q20 34 64 16 z", MOSS
                )
            green += circle(middle, 310 - tall, 22, (AMBER, PLUM, SEA, CLAY)[i % 4]) + circle(
                middle, 310 - tall, 8, PAPER
            )
            drawn.append(coming(Art(green), How.GROW, item.start + 0.3, 1.6, pivot=(middle, 312.0)))
        elif state == "stopped":
            dry = stroke(f"M{middle:g} 312 q6 -40 30 -62 q14 -10 26 8", "#a39470", 8) + ellipse(
                middle + 60, 272, 16, 9, "#a39470"
            )
            drawn.append(coming(Art(dry), How.FADE, item.start + 0.3))
        drawn.append(Art(pot))
        words = fit(item.text, Box(x + 4, 464, w - 8, SAFE - 466), 46, fill=INK)
        drawn.append(coming(words, How.FADE, item.start))
    return tuple(drawn)


def scales(shot: Shot) -> tuple[Element, ...]:
    """Two pans in balance."""
    head, top = header(shot)
    y = max(top + 30, 180.0)
    foot = (
        shape("M560 690 h160 l-40 -40 h-80 z", BARK) + rect(630, y, 20, 470, BARK) + circle(640, y, 26, AMBER)
    )
    beam = rect(240, y - 9, 800, 18, BARK, 9)
    pans = ""
    for x in (280, 1000):
        pans += stroke(f"M{x} {y} L{x - 170} {y + 170:g} M{x} {y} L{x + 170} {y + 170:g}", INK, 4) + shape(
            f"M{x - 210} {y + 166:g} h420 q-20 76 -210 76 q-190 0 -210 -76 z", SEA if x < 640 else PLUM
        )
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#f1ead9") + rect(0, 686, 1280, 34, "#ddd0b3")),
        *head,
        Art(foot),
        Art(beam + pans),
    ]
    for name, x in (("left", 280), ("right", 1000)):
        if text := shot.text(name):
            words = fit(
                text,
                Box(x - 210, y + 250, 420, max(100.0, SAFE - y - 252)),
                54,
                fill=SEA if x < 640 else PLUM,
                top=True,
            )
            load = Art(
                at(
                    circle(-44, -30, 30, AMBER)
                    + circle(44, -30, 30, AMBER)
                    + circle(0, -64, 30, shade(AMBER, 0.88)),
                    x,
                    y + 166,
                )
            )
            drawn.append(coming((load, words), How.DROP, shot.when(name, shot.cue(1 if x < 640 else 2))))
    return tuple(drawn)


THINGS: dict[str, Drawing] = {"pillars": pillars, "ballot": ballot, "plants": plants, "scales": scales}
