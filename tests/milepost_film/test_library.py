"""The library of scenes: every one is drawn, readable on a phone, and says clearly what it cannot draw."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from milepost.core.errors import MilepostError, UnknownName
from milepost_film.drawing import library
from milepost_film.drawing.elements import Box, Picture, Words, kept_in, words_in
from milepost_film.drawing.lettering import TooLong, fit
from milepost_film.drawing.painting import Painter
from milepost_film.drawing.shot import SAFE, Facts, Shot, Slot

FACTS = Facts("Oslo: a street", "Oslo, Norway", "2022", ("A source", "Another"), "Drawn.", "Drawn.")
CUES = ((0.5, 3.0), (3.6, 6.5), (7.0, 9.5))
TEXT = {"number": "1,250", "group": "20", "bar": "125", "point": "12", "share": "90 %", "country": "italy"}
TEXT |= {
    "city": "Modena",
    "people": "4",
    "districts": "20",
    "empty": "1",
    "sky": "evening",
    "file": "a.mp4",
    "from": "2",
}
TEXT |= {"talk": "yes", "walk": "yes", "room": "yes"}
FEW = frozenset({"council", "phone", "poster"})  # at most three people
SECOND = {"item": "done", "card": "open", "pot": "stopped", "group": "people"}


def filled(visual: str, most: bool) -> Shot:
    """Return a shot with short words in the slots that are needed, or in all, as often as they may stand."""
    slots = {}
    for name, rule in library.rules(visual).items():
        first = "2" if name == "people" and visual in FEW else TEXT.get(name, "A word")
        parts = [first, *(SECOND.get(name, "and two") for _ in rule.lengths[1:2])]
        slots[name] = (
            Slot(tuple(part[:length] for part, length in zip(parts, rule.lengths, strict=False))),
        ) * (rule.most if most else rule.least)
    return Shot({name: found for name, found in slots.items() if found}, CUES, 10.5, FACTS, 3)


@pytest.mark.parametrize("most", [True, False])
@pytest.mark.parametrize("visual", library.VISUALS)
def test_words_are_large_and_lie_over_nothing(visual: str, most: bool) -> None:
    picture = library.draw(visual, filled(visual, most))
    words = list(words_in(picture.elements))
    assert all(found.size >= 40 for found in words)  # 11 pixels on a phone of 360
    assert all(found.box.y + found.box.h <= SAFE + 12 for found in words)
    boxes = [found.box for found in words]
    assert not any(box.meets(other) for n, box in enumerate(boxes) for other in boxes[n + 1 :])
    assert not any(box.meets(face) for box in boxes for face in kept_in(picture.elements))


@pytest.mark.parametrize("visual", library.VISUALS)
def test_a_scene_is_painted_and_comes_to_rest(visual: str) -> None:
    painter = Painter(library.draw(visual, filled(visual, most=True)))
    begun, done = bytes(painter.frame(0.0)), bytes(painter.frame(10.4))
    assert len(set(done[:: 4 * 997])) > 3  # not one colour
    assert begun != done
    assert not painter.moving(10.4)


def test_words_over_words_are_refused() -> None:
    one = fit("A label", Box(100, 100, 300, 80), 50)
    assert library.clash(Picture((one, replace(one, text="Another"))))
    assert not library.clash(Picture((one, replace(one, box=Box(100, 300, *one.box[2:])))))
    assert "captions" in library.clash(Picture((replace(one, box=Box(100, 640, *one.box[2:])),)))


@pytest.mark.parametrize(
    ("visual", "slots", "message"),
    [
        ("moon", {}, "unknown visual 'moon'; known: ballot, bars"),
        ("street", {"lable": ("A",)}, "lable.*known: label, note"),
        ("street", {"label": ("A", "B")}, "`label` may stand 1 times"),
        ("street", {"label": ("x" * 40,)}, "40 characters; `label` of street takes 36"),
        ("street", {"people": ("9",)}, "from 0 to 6, not '9'"),
        ("street", {"sky": ("green",)}, "green.*known: day, evening, morning"),
        ("pillars", {"pillar": ("One",)}, "needs 2 or more lines `- pillar: …`"),
        ("country", {"country": ("narnia",), "city": ("Riga",)}, "narnia"),
        ("languages", {"word": ("Русский", "English")}, "letters that cannot be drawn yet: Р"),
    ],
)
def test_what_cannot_be_drawn_is_said(visual: str, slots: dict[str, tuple[str, ...]], message: str) -> None:
    shot = Shot(
        {name: tuple(Slot((text,)) for text in texts) for name, texts in slots.items()}, CUES, 10.5, FACTS
    )
    with pytest.raises((MilepostError, UnknownName), match=message):
        library.draw(visual, shot)


def test_a_word_is_never_broken_and_a_long_one_is_refused() -> None:
    assert isinstance(fit("Recommendations received", Box(0, 0, 400, 120), 60), Words)
    with pytest.raises(TooLong, match="shorten it"):
        fit("Recommendations", Box(0, 0, 290, 300), 60)  # 30 pixels would do


def test_the_guide_names_every_scene_and_slot() -> None:
    guide = (files("milepost_film") / "README.md").read_text(encoding="utf-8")
    for visual in (*library.VISUALS, library.FOOTAGE):
        (row,) = [line for line in guide.splitlines() if line.startswith(f"| `{visual}` |")]
        own = set(library.rules(visual)) - {"label", "note", "people", "sky", "talk", "walk"}
        assert all(f"`{name}" in row or name in row for name in own), visual


def test_parts_come_with_their_sentence_or_spread_over_the_scene() -> None:
    slots = {"item": (Slot(("a",)), Slot(("b",)), Slot(("c",), cue=3))}
    times = [timed.start for timed in Shot(slots, CUES, 10.5, FACTS).all("item")]
    assert times == pytest.approx([0.65, 3.75, 7.15])
