"""A person's recording is cut into its sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from milepost.core.errors import MilepostError
from milepost_film.storyboard import Sentence
from milepost_film.voice import RATE, from_recording, speech, trimmed

SENTENCES = [
    Sentence(text, text)
    for text in ("Short one.", "This is a sentence that takes a good deal longer.", "The end.")
]


def sounds(*pattern: float, rate: int = RATE) -> np.ndarray:
    """Return tone and silence by turns, in seconds, tone first."""
    parts = []
    for number, seconds in enumerate(pattern):
        samples = 0.3 * np.sin(np.arange(round(seconds * rate)) / 8)
        parts.append(samples if number % 2 == 0 else samples * 0)
    return np.concatenate(parts).astype(np.float32)


def recorded(folder: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    path = folder / "narration.en.wav"
    soundfile.write(path, samples, rate)
    return path


def test_silences_part_the_stretches_of_speech() -> None:
    found = speech(sounds(0.5, 0.6, 1.0, 0.1, 0.5))
    assert [round((b - a) / RATE, 1) for a, b in found] == [0.6, 1.7]


@pytest.mark.parametrize("rate", [RATE, 48_000])
def test_a_recording_is_cut_into_its_sentences(tmp_path: Path, rate: int) -> None:
    # A breath within the second sentence, as long as a pause between two.
    path = recorded(tmp_path, sounds(0.6, 0.7, 1.4, 0.4, 1.3, 0.8, 0.5, rate=rate), rate)
    spoken = from_recording(path, SENTENCES)
    assert [round(part.seconds, 1) for part in spoken] == pytest.approx([0.6, 3.1, 0.5], abs=0.15)
    assert [part.sentence for part in spoken] == SENTENCES


def test_too_few_stretches_of_speech_are_said(tmp_path: Path) -> None:
    path = recorded(tmp_path, sounds(1.0, 0.5, 1.0))
    with pytest.raises(
        MilepostError, match=r"narration\.en\.wav: 2 stretches of speech were found for 3 sentences"
    ):
        from_recording(path, SENTENCES)


def test_silence_around_speech_is_cut_away() -> None:
    samples = np.concatenate([np.zeros(RATE, np.float32), sounds(1.0), np.zeros(RATE, np.float32)])
    assert len(trimmed(samples)) / RATE == pytest.approx(1.07, abs=0.02)
