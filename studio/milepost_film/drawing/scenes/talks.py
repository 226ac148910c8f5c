"""People who meet: at a door, in talk, across a counter, with a folder, in many languages."""

from __future__ import annotations

from milepost_film.drawing.elements import Art, Box, Element, How, Line
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    BARK,
    CLAY,
    FAR,
    INK,
    MOSS,
    NEAR,
    NIGHT,
    PAPER,
    PLUM,
    SEA,
    WASH,
    WOOD,
    at,
    bubble,
    circle,
    ellipse,
    rect,
    shape,
    stroke,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.shot import (
    SAFE,
    Drawing,
    Shot,
    backdrop,
    chip,
    coming,
    dots,
    figure,
    header,
    until,
)  # fmt: skip


def door(shot: Shot) -> tuple[Element, ...]:
    """A threshold: one person outside, others inside, and what each side thinks."""
    outside, inside = shot.text("outside"), shot.text("inside")
    wall = rect(0, 0, 1280, 720, "#cfdcdf") + rect(0, 640, 1280, 80, "#a9b8bb")
    room = rect(560, 150, 720, 570, "#f6e6c6") + rect(560, 640, 720, 80, "#d8b98a")
    frame = rect(536, 130, 24, 590, BARK) + rect(536, 120, 744, 26, BARK) + rect(468, 650, 110, 70, FAR, 6)
    leaf = shape("M560 150 L640 182 V690 L560 720 z", CLAY) + circle(626, 440, 9, AMBER)
    looks = shot.people(4)
    drawn: list[Element] = [Art(wall + room + frame + leaf)]
    if sign := shot.text("sign"):
        drawn.extend((Art(rect(700, 36, 440, 70, SEA, 12)), fit(sign, Box(712, 36, 416, 70), 48, fill=PAPER)))
    drawn.append(
        coming(figure(looks[0], 330, 700, 1.36, Pose.STAND, "doubt"), How.WALK, 0.1, 1.6, by=(-380.0, 0.0))
    )
    drawn += [
        figure(look, 830 + 165 * i, 694, 1.26, (Pose.STAND, Pose.TALK, Pose.STAND)[i], "calm", flip=True)
        for i, look in enumerate(looks[1:])
    ]
    for name, text, box, colour, tail in (
        ("outside", outside, Box(60, 130 if not shot.text("label") else 196, 440, 118), SEA, 0.6),
        ("inside", inside, Box(740, 176, 480, 118), PLUM, 0.4),
    ):
        if text:
            shown = (
                Art(at(bubble(box.w, box.h, colour, tail), box.x, box.y)),
                fit(text, Box(box.x + 22, box.y + 4, box.w - 44, box.h - 8), 48, fill=PAPER),
            )
            drawn.append(
                coming(
                    shown,
                    How.POP,
                    shot.when(name, shot.cue(1 if name == "outside" else 2, 0.6)),
                    pivot=(box.x + box.w / 2, box.y + box.h),
                )
            )
    if label := shot.text("label"):
        drawn.append(
            coming(fit(label, Box(56, 36, 470, 150), 58, top=True), How.RISE, shot.when("label", 0.4))
        )
    return tuple(drawn)


def dialogue(shot: Shot) -> tuple[Element, ...]:
    """Two people talk, each with a bubble; then others join."""
    head, top = header(shot)
    looks = shot.people(7)
    top = max(top, 96)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, WASH) + ellipse(640, 690, 640, 110, "#cddcdc")), *head]
    low = top + 130
    scale = min(1.5, (690 - low - 46) / 262)
    drawn.append(coming(figure(looks[0], 330, 690, scale, Pose.TALK, "talk"), How.RISE, 0.1))
    drawn.append(coming(figure(looks[1], 950, 690, scale, Pose.TALK, "talk", flip=True), How.RISE, 0.4))
    for name, x, colour, tail in (("left", 120, SEA, 0.45), ("right", 680, CLAY, 0.55)):
        text = shot.text(name)
        start = shot.when(name, shot.cue(1 if name == "left" else 2, 0.7))
        words = (
            fit(text, Box(x + 24, top + 4, 432, 112), 50, fill=PAPER)
            if text
            else Art(dots(x + 240, top + 60, PAPER, 1.4))
        )
        drawn.append(
            coming(
                (Art(at(bubble(480, 120, colour, tail), x, top)), words),
                How.POP,
                start,
                pivot=(x + 480 * tail, top + 150),
            )
        )
    if shot.yes("room"):
        for i, look in enumerate(looks[2:]):
            drawn.append(
                coming(
                    figure(
                        look,
                        520 + 120 * (i % 3) if i < 3 else 140 + 1000 * (i - 3),
                        716,
                        1.0 if i < 3 else 1.1,
                        Pose.STAND,
                        "calm",
                        flip=i % 2 == 1,
                    ),
                    How.WALK,
                    shot.cue(len(shot.cues)) + 0.2 * i,
                    1.3,
                    by=(0.0, 240.0),
                )
            )
    else:
        drawn.append(
            coming(
                Art(
                    ellipse(640, 676, 150, 30, BARK)
                    + rect(632, 676, 16, 44, BARK)
                    + rect(606, 646, 34, 26, PAPER, 6)
                    + rect(652, 650, 34, 26, PAPER, 6)
                ),
                How.FADE,
                0.2,
            )
        )
    return tuple(drawn)


def counter(shot: Shot) -> tuple[Element, ...]:
    """A talk across a counter, with what each side says or needs."""
    wall = (
        rect(0, 0, 1280, 720, "#e6eeee") + rect(0, 610, 1280, 110, "#c3ced0") + rect(90, 150, 1100, 14, FAR)
    )
    shelf = "".join(
        rect(980 + 34 * i, 176, 26, 90, (SEA, CLAY, AMBER, MOSS, PLUM, NEAR)[i % 6], 4) for i in range(6)
    ) + rect(970, 266, 220, 12, BARK)
    desk = (
        rect(500, 470, 300, 250, WOOD, 8)
        + rect(480, 452, 340, 26, BARK, 8)
        + rect(640, 404, 60, 48, PAPER, 4)
    )
    looks = shot.people(3)
    label = shot.text("label")
    drawn: list[Element] = [Art(wall + (shelf if not shot.text("right") else ""))]
    if sign := shot.text("sign") or label:
        drawn.extend((Art(rect(300, 36, 680, 84, SEA, 14)), fit(sign, Box(316, 40, 648, 76), 56, fill=PAPER)))
    drawn += [
        coming(figure(looks[0], 300, 704, 1.4, Pose.TALK, "talk"), How.WALK, 0.1, 1.5, by=(-360.0, 0.0)),
        figure(looks[1], 930, 704, 1.36, Pose.TALK, "calm", flip=True),
        Art(desk),
    ]
    for name, x, colour, tail in (("left", 70, PLUM, 0.5), ("right", 740, SEA, 0.45)):
        if text := shot.text(name):
            shown = (
                Art(at(bubble(460, 112, colour, tail), x, 172)),
                fit(text, Box(x + 22, 176, 416, 104), 48, fill=PAPER),
            )
            drawn.append(
                coming(
                    shown,
                    How.POP,
                    shot.when(name, shot.cue(1 if name == "left" else 2, 0.8)),
                    pivot=(x + 230, 290),
                )
            )
    if not shot.text("left"):
        for k, (start, end) in enumerate(shot.cues):
            side = k % 2
            art = at(bubble(130, 80, SEA if side else PLUM, 0.6), 260 if not side else 890, 200) + dots(
                325 if not side else 955, 242
            )
            drawn.append(
                until(coming(Art(art), How.POP, start + 0.2, 0.4, pivot=(330.0 + 630 * side, 290.0)), end)
            )
    if note := shot.text("note"):
        drawn.append(coming(chip(note, Box(450, 500, 400, 92), 44), How.FADE, shot.when("note", 1.2)))
    return tuple(drawn)


def handover(shot: Shot) -> tuple[Element, ...]:
    """A folder goes from hand to hand."""
    head, top = header(shot)
    looks = shot.people(2)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#f3e9d4") + rect(0, 620, 1280, 100, "#dcc8a2")), *head]
    scale = min(1.5, (690 - top) / 300)
    drawn += [
        figure(looks[0], 250, 694, scale, Pose.REACH, "calm"),
        coming(
            figure(looks[1], 1030, 694, scale, Pose.REACH, "glad", flip=True),
            How.WALK,
            shot.when("to", shot.cue(1, 0.3)),
            1.5,
            by=(330.0, 0.0),
        ),
    ]
    folder = rect(-150, -86, 120, 30, shade(AMBER, 0.85), 10) + rect(-150, -66, 300, 176, AMBER, 12)
    text = shot.text("folder")
    x, y = 640.0, 694 - 160 * scale
    inner: tuple[Element, ...] = (Art(at(folder, x, y)),)
    if text:
        inner += (fit(text, Box(x - 140, y - 60, 280, 160), 48),)
    drawn.append(coming(inner, How.SLIDE, shot.when("folder", shot.cue(2)), 1.5, by=(-240.0, 0.0)))
    for name, cx in (("from", 250), ("to", 1030)):
        if words := shot.text(name):
            drawn.append(
                coming(
                    chip(words, Box(cx - 210, SAFE - 74, 420, 70), 46), How.FADE, shot.when(name, 0.6) + 0.8
                )
            )
    return tuple(drawn)


def languages(shot: Shot) -> tuple[Element, ...]:
    """Speech in several languages, and an interpreter with a headset."""
    spoken = shot.all("word")
    head, top = header(shot)
    looks = shot.people(len(spoken) + 1, first=2)
    colours = (SEA, CLAY, PLUM, MOSS)
    count = len(spoken)
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#eef0e4") + ellipse(640, 700, 640, 100, "#d5dcc4")),
        *head,
    ]
    width = 1180 / max(1, count)
    scale = min(1.2, (692 - top - 150) / 270)
    for i, (word, look) in enumerate(zip(spoken, looks, strict=False)):
        x = 50 + width * (i + 0.5)
        drawn.append(figure(look, x, 692, scale, Pose.TALK, "talk", flip=i >= count / 2))
        box = Box(x - width / 2 + 12, top, width - 24, 96)
        shown = (
            Art(at(bubble(box.w, box.h, colours[i % 4], 0.5), box.x, box.y)),
            fit(word.text, Box(box.x + 12, box.y, box.w - 24, box.h), 54, fill=PAPER),
        )
        drawn.append(coming(shown, How.POP, word.start, pivot=(x, top + 120)))
    ear = (
        stroke("M-30 0 a30 34 0 0 1 60 0", INK, 9)
        + rect(-42, -6, 18, 34, INK, 8)
        + rect(24, -6, 18, 34, INK, 8)
        + stroke("M-30 26 q6 22 22 20", INK, 5)
    )
    disc = circle(0, 0, 62, AMBER) + at(ear, 0, 2, 1.05)
    at_x = 640 if count % 2 == 0 else 640 - width / 2
    drawn.append(coming(Art(at(disc, at_x, 560)), How.POP, shot.cue(len(shot.cues)), pivot=(at_x, 560.0)))
    return tuple(drawn)


def network(shot: Shot) -> tuple[Element, ...]:
    """Who is connected with whom: lines run from the middle to each."""
    head, top = header(shot, dark=True)
    nodes = shot.all("node")
    cx, cy = 640.0, (top + SAFE) / 2
    rx = 400.0
    drawn: list[Element] = [backdrop(NIGHT), *head]
    boxes = []
    for i, node in enumerate(nodes):
        left = i % 2 == 0
        rows = (len(nodes) + (1 if left else 0)) // 2
        row = i // 2
        y = top + 44 + (SAFE - top - 88) * ((row + 0.5) / rows)
        x = cx - rx - 16 if left else cx + rx + 16
        high = min(112.0, (SAFE - top) / rows - 14)
        box = Box(x - 200, y - high / 2, 400, high)
        boxes.append((node, box, (SEA, CLAY, PLUM, MOSS, NEAR, BARK)[i % 6]))
        inner = box.x + box.w if left else box.x
        drawn.append(Line(((cx, cy), (inner, y)), AMBER, 7, node.start, 0.7))
    for node, box, colour in boxes:
        drawn.append(
            coming(
                chip(node.text, box, 48, colour, PAPER, 42),
                How.POP,
                node.start + 0.4,
                pivot=(box.x + box.w / 2, box.y + box.h / 2),
            )
        )
    middle = shot.text("centre")
    drawn.append(
        coming(
            (
                Art(ellipse(cx, cy, 196, 124, PAPER, f'stroke="{AMBER}" stroke-width="10"')),
                *((fit(middle, Box(cx - 178, cy - 70, 356, 140), 50),) if middle else ()),
            ),
            How.POP,
            0.1,
            pivot=(cx, cy),
        )
    )
    return tuple(drawn)


TALKS: dict[str, Drawing] = {
    "door": door,
    "dialogue": dialogue,
    "counter": counter,
    "handover": handover,
    "languages": languages,
    "network": network,
}
