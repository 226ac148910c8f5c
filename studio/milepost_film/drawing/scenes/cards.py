"""Cards: the opening, a question, what we do not know, the closing with its sources."""

from __future__ import annotations

from milepost_film.drawing.elements import Align, Art, Box, Element, How, Line
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    CLAY,
    FAR,
    INK,
    LINE,
    NEAR,
    NIGHT,
    PAPER,
    SEA,
    SOFT,
    WOOD,
    circle,
    ellipse,
    rect,
    shape,
    stone,
    stroke,
)  # fmt: skip
from milepost_film.drawing.shot import SAFE, Drawing, Shot, coming, figure


def title(shot: Shot) -> tuple[Element, ...]:
    """The opening card: a milestone at the road, title, place and years, and the disclosure."""
    film = shot.film
    land = rect(0, 0, 1280, 720, "#eaf1f0") + circle(900, 372, 80, "#f8d89a")
    land += (
        shape("M0 430 Q240 300 520 410 T980 370 T1280 400 V720 H0 z", FAR)
        + shape("M0 520 Q320 420 700 500 T1280 470 V720 H0 z", NEAR)
        + shape("M0 600 Q400 560 800 592 T1280 580 V720 H0 z", SEA)
    )
    drawn: list[Element] = [Art(land)]
    road = tuple((x, 690 - 0.00016 * (x - 200) ** 2) for x in range(-20, 1301, 40))
    drawn.append(Line(road, "#f4ead2", 26, 0.2, 2.4))
    drawn.append(Art(stone(1140, 640, 1.5)))
    looks = shot.people(2)
    drawn.append(coming(figure(looks[0], 940, 690, 0.8), How.WALK, 0.3, 2.4, by=(-520.0, 10.0)))
    drawn.append(coming(figure(looks[1], 1020, 696, 0.78), How.WALK, 0.5, 2.4, by=(-520.0, 10.0)))
    words = fit(film.title, Box(64, 52, 1152, 220), 92, fill=INK, align=Align.START, top=True)
    drawn.append(coming(words, How.RISE, 0.3))
    y = words.box.y + words.box.h + 8
    if where := " · ".join(part for part in (film.place, film.years) if part):
        line = fit(where, Box(64, y, 1100, 60), 50, fill=SEA, align=Align.START, top=True)
        drawn.append(coming(line, How.FADE, 0.9))
        y = line.box.y + line.box.h + 8
    if film.opening:
        told = fit(
            film.opening, Box(96, max(y + 30, 440), 700, 140), 46, fill=INK, align=Align.START, weight=600
        )
        sheet = rect(64, told.box.y - 16, told.box.w + 64, told.box.h + 32, PAPER, 16) + rect(
            64, told.box.y - 16, 12, told.box.h + 32, AMBER, 6
        )
        drawn.append(coming((Art(sheet), told), How.FADE, 0.5))
    return tuple(drawn)


def question(shot: Shot) -> tuple[Element, ...]:
    """An empty chair in the light, and a question to the viewer."""
    seat = (
        rect(210, 300, 150, 170, CLAY, 22)
        + rect(196, 464, 178, 44, "#a8452f", 14)
        + rect(212, 506, 18, 124, WOOD)
        + rect(340, 506, 18, 124, WOOD)
    )
    room = (
        rect(0, 0, 1280, 720, NIGHT)
        + rect(0, 620, 1280, 100, "#0e2630")
        + shape("M285 0 L70 632 H500 z", AMBER, 'opacity=".16"')
        + ellipse(285, 632, 230, 34, AMBER, 'opacity=".34"')
    )
    drawn: list[Element] = [Art(room + seat)]
    items = shot.all("item")
    top = 60.0
    if label := shot.text("label"):
        words = fit(label, Box(540, top, 690, 130), 60, fill=AMBER, align=Align.START, top=True)
        drawn.append(coming(words, How.RISE, shot.when("label", 0.3)))
        top = words.box.y + words.box.h + 14
    tall = (SAFE - top) / max(1, len(items))
    for i, item in enumerate(items):
        words = fit(item.text, Box(540, top + tall * i, 690, tall - 18), 78, fill=PAPER, align=Align.START)
        drawn.append(coming(words, How.RISE, item.start))
    if note := shot.text("note"):
        drawn.append(
            coming(fit(note, Box(60, 40, 450, 200), 46, fill=PAPER), How.FADE, shot.when("note", 1.0))
        )
    return tuple(drawn)


def unknown(shot: Shot) -> tuple[Element, ...]:
    """What we do not know: a sheet with an open end, and a question mark."""
    items = shot.all("item")
    sheet = shape(
        "M70 44 H930 V640 q-43 -26 -86 0 t-86 0 t-86 0 t-86 0 t-86 0 t-86 0 t-86 0 t-86 0 t-86 0 t-86 0 z",
        PAPER,
        f'stroke="{LINE}" stroke-width="4"',
    )
    mark = circle(1100, 240, 130, "none", f'stroke="{CLAY}" stroke-width="10" stroke-dasharray="26 20"')
    label = shot.text("label", shot.words.get("unknown", "What we do not know"))
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#e7ebe6") + sheet),
        coming(
            fit(label, Box(112, 66, 780, 130), 62, fill=CLAY, align=Align.START, top=True),
            How.FADE,
            shot.when("label", 0.2),
        ),
        coming(
            (Art(mark), fit("?", Box(1000, 140, 200, 200), 170, fill=CLAY)),
            How.POP,
            0.6,
            pivot=(1100.0, 240.0),
        ),
    ]
    tall = (SAFE - 30 - 160) / max(1, len(items))
    for i, item in enumerate(items):
        y = 160 + tall * i
        words = fit(item.text, Box(160, y, 730, tall - 12), 56, align=Align.START)
        dash = stroke(f"M112 {words.box.y + 32:g} h26", CLAY, 9)
        drawn.append(coming((Art(dash), words), How.RISE, item.start))
    if note := shot.text("note"):
        drawn.append(
            coming(
                fit(note, Box(946, 392, 312, 196), 44, fill=SOFT, weight=500),
                How.FADE,
                shot.when("note", 1.2),
            )
        )
    return tuple(drawn)


def closing(shot: Shot) -> tuple[Element, ...]:
    """The closing card: the sources, and the disclosure."""
    film = shot.film
    land = (
        rect(0, 0, 1280, 720, NIGHT)
        + shape("M0 610 Q320 540 700 600 T1280 580 V720 H0 z", "#1c4250")
        + stone(1150, 600, 1.2)
    )
    drawn: list[Element] = [
        Art(land),
        fit(film.heading, Box(64, 36, 900, 74), 56, fill=AMBER, align=Align.START),
    ]
    y = 118.0
    shown = film.sources[:4]
    for i, text in enumerate(shown):
        words = fit(text, Box(108, y, 1110, 100), 42, fill=PAPER, weight=500, align=Align.START, top=True)
        if words.box.y + words.box.h > 430:
            break
        dash = stroke(f"M68 {words.box.y + 25:g} h16", AMBER, 8)
        drawn.append(coming((Art(dash), words), How.FADE, 0.3 + 0.25 * i))
        y = words.box.y + words.box.h + 4
    if film.closing:
        told = fit(
            film.closing,
            Box(64, max(y + 10, 450), 960, SAFE - max(y + 10, 450)),
            44,
            fill="#f6dfae",
            align=Align.START,
            weight=600,
        )
        drawn.append(coming(told, How.FADE, 0.5))
    return tuple(drawn)


CARDS: dict[str, Drawing] = {"title": title, "question": question, "unknown": unknown, "closing": closing}
