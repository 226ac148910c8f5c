"""People: many kinds, drawn with the same care, none of them anybody in particular.

A figure stands at 0,0 (the ground between the feet) and is about 270 high; y runs downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from milepost_film.drawing.palette import (
    AMBER,
    BARK,
    CLAY,
    FAR,
    INK,
    LEAF,
    MOSS,
    NEAR,
    PLUM,
    ROSE,
    SEA,
    SKY,
    circle,
    ellipse,
    rect,
    shape,
    stroke,
)  # fmt: skip


class Hair(StrEnum):
    """What is on the head."""

    SHORT = "short"
    CURLS = "curls"
    LONG = "long"
    BUN = "bun"
    BOB = "bob"
    BRAIDS = "braids"
    SCARF = "scarf"
    BALD = "bald"
    CAP = "cap"
    GREY = "waves"


class Pose(StrEnum):
    """What the body does."""

    STAND = "stand"
    TALK = "talk"  # one hand raised
    WAVE = "wave"
    HOLD = "hold"  # both hands before the body
    REACH = "reach"  # one arm stretched to the right
    SIT = "sit"  # on a chair that somebody else draws, seat at 96
    BUST = "bust"  # from the waist up, behind a table


@dataclass(frozen=True, slots=True)
class Look:
    """How a figure looks. `wide` is half the breadth of the shoulders, `tall` a share of 1."""

    skin: str
    top: str
    legs: str
    hair: Hair
    hue: str
    wide: float = 36
    tall: float = 1.0
    beard: bool = False
    glasses: bool = False
    skirt: bool = False
    wheels: bool = False
    stick: bool = False
    bag: str = ""


# Skin and hair are spread over clothes, ages and shapes; no look stands for a group or a country.
CAST: tuple[Look, ...] = (
    Look("#8d5a3a", SEA, INK, Hair.CURLS, "#20140f", 36),
    Look("#f0c8a0", CLAY, NEAR, Hair.LONG, "#6b4527", 33),
    Look("#c98f65", AMBER, MOSS, Hair.SCARF, SEA, 36, 0.97, skirt=True),
    Look("#e3b088", NEAR, INK, Hair.SHORT, "#b9b4ac", 40, beard=True, glasses=True),
    Look("#6a4128", PLUM, INK, Hair.BRAIDS, "#151010", 34),
    Look("#f3d2b3", MOSS, BARK, Hair.SHORT, "#c28a3c", 46, 0.98, beard=True),
    Look("#b97a50", ROSE, SEA, Hair.BOB, "#2a1a12", 34, 0.95, wheels=True),
    Look("#f0c8a0", LEAF, INK, Hair.GREY, "#d9d5cc", 40, 0.9, stick=True, glasses=True),
    Look("#a66b45", SKY, INK, Hair.SHORT, "#1b1210", 38),
    Look("#d9a577", "#3f7d93", PLUM, Hair.BUN, "#3a2418", 44, 0.96, skirt=True),
    Look("#5a3722", AMBER, SEA, Hair.BALD, "#151010", 40, 1.03),
    Look("#e8bd95", PLUM, NEAR, Hair.CAP, CLAY, 34, 0.98, bag=AMBER),
    Look("#7b4c30", CLAY, BARK, Hair.SCARF, AMBER, 40, 0.94, glasses=True),
    Look("#f3d2b3", FAR, INK, Hair.LONG, "#a5552a", 38, 1.0, glasses=True),
)
YOUNG: tuple[Look, ...] = (
    Look("#8d5a3a", AMBER, SEA, Hair.BRAIDS, "#20140f", 29, 0.78, bag=CLAY),
    Look("#f0c8a0", SEA, INK, Hair.SHORT, "#8a5a2b", 30, 0.8),
    Look("#c98f65", LEAF, NEAR, Hair.BOB, "#2a1a12", 29, 0.76, bag=PLUM),
    Look("#6a4128", CLAY, INK, Hair.CURLS, "#151010", 30, 0.82),
    Look("#e3b088", ROSE, MOSS, Hair.SCARF, NEAR, 29, 0.79, bag=SEA),
    Look("#b97a50", PLUM, INK, Hair.SHORT, "#1b1210", 30, 0.8, glasses=True),
)

HEAD = -226.0  # middle of the head of a standing figure


def person(look: Look, pose: Pose = Pose.STAND, mood: str = "calm") -> str:
    """Return a figure. `mood` is calm, talk, doubt or glad."""
    sits = pose is Pose.SIT or (look.wheels and pose is not Pose.BUST)
    drop = 44.0 if sits else 0.0
    body = _legs(look, sits) if pose is not Pose.BUST else ""
    upper = _behind(look) + _torso(look, pose) + _neck(look) + _head(look, mood) + _arms(look, pose)
    whole = f'{_chair_back(look)}{body}<g transform="translate(0 {drop:g})">{upper}</g>{_extras(look, sits, pose)}'
    return f'<g transform="scale({look.tall:g})">{whole}</g>'


def head_at(look: Look, pose: Pose = Pose.STAND) -> tuple[float, float, float]:
    """Return (x, y, radius) of a figure's head in its own coordinates."""
    sits = pose is Pose.SIT or (look.wheels and pose is not Pose.BUST)
    return 0.0, (HEAD + (44.0 if sits else 0.0)) * look.tall, 36 * look.tall


def shade(colour: str, share: float = 0.86) -> str:
    """Return a colour made darker."""
    return "#" + "".join(f"{int(int(colour[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))


def _legs(look: Look, sits: bool) -> str:
    shoes = shade(look.legs, 0.55) if look.legs != INK else "#3b2c25"
    if sits:
        thigh = stroke("M-15 -92 q4 6 6 22 L-9 -18 M15 -92 q-4 6 -4 22 L11 -18", look.legs, 29)
        if look.skirt:
            thigh = shape("M-38 -100 h76 l6 62 h-88 z", look.legs)
        return thigh + _shoe(-12, shoes) + _shoe(14, shoes)
    if look.skirt:
        w = look.wide
        calf = stroke("M-13 -40 V-12 M13 -40 V-12", shade(look.skin, 0.92), 17)
        return (
            calf
            + shape(f"M{-w + 8:g} -112 H{w - 8:g} L{w + 8:g} -34 Q0 -26 {-w - 8:g} -34 z", look.legs)
            + _shoe(-14, shoes)
            + _shoe(16, shoes)
        )
    gap = 15 if look.wide < 42 else 18
    trousers = stroke(f"M{-gap} -104 V-16 M{gap} -104 V-16", look.legs, 29 if look.wide < 42 else 35)
    return (
        trousers
        + stroke("M0 -88 V-20", shade(look.legs, 0.7), 3)
        + _shoe(-gap, shoes)
        + _shoe(gap + 2, shoes)
    )


def _shoe(x: float, colour: str) -> str:
    return shape(f"M{x - 17:g} 0 q0 -19 18 -19 q16 0 19 19 z", colour)


def _torso(look: Look, pose: Pose) -> str:
    w = look.wide
    foot = -60 if pose is Pose.BUST else -96
    belly = w - 4 if w < 42 else w + 3
    d = f"M{-w:g} -160 Q{-w:g} -188 -20 -192 Q0 -184 20 -192 Q{w:g} -188 {w:g} -160 L{belly:g} {foot} H{-belly:g} z"
    collar = shape("M-16 -193 Q0 -172 16 -193 Q0 -186 -16 -193 z", shade(look.top))
    strap = stroke(f"M-20 -190 L{w - 6:g} -110", shade(look.bag), 9) if look.bag else ""
    return shape(d, look.top) + collar + strap


def _neck(look: Look) -> str:
    return rect(-11, -208, 22, 24, shade(look.skin, 0.9), 10)


def _arms(look: Look, pose: Pose) -> str:
    w, sleeve = look.wide - 2, shade(look.top, 0.9)
    rest_l = (f"M{-w:g} -168 Q{-w - 12:g} -130 {-w - 6:g} -92", -w - 6, -84)
    rest_r = (f"M{w:g} -168 Q{w + 12:g} -130 {w + 6:g} -92", w + 6, -84)
    lap_l = (f"M{-w:g} -166 Q{-w - 14:g} -122 -14 -108", -12, -106)
    lap_r = (f"M{w:g} -166 Q{w + 14:g} -122 14 -108", 12, -106)
    fore_l = (f"M{-w:g} -166 Q{-w - 12:g} -126 -14 -130", -10, -130)
    fore_r = (f"M{w:g} -166 Q{w + 12:g} -126 14 -130", 10, -130)
    talk_r = (f"M{w:g} -166 Q{w + 34:g} -136 {w + 22:g} -178", w + 22, -188)
    wave_r = (f"M{w:g} -166 Q{w + 36:g} -180 {w + 32:g} -226", w + 32, -238)
    reach_r = (f"M{w:g} -166 Q{w + 26:g} -158 {w + 58:g} -160", w + 68, -161)
    arms = {
        Pose.STAND: (rest_l, rest_r), Pose.TALK: (rest_l, talk_r), Pose.WAVE: (rest_l, wave_r),
        Pose.HOLD: (fore_l, fore_r), Pose.REACH: (rest_l, reach_r), Pose.SIT: (lap_l, lap_r),
        Pose.BUST: (fore_l, fore_r),
    }[pose]  # fmt: skip
    if look.wheels and pose is Pose.STAND:
        arms = (lap_l, lap_r)
    hands = "".join(circle(x, y, 11.5, look.skin) for _, x, y in arms)
    sleeves = "".join(stroke(d, sleeve, 22) for d, _, _ in arms)
    return sleeves + hands if pose in (Pose.HOLD, Pose.BUST, Pose.SIT) else hands + sleeves


def _head(look: Look, mood: str) -> str:
    ears = circle(-29, HEAD + 4, 7, look.skin) + circle(29, HEAD + 4, 7, look.skin)
    skull = ellipse(0, HEAD, 29, 33, look.skin)
    beard = (
        shape(
            f"M-29 {HEAD + 2:g} q1 35 29 35 q28 0 29 -35 q-7 14 -15 14 q-14 -5 -28 0 q-8 0 -15 -14 z",
            look.hue,
        )
        if look.beard
        else ""
    )
    return (ears if look.hair is not Hair.SCARF else "") + skull + beard + _hair(look) + _face(look, mood)


def _behind(look: Look) -> str:
    y = HEAD
    match look.hair:
        case Hair.LONG:
            return shape(f"M-36 {y:g} q0 -42 36 -42 q36 0 36 42 q0 34 8 64 h-88 q8 -30 8 -64 z", look.hue)
        case Hair.BOB:
            return shape(f"M-37 {y:g} q0 -41 37 -41 q37 0 37 41 v26 q-37 12 -74 0 z", look.hue)
        case Hair.CURLS:
            spots = ((-30, -10), (-24, -28), (-8, -38), (10, -38), (25, -27), (31, -9), (-33, 8), (33, 8))
            return "".join(circle(x, y + dy, 15, look.hue) for x, dy in spots)
        case Hair.BUN:
            return circle(0, y - 40, 17, look.hue)
        case Hair.BRAIDS:
            return stroke(f"M-30 {y:g} q-8 36 -4 66 M30 {y:g} q8 36 4 66", look.hue, 13) + ellipse(
                0, y - 8, 34, 32, look.hue
            )
        case Hair.SCARF:
            return shape(
                f"M-36 {y:g} q0 -42 36 -42 q36 0 36 42 q2 34 14 52 q-50 18 -100 0 q12 -18 14 -52 z", look.hue
            )
        case _:
            return ""


def _hair(look: Look) -> str:
    y = HEAD
    cap = shape(f"M-31 {y - 2:g} q-3 -37 31 -37 q34 0 31 37 q-7 -20 -31 -20 q-24 0 -31 20 z", look.hue)
    match look.hair:
        case Hair.BALD:
            return ""
        case Hair.SCARF:
            ring = f"M-35 {y + 4:g} q-2 -44 35 -44 q37 0 35 44 q-6 -28 -35 -28 q-29 0 -35 28 z"
            fold = f"M-33 {y + 6:g} q8 31 33 31 q25 0 33 -31 l9 34 q-42 30 -84 0 z"
            return (
                shape(ring, look.hue)
                + shape(fold, look.hue)
                + stroke(f"M-22 {y + 36:g} q20 14 44 4", shade(look.hue), 3)
            )
        case Hair.CAP:
            brim = shape(f"M-4 {y - 16:g} h44 q6 8 -2 9 h-42 z", shade(look.hue))
            return shape(f"M-31 {y - 10:g} q0 -32 31 -32 q31 0 31 32 z", look.hue) + brim
        case Hair.GREY:
            wave = f"M-33 {y + 2:g} q-6 -43 33 -43 q39 0 33 43 q-4 -16 -15 -19 q-22 6 -36 -2 q-12 4 -15 21 z"
            return shape(wave, look.hue)
        case Hair.LONG | Hair.BOB:
            return shape(
                f"M-32 {y + 2:g} q-2 -40 32 -40 q34 0 32 40 q-4 -22 -22 -27 q-20 18 -38 14 q-3 4 -4 13 z",
                look.hue,
            )
        case _:
            return cap


def _face(look: Look, mood: str) -> str:
    y = HEAD
    eyes = circle(-10.5, y - 1, 3.3, INK) + circle(10.5, y - 1, 3.3, INK)
    mouths = {"calm": "M-8 15 q8 6 16 0", "glad": "M-10 13 q10 11 20 0", "doubt": "M-7 16 h13"}
    colour = shade(look.skin, 0.42)
    if mood == "talk":
        mouth = ellipse(0, y + 16, 7, 6, colour)
    else:
        mouth = f'<g transform="translate(0 {y:g})">{stroke(mouths[mood], colour, 3)}</g>'
    brows = (
        stroke(f"M-16 {y - 10:g} l10 -3 M16 {y - 10:g} l-10 -3", shade(look.skin, 0.6), 2.6)
        if mood == "doubt"
        else ""
    )
    glasses = (
        f'<g fill="none" stroke="{INK}" stroke-width="2.4"><circle cx="-10.5" cy="{y - 1:g}" r="9"/>'
        f'<circle cx="10.5" cy="{y - 1:g}" r="9"/><path d="M-1.5 {y - 1:g} h3"/></g>'
        if look.glasses
        else ""
    )
    nose = stroke(f"M0 {y + 3:g} q4 5 -1 6", shade(look.skin, 0.8), 2.6)
    return eyes + nose + mouth + brows + glasses


def _chair_back(look: Look) -> str:
    if not look.wheels:
        return ""
    return rect(-44, -150, 88, 78, shade(SEA, 0.8), 12) + stroke("M-44 -142 h-14 M44 -142 h14", INK, 9)


def _extras(look: Look, sits: bool, pose: Pose) -> str:
    if pose is Pose.BUST:
        return ""
    parts = ""
    if look.wheels:
        for x in (-52, 52):
            parts += (
                f'<ellipse cx="{x}" cy="-46" rx="13" ry="46" fill="none" stroke="{INK}" stroke-width="8"/>'
            )
            parts += (
                f'<ellipse cx="{x}" cy="-46" rx="7" ry="38" fill="none" stroke="{FAR}" stroke-width="3"/>'
            )
    if look.stick and not sits:
        hand = look.wide + 12
        parts += stroke(f"M{hand:g} -96 V-4 M{hand:g} -96 q0 -12 -14 -10", BARK, 7)
    if look.bag and not sits:
        parts += rect(look.wide - 16, -118, 34, 44, look.bag, 8) + rect(
            look.wide - 16, -118, 34, 14, shade(look.bag), 6
        )
    return parts


def cast(film: str, count: int, first: int = 0, young: int = 0) -> tuple[Look, ...]:
    """Return `count` different looks for a film; another film begins elsewhere in the cast.

    `first` moves on within the cast, so that two scenes do not show the same row; `young` of them
    are children or teenagers, at the end.
    """
    start = sum(film.encode()) + first
    step = 5  # coprime to the size of the cast: neighbours differ
    grown = tuple(CAST[(start + i * step) % len(CAST)] for i in range(count - young))
    return grown + tuple(YOUNG[(start + i) % len(YOUNG)] for i in range(young))
