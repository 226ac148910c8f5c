"""The scenes a storyboard can name. Each gets its times and draws one picture that comes alive."""

from __future__ import annotations

from collections.abc import Callable

from milepost_film.drawing.figures import PEOPLE, person
from milepost_film.drawing.palette import (
    AMBER,
    CLAY,
    DEEP,
    GREY,
    INK,
    MIST,
    NIGHT,
    PAPER,
    SKY,
    TEAL,
    WOOD,
    at,
    bubble,
    line,
    moving,
    rect,
    words,
)
from milepost_film.voice import SceneTimes

Drawing = Callable[[SceneTimes], str]


def phone(times: SceneTimes) -> str:
    """A public web page in one language, and people who need it."""
    starts = [cue.start for cue in times.cues]
    page = rect(0, 0, 330, 560, INK, 46) + rect(16, 16, 298, 528, PAPER, 34)
    page += (
        rect(16, 16, 298, 88, DEEP, 34)
        + rect(16, 70, 298, 34, DEEP)
        + words(165, 76, "Comune", 40, PAPER, "middle")
    )
    for row, width in enumerate((240, 210, 250, 180, 236, 150)):
        page += rect(44, 140 + row * 44, width, 18, "#c9d4da", 9)
    page += rect(44, 424, 242, 78, AMBER, 18) + words(165, 476, "Italiano", 42, INK, "middle", 700)
    people = "".join(
        moving(at(person(PEOPLE[n], "doubt"), 620 + 190 * i, 640, 1.7), "rise", starts[0] + 0.3 + 0.35 * i)
        for i, n in enumerate((0, 2, 1))
    )
    marks = "".join(
        moving(
            at(bubble(110, 92, colour) + words(55, 70, "?", 70, PAPER, "middle", 700), 575 + 190 * i, 250),
            "pop",
            starts[1] + 0.5 + 0.4 * i,
        )
        for i, colour in enumerate((TEAL, CLAY, DEEP))
    )
    label = moving(words(555, 150, "Only in Italian", 64, INK, weight=700), "rise", starts[1] + 1.9)
    return (
        rect(0, 0, 1280, 720, MIST)
        + rect(0, 600, 1280, 120, "#d3dfe3")
        + at(page, 110, 70)
        + people
        + marks
        + label
    )


def table(times: SceneTimes) -> str:
    """Many sides round one table."""
    start, second = times.cues[0].start, times.cues[1].start
    seats = (("Young people", 6), ("Associations", 4), ("City", 3), ("University", 5))
    folk = cards = ""
    for i, (role, look) in enumerate(seats):
        x = 205 + 290 * i
        folk += moving(at(person(PEOPLE[look]), x, 505, 1.75), "rise", second + 0.2 + 0.55 * i)
        plate = rect(x - 141, 520, 282, 66, PAPER, 14) + words(x, 567, role, 39, INK, "middle", 700)
        cards += moving(plate, "fade", second + 0.6 + 0.55 * i)
    board = (
        rect(60, 480, 1160, 130, WOOD, 40)
        + rect(140, 610, 34, 110, "#7d5335")
        + rect(1106, 610, 34, 110, "#7d5335")
    )
    title = moving(words(640, 120, "A policy lab", 76, INK, "middle", 700), "rise", start + 0.3)
    date = moving(words(640, 190, "Modena, October 2022", 48, DEEP, "middle"), "fade", start + 1.0)
    return rect(0, 0, 1280, 720, "#f6ead2") + title + date + folk + board + cards


def experiments(times: SceneTimes) -> str:
    """Four small experiments; three are carried out."""
    starts = [cue.start for cue in times.cues]
    names = (("Rights", "for all"), ("Training for", "teachers"), ("Map of", "services"), ("", ""))
    drawn = words(640, 120, "Four small experiments", 68, INK, "middle", 700)
    for i, lines in enumerate(names):
        x = 60 + 295 * i
        card = rect(x, 190, 275, 380, PAPER, 26, f'stroke="{"#c9d4da" if i == 3 else TEAL}" stroke-width="5"')
        card += at(_flask(SKY if i == 3 else (TEAL, CLAY, AMBER)[i]), x + 137, 318, 1.4)
        drawn += moving(card, "rise", starts[0] + 0.5 + 0.4 * i)
        if lines[0]:
            label = words(x + 137, 474, lines[0], 43, INK, "middle", 700) + words(
                x + 137, 526, lines[1], 43, INK, "middle", 700
            )
            drawn += moving(label, "fade", starts[1] + 0.3 + 0.4 * i)
            tick = f'<circle cx="{x + 237}" cy="222" r="40" fill="{DEEP}"/>' + line(
                f"M{x + 218} 222 l14 15 l26 -30", PAPER, 9
            )
            drawn += moving(tick, "pop", starts[1] + 0.5 + 0.4 * i)
    glow = rect(60 + 295 * 2 - 10, 180, 295, 400, "none", 32, f'stroke="{AMBER}" stroke-width="10"')
    return rect(0, 0, 1280, 720, MIST) + drawn + moving(glow, "fade", starts[2] + 0.4)


def plenary(times: SceneTimes) -> str:
    """Two people disagree; the whole room talks it through."""
    first, second = times.cues[0].start, times.cues[1].start
    left = moving(at(person(PEOPLE[1], "talk"), 350, 590, 2.3), "rise", first + 0.1)
    right = moving(at(person(PEOPLE[0], "talk"), 930, 590, 2.3), "rise", first + 0.4)
    notes = "".join(rect(0, 34 * row, width, 14, PAPER, 7) for row, width in enumerate((180, 140, 165)))
    says = moving(at(bubble(260, 150, TEAL) + at(notes, 40, 34), 330, 96), "pop", first + 0.9)
    answers = moving(at(bubble(260, 150, CLAY, "end") + at(notes, 40, 34), 690, 96), "pop", first + 1.5)
    room = "".join(
        moving(at(person(PEOPLE[n]), 140 + 250 * i, 720, 1.35), "rise", second + 0.3 + 0.2 * i)
        for i, n in enumerate((2, 5, 3, 6, 4))
    )
    label = rect(480, 330, 320, 120, PAPER, 24) + words(640, 408, "Six topics", 56, INK, "middle", 700)
    return (
        rect(0, 0, 1280, 720, "#dcebe6")
        + left
        + right
        + says
        + answers
        + moving(label, "pop", first + 2.1)
        + room
    )


def stamp(times: SceneTimes) -> str:
    """A resolution is stamped; what follows is a blank page."""
    first, second = times.cues[0].start, times.cues[-1].start
    sheet = rect(0, 0, 460, 560, PAPER, 12) + rect(50, 60, 250, 26, DEEP, 8)
    for row, width in enumerate((360, 340, 360, 300, 350, 220)):
        sheet += rect(50, 130 + 46 * row, width, 16, "#c9d4da", 8)
    seal = f'<g transform="rotate(-9)"><rect x="-190" y="-76" width="380" height="152" rx="20" fill="none" stroke="{CLAY}" stroke-width="11"/>'
    seal += (
        words(0, -6, "94/2024", 76, CLAY, "middle", 800)
        + words(0, 50, "8 March 2024", 44, CLAY, "middle", 700)
        + "</g>"
    )
    paper = moving(at(sheet, 130, 80), "rise", first) + moving(at(seal, 370, 500), "pop", first + 2.4)
    blank = rect(0, 0, 400, 480, "none", 12, f'stroke="{GREY}" stroke-width="6" stroke-dasharray="22 16"')
    blank += (
        words(200, 250, "?", 170, GREY, "middle", 700)
        + words(200, 360, "Afterwards:", 46, INK, "middle")
        + words(200, 420, "not known", 46, INK, "middle")
    )
    return rect(0, 0, 1280, 720, "#efe6d6") + paper + moving(at(blank, 750, 120), "rise", second + 0.2)


def chair(times: SceneTimes) -> str:
    """An empty chair, and a question to the viewer."""
    first, last = times.cues[0].start, times.cues[-1].start
    seat = rect(0, 0, 150, 170, CLAY, 22) + rect(-14, 170, 178, 40, CLAY, 14)
    seat += rect(0, 210, 18, 130, WOOD) + rect(132, 210, 18, 130, WOOD)
    ground = rect(0, 600, 1280, 120, "#0f1d2b")
    lit = f'<ellipse cx="275" cy="604" rx="230" ry="36" fill="{AMBER}" opacity=".35"/>'
    cone = f'<path d="M275 0 L70 604 H480 z" fill="{AMBER}" opacity=".16"/>'
    ask = words(560, 290, "Who cannot read", 74, PAPER, weight=700) + words(
        560, 380, "your page?", 74, PAPER, weight=700
    )
    invite = words(560, 480, "Whom will you ask first?", 54, AMBER)
    return (
        rect(0, 0, 1280, 720, NIGHT) + ground + cone + lit + at(seat, 200, 262)
        + moving(ask, "rise", first + 0.3) + moving(invite, "fade", last + 0.3)
    )  # fmt: skip


def _flask(colour: str) -> str:
    glass = "M-18 -60 h36 M-12 -60 v38 l-34 58 q-8 20 14 20 h64 q22 0 14 -20 l-34 -58 v-38"
    return f'<path d="M-30 8 l-16 28 q-8 20 14 20 h64 q22 0 14 -20 l-16 -28z" fill="{colour}"/>' + line(
        glass, INK, 6
    )


SCENES: dict[str, Drawing] = {
    "phone": phone,
    "table": table,
    "experiments": experiments,
    "plenary": plenary,
    "stamp": stamp,
    "chair": chair,
}
