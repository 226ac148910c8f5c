"""Speech, sentence by sentence: from the synthetic voice, or cut from a person's recording."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from milepost.core.errors import MilepostError, UnknownName
from milepost_film.shelf import kept, key
from milepost_film.storyboard import Sentence, Storyboard

RATE = 24_000  # samples a second
SPEED = 0.92
VOICES = ("hibari/heart",)
QUIET = 0.012  # of full scale: below it nobody speaks


class Spoken(NamedTuple):
    """One spoken sentence: mono samples at RATE, float32, from the first sound to the last."""

    samples: Any
    sentence: Sentence

    @property
    def seconds(self) -> float:
        """Length."""
        return len(self.samples) / RATE


def speak(voice: str, sentence: Sentence) -> Spoken:
    """Return a sentence in the synthetic voice, kept by voice and text. Raises MilepostError."""
    import numpy as np

    if voice not in VOICES:
        raise UnknownName("voice", voice, VOICES)

    def make(path: Path) -> None:
        samples = np.asarray(_engine(voice)(sentence.spoken, seed=0, speed=SPEED), np.float32)
        with path.open("wb") as file:
            np.save(file, trimmed(samples))

    path = kept(f"voice-{key(voice, SPEED, sentence.spoken)}.npy", make)
    return Spoken(np.load(path), sentence)


def recording(board: Storyboard) -> Path | None:
    """Return the recording of a person that lies beside the storyboard, if there is one."""
    path = board.path.with_name(f"narration.{board.lang}.wav")
    return path if path.exists() else None


def from_recording(
    path: Path, sentences: list[Sentence], weigh: Callable[[str], float] = len
) -> list[Spoken]:
    """Cut a recording into its sentences, at the silences that fit their lengths best.

    Raises MilepostError when there are fewer stretches of speech than sentences.
    """
    import numpy as np
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    if rate != RATE:
        places = np.arange(0, len(mono), rate / RATE)
        mono = np.interp(places, np.arange(len(mono)), mono).astype(np.float32)
    chunks = speech(mono)
    if len(chunks) < len(sentences):
        raise MilepostError(
            f"{path.name}: {len(chunks)} stretches of speech were found for {len(sentences)} sentences; "
            "leave half a second of silence after each sentence"
        )
    groups = _share_out(chunks, [weigh(sentence.spoken) for sentence in sentences])
    return [
        Spoken(trimmed(mono[chunks[first][0] : chunks[last][1]]), sentence)
        for (first, last), sentence in zip(groups, sentences, strict=True)
    ]


def speech(samples: Any, pause: float = 0.22) -> list[tuple[int, int]]:
    """Return (from, to) of the stretches of speech between pauses of `pause` seconds or more."""
    import numpy as np

    step = RATE // 100
    count = len(samples) // step
    loud = np.sqrt(np.mean(samples[: count * step].reshape(count, step) ** 2, axis=1)) > QUIET
    found: list[tuple[int, int]] = []
    for index in np.flatnonzero(loud):
        if found and (index - found[-1][1]) / 100 < pause:
            found[-1] = (found[-1][0], int(index) + 1)
        else:
            found.append((int(index), int(index) + 1))
    return [(max(0, (a - 2) * step), (b + 5) * step) for a, b in found]


def _share_out(chunks: list[tuple[int, int]], weights: list[float]) -> list[tuple[int, int]]:
    """Return (first, last) chunk for each weight, so that lengths fit weights best (dynamic programming)."""
    spoken = [b - a for a, b in chunks]
    unit = sum(spoken) / sum(weights)
    count, rest = len(chunks), len(weights)
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for w in range(1, rest + 1):
        for c in range(w, count - (rest - w) + 1):
            options = []
            for before in range(w - 1, c):
                if (w - 1, before) not in best:
                    continue
                length = sum(spoken[before:c])
                silence = chunks[before][0] - chunks[before - 1][1] if before else 0
                cost = ((length - weights[w - 1] * unit) / RATE) ** 2 - 0.3 * min(1.5, silence / RATE)
                options.append((best[w - 1, before][0] + cost, before))
            best[w, c] = min(options)
    groups, c = [], count
    for w in range(rest, 0, -1):
        before = best[w, c][1]
        groups.append((before, c - 1))
        c = before
    return groups[::-1]


def trimmed(samples: Any) -> Any:
    """Return samples without the silence before and after, 20 ms and 50 ms left."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > 0.004)
    return samples[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 20] if len(loud) else samples


def sounds(voice: str, text: str) -> int:
    """Return how many sounds (phonemes) a text has: a better measure of its length than letters."""
    if voice not in VOICES:
        return len(text)

    def make(path: Path) -> None:
        path.write_text(str(sum(map(len, _engine(voice).phonemize(text)))), encoding="utf-8")

    return int(kept(f"sounds-{key(voice, text)}.txt", make).read_text(encoding="utf-8"))


@cache
def _engine(voice: str) -> Any:
    try:
        from hibari import Hibari
    except ImportError as error:
        raise MilepostError("the film maker needs its extra: pip install 'milepost[film]'") from error
    return Hibari(voice=voice.partition("/")[2], threads=2)
