"""Captions that a person can read in time, by construction."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from milepost_film import captions
from milepost_film.storyboard import Scene, Sentence, Storyboard
from milepost_film.timing import LINE, narrate, retold, split, wrap
from milepost_film.verify import read_cues
from milepost_film.voice import RATE, Spoken

LONG = "Young people, associations, officials and a university sat down together to think about it at last."


def said(text: str, seconds: float, pauses: tuple[float, ...] = ()) -> Spoken:
    """Return a sentence as a tone of that length, silent for a fifth of a second at each pause."""
    samples = (0.2 * np.sin(np.arange(round(seconds * RATE)) / 10)).astype(np.float32)
    for at in pauses:
        samples[round((at - 0.2) * RATE) : round(at * RATE)] = 0
    return Spoken(samples, Sentence(text, text))


def test_a_caption_has_two_lines_of_37_characters_at_most() -> None:
    lines = [wrap(part).split("\n") for part in split(LONG)]
    assert max(len(line) for part in lines for line in part) <= LINE
    assert max(map(len, lines)) <= 2


def test_no_word_is_lost_or_doubled_and_a_stop_is_where_it_is_cut() -> None:
    assert " ".join(split(LONG)) == LONG
    two = "There is a research report with chapters on results. We saw only its contents page."
    assert split(two) == [
        "There is a research report with chapters on results.",
        "We saw only its contents page.",
    ]


@pytest.mark.parametrize("seconds", [1.0, 3.0, 7.0])
def test_there_is_time_to_read_whatever_the_pace(seconds: float) -> None:
    narration = narrate([[said(LONG, seconds), said("Yes.", 0.3)], [said(LONG, seconds)]])
    cues = [cue for scene in narration.scenes for cue in scene.captions]
    assert max(len(cue.text) / (cue.end - cue.start) for cue in cues) <= 17
    assert all(cue.end <= following.start + 1e-6 for cue, following in pairwise(cues))


def test_a_caption_in_parts_changes_where_the_voice_pauses() -> None:
    text = "There is a research report with chapters on results. We saw only its contents page."
    narration = narrate([[said(text, 6.0, pauses=(3.4,))]])
    first, second = narration.scenes[0].captions
    assert second.start - first.start == pytest.approx(3.4, abs=0.06)


def test_a_scene_lasts_whole_frames_and_sound_and_scenes_end_together() -> None:
    narration = narrate([[said("One.", 1.234)], [said("Two.", 2.345)]])
    frames = [(scene.end - scene.start) * 25 for scene in narration.scenes]
    assert frames == pytest.approx([round(count) for count in frames])
    assert narration.seconds == pytest.approx(len(narration.samples) / RATE)


def test_another_language_keeps_the_times_of_the_film() -> None:
    narration = narrate([[said("Yes, we met.", 2.0), said("Then we went.", 2.0)]])
    told = retold(narration.scenes, [["Oui, nous nous sommes réunis.", "Puis nous sommes partis."]])
    assert [cue.start for cue in told[0].captions] == [cue.start for cue in narration.scenes[0].captions]
    assert [cue.text for cue in told[0].captions] == [
        "Oui, nous nous sommes réunis.",
        "Puis nous sommes partis.",
    ]


def test_vtt_files_hold_what_was_laid_out() -> None:
    scene = Scene("One & two", "title", "An empty chair.", (Sentence("Hello.", "Hello."),), {})
    board = Storyboard(Path("x"), "T", "en", (scene,), voice="hibari/heart")
    narration = narrate([[said("Hello.", 1.0)]])
    (cue,) = read_cues(captions.captions(narration.scenes))
    assert cue.text == "Hello."
    assert cue.start == pytest.approx(narration.scenes[0].captions[0].start, abs=0.001)
    assert "One & two" in captions.chapters(board, narration.scenes)
    assert "An empty chair." in captions.descriptions(board, narration.scenes)


def test_the_transcript_says_what_is_seen_and_what_is_said() -> None:
    scene = Scene("One", "title", "An empty chair.", (Sentence("In 2022.", "In twenty twenty-two."),), {})
    board = Storyboard(Path("x"), "T", "fr", (scene,), film="en", draft=True)
    text = captions.transcript(board, "Dessiné.")
    assert text.startswith("*Dessiné.*\n\n*Traduction provisoire")
    assert "*An empty chair.*\n\nIn 2022." in text
