"""Captions that a person can read in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost_film import captions
from milepost_film.storyboard import Scene, Sentence, Storyboard
from milepost_film.voice import Cue, Narration, SceneTimes

LONG = "Young people, associations, officials and a university sat down together to think about it at last."


def told(*cues: Cue) -> Narration:
    return Narration(None, (SceneTimes(0.0, cues[-1].end + 1, cues),), cues[-1].end + 2)


def shown(narration: Narration) -> list[str]:
    return ["\n".join(block.splitlines()[2:]) for block in captions.captions(narration).split("\n\n")[1:]]


def test_no_line_is_longer_than_37_characters_and_no_caption_than_two_lines() -> None:
    parts = shown(told(Cue(0.0, 6.0, LONG)))
    lines = [line for part in parts for line in part.strip().splitlines()]
    assert max(map(len, lines)) <= captions.LINE
    assert all(len(part.strip().splitlines()) <= 2 for part in parts)


def test_no_word_is_lost_or_doubled() -> None:
    assert " ".join(" ".join(shown(told(Cue(0.0, 6.0, LONG)))).split()) == LONG


def test_captions_stand_above_the_disclosure_while_it_is_shown() -> None:
    cues = (Cue(1.0, 3.0, "First."), Cue(10.0, 12.0, "In the middle."), Cue(20.0, 22.0, "Last."))
    stamps = [line for line in captions.captions(told(*cues)).splitlines() if "-->" in line]
    assert [stamp.endswith(" line:-4") for stamp in stamps] == [True, False, True]


def test_captions_stand_in_turn_and_never_over_each_other() -> None:
    narration = told(Cue(0.0, 0.5, "A quick sentence that needs time."), Cue(0.9, 3.0, "Then the next."))
    stamps = [line for line in captions.captions(narration).splitlines() if "-->" in line]
    assert [stamp.removesuffix(captions.RAISED) for stamp in stamps] == [
        "00:00:00.000 --> 00:00:00.900",
        "00:00:00.900 --> 00:00:03.300",
    ]


def test_the_transcript_says_what_is_seen_and_what_is_said() -> None:
    scene = Scene("One", "chair", "An empty chair.", (Sentence("In 2022.", "In twenty twenty-two."),))
    text = captions.transcript(Storyboard("T", "en", "hibari/heart", "Drawn.", (scene,)))
    assert "*Drawn.*" in text
    assert "*An empty chair.*\n\nIn 2022." in text


@pytest.fixture
def film(shipped_content: Path) -> Path:
    return shipped_content / "modules" / "a1-why-participation" / "videos" / "modena"


def test_the_shipped_film_has_captions_that_can_be_read(film: Path) -> None:
    lines = (film / "captions.en.vtt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "WEBVTT"
    assert max(len(line) for line in lines if "-->" not in line) <= captions.LINE


def test_the_shipped_film_is_small_and_starts_while_it_loads(film: Path) -> None:
    data = (film / "film.en.mp4").read_bytes()
    assert len(data) < 5_000_000
    assert data.index(b"moov") < data.index(b"mdat")
