"""Places: a ground, houses or trees, and people of many kinds in front of them."""

from __future__ import annotations

from milepost_film.drawing.elements import Art, Box, Element, How, Moving
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    BARK,
    CLAY,
    CREAM,
    FAR,
    INK,
    LEAF,
    LINE,
    MOSS,
    NEAR,
    PAPER,
    PLUM,
    ROSE,
    SAND,
    SEA,
    SKY,
    WOOD,
    at,
    circle,
    rect,
    shape,
    stroke,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.scenes.setting import GROUND, cloud, crowd, ground, house, sky, speech, tree
from milepost_film.drawing.shot import Drawing, Shot, coming, figure, panel


def street(shot: Shot) -> tuple[Element, ...]:
    """Houses and a shop."""
    lit = shot.text("sky") == "evening"
    tones = (("#d9a577", CLAY), ("#e8dcc4", NEAR), ("#c8d6d8", SEA), ("#e3b088", BARK), ("#d7dfc9", MOSS))
    row, x = "", -30.0
    for i, (w, h) in enumerate(((210, 300), (170, 380), (250, 270), (190, 400), (240, 310), (220, 370))):
        colour, roof = tones[(i + shot.number) % 5]
        row += house(x, w, h, shade(colour, 0.62) if lit else colour, roof, lit, gable=i % 3 != 1)
        x += w + 12
    awning = "".join(rect(400 + 36 * i, GROUND - 128, 36, 34, (CLAY, PAPER)[i % 2], 4) for i in range(6))
    lamp = rect(944, GROUND - 300, 10, 300, INK) + shape(
        f"M918 {GROUND - 300:g} h62 l-12 -36 h-38 z", "#f7d98c" if lit else LINE
    )
    scene = sky(shot) + row + awning + lamp + ground("#cfc7b6" if not lit else "#6b6f70", "#bdb39e")
    return Art(scene), *cloud(shot), *crowd(shot, shot.number_of("people", 4, 0, 6)), *panel(shot)


def square(shot: Shot) -> tuple[Element, ...]:
    """A square with a town hall."""
    y = GROUND
    hall = rect(390, y - 290, 500, 290, "#efe2c6") + shape(
        f"M370 {y - 290:g} L640 {y - 376:g} L910 {y - 290:g} z", SEA
    )
    hall += rect(604, y - 440, 72, 110, "#efe2c6") + shape(
        f"M594 {y - 436:g} L640 {y - 500:g} L686 {y - 436:g} z", SEA
    )
    hall += circle(640, y - 394, 24, PAPER, f'stroke="{INK}" stroke-width="4"') + stroke(
        f"M640 {y - 394:g} v-15 M640 {y - 394:g} l9 6", INK, 4
    )
    for px in (420, 486, 756, 822):
        hall += rect(px, y - 196, 38, 96, shade(SKY, 0.9), 19)
    hall = at(hall + rect(596, y - 118, 88, 118, BARK, 44) + rect(370, y - 14, 540, 18, "#d8c8a4"), 270, 0)
    flag = stroke(f"M910 {y - 498:g} v-40", INK, 4) + shape(
        f"M912 {y - 538:g} q22 -10 44 0 v26 q-22 -10 -44 0 z", AMBER
    )
    sides = house(40, 200, 250, "#d9a577", CLAY) + house(270, 250, 200, "#c8d6d8", NEAR, gable=False)
    drawn: list[Element] = [
        Art(sky(shot) + sides + hall + ground("#d9d0bd", "#c3b89f")),
        coming(Art(flag), How.GROW, 0.3, 0.8, pivot=(910.0, y - 498)),
    ]
    if sign := shot.text("sign"):
        plate = Box(724, y - 288, 372, 56)
        drawn += [
            Art(rect(*plate, PAPER, 10)),
            fit(sign, Box(plate.x + 8, plate.y, plate.w - 16, plate.h), 44),
        ]
    people = crowd(shot, shot.number_of("people", 4, 0, 6))
    return *drawn, *people, *panel(shot, width=680)


def park(shot: Shot) -> tuple[Element, ...]:
    """Trees, a path and a bench."""
    lawn = rect(0, GROUND - 60, 1280, 190, LEAF) + shape(
        f"M520 720 Q600 {GROUND:g} 900 {GROUND - 58:g} h70 Q760 {GROUND:g} 860 720 z", SAND
    )
    trees = (
        tree(120, 560, 1.25)
        + tree(330, 548, 0.95, LEAF)
        + tree(1040, 552, 1.1)
        + tree(1200, 566, 1.35, "#4f7d57")
    )
    seat = (
        rect(560, 520, 220, 14, WOOD, 6)
        + rect(560, 490, 220, 14, WOOD, 6)
        + rect(576, 488, 12, 78, BARK)
        + rect(752, 488, 12, 78, BARK)
    )
    bird = stroke("M0 0 q14 -14 26 0 q12 -14 26 0", INK, 4)
    flying = coming(Art(at(bird, 820, 200)), How.SLIDE, 0.4, 3.2, by=(-320.0, 60.0))
    return (
        Art(sky(shot) + lawn + trees + seat),
        flying,
        *crowd(shot, shot.number_of("people", 3, 0, 6)),
        *panel(shot),
    )


def market(shot: Shot) -> tuple[Element, ...]:
    """Stalls with awnings."""
    back = house(20, 190, 260, "#e8dcc4", NEAR) + house(1060, 200, 290, "#d9a577", CLAY)
    stalls = ""
    for i, (colour, fruit) in enumerate(((CLAY, AMBER), (SEA, LEAF), (PLUM, ROSE))):
        x = 220 + 290 * i
        stalls += rect(x + 6, 380, 10, 216, BARK) + rect(x + 244, 380, 10, 216, BARK)
        stalls += "".join(
            shape(f"M{x + 52 * k:g} 350 h52 v40 q-26 26 -52 0 z", (colour, PAPER)[k % 2]) for k in range(5)
        )
        stalls += rect(x, 500, 260, 96, WOOD, 6) + rect(x, 494, 260, 16, BARK, 6)
        stalls += "".join(
            circle(x + 30 + 40 * k, 484 - 12 * (k % 2), 18, shade(fruit, 1 - 0.08 * (k % 3)))
            for k in range(6)
        )
    return (
        Art(sky(shot) + back + stalls + ground("#d3c8b2", "#bdb39e")),
        *crowd(shot, shot.number_of("people", 4, 0, 6)),
        *panel(shot),
    )


def bus_stop(shot: Shot) -> tuple[Element, ...]:
    """A bus stop; the bus comes."""
    lit = shot.text("sky") == "evening"
    tones = ("#8b9a9e", "#8d8573") if lit else ("#c8d6d8", "#e8dcc4")
    back = (
        house(40, 210, 300, tones[0], SEA, lit)
        + house(270, 180, 240, tones[1], CLAY, lit, gable=False)
        + tree(520, GROUND, 1.0)
    )
    shelter = rect(860, 300, 380, 16, SEA, 6) + rect(872, 316, 12, 280, SEA) + rect(1216, 316, 12, 280, SEA)
    shelter += rect(884, 330, 332, 240, SKY, 4, 'opacity=".55"')
    pole = rect(800, 290, 10, 306, INK) + circle(805, 280, 36, AMBER) + rect(789, 268, 32, 22, INK, 5)
    bus = (
        rect(0, 0, 420, 190, CLAY, 24)
        + rect(0, 96, 420, 14, PAPER)
        + "".join(rect(24 + 92 * i, 26, 76, 58, SKY, 8) for i in range(4))
    )
    bus += (
        rect(330, 20, 70, 150, shade(CLAY, 0.8), 8)
        + circle(90, 190, 34, INK)
        + circle(330, 190, 34, INK)
        + circle(90, 190, 14, LINE)
        + circle(330, 190, 14, LINE)
    )
    drawn: list[Element] = [Art(sky(shot) + back + ground("#b9b8b2", "#a7a69f"))]
    drawn += [
        coming(Art(at(bus, 250, 396)), How.SLIDE, shot.cue(2), 2.2, by=(-760.0, 0.0)),
        Art(shelter + pole),
    ]
    if poster := shot.text("poster"):
        sheet = Box(910, 346, 280, 160)
        drawn += [Art(rect(*sheet, PAPER, 6)), fit(poster, Box(922, 352, 256, 148), 48)]
    people = crowd(
        shot,
        shot.number_of("people", 3, 0, 6),
        left=420 if shot.text("poster") else 300,
        right=880 if shot.text("poster") else 1200,
    )
    return *drawn, *people, *panel(shot, width=700)


def library(shot: Shot) -> tuple[Element, ...]:
    """Shelves full of books, a table, a lamp."""
    wall = (
        rect(0, 0, 1280, 720, "#efe3cb") + rect(0, 560, 1280, 160, "#c79a6b") + rect(0, 556, 1280, 10, BARK)
    )
    tones = (SEA, CLAY, AMBER, MOSS, PLUM, NEAR, "#e8dcc4")
    shelves = ""
    for x0 in (40, 460, 880):
        shelves += rect(x0, 210, 360, 350, BARK, 8)
        for row in range(3):
            y = 226 + row * 110
            shelves += rect(x0 + 14, y, 332, 94, shade(BARK, 0.72), 4)
            x = x0 + 22.0
            for k in range(12):
                w, h = 18 + (k * 7 + row * 5 + x0) % 12, 58 + (k * 13 + row * 11 + x0) % 30
                shelves += rect(x, y + 94 - h, w, h, tones[(k * 3 + row + x0) % 7], 3)
                x += w + 3
    table = rect(360, 556, 560, 22, WOOD, 10) + rect(400, 574, 18, 130, BARK) + rect(862, 574, 18, 130, BARK)
    paper = (
        shape("M470 556 l30 -34 h280 l30 34 z", PAPER)
        + stroke("M520 540 q60 -18 120 0 t120 -4", SEA, 5)
        + circle(690, 536, 7, CLAY)
    )
    people = crowd(shot, shot.number_of("people", 4, 0, 6), left=120, right=1160, y=676, scale=1.12)
    return Art(wall + shelves), *people, Art(table + paper), *panel(shot)


def cafe(shot: Shot) -> tuple[Element, ...]:
    """A kitchen and café: a counter, cups, steam."""
    wall = rect(0, 0, 1280, 720, "#f3e2c6") + rect(0, 590, 1280, 130, "#b98a5e") + rect(0, 586, 1280, 8, BARK)
    shelf = rect(760, 250, 460, 14, BARK, 4) + "".join(
        rect(790 + 70 * i, 200 + 8 * (i % 2), 44, 50 - 8 * (i % 2), (SEA, AMBER, CLAY)[i % 3], 8)
        for i in range(6)
    )
    window = (
        rect(90, 210, 330, 230, PAPER, 10)
        + rect(104, 224, 302, 202, SKY, 6)
        + rect(250, 224, 10, 202, PAPER)
        + tree(330, 426, 0.6)
    )
    lamps = "".join(
        rect(x - 2, 0, 4, 96 if x != 640 else 66, INK)
        + shape(f"M{x - 44} {140 if x != 640 else 110} q44 -90 88 0 z", CLAY)
        for x in (960, 1120)
    )
    counter = rect(300, 566, 680, 26, WOOD, 10) + rect(320, 590, 640, 130, BARK, 6)
    cups = "".join(
        rect(x, 536, 36, 30, PAPER, 6) + stroke(f"M{x + 36} 542 q16 4 0 16", PAPER, 6)
        for x in (400, 560, 720, 860)
    )
    steam = "".join(
        stroke(f"M{x + 10} 526 q-8 -12 0 -24 M{x + 26} 526 q8 -12 0 -24", FAR, 4)
        for x in (400, 560, 720, 860)
    )
    rising = coming(Art(steam), How.RISE, shot.cue(1), 1.6)
    people = crowd(shot, shot.number_of("people", 4, 0, 6), left=140, right=1140, y=690, scale=1.15)
    return Art(wall + window + shelf + lamps), *people, Art(counter + cups), rising, *panel(shot)


def school(shot: Shot) -> tuple[Element, ...]:
    """A school and its yard; pupils and grown-ups."""
    y = GROUND
    body = rect(230, y - 270, 820, 270, "#e3b088") + rect(214, y - 290, 852, 26, CLAY, 6)
    for row in range(2):
        for col in range(8):
            if row and col in (3, 4):
                continue
            x = 262 + col * 98
            body += rect(x, y - 240 + row * 112, 66, 76, shade(SKY, 0.95), 6) + rect(
                x + 30, y - 240 + row * 112, 6, 76, "#e3b088"
            )
    body += rect(560, y - 126, 160, 126, SEA, 8) + rect(636, y - 126, 8, 126, shade(SEA, 0.7))
    yard = tree(130, y, 1.05) + tree(1160, y, 1.2, LEAF)
    lines = stroke("M180 690 q240 -50 460 0 t460 -6", PAPER, 5, 'opacity=".5"')
    drawn: list[Element] = [Art(sky(shot) + body + yard + ground("#cdbd9d", "#b7a888") + lines)]
    if sign := shot.text("sign"):
        plate = Box(450, y - 342, 380, 64)
        drawn += [
            Art(rect(*plate, PAPER, 12, f'stroke="{CLAY}" stroke-width="5"')),
            fit(sign, Box(460, plate.y, 360, 64), 46),
        ]
    count = shot.number_of("people", 4, 0, 6)
    people = crowd(shot, count, young=count // 2, scale=1.2)
    return *drawn, *people, *panel(shot, y=36)


def classroom(shot: Shot) -> tuple[Element, ...]:
    """A board, somebody who explains, people who listen and ask."""
    wall = rect(0, 0, 1280, 720, "#f4ead6") + rect(0, 600, 1280, 120, "#c9b08a") + rect(0, 596, 1280, 8, BARK)
    board = (
        rect(300, 60, 680, 330, BARK, 14)
        + rect(316, 76, 648, 298, MOSS, 6)
        + rect(560, 390, 160, 12, BARK, 4)
    )
    window = (
        rect(60, 110, 180, 220, PAPER, 8) + rect(72, 122, 156, 196, SKY, 4) + rect(146, 122, 8, 196, PAPER)
    )
    drawn: list[Element] = [Art(wall + board + window)]
    words = shot.text("board") or shot.text("label")
    if words:
        drawn.append(
            coming(fit(words, Box(340, 90, 600, 180), 62, fill=CREAM), How.FADE, shot.when("board", 0.5))
        )
    if note := shot.text("note"):
        drawn.append(
            coming(
                fit(note, Box(340, 272, 600, 96), 44, fill="#dfeadf", weight=500),
                How.FADE,
                shot.when("note", 1.2),
            )
        )
    count = shot.number_of("people", 4, 0, 6)
    if count:
        looks = shot.people(count)
        drawn.append(figure(looks[0], 1110, 640, 1.3, Pose.TALK, "glad", flip=True))
        xs = [120 + 900 / max(1, count - 1) * (i + 0.5) for i in range(count - 1)]
        for i, (look, x) in enumerate(zip(looks[1:], xs, strict=True)):
            body: Element = figure(look, x, 752, 1.3, Pose.BUST, "calm")
            for start in [s for k, (s, _) in enumerate(shot.cues) if k % (count - 1) == i][:2]:
                body = Moving((body,), How.NOD, start + 0.2, 0.5)
            drawn.append(body)
            desk = rect(x - 92, 632, 184, 20, WOOD, 8) + rect(x - 80, 652, 160, 80, shade(WOOD, 0.85))
            drawn.append(Art(desk + rect(x - 34, 620, 68, 14, PAPER, 3)))
        if shot.yes("talk"):
            drawn += speech(shot, [1110.0, *xs], 330.0)[:1]
    return tuple(drawn)


PLACES: dict[str, Drawing] = {
    "street": street, "square": square, "park": park, "market": market, "bus-stop": bus_stop,
    "library": library, "cafe": cafe, "school": school, "classroom": classroom,
}  # fmt: skip
