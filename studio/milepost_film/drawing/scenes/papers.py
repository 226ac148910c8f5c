"""Papers and things: phone, poster, document, lists, cards, pillars, ballot box, plants, scales."""

from __future__ import annotations

from milepost.core.errors import UnknownName
from milepost_film.drawing.elements import Align, Art, Box, Element, How, Moving
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER, BARK, CLAY, CREAM, FAR, INK, LEAF, LINE, MOSS, NEAR, PAPER, PLUM, SAND, SEA, SOFT, WASH, WOOD,
    at, circle, cross, ellipse, rect, shape, stroke, tick,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.shot import (
    SAFE, Drawing, Shot, Timed, backdrop, columns, coming, figure, header, one_line_or_more,
)  # fmt: skip

STATES = ("done", "open", "stopped")


def _state(timed: Timed) -> str:
    state = timed.slot.part(1, "done")
    if state not in STATES:
        raise UnknownName("state", state, STATES)
    return state


def _side_people(shot: Shot, left: float, count: int, mood: str = "calm") -> list[Element]:
    drawn: list[Element] = []
    width = (1250 - left) / max(1, count)
    for i, look in enumerate(shot.people(count)):
        x = left + width * (i + 0.5)
        body: Element = figure(look, x, 694, 1.26, Pose.STAND, mood, flip=True)
        for start in [s for k, (s, _) in enumerate(shot.cues) if k % count == i][1:3]:
            body = Moving((body,), How.NOD, start + 0.3, 0.5)
        drawn.append(coming(body, How.WALK, 0.2 + 0.35 * i, 1.4, by=(420.0, 0.0)))
    return drawn


def _beside(shot: Shot, x: float, y: float, width: float, height: float) -> list[Element]:
    """Return label and note beside a thing."""
    drawn: list[Element] = []
    for name, size, weight, ink in (("label", 64, 700, INK), ("note", 46, 500, SOFT)):
        if text := shot.text(name):
            room = Box(x, y, width, height * 0.62 if name == "label" else height)
            words = one_line_or_more(text, room, size, ink, weight)
            drawn.append(coming(words, How.RISE, shot.when(name, 0.6 if name == "label" else shot.cue(2))))
            y, height = words.box.y + words.box.h + 10, height - words.box.h
    return drawn


def phone(shot: Shot) -> tuple[Element, ...]:
    """A page on a phone, and people who need it."""
    frame = rect(0, 0, 340, 560, INK, 46) + rect(16, 16, 308, 528, PAPER, 34) + rect(16, 16, 308, 100, SEA, 34) + rect(16, 76, 308, 40, SEA)
    rows = "".join(rect(48, 150 + row * 42, width, 18, LINE, 9) for row, width in enumerate((240, 210, 250, 180, 236, 150)))
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, WASH) + rect(0, 620, 1280, 100, "#cfdcdf") + at(frame + rows, 100, 54))]
    drawn.append(fit(shot.text("heading", "…"), Box(122, 76, 296, 90), 50, fill=PAPER))
    if button := shot.text("button"):
        pill = Art(rect(140, 466, 260, 86, AMBER, 20)), fit(button, Box(152, 470, 236, 78), 48)
        drawn.append(coming(pill, How.POP, shot.when("button", shot.cue(1)), pivot=(270.0, 508.0)))
    count = shot.number_of("people", 2, 0, 3)
    return *drawn, *_side_people(shot, 520, count, "doubt"), *_beside(shot, 500, 64, 730, 270)


def poster(shot: Shot) -> tuple[Element, ...]:
    """A poster on a wall."""
    wall = rect(0, 0, 1280, 720, "#d9b79a") + "".join(rect(x + (38 if (y // 56) % 2 else 0), y, 70, 4, "#cfa98a") for y in range(20, 640, 56) for x in range(-40, 1280, 154)) + rect(0, 640, 1280, 80, "#a9a39a")
    sheet = rect(96, 52, 560, 556, shade("#d9b79a", 0.8), 6) + rect(84, 40, 560, 556, PAPER, 6) + rect(84, 40, 560, 150, SEA, 6)
    drawn: list[Element] = [Art(wall + sheet + circle(364, 60, 9, AMBER)), fit(shot.text("heading", "…"), Box(104, 66, 520, 118), 68, fill=PAPER)]
    lines = shot.all("line")
    for i, item in enumerate(lines):
        tall = 380 / max(1, len(lines))
        words = fit(item.text, Box(116, 204 + tall * i, 496, tall - 8), 58, fill=(CLAY, SEA, PLUM)[i])
        drawn.append(coming(words, How.FADE, item.start))
    return *drawn, *_side_people(shot, 690, shot.number_of("people", 2, 0, 3)), *_beside(shot, 690, 60, 540, 290)


def document(shot: Shot) -> tuple[Element, ...]:
    """A letter or a resolution, perhaps stamped."""
    beside = bool(shot.text("label") or shot.text("note"))
    x = 80.0 if beside else 340.0
    sheet = rect(x + 10, 50, 600, 580, "#d8ccb2", 10) + rect(x, 40, 600, 580, PAPER, 10) + rect(x, 40, 600, 14, SEA, 6)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#ece1cb")), coming(Art(sheet), How.RISE, 0.1)]
    if heading := shot.text("heading"):
        drawn.append(coming(fit(heading, Box(x + 40, 76, 520, 110), 60, fill=SEA, align=Align.START), How.FADE, 0.6))
    lines = shot.all("line")
    for i in range(3):
        y = 200 + 70 * i
        if i < len(lines):
            words = fit(lines[i].text, Box(x + 40, y - 6, 530, 70), 48, weight=500, align=Align.START)
            drawn.append(coming(words, How.FADE, lines[i].start))
        else:
            grey = rect(x + 40, y + 8, 500 - 60 * (i % 2), 16, LINE, 8) + rect(x + 40, y + 40, 440 + 40 * (i % 2), 16, LINE, 8)
            drawn.append(coming(Art(grey), How.FADE, 0.7 + 0.2 * i))
    if stamp := shot.text("stamp"):
        sx, sy = x + 120, 424.0
        frame = rect(sx, sy, 400, 160, PAPER, 20) + rect(sx, sy, 400, 160, "none", 20, f'stroke="{CLAY}" stroke-width="10"')
        inner: tuple[Element, ...] = (Art(frame), fit(stamp, Box(sx + 16, sy + 6, 368, 90 if shot.text("date") else 148), 84, fill=CLAY))
        if date := shot.text("date"):
            inner += (fit(date, Box(sx + 16, sy + 94, 368, 60), 46, fill=CLAY),)
        drawn.append(coming(inner, How.POP, shot.when("stamp", shot.cue(1, 1.2)), 0.5, pivot=(sx + 200, sy + 80)))
    elif date := shot.text("date"):
        drawn.append(coming(fit(date, Box(x + 40, 500, 520, 70), 50, fill=SOFT, align=Align.START), How.FADE, shot.when("date", 1.0)))
    return *drawn, *_beside(shot, 730, 150, 500, 400)


def checklist(shot: Shot) -> tuple[Element, ...]:
    """A list that is ticked off."""
    items = shot.all("item")
    head, top = header(shot)
    clip = rect(150, top, 980, SAFE + 40 - top, PAPER, 22, f'stroke="{LINE}" stroke-width="4"')
    drawn: list[Element] = [backdrop("#e9efe6"), *head, Art(clip)]
    tall = (SAFE + 4 - top - 20) / max(1, len(items))
    for i, item in enumerate(items):
        y = top + 14 + tall * i
        middle = y + tall / 2
        state = _state(item)
        box = Art(rect(196, middle - 32, 64, 64, CREAM, 12, f'stroke="{NEAR}" stroke-width="5"'))
        words = fit(item.text, Box(296, y + 2, 800, tall - 6), 56, align=Align.START, fill=SOFT if state == "stopped" else INK)
        drawn.append(coming((box, words), How.RISE, item.start))
        if state != "open":
            mark = tick(228, middle, 33) if state == "done" else cross(228, middle, 33)
            drawn.append(coming(Art(mark), How.POP, item.start + 0.7, pivot=(228.0, middle)))
    return tuple(drawn)


def cards(shot: Shot) -> tuple[Element, ...]:
    """Small experiments, each on a card: done, open, or stopped."""
    items = shot.all("card")
    head, top = header(shot)
    drawn: list[Element] = [backdrop(WASH), *head]
    h = min(SAFE - top, 400.0)
    y = top + (SAFE - top - h) / 2
    for i, (item, (x, w)) in enumerate(zip(items, columns(len(items), 46, 1234, 22), strict=True)):
        state = _state(item)
        colour = (SEA, CLAY, AMBER, MOSS, PLUM)[i % 5] if state == "done" else FAR
        if w > 360:
            x, w = x + (w - 360) / 2, 360.0
        middle = x + w / 2
        frame = rect(x, y, w, h, PAPER if state != "open" else CREAM, 24, f'stroke="{colour}" stroke-width="6" {"" if state == "done" else chr(32) + "stroke-dasharray=" + chr(34) + "18 12" + chr(34)}')
        art = frame + at(flask(colour), middle, y + 92, 1.15)
        words = fit(item.text, Box(x + 10, y + 162, w - 20, h - 176), 50, fill=INK if state != "stopped" else SOFT)
        drawn.append(coming((Art(art), words), How.RISE, item.start))
        if state != "open":
            mark = tick(x + w - 40, y + 16, 34) if state == "done" else cross(x + w - 40, y + 16, 34)
            drawn.append(coming(Art(mark), How.POP, item.start + 0.7, pivot=(x + w - 40, y + 16)))
    return tuple(drawn)


def flask(colour: str) -> str:
    """Return a laboratory flask, about 120 high."""
    glass = "M-18 -60 h36 M-12 -60 v38 l-34 58 q-8 20 14 20 h64 q22 0 14 -20 l-34 -58 v-38"
    fluid = shape("M-30 8 l-16 28 q-8 20 14 20 h64 q22 0 14 -20 l-16 -28 z", colour)
    return fluid + stroke(glass, INK, 6) + circle(-4, 28, 6, PAPER) + circle(14, 40, 4, PAPER)


def pillars(shot: Shot) -> tuple[Element, ...]:
    """A house on pillars."""
    items = shot.all("pillar")
    head, top = header(shot)
    roof = shot.text("roof")
    peak = top
    eave = top + 150.0
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#e4eef1") + shape("M0 640 Q400 590 800 640 T1280 630 V720 H0 z", "#c6d3b9")), *head]
    drawn.append(Art(rect(90, 640, 1100, 26, "#cbb993", 6) + rect(60, 664, 1160, 60, "#bba77d", 6)))
    for i, (item, (x, w)) in enumerate(zip(items, columns(len(items), 110, 1170, 34), strict=True)):
        colour = (SEA, CLAY, MOSS, PLUM)[i % 4]
        body = rect(x + 14, eave + 20, w - 28, 640 - eave - 20, colour) + rect(x, eave + 4, w, 26, shade(colour, 0.8), 6) + rect(x, 616, w, 26, shade(colour, 0.8), 6)
        words = fit(item.text, Box(x + 22, eave + 44, w - 44, SAFE - eave - 50), 50, fill=PAPER)
        drawn.append(coming(Art(body), How.GROW, item.start, 0.8, pivot=(x, 642.0)))
        drawn.append(coming(words, How.FADE, item.start + 0.6))
    gable = shape(f"M50 {eave + 6:g} L640 {peak:g} L1230 {eave + 6:g} z", AMBER) + rect(50, eave - 4, 1180, 14, shade(AMBER, 0.85))
    start = max((item.start for item in items), default=0.0) + 0.9
    drawn.append(coming((Art(gable), *((fit(roof, Box(350, eave - 86, 580, 74), 56),) if roof else ())), How.DROP, shot.when("roof", start)))
    return tuple(drawn)


def before_after(shot: Shot) -> tuple[Element, ...]:
    """Two panels, before and after."""
    head, top = header(shot)
    drawn: list[Element] = [backdrop(SAND), *head]
    for name, x, colour, paper in (("before", 50, FAR, "#e6e2d8"), ("after", 690, SEA, PAPER)):
        items = shot.all(name)
        h = SAFE - top
        board = rect(x, top, 540, h, paper, 22, f'stroke="{colour}" stroke-width="6"')
        late = 0.0 if name == "before" else shot.cue(1 + len(shot.cues) // 2) - 0.4
        drawn.append(coming(Art(board), How.FADE, max(0.1, late)))
        tall = (h - 24) / max(1, len(items))
        for i, item in enumerate(items):
            start = item.start if item.slot.cue else max(0.2, late) + 0.5 + 0.8 * i
            words = fit(item.text, Box(x + 24, top + 12 + tall * i, 492, tall - 8), 56, fill=SOFT if name == "before" else INK)
            drawn.append(coming(words, How.RISE, start))
    middle = (top + SAFE) / 2
    arrow = circle(640, middle, 44, AMBER) + stroke(f"M622 {middle:g} h34 M644 {middle - 16:g} l16 16 l-16 16", INK, 8)
    drawn.append(coming(Art(arrow), How.POP, shot.cue(1 + len(shot.cues) // 2) - 0.3, pivot=(640.0, middle)))
    return tuple(drawn)


def ballot(shot: Shot) -> tuple[Element, ...]:
    """A ballot box: who may put a paper into it, and who may not."""
    head, top = header(shot)
    box = rect(500, 420, 280, 230, SEA, 14) + rect(484, 396, 312, 36, shade(SEA, 0.8), 10) + rect(570, 406, 140, 12, INK, 6)
    box += rect(560, 490, 160, 100, PAPER, 8) + at(tick(0, 0, 34), 640, 540)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#eee6d4") + rect(0, 640, 1280, 80, "#d9ccb0")), *head]
    paper = Art(rect(606, 330, 68, 84, PAPER, 4, f'stroke="{FAR}" stroke-width="3"') + stroke("M622 360 l12 14 l24 -30", SEA, 7))
    drawn.append(coming(paper, How.DROP, shot.cue(1, 0.6), 0.9))
    drawn.append(Art(box))
    looks = shot.people(4)
    for name, x0, step, side in (("yes", 220, 150, False), ("no", 930, 150, True)):
        items = shot.all(name)
        for i in range(2):
            start = items[0].start if items else 0.4
            drawn.append(coming(figure(looks[i + 2 * side], x0 + step * i, 690, 1.02, Pose.HOLD if not side else Pose.STAND, "glad" if not side else "doubt", flip=side), How.WALK, start - 0.1 + 0.3 * i, 1.2, by=(-300.0 if not side else 300.0, 0.0)))
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
    sill = rect(0, 0, 1280, 720, "#e3eef2") + rect(60, -20, 1160, 430, "#eef6f7", 10) + rect(0, 430, 1280, 26, WOOD) + rect(0, 454, 1280, 266, "#c99d70")
    drawn: list[Element] = [Art(sill), *head]
    for i, (item, (x, w)) in enumerate(zip(items, columns(len(items), 46, 1234, 18), strict=True)):
        state = _state(item)
        middle = x + w / 2
        pot = shape(f"M{middle - 62:g} 332 h124 l-16 104 h-92 z", CLAY) + rect(middle - 72, 312, 144, 28, shade(CLAY, 0.85), 6)
        if state == "done":
            tall = min(130.0, 310 - top)
            green = stroke(f"M{middle:g} 312 v{-tall:g}", MOSS, 9)
            for k in range(3):
                y = 300 - tall * (0.3 + 0.3 * k)
                green += shape(f"M{middle:g} {y:g} q34 -40 64 -16 q-20 34 -64 16 z", LEAF) + shape(f"M{middle:g} {y - 8:g} q-34 -40 -64 -16 q20 34 64 16 z", MOSS)
            green += circle(middle, 310 - tall, 22, (AMBER, PLUM, SEA, CLAY)[i % 4]) + circle(middle, 310 - tall, 8, PAPER)
            drawn.append(coming(Art(green), How.GROW, item.start + 0.3, 1.6, pivot=(middle, 312.0)))
        elif state == "stopped":
            dry = stroke(f"M{middle:g} 312 q6 -40 30 -62 q14 -10 26 8", "#a39470", 8) + ellipse(middle + 60, 272, 16, 9, "#a39470")
            drawn.append(coming(Art(dry), How.FADE, item.start + 0.3))
        drawn.append(Art(pot))
        words = fit(item.text, Box(x + 4, 464, w - 8, SAFE - 466), 46, fill=INK)
        drawn.append(coming(words, How.FADE, item.start))
    return tuple(drawn)


def scales(shot: Shot) -> tuple[Element, ...]:
    """Two pans in balance."""
    head, top = header(shot)
    y = max(top + 30, 180.0)
    foot = shape("M560 690 h160 l-40 -40 h-80 z", BARK) + rect(630, y, 20, 470, BARK) + circle(640, y, 26, AMBER)
    beam = rect(240, y - 9, 800, 18, BARK, 9)
    pans = ""
    for x in (280, 1000):
        pans += stroke(f"M{x} {y} L{x - 170} {y + 170:g} M{x} {y} L{x + 170} {y + 170:g}", INK, 4) + shape(f"M{x - 210} {y + 166:g} h420 q-20 76 -210 76 q-190 0 -210 -76 z", SEA if x < 640 else PLUM)
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#f1ead9") + rect(0, 686, 1280, 34, "#ddd0b3")), *head, Art(foot), Art(beam + pans)]
    for name, x in (("left", 280), ("right", 1000)):
        if text := shot.text(name):
            words = fit(text, Box(x - 210, y + 250, 420, max(100.0, SAFE - y - 252)), 54, fill=SEA if x < 640 else PLUM, top=True)
            load = Art(at(circle(-44, -30, 30, AMBER) + circle(44, -30, 30, AMBER) + circle(0, -64, 30, shade(AMBER, 0.88)), x, y + 166))
            drawn.append(coming((load, words), How.DROP, shot.when(name, shot.cue(1 if x < 640 else 2))))
    return tuple(drawn)


PAPERS: dict[str, Drawing] = {
    "phone": phone, "poster": poster, "document": document, "checklist": checklist, "cards": cards,
    "pillars": pillars, "before-after": before_after, "ballot": ballot, "plants": plants, "scales": scales,
}  # fmt: skip
