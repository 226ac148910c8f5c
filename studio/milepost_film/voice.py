"""Speech, sentence by sentence, so that every cue time is known and no aligner is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milepost.core.errors import MilepostError, UnknownName
from milepost_film.storyboard import Storyboard

RATE = 24_000  # samples a second
OPENING, LEAD, GAP, TAIL, CLOSING = 1.0, 0.5, 0.4, 0.9, 2.2  # silence in seconds
SPEED = 0.9
VOICES = ("hibari/heart",)


@dataclass(frozen=True, slots=True)
class Cue:
    """One spoken sentence on the film's time line, in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class SceneTimes:
    """When a scene is on screen, and its cues."""

    start: float
    end: float
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Narration:
    """The whole sound track: `seconds` long, mono, written to a WAV file by `save`."""

    samples: Any
    scenes: tuple[SceneTimes, ...]
    seconds: float

    def save(self, path: Path) -> None:
        """Write 16-bit PCM."""
        import soundfile

        soundfile.write(path, self.samples, RATE)


def narrate(storyboard: Storyboard) -> Narration:
    """Speak a storyboard. Raises MilepostError when the voice is not installed (extra `film`)."""
    import numpy as np

    speak = _speaker(storyboard.voice)
    track: list[Any] = []
    clock = 0.0

    def add(samples: Any) -> None:
        nonlocal clock
        track.append(samples)
        clock += len(samples) / RATE

    def pause(seconds: float) -> None:
        add(np.zeros(round(seconds * RATE), np.float32))

    pause(OPENING)
    scenes = []
    for scene in storyboard.scenes:
        start, cues = clock, []
        pause(LEAD)
        for sentence in scene.sentences:
            began = clock
            add(speak(sentence.spoken))
            cues.append(Cue(began, clock, sentence.written))
            pause(GAP)
        pause(TAIL)
        scenes.append(SceneTimes(start, clock, tuple(cues)))
    pause(CLOSING)
    whole = np.concatenate(track)
    return Narration(whole / max(float(np.abs(whole).max()), 1e-6) * 0.89, tuple(scenes), clock)


def _speaker(voice: str) -> Any:
    if voice not in VOICES:
        raise UnknownName("voice", voice, VOICES)
    try:
        import numpy as np
        from hibari import Hibari
    except ImportError as error:
        raise MilepostError("the film maker needs its extra: pip install 'milepost[film]'") from error
    engine = Hibari(voice=voice.partition("/")[2], threads=2)

    def speak(text: str) -> Any:
        samples = np.asarray(engine(text, seed=0, speed=SPEED), np.float32)
        loud = np.flatnonzero(np.abs(samples) > 0.004)
        return samples[max(0, loud[0] - 480) : loud[-1] + 1200]

    return speak
