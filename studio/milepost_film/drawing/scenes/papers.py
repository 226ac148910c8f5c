"""Papers and screens: phone, poster, document, lists, cards, before and after."""

from __future__ import annotations

from milepost.core.errors import UnknownName
from milepost_film.drawing.elements import Align, Art, Box, Element, How, Moving
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    CLAY,
    CREAM,
    FAR,
    INK,
    LINE,
    MOSS,
    NEAR,
    PAPER,
    PLUM,
    SAND,
    SEA,
    SOFT,
    WASH,
    at,
    circle,
    cross,
    rect,
    shape,
    stroke,
    tick,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.shot import (
    SAFE,
    Drawing,
    Shot,
    Timed,
    backdrop,
    columns,
    coming,
    figure,
    header,
    one_line_or_more,
)  # fmt: skip

STATES = ("done", "open", "stopped")


def state_of(timed: Timed) -> str:
    """Return what became of an item: done, open or stopped. Raises UnknownName."""
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
    frame = (
        rect(0, 0, 340, 560, INK, 46)
        + rect(16, 16, 308, 528, PAPER, 34)
        + rect(16, 16, 308, 100, SEA, 34)
        + rect(16, 76, 308, 40, SEA)
    )
    rows = "".join(
        rect(48, 150 + row * 42, width, 18, LINE, 9)
        for row, width in enumerate((240, 210, 250, 180, 236, 150))
    )
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, WASH) + rect(0, 620, 1280, 100, "#cfdcdf") + at(frame + rows, 100, 54))
    ]
    drawn.append(fit(shot.text("heading", "…"), Box(122, 76, 296, 90), 50, fill=PAPER))
    if button := shot.text("button"):
        pill = Art(rect(140, 466, 260, 86, AMBER, 20)), fit(button, Box(152, 470, 236, 78), 48)
        drawn.append(coming(pill, How.POP, shot.when("button", shot.cue(1)), pivot=(270.0, 508.0)))
    count = shot.number_of("people", 2, 0, 3)
    return *drawn, *_side_people(shot, 520, count, "doubt"), *_beside(shot, 500, 64, 730, 270)


def poster(shot: Shot) -> tuple[Element, ...]:
    """A poster on a wall."""
    wall = (
        rect(0, 0, 1280, 720, "#d9b79a")
        + "".join(
            rect(x + (38 if (y // 56) % 2 else 0), y, 70, 4, "#cfa98a")
            for y in range(20, 640, 56)
            for x in range(-40, 1280, 154)
        )
        + rect(0, 640, 1280, 80, "#a9a39a")
    )
    sheet = (
        rect(96, 52, 560, 556, shade("#d9b79a", 0.8), 6)
        + rect(84, 40, 560, 556, PAPER, 6)
        + rect(84, 40, 560, 150, SEA, 6)
    )
    drawn: list[Element] = [
        Art(wall + sheet + circle(364, 60, 9, AMBER)),
        fit(shot.text("heading", "…"), Box(104, 66, 520, 118), 68, fill=PAPER),
    ]
    lines = shot.all("line")
    for i, item in enumerate(lines):
        tall = 380 / max(1, len(lines))
        words = fit(item.text, Box(116, 204 + tall * i, 496, tall - 8), 58, fill=(CLAY, SEA, PLUM)[i])
        drawn.append(coming(words, How.FADE, item.start))
    return (
        *drawn,
        *_side_people(shot, 690, shot.number_of("people", 2, 0, 3)),
        *_beside(shot, 690, 60, 540, 290),
    )


def document(shot: Shot) -> tuple[Element, ...]:
    """A letter or a resolution, perhaps stamped."""
    beside = bool(shot.text("label") or shot.text("note"))
    x = 80.0 if beside else 340.0
    sheet = (
        rect(x + 10, 50, 600, 580, "#d8ccb2", 10)
        + rect(x, 40, 600, 580, PAPER, 10)
        + rect(x, 40, 600, 14, SEA, 6)
    )
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, "#ece1cb")), coming(Art(sheet), How.RISE, 0.1)]
    if heading := shot.text("heading"):
        drawn.append(
            coming(fit(heading, Box(x + 40, 76, 520, 110), 60, fill=SEA, align=Align.START), How.FADE, 0.6)
        )
    lines = shot.all("line")
    for i in range(3):
        y = 200 + 70 * i
        if i < len(lines):
            words = fit(lines[i].text, Box(x + 40, y - 6, 530, 70), 48, weight=500, align=Align.START)
            drawn.append(coming(words, How.FADE, lines[i].start))
        else:
            grey = rect(x + 40, y + 8, 500 - 60 * (i % 2), 16, LINE, 8) + rect(
                x + 40, y + 40, 440 + 40 * (i % 2), 16, LINE, 8
            )
            drawn.append(coming(Art(grey), How.FADE, 0.7 + 0.2 * i))
    if stamp := shot.text("stamp"):
        sx, sy = x + 120, 424.0
        frame = rect(sx, sy, 400, 160, PAPER, 20) + rect(
            sx, sy, 400, 160, "none", 20, f'stroke="{CLAY}" stroke-width="10"'
        )
        inner: tuple[Element, ...] = (
            Art(frame),
            fit(stamp, Box(sx + 16, sy + 6, 368, 90 if shot.text("date") else 148), 84, fill=CLAY),
        )
        if date := shot.text("date"):
            inner += (fit(date, Box(sx + 16, sy + 94, 368, 60), 46, fill=CLAY),)
        drawn.append(
            coming(inner, How.POP, shot.when("stamp", shot.cue(1, 1.2)), 0.5, pivot=(sx + 200, sy + 80))
        )
    elif date := shot.text("date"):
        drawn.append(
            coming(
                fit(date, Box(x + 40, 500, 520, 70), 50, fill=SOFT, align=Align.START),
                How.FADE,
                shot.when("date", 1.0),
            )
        )
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
        state = state_of(item)
        box = Art(rect(196, middle - 32, 64, 64, CREAM, 12, f'stroke="{NEAR}" stroke-width="5"'))
        words = fit(
            item.text,
            Box(296, y + 2, 800, tall - 6),
            56,
            align=Align.START,
            fill=SOFT if state == "stopped" else INK,
        )
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
        state = state_of(item)
        colour = (SEA, CLAY, AMBER, MOSS, PLUM)[i % 5] if state == "done" else FAR
        if w > 360:
            x, w = x + (w - 360) / 2, 360.0
        middle = x + w / 2
        frame = rect(
            x,
            y,
            w,
            h,
            PAPER if state != "open" else CREAM,
            24,
            f'stroke="{colour}" stroke-width="6" {"" if state == "done" else chr(32) + "stroke-dasharray=" + chr(34) + "18 12" + chr(34)}',
        )
        art = frame + at(flask(colour), middle, y + 92, 1.15)
        words = fit(
            item.text, Box(x + 10, y + 162, w - 20, h - 176), 50, fill=INK if state != "stopped" else SOFT
        )
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
            words = fit(
                item.text,
                Box(x + 24, top + 12 + tall * i, 492, tall - 8),
                56,
                fill=SOFT if name == "before" else INK,
            )
            drawn.append(coming(words, How.RISE, start))
    middle = (top + SAFE) / 2
    arrow = circle(640, middle, 44, AMBER) + stroke(
        f"M622 {middle:g} h34 M644 {middle - 16:g} l16 16 l-16 16", INK, 8
    )
    drawn.append(coming(Art(arrow), How.POP, shot.cue(1 + len(shot.cues) // 2) - 0.3, pivot=(640.0, middle)))
    return tuple(drawn)


PAPERS: dict[str, Drawing] = {
    "phone": phone,
    "poster": poster,
    "document": document,
    "checklist": checklist,
    "cards": cards,
    "before-after": before_after,
}
