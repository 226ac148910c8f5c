"""Every visual is drawn, and drawn as well-formed pictures."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from milepost.core.errors import UnknownName
from milepost_film.drawing.scenes import SCENES
from milepost_film.drawing.stage import stage
from milepost_film.storyboard import Scene, Sentence, Storyboard
from milepost_film.voice import Cue, Narration, SceneTimes

TIMES = SceneTimes(0.0, 9.0, (Cue(0.5, 2.0, "a"), Cue(2.5, 4.0, "b"), Cue(4.5, 6.0, "c")))


def board(*visuals: str) -> Storyboard:
    scenes = tuple(Scene(v, v, "seen", (Sentence("a", "a"),)) for v in visuals)
    return Storyboard("T & T", "en", "hibari/heart", "Drawn <here>.", scenes)


@pytest.mark.parametrize("visual", SCENES)
def test_a_scene_is_well_formed_and_has_no_small_words(visual: str) -> None:
    drawing = ElementTree.fromstring(f"<svg>{SCENES[visual](TIMES)}</svg>")
    sizes = [float(text.get("font-size", "0")) for text in drawing.iter("text")]
    assert all(size >= 39 for size in sizes)


def test_the_page_tells_that_it_is_illustrated_at_both_ends_and_asks_nobody_for_anything() -> None:
    page = stage(board("chair", "phone"), Narration(None, (TIMES, TIMES), 20.0))
    assert page.count("Drawn &lt;here&gt;.") == 2
    assert not re.search(r"https?://", page)


def test_a_visual_that_is_not_drawn_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="chair"):
        stage(board("moon"), Narration(None, (TIMES,), 20.0))
