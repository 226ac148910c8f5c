"""Where and when: maps, a road with milestones, calendars, stairs, a path."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from milepost.core.errors import UnknownName
from milepost_film.drawing.elements import Align, Art, Box, Element, How, Line
from milepost_film.drawing.lettering import fit
from milepost_film.drawing.palette import (
    AMBER,
    CLAY,
    FAR,
    INK,
    LEAF,
    NEAR,
    PAPER,
    SAND,
    SEA,
    SKY,
    SOFT,
    at,
    circle,
    rect,
    shape,
    stone,
    stroke,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.scenes.setting import tree
from milepost_film.drawing.shot import (
    SAFE,
    Drawing,
    Shot,
    backdrop,
    chip,
    columns,
    coming,
    figure,
    header,
    panel,
    until,
)

# Simple outlines in degrees (longitude, latitude), drawn by hand for this kit: only to say "here about".
COUNTRIES: dict[str, tuple[tuple[float, float], ...]] = {
    "germany": ((8.6, 54.9), (9.9, 54.8), (11, 54.3), (12.4, 54.3), (13.6, 54.5), (14.2, 53.9), (14.6, 52.6), (14.9, 51.1), (13.0, 50.5), (12.1, 50.3), (12.7, 49.4), (13.8, 48.8), (12.9, 47.6), (11.0, 47.4), (9.6, 47.5), (7.6, 47.6), (8.2, 49.0), (6.4, 49.4), (6.1, 50.8), (6.8, 51.9), (7.1, 53.3), (8.2, 53.6), (8.8, 53.9)),
    "latvia": ((21.0, 56.1), (21.0, 57.0), (21.7, 57.6), (22.6, 57.75), (23.3, 57.1), (24.1, 57.05), (24.4, 57.4), (24.3, 57.9), (25.3, 58.05), (26.5, 57.55), (27.4, 57.5), (27.8, 57.1), (28.2, 56.2), (27.0, 55.8), (26.3, 55.7), (24.9, 56.4), (23.0, 56.35), (21.7, 56.35)),
    "belgium": ((2.55, 51.1), (3.4, 51.4), (4.2, 51.35), (4.9, 51.45), (5.8, 51.15), (5.7, 50.8), (6.1, 50.7), (6.35, 50.3), (5.75, 49.95), (5.8, 49.55), (4.9, 49.8), (4.8, 50.15), (4.2, 49.97), (3.3, 50.5), (2.6, 50.8)),
    "italy": ((7.0, 45.9), (8.4, 46.3), (9.3, 46.4), (10.5, 46.8), (12.3, 47.0), (13.6, 46.5), (13.7, 45.7), (12.4, 45.4), (12.4, 44.3), (13.6, 43.5), (14.2, 42.5), (15.9, 41.9), (16.2, 41.7), (18.3, 40.3), (18.0, 39.9), (16.9, 40.5), (16.6, 39.7), (17.1, 39.0), (16.1, 37.9), (15.7, 38.2), (16.1, 39.0), (15.3, 40.1), (14.2, 40.9), (12.6, 41.4), (11.1, 42.4), (10.3, 43.5), (9.0, 44.4), (7.6, 43.8), (6.9, 44.4), (6.7, 45.2)),
    "greece": ((20.1, 39.6), (21.0, 40.7), (22.9, 41.3), (24.5, 41.5), (26.3, 41.6), (26.1, 40.8), (24.4, 40.9), (24.0, 40.2), (23.3, 40.3), (22.7, 40.4), (22.9, 39.5), (23.3, 39.1), (24.1, 38.2), (24.0, 37.7), (23.1, 37.9), (23.4, 37.4), (22.8, 36.6), (22.3, 36.6), (21.7, 36.9), (21.2, 37.8), (22.0, 38.3), (21.1, 38.4), (20.7, 39.0)),
    "austria": ((9.6, 47.3), (10.5, 47.5), (12.2, 47.65), (13.0, 47.6), (12.9, 48.2), (13.8, 48.7), (15.0, 49.0), (16.9, 48.7), (17.1, 48.0), (16.4, 47.5), (16.1, 46.8), (14.6, 46.4), (12.5, 46.7), (11.2, 46.95), (10.4, 46.9), (9.6, 47.05)),
}  # fmt: skip
CITIES: dict[str, tuple[float, float]] = {
    "Hamburg": (9.99, 53.55), "Riga": (24.11, 56.95), "Mechelen": (4.48, 51.03), "Modena": (10.93, 44.65),
    "Livadia": (22.88, 38.43), "Vienna": (16.37, 48.21), "Ioannina": (20.85, 39.66),
}  # fmt: skip


def pin(colour: str = CLAY) -> str:
    """Return a map pin whose point is at 0,0, 92 high."""
    return shape("M0 0 C-10 -22 -34 -38 -34 -62 A34 34 0 0 1 34 -62 C34 -38 10 -22 0 0 z", colour) + circle(
        0, -62, 14, PAPER
    )


def city_map(shot: Shot) -> tuple[Element, ...]:
    """A city map: districts, a river, and pins where something is."""
    count = shot.number_of("districts", 24, 6, 60)
    across = max(3, round(math.sqrt(count * 1.9)))
    down = math.ceil(count / across)
    shake = random.Random(sum(shot.film.title.encode()))  # noqa: S311  the same map in every scene of a film
    w, h = 1360 / across, 800 / down
    corner = {
        (i, j): (-40 + i * w + shake.uniform(-0.22, 0.22) * w, -40 + j * h + shake.uniform(-0.22, 0.22) * h)
        for i in range(across + 1)
        for j in range(down + 1)
    }
    tints = ("#e9dfc8", "#e2d6ba", "#efe7d4", "#dfe3d2", "#d6dfcf", "#ece0cc")
    plots, centres = "", []
    for n in range(across * down):
        i, j = n % across, n // across
        p = [corner[i, j], corner[i + 1, j], corner[i + 1, j + 1], corner[i, j + 1]]
        d = "M" + " L".join(f"{x:.0f} {y:.0f}" for x, y in p) + " z"
        plots += shape(
            d, tints[shake.randrange(6)], f'stroke="{PAPER}" stroke-width="7" stroke-linejoin="round"'
        )
        centres.append((sum(x for x, _ in p) / 4, sum(y for _, y in p) / 4, d))
    river = [(x, 430 + 120 * math.sin(x / 260 + 1.1) - x * 0.12) for x in range(-60, 1361, 20)]
    flow = "M" + " L".join(f"{x:.0f} {y:.0f}" for x, y in river)
    water = stroke(flow, SKY, 62) + stroke(flow, "#bcd8e2", 3)
    green = "".join(
        circle(x, y, 22, LEAF, 'opacity=".55"') for x, y in ((180, 610), (1130, 560), (930, 650), (300, 650))
    )
    drawn: list[Element] = [Art(rect(0, 0, 1280, 720, SAND) + plots + water + green)]
    marks = shot.all("mark")
    spots = [(800, 310), (330, 376), (1040, 540), (380, 540)]
    free = [c for c in centres if 70 < c[0] < 1210 and 230 < c[1] < 570]
    for mark, spot in zip(marks, spots, strict=False):
        near = min(free, key=lambda c, spot=spot: math.dist(spot, c[:2]))  # type: ignore[misc]
        free.remove(near)
        x, y = near[0], near[1] + 16
        drawn.append(coming(Art(shape(near[2], AMBER, 'opacity=".75"')), How.FADE, mark.start))
        width = min(430.0, 66 + 24 * len(mark.text))
        side = x + 44 if x + 44 + width < 1250 else x - 44 - width
        drawn.append(coming(Art(at(pin(), x, y, 1.15)), How.DROP, mark.start + 0.15, 0.6))
        drawn.append(coming(chip(mark.text, Box(side, y - 104, width, 72), 46), How.FADE, mark.start + 0.5))
    if not marks:
        goal = centres[len(centres) // 2]
        walk = [(180.0, 300.0), (430.0, 250.0), (600.0, 420.0), (860.0, 300.0), (goal[0], goal[1])]
        drawn.append(Line(tuple(walk), CLAY, 8, 0.8, 4.0))
        drawn.append(coming(Art(at(pin(), *walk[-1], 1.3)), How.DROP, 4.6, 0.7))
    return *drawn, *panel(shot, width=700)


def country(shot: Shot) -> tuple[Element, ...]:
    """A country's simple outline, with the city."""
    name, town = shot.text("country"), shot.text("city")
    if name not in COUNTRIES:
        raise UnknownName("country", name, COUNTRIES)
    if town not in CITIES:
        raise UnknownName("city", town, CITIES)
    points = COUNTRIES[name]
    lon, lat = [p[0] for p in points], [p[1] for p in points]
    narrow = math.cos(math.radians(sum(lat) / len(lat)))
    wide, tall = (max(lon) - min(lon)) * narrow, max(lat) - min(lat)
    scale = min(560 / wide, 560 / tall)
    left, top = 900 - wide * scale / 2, 340 - tall * scale / 2

    def place(p: tuple[float, float]) -> tuple[float, float]:
        return left + (p[0] - min(lon)) * narrow * scale, top + (max(lat) - p[1]) * scale

    d = "M" + " L".join("{:.0f} {:.0f}".format(*place(p)) for p in points) + " z"
    far = "".join(
        circle(left + wide * scale / 2, 340, r, shade_) for r, shade_ in ((470, "#ece6d8"), (380, "#e6dfce"))
    )
    land = shape(d, "#d7dfc9", f'stroke="{PAPER}" stroke-width="16" stroke-linejoin="round"') + shape(
        d, "#dfe5d0", f'stroke="{NEAR}" stroke-width="5" stroke-linejoin="round"'
    )
    x, y = place(CITIES[town])
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#f1ede2") + far),
        coming(Art(land), How.FADE, 0.1),
        coming(Art(at(pin(), x, y, 1.3)), How.DROP, 0.9, 0.7),
    ]
    drawn.append(coming(fit(town, Box(60, 210, 520, 120), 110, fill=SEA, align=Align.START), How.RISE, 1.1))
    y_text = 330.0
    for slot, size, weight, ink in (("label", 56, 700, INK), ("note", 46, 500, SOFT)):
        if text := shot.text(slot) or (name.title() if slot == "label" else ""):
            words = fit(
                text,
                Box(60, y_text, 500, min(190.0, SAFE - y_text)),
                size,
                fill=ink,
                weight=weight,
                align=Align.START,
                top=True,
            )
            drawn.append(coming(words, How.FADE, shot.when(slot, shot.cue(2))))
            y_text = words.box.y + words.box.h + 10
    return tuple(drawn)


def timeline(shot: Shot) -> tuple[Element, ...]:
    """A road with milestones, one for each date."""
    head, top = header(shot)
    steps = shot.all("step")
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#eaf0ee") + shape("M0 640 Q320 560 640 620 T1280 600 V720 H0 z", FAR)),
        *head,
    ]
    y = 440.0 if len(steps) > 3 else 480.0
    road = tuple((float(x), y) for x in range(-20, 1301, 20))
    last = steps[-1].start if steps else 2.0
    drawn.append(Art(rect(0, y - 16, 1280, 32, "#d8d2c3")))
    drawn.append(Line(road, SEA, 32, 0.2, max(2.0, last)))
    drawn.append(Art("".join(rect(x, y - 2, 34, 5, PAPER, 2) for x in range(10, 1280, 70))))
    for step, (x, w) in zip(steps, columns(len(steps), 40, 1240, 18), strict=True):
        middle = x + w / 2
        drawn.append(coming(Art(stone(middle, y + 10, 0.72)), How.POP, step.start, pivot=(middle, y)))
        date = fit(
            step.text, Box(x, y + 28, w, SAFE - y - 28), 50 if len(steps) < 5 else 44, fill=SEA, top=True
        )
        drawn.append(coming(date, How.FADE, step.start + 0.2))
        if words := step.slot.part(1):
            room = Box(x + 4, top, w - 8, y - 100 - top)
            set_ = fit(words, room, 52 if len(steps) < 5 else 44, weight=700)
            low = Box(set_.box.x, y - 106 - set_.box.h, set_.box.w, set_.box.h)
            drawn.append(
                coming(
                    type(set_)(set_.text, low, set_.size, set_.fill, set_.weight, set_.align),
                    How.RISE,
                    step.start + 0.3,
                )
            )
    return tuple(drawn)


def calendar(shot: Shot) -> tuple[Element, ...]:
    """Calendar sheets, one after another."""
    head, top = header(shot)
    dates = shot.all("date")
    drawn: list[Element] = [backdrop("#f3e9d4"), *head]
    widest = 420.0
    room = columns(len(dates), 50, 1230, 26)
    for date, (x, w) in zip(dates, room, strict=True):
        if w > widest:
            x, w = x + (w - widest) / 2, widest
        h = min(380.0, SAFE - top)
        y = top + (SAFE - top - h) / 2
        sheet = (
            rect(x + 6, y + 8, w, h, "#d9c9a8", 20)
            + rect(x, y, w, h, PAPER, 20)
            + shape(
                f"M{x:g} {y + 84:g} V{y + 20:g} q0 -20 20 -20 H{x + w - 20:g} q20 0 20 20 V{y + 84:g} z", CLAY
            )
        )
        sheet += rect(x + w * 0.25 - 7, y - 18, 14, 44, INK, 7) + rect(
            x + w * 0.75 - 7, y - 18, 14, 44, INK, 7
        )
        parts: list[Element] = [Art(sheet), fit(date.text, Box(x + 14, y + 94, w - 28, (h - 100) * 0.55), 58)]
        if words := date.slot.part(1):
            parts.append(
                fit(words, Box(x + 14, y + 100 + (h - 100) * 0.55, w - 28, (h - 100) * 0.4), 50, fill=SEA)
            )
        drawn.append(coming(tuple(parts), How.DROP, date.start, 0.55))
    return tuple(drawn)


def steps(shot: Shot) -> tuple[Element, ...]:
    """Stairs that somebody climbs; the last step may be missing."""
    head, top = header(shot)
    stairs = shot.all("step", "missing")
    gone = len(shot.slots.get("missing", ()))
    count = len(stairs)
    low, high = 562.0, max(top + 226, 320.0)
    drawn: list[Element] = [
        Art(
            rect(0, 0, 1280, 720, "#eef2ee")
            + shape("M0 720 V560 Q400 470 760 560 T1280 520 V720 z", "#dfe7e0")
        ),
        *head,
    ]
    width = 1180 / count
    looks = shot.people(1)
    for i, step in enumerate(stairs):
        x, y = 50 + width * i, low - (low - high) * ((i + 1) / count if count > 1 else 1)
        missing = i >= count - gone
        if missing:
            body = rect(
                x + 6,
                y,
                width - 12,
                720 - y,
                "#f6efe0",
                8,
                f'stroke="{CLAY}" stroke-width="6" stroke-dasharray="18 14"',
            )
        else:
            body = rect(x, y, width, 720 - y, (SEA, NEAR, shade(SEA, 1.0), NEAR, SEA)[i % 5]) + rect(
                x, y, width, 12, AMBER
            )
        room = Box(x + 10, y + 10, width - 20, max(SAFE - y - 10, 50))
        words = fit(step.text, room, 50, fill=CLAY if missing else PAPER, top=True)
        drawn.append(coming((Art(body), words), How.FADE if missing else How.RISE, step.start))
        if missing:
            drawn.append(
                coming(
                    fit("?", Box(x, y - 190, width, 180), 150, fill=CLAY),
                    How.POP,
                    step.start + 0.4,
                    pivot=(x + width / 2, y - 90),
                )
            )
    solid = count - gone
    for i in range(solid):
        x, y = 50 + width * (i + 0.5), low - (low - high) * ((i + 1) / count)
        mood = "glad" if i + 1 < solid else "doubt" if gone else "glad"
        here: Element = coming(
            figure(looks[0], x, y + 2, 0.84, Pose.STAND, mood),
            How.WALK,
            stairs[i].start + 0.4,
            0.9,
            by=(-width * 0.7, (low - high) / count if i else 0.0),
        )
        if i + 1 < solid:
            here = until(here, stairs[i + 1].start + 0.3)
        drawn.append(here)
    return tuple(drawn)


def path(shot: Shot) -> tuple[Element, ...]:
    """A winding path from sign to sign."""
    head, top = header(shot)
    signs = shot.all("step")
    count = len(signs)
    hill = shape("M0 330 Q320 230 700 320 T1280 280 V720 H0 z", "#cfdcc6") + shape(
        "M0 470 Q420 400 800 470 T1280 430 V720 H0 z", "#bccfb4"
    )
    drawn: list[Element] = [
        Art(rect(0, 0, 1280, 720, "#e6f0f1") + hill + tree(60, 420, 0.7) + tree(1230, 400, 0.8, LEAF)),
        *head,
    ]
    spots = [
        (x + w / 2, 600.0 if i % 2 == 0 else 540.0) for i, (x, w) in enumerate(columns(count, 30, 1250, 10))
    ]
    curve: list[tuple[float, float]] = [(-30.0, 680.0)]
    nodes = [(-30.0, 680.0), *((x, y + 34) for x, y in spots), (1310.0, 520.0)]
    for (ax, ay), (bx, by) in pairwise(nodes):
        for k in range(1, 21):
            t = k / 20
            ease = t * t * (3 - 2 * t)
            curve.append((ax + (bx - ax) * t, ay + (by - ay) * ease))
    drawn.append(Line(tuple(curve), "#f4ead2", 54, 0.2, max(2.5, signs[-1].start if signs else 2.5)))
    for sign, (x, _), (left, w) in zip(signs, spots, columns(count, 30, 1250, 14), strict=True):
        name = fit(sign.text, Box(left + 14, top + 8, w - 28, 70), 56, fill=PAPER)
        words = sign.slot.part(1)
        inside = (
            fit(words, Box(left + 14, top + 90, w - 28, 190), 50, weight=700, top=True) if words else None
        )
        high = (inside.box.y + inside.box.h + 18 - top) if inside else 90
        board = (
            rect(x - 8, top + high - 4, 16, max(20, 590 - top - high), "#8a5c38")
            + rect(left, top, w, high, PAPER, 18)
            + shape(
                f"M{left:g} {top + 82:g} V{top + 18:g} q0 -18 18 -18 H{left + w - 18:g} q18 0 18 18 V{top + 82:g} z",
                SEA,
            )
        )
        drawn.append(coming((Art(board), name, *((inside,) if inside else ())), How.RISE, sign.start))
    return tuple(drawn)


WHERE: dict[str, Drawing] = {
    "map": city_map, "country": country, "timeline": timeline, "calendar": calendar, "steps": steps, "path": path,
}  # fmt: skip
