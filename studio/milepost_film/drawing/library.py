"""The library: every visual that a storyboard can name, and the slots that each takes."""

from __future__ import annotations

from dataclasses import dataclass

from milepost.core.errors import MilepostError, UnknownName
from milepost_film.drawing.elements import Footage, Picture, kept_in, words_in
from milepost_film.drawing.palette import WIDTH
from milepost_film.drawing.scenes.amounts import AMOUNTS
from milepost_film.drawing.scenes.cards import CARDS
from milepost_film.drawing.scenes.papers import PAPERS
from milepost_film.drawing.scenes.places import PLACES
from milepost_film.drawing.scenes.talks import TALKS
from milepost_film.drawing.scenes.things import THINGS
from milepost_film.drawing.scenes.together import TOGETHER
from milepost_film.drawing.scenes.where import WHERE
from milepost_film.drawing.shot import SAFE, Drawing, Shot


@dataclass(frozen=True, slots=True)
class SlotRule:
    """How often a slot may stand and how long its parts may be, in characters."""

    most: int = 1
    lengths: tuple[int, ...] = (36,)
    least: int = 0


VISUALS: dict[str, Drawing] = {**CARDS, **PLACES, **TOGETHER, **TALKS, **WHERE, **AMOUNTS, **PAPERS, **THINGS}
FOOTAGE = "footage"

_COMMON = {"label": SlotRule(1, (36,)), "note": SlotRule(1, (60,))}
_PEOPLE = {"people": SlotRule(1, (2,))}
_PLACE = {**_PEOPLE, "sky": SlotRule(1, (8,)), "talk": SlotRule(1, (3,)), "walk": SlotRule(1, (3,))}
_SIGN = {"sign": SlotRule(1, (18,))}
_SOURCE = {"source": SlotRule(1, (50,))}
_SIDES = {"left": SlotRule(1, (30,)), "right": SlotRule(1, (30,))}

_OWN: dict[str, dict[str, SlotRule]] = {
    "question": {"item": SlotRule(3, (60,), 1)},
    "unknown": {"item": SlotRule(3, (60,), 1)},
    "square": {"sign": SlotRule(1, (14,))},
    "school": {"sign": SlotRule(1, (14,))},
    "bus-stop": {"poster": SlotRule(1, (24,))},
    "classroom": {"board": SlotRule(1, (40,))},
    "meeting": {**_PEOPLE, "empty": SlotRule(1, (1,))},
    "tables": {"table": SlotRule(4, (22,), 2)},
    "council": _PEOPLE,
    "door": {"outside": SlotRule(1, (26,)), "inside": SlotRule(1, (26,)), **_SIGN},
    "dialogue": {**_SIDES, "room": SlotRule(1, (3,))},
    "counter": {**_SIDES, "sign": SlotRule(1, (24,)), "note": SlotRule(1, (30,))},
    "handover": {name: SlotRule(1, (18,)) for name in ("from", "to", "folder")},
    "languages": {"word": SlotRule(4, (11,), 2)},
    "network": {"centre": SlotRule(1, (20,)), "node": SlotRule(6, (20,), 3)},
    "map": {"districts": SlotRule(1, (2,)), "mark": SlotRule(4, (16,))},
    "country": {"country": SlotRule(1, (12,), 1), "city": SlotRule(1, (14,), 1)},
    "timeline": {"step": SlotRule(5, (16, 36), 2)},
    "calendar": {"date": SlotRule(4, (18, 24), 1)},
    "steps": {"step": SlotRule(5, (22,), 1), "missing": SlotRule(1, (22,))},
    "path": {"step": SlotRule(4, (14, 30), 2)},
    "number": {"number": SlotRule(4, (9, 40), 1), **_SOURCE},
    "headcount": {"group": SlotRule(4, (2, 24, 2), 1), **_SOURCE},
    "bars": {"bar": SlotRule(5, (8, 16), 2), "unit": SlotRule(1, (8,)), **_SOURCE},
    "line": {"point": SlotRule(7, (6, 6), 3), "unit": SlotRule(1, (3,)), **_SOURCE},
    "budget": {"amount": SlotRule(1, (14,)), "share": SlotRule(3, (5, 24)), **_SOURCE},
    "phone": {**_PEOPLE, "heading": SlotRule(1, (14,)), "button": SlotRule(1, (12,))},
    "poster": {**_PEOPLE, "heading": SlotRule(1, (24,)), "line": SlotRule(3, (26,))},
    "document": {
        "heading": SlotRule(1, (24,)),
        "line": SlotRule(3, (28,)),
        "stamp": SlotRule(1, (12,)),
        "date": SlotRule(1, (18,)),
    },
    "checklist": {"item": SlotRule(5, (34, 7), 2)},
    "cards": {"card": SlotRule(5, (30, 7), 2)},
    "pillars": {"roof": SlotRule(1, (24,)), "pillar": SlotRule(4, (20,), 2)},
    "before-after": {"before": SlotRule(3, (24,), 1), "after": SlotRule(3, (24,), 1)},
    "ballot": {"yes": SlotRule(2, (24,)), "no": SlotRule(2, (24,))},
    "plants": {"pot": SlotRule(5, (24, 7), 2)},
    "scales": _SIDES,
    FOOTAGE: {"file": SlotRule(1, (80,), 1), "from": SlotRule(1, (6,))},
}


def rules(visual: str) -> dict[str, SlotRule]:
    """Return the slots of a visual. Raises UnknownName."""
    if visual != FOOTAGE and visual not in VISUALS:
        raise UnknownName("visual", visual, (*VISUALS, FOOTAGE))
    if visual == FOOTAGE or visual in ("title", "closing"):
        return _OWN.get(visual, {})
    place = _PLACE if visual in PLACES else {}
    return {**_COMMON, **place, **_OWN.get(visual, {})}


def check(visual: str, shot: Shot) -> None:
    """Raise MilepostError when a slot is unknown, stands too often or too seldom, or is too long."""
    known = rules(visual)
    for name, slots in shot.slots.items():
        if name not in known:
            raise UnknownName(f"slot of {visual}", name, known or ("none",))
        if len(slots) > known[name].most:
            raise MilepostError(f"`{name}` may stand {known[name].most} times in {visual}, not {len(slots)}")
        for slot in slots:
            if len(slot.parts) > len(known[name].lengths):
                raise MilepostError(
                    f"`{name}` of {visual} has {len(known[name].lengths)} parts, not {len(slot.parts)}"
                )
            for part, most in zip(slot.parts, known[name].lengths, strict=False):
                if len(part) > most:
                    raise MilepostError(
                        f"{part!r} has {len(part)} characters; `{name}` of {visual} takes {most}"
                    )
    for name, rule in known.items():
        if len(shot.slots.get(name, ())) < rule.least:
            raise MilepostError(f"{visual} needs {rule.least} or more lines `- {name}: …`")


def draw(visual: str, shot: Shot) -> Picture:
    """Return the picture of a scene. Raises MilepostError for what cannot be drawn."""
    check(visual, shot)
    if visual == FOOTAGE:
        return Picture((), Footage(shot.text("file"), float(shot.text("from", "0"))))
    picture = Picture(VISUALS[visual](shot))
    if hidden := clash(picture):
        raise MilepostError(f"{hidden} in {visual}; shorten the words, or take fewer")
    return picture


def clash(picture: Picture) -> str:
    """Return what is wrong with the words of a picture: over others, over a face, outside, or nothing."""
    found, faces = list(words_in(picture.elements)), list(kept_in(picture.elements))
    for number, words in enumerate(found):
        box = words.box
        if box.x < 8 or box.y < 8 or box.x + box.w > WIDTH - 8 or box.y + box.h > SAFE + 12:
            return f"{words.text!r} leaves the picture or lies under the captions"
        over = next((other.text for other in found[number + 1 :] if box.meets(other.box)), "")
        if over:
            return f"{words.text!r} lies over {over!r}"
        if any(box.meets(face) for face in faces):
            return f"{words.text!r} lies over a face"
    return ""
