"""The listener: what counts as wrong, late, loud or too fast. (Listening needs the extra film-verify.)"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from milepost.core.errors import MilepostError
from milepost_film.timing import Cue
from milepost_film.verify import (
    Heard,
    Report,
    _from_onset,
    _from_sound,
    drifts,
    read_cues,
    verify,
    word_error,
)

# The normaliser has a backslash too many, which Python says once, when it compiles it.
pytestmark = pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
GOOD = Report(170.0, 2_900_000, 0.02, 0.3, 0.05, -16.1, 37, 16.5)


def heard(*words: tuple[str, float]) -> list[Heard]:
    return [Heard(text, start) for text, start in words]


def test_a_film_that_reaches_every_goal_misses_none() -> None:
    assert GOOD.missed() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"word_error": 0.081}, "8% of the words"),
        ({"drift": 0.41}, "0.4 s from its words"),
        ({"loudness": -17.2}, "LUFS"),
        ({"loudness": -14.0}, "LUFS"),
        ({"longest_line": 38}, "37 characters"),
        ({"per_second": 17.3}, "17 characters a second"),
        ({"bytes": 5_000_001}, "5 MB"),
    ],
)
def test_each_goal_that_is_missed_is_said(change: dict[str, float], said: str) -> None:
    (missed,) = replace(GOOD, **change).missed()
    assert said in missed


def test_words_are_compared_as_they_sound_not_as_they_are_written() -> None:
    words = heard(
        ("In", 0), ("twenty", 0), ("twenty-three,", 0), ("fifty-eight", 0), ("people", 0), ("met", 0)
    )
    rate, wrong = word_error(["In 2023, people met: 58."], [*words[:3], *words[4:], words[3]])
    assert (rate, wrong) == (0.0, ())


def test_a_wrong_word_is_counted_and_named() -> None:
    rate, wrong = word_error(["They met in Riga."], heard(("They", 0), ("met", 0), ("in", 0), ("Vega", 0)))
    assert rate == 0.25
    assert wrong == ("riga → vega",)


def test_drift_is_from_a_caption_to_its_first_word() -> None:
    cues = [Cue(1.0, 2.0, "They met\nin Riga."), Cue(3.0, 4.0, "Then they left.")]
    words = heard(
        ("They", 1.1), ("met", 1.3), ("in", 1.5), ("Riga", 1.7), ("Then", 3.6), ("they", 3.8), ("left", 4.0)
    )
    assert [(round(seconds, 2), text) for seconds, text in drifts(cues, words)] == [
        (0.1, "They met in Riga."),
        (0.6, "Then they left."),
    ]


def test_a_word_begins_where_its_sound_begins() -> None:
    voiced = [False] * 30 + [True] * 40 + [False] * 30 + [True] * 40
    assert _from_sound(0.1, 0.6, voiced) == 0.3  # begun in silence
    assert _from_sound(0.6, 1.3, voiced) == 1.0  # begun before the pause
    assert _from_sound(0.4, 0.6, voiced) == 0.4
    assert _from_onset(0.7, 1.2, voiced) == 1.0  # begun too late: the sound since the pause is nobody else's
    assert _from_onset(1.1, 1.2, voiced) == 1.2


def test_cues_are_read_with_their_lines() -> None:
    assert read_cues(
        "WEBVTT\n\n1\n00:00:01.500 --> 00:00:02.000 line:-4\nOne\ntwo\n\n"
        "2\n00:01:00.000 --> 00:01:01.000\nThree\n"
    ) == [
        Cue(1.5, 2.0, "One\ntwo"),
        Cue(60.0, 61.0, "Three"),
    ]


def test_a_film_that_is_not_built_yet_is_said(tmp_path: Path) -> None:
    path = tmp_path / "storyboard.en.md"
    path.write_text(
        "---\ntitle: T\nlang: en\nvoice: hibari/heart\n---\n## One {visual=title}\nYes.\n", encoding="utf-8"
    )
    with pytest.raises(MilepostError, match=r"film\.en\.mp4 is not there yet; run `milepost film build"):
        verify(path)
