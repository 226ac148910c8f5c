"""People: many kinds, drawn with the same care, none of them anybody in particular."""

from __future__ import annotations

from dataclasses import dataclass

from milepost_film.drawing.palette import AMBER, CLAY, DEEP, INK, SKY, TEAL


@dataclass(frozen=True, slots=True)
class Look:
    """How a figure looks. `hair` is short, long, bun, curls, scarf, bald or beard."""

    skin: str
    cloth: str
    colour: str
    hair: str
    glasses: bool = False


PEOPLE = (
    Look("#8d5a3a", TEAL, "#20140f", "curls"),
    Look("#f0c8a0", CLAY, "#6b4527", "long"),
    Look("#c98f65", AMBER, DEEP, "scarf"),
    Look("#e3b088", "#4a6d8c", "#b9b4ac", "short", glasses=True),
    Look("#6a4128", "#7a5a8c", "#151010", "bun"),
    Look("#f3d2b3", DEEP, "#c28a3c", "beard"),
    Look("#b97a50", SKY, "#2a1a12", "short"),
)


def person(look: Look, mood: str = "calm") -> str:
    """Return a figure from the waist up: 100 wide, 150 high, feet at 0,0. `mood`: calm, talk, doubt."""
    shoulders = f'<path d="M-52 0 q0 -66 34 -72 h36 q34 6 34 72 z" fill="{look.cloth}"/>'
    neck = f'<rect x="-11" y="-84" width="22" height="22" rx="9" fill="{look.skin}"/>'
    head = f'<ellipse cx="0" cy="-106" rx="25" ry="28" fill="{look.skin}"/>'
    return f"{_behind(look)}{shoulders}{neck}{head}{_hair(look)}{_face(look, mood)}"


def _behind(look: Look) -> str:
    if look.hair == "long":
        return f'<path d="M-31 -104 q0 -34 31 -34 q31 0 31 34 q0 34 6 50 h-74 q6 -16 6 -50z" fill="{look.colour}"/>'
    if look.hair == "scarf":
        return f'<path d="M-33 -104 q0 -36 33 -36 q33 0 33 36 q0 30 14 46 h-94 q14 -16 14 -46z" fill="{look.colour}"/>'
    if look.hair == "curls":
        spots = ((-24, -120), (-12, -134), (6, -137), (22, -126), (28, -110), (-29, -106))
        return "".join(f'<circle cx="{x}" cy="{y}" r="15" fill="{look.colour}"/>' for x, y in spots)
    return f'<circle cx="0" cy="-142" r="14" fill="{look.colour}"/>' if look.hair == "bun" else ""


def _hair(look: Look) -> str:
    cap = f'<path d="M-26 -106 q-2 -32 26 -32 q28 0 26 32 q-6 -17 -26 -17 q-20 0 -26 17z" fill="{look.colour}"/>'
    if look.hair == "bald":
        return ""
    if look.hair == "scarf":
        frame = "M-26 -104 q-2 -34 26 -34 q28 0 26 34 q-5 -20 -26 -20 q-21 0 -26 20z"
        fold = "M-26 -92 q8 26 26 26 q18 0 26 -26 l6 30 q-32 20 -64 0z"
        return f'<path d="{frame}" fill="{look.colour}"/><path d="{fold}" fill="{look.colour}"/>'
    if look.hair == "beard":
        return (
            cap
            + f'<path d="M-24 -102 q0 26 24 26 q24 0 24 -26 q-9 9 -24 9 q-15 0 -24 -9z" fill="{look.colour}"/>'
        )
    return cap


def _face(look: Look, mood: str) -> str:
    eyes = f'<g fill="{INK}"><circle cx="-9" cy="-107" r="2.8"/><circle cx="9" cy="-107" r="2.8"/></g>'
    mouth = {"calm": "M-7 -93 q7 5 14 0", "talk": "M-6 -94 q6 9 12 0 z", "doubt": "M-6 -91 h12"}[mood]
    light = look.hair == "beard"
    colour = "#fff3e6" if light else INK
    smile = f'<path d="{mouth}" fill="{colour if mood == "talk" else "none"}" stroke="{colour}" stroke-width="2.4" stroke-linecap="round"/>'
    glasses = (
        f'<g fill="none" stroke="{INK}" stroke-width="2"><circle cx="-9" cy="-107" r="7.5"/>'
        '<circle cx="9" cy="-107" r="7.5"/><path d="M-1.5 -107 h3"/></g>'
        if look.glasses
        else ""
    )
    return eyes + smile + glasses
