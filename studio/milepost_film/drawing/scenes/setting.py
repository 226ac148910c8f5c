"""What places are made of: sky, ground, houses, trees, and the people in front of them."""

from __future__ import annotations

from milepost.core.errors import UnknownName
from milepost_film.drawing.elements import Art, Element, How, Moving
from milepost_film.drawing.palette import (
    AMBER,
    BARK,
    CLAY,
    FAR,
    LINE,
    MOSS,
    NEAR,
    PAPER,
    PLUM,
    SAND,
    SEA,
    SKY,
    at,
    bubble,
    circle,
    ellipse,
    rect,
    shape,
)  # fmt: skip
from milepost_film.drawing.people import Pose, shade
from milepost_film.drawing.shot import Shot, coming, dots, figure

SKIES = {"morning": ("#f7e3c8", "#f2ead8"), "day": (SKY, "#eaf3f4"), "evening": ("#1d3f4c", "#c98a6a")}
GROUND = 596.0


def sky(shot: Shot) -> str:
    """Return the sky, with the site's two hills."""
    name = shot.text("sky", "day")
    if name not in SKIES:
        raise UnknownName("sky", name, SKIES)
    top, low = SKIES[name]
    blend = (
        f'<linearGradient id="sky" x2="0" y2="1"><stop stop-color="{top}"/>'
        f'<stop offset="1" stop-color="{low}"/></linearGradient>' + rect(0, 0, 1280, GROUND, "url(#sky)")
    )
    sun = {
        "morning": circle(1080, 150, 58, "#fbd9a0"),
        "day": circle(1110, 110, 50, "#fdf3d6"),
        "evening": circle(1120, 110, 40, "#f6ead0"),
    }
    far, near = (FAR, NEAR) if name != "evening" else ("#3b6470", "#285260")
    hills = shape("M0 470 Q220 330 470 440 T900 400 T1280 430 V720 H0 z", far) + shape(
        "M0 540 Q300 430 620 520 T1280 480 V720 H0 z", near
    )
    return blend + sun[name] + hills


def ground(colour: str = SAND, edge: str = LINE) -> str:
    """Return the ground that people stand on."""
    return rect(0, GROUND, 1280, 124, colour) + rect(0, GROUND, 1280, 8, edge)


def house(x: float, w: float, h: float, colour: str, roof: str, lit: bool = False, gable: bool = True) -> str:
    """Return a house that stands on the ground."""
    y = GROUND - h
    top = (
        shape(f"M{x - 10:g} {y:g} L{x + w / 2:g} {y - w * 0.34:g} L{x + w + 10:g} {y:g} z", roof)
        if gable
        else rect(x - 8, y - 18, w + 16, 24, roof, 6)
    )
    glass = "#f7d98c" if lit else shade(SKY, 0.94)
    panes = ""
    across = max(2, int(w // 74))
    gap = w / across
    for row in range(int((h - 90) // 84)):
        for col in range(across):
            px, py = x + gap * (col + 0.5) - 17, y + 34 + row * 84
            light = glass if not lit or (row + col) % 3 else "#35525c"
            panes += rect(px, py, 34, 46, light, 4) + rect(px - 4, py + 46, 42, 6, shade(colour, 0.8), 2)
    door = rect(x + w / 2 - 24, GROUND - 76, 48, 76, shade(roof, 0.8), 6) + circle(
        x + w / 2 + 14, GROUND - 38, 4, AMBER
    )
    return rect(x, y, w, h, colour) + top + panes + door


def tree(x: float, y: float, scale: float = 1.0, crown: str = MOSS) -> str:
    """Return a tree with its foot at x,y, about 230 high."""
    drawn = rect(-9, -100, 18, 100, BARK, 6) + circle(0, -150, 62, crown) + circle(-38, -118, 42, crown)
    return at(
        drawn + circle(40, -120, 44, crown) + circle(-14, -166, 30, shade(crown, 1.0), 'opacity=".4"'),
        x,
        y,
        scale,
    )


def crowd(
    shot: Shot,
    count: int,
    left: float = 150,
    right: float = 1130,
    y: float = 694,
    scale: float = 1.16,
    young: int = 0,
) -> tuple[Element, ...]:
    """Return people side by side: they come in, they talk in turn, or one of them nods when a sentence begins."""
    looks = shot.people(count, young=young)
    step = (right - left) / max(1, count)
    walk, talk = shot.yes("walk"), shot.yes("talk")
    drawn: list[Element] = []
    for i, look in enumerate(looks):
        x = left + step * (i + 0.5)
        pose = (Pose.STAND, Pose.TALK, Pose.STAND, Pose.HOLD, Pose.STAND, Pose.TALK)[(i + shot.number) % 6]
        if pose is Pose.TALK and not talk:
            pose = Pose.STAND
        mood = "glad" if (i + shot.number) % 3 == 0 else "calm"
        body: Element = figure(look, x, y - 14 * (i % 2), scale, pose, mood, flip=x > 640)
        turns = [start for k, (start, _) in enumerate(shot.cues) if k % count == i]
        for start in turns[: 1 if walk else 3]:
            body = Moving((body,), How.NOD, start + (2.0 if walk else 0.25), 0.5)
        if walk:
            side = -1 if x < 640 else 1
            body = coming(body, How.WALK, 0.2 + 0.45 * (i % 3), 1.7, by=(side * 420.0, 0.0))
        drawn.append(body)
    if talk:
        drawn += speech(shot, [left + step * (i + 0.5) for i in range(count)], y - 335 * scale)
    return tuple(drawn)


def speech(shot: Shot, xs: list[float], y: float) -> list[Element]:
    """Return a bubble for each sentence, over one of the heads at `xs` in turn, and gone when it is said."""
    bubbles: list[Element] = []
    for k, (start, end) in enumerate(shot.cues):
        if not xs:
            break
        i = (k * 2 + shot.number) % len(xs)
        colour = (SEA, CLAY, PLUM)[k % 3]
        right = xs[i] > 640
        art = bubble(118, 74, colour, 0.75 if right else 0.25) + dots(59, 38)
        x = xs[i] - (96 if right else 22)
        shown = coming(Art(at(art, x, y - 22)), How.POP, start + 0.2, 0.45, pivot=(xs[i], y + 50))
        bubbles.append(Moving((shown,), How.LEAVE, end + 0.1, 0.3))
    return bubbles


def cloud(shot: Shot) -> tuple[Element, ...]:
    """Return a cloud that drifts over a sky by day; none at another hour."""
    cloud = (
        ellipse(0, 0, 70, 26, PAPER, 'opacity=".8"')
        + ellipse(-36, 8, 46, 20, PAPER, 'opacity=".8"')
        + ellipse(40, 8, 50, 20, PAPER, 'opacity=".8"')
    )
    if shot.text("sky", "day") != "day":
        return ()
    return (coming(Art(at(cloud, 1000, 176)), How.SLIDE, 0.0, min(6.0, shot.seconds), by=(-90.0, 0.0)),)
