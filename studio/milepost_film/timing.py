"""The time line: where every sentence, every caption and every scene begins and ends.

Captions can be read by construction: a sentence that does not fit two lines is shown in parts, a part
begins where it is heard, and a pause is made longer when reading takes longer than speaking.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from milepost_film.drawing.painting import FPS
from milepost_film.voice import QUIET, RATE, Spoken

LINE = 37  # characters a line, at most two lines
PER_SECOND = 16.5  # characters that a reader manages in a second; the promise is 17
OPENING, LEAD, GAP, TAIL, CLOSING = 0.8, 0.45, 0.42, 0.75, 2.4  # silence in seconds
HOLD = 0.35  # seconds that a caption may stay after its words


class Cue(NamedTuple):
    """One caption on the film's time line, in seconds."""

    start: float
    end: float
    text: str


class SceneTimes(NamedTuple):
    """When a scene is on screen (whole frames), its sentences and its captions."""

    start: float
    end: float
    sentences: tuple[Cue, ...]
    captions: tuple[Cue, ...]

    def own(self) -> tuple[tuple[float, float], ...]:
        """Return (start, end) of the sentences from the scene's own beginning."""
        return tuple((round(c.start - self.start, 3), round(c.end - self.start, 3)) for c in self.sentences)


class Narration(NamedTuple):
    """The sound track: mono samples at RATE, float32, and the scenes."""

    samples: Any
    scenes: tuple[SceneTimes, ...]

    @property
    def seconds(self) -> float:
        """Length of the film."""
        return self.scenes[-1].end


def narrate(scenes: Sequence[Sequence[Spoken]], weigh: Callable[[str], float] = len) -> Narration:
    """Lay the spoken sentences of every scene on one time line."""
    import numpy as np

    track: list[Any] = []
    clock = 0  # samples
    times: list[SceneTimes] = []

    def add(samples: Any) -> None:
        nonlocal clock
        track.append(samples)
        clock += len(samples)

    def pause(seconds: float) -> None:
        add(np.zeros(round(seconds * RATE), np.float32))

    for number, scene in enumerate(scenes):
        begin, sentences, captions = clock, [], []
        pause(LEAD if number else OPENING)
        for spoken in scene:
            began = clock / RATE
            samples, parts = _laid_out(spoken, weigh)
            add(samples)
            sentences.append(Cue(began, clock / RATE, spoken.sentence.written))
            captions += [Cue(began + start, began + end, text) for start, end, text in parts]
            pause(max(GAP, captions[-1].start + len(captions[-1].text) / PER_SECOND - clock / RATE))
        pause(TAIL if number + 1 < len(scenes) else CLOSING)
        frames = math.ceil((clock - begin) * FPS / RATE)
        pause((begin + frames * RATE / FPS - clock) / RATE)
        times.append(SceneTimes(begin / RATE, clock / RATE, tuple(sentences), tuple(captions)))
    return Narration(np.concatenate(track), _held(times))


def retold(times: Sequence[SceneTimes], sentences: Sequence[Sequence[str]]) -> tuple[SceneTimes, ...]:
    """Return the same times with another language's words: parts by their letters, till the next one."""
    every = [cue for scene in times for cue in scene.sentences]
    following = iter([*(cue.start for cue in every[1:]), times[-1].end])
    told = []
    for scene, texts in zip(times, sentences, strict=True):
        cues = []
        for cue, text in zip(scene.sentences, texts, strict=True):
            room = min(next(following) - 0.04, max(cue.end + HOLD, cue.start + len(text) / PER_SECOND))
            parts = split(text)
            unit = (room - cue.start) / sum(map(len, parts))
            clock = cue.start
            for part in parts:
                cues.append(Cue(clock, clock + unit * len(part), part))
                clock += unit * len(part)
        told.append(scene._replace(captions=tuple(cues)))
    return tuple(told)


def split(text: str) -> list[str]:
    """Cut a sentence that does not fit two lines: where it pauses if it can, into parts of like length."""
    if fits(text):
        return [text]
    words = text.split()
    for count in range(2, 6):
        parts = _best_cut(words, count)
        if parts:
            return parts
    return [text]


def fits(text: str) -> bool:
    """Return whether a caption fits two lines."""
    return all(len(line) <= LINE for line in wrap(text).split("\n"))


def wrap(text: str) -> str:
    """Break a caption into two lines of similar length, if one does not do."""
    if len(text) <= LINE:
        return text
    words = text.split()
    breaks = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return "\n".join(min(breaks, key=lambda lines: max(map(len, lines)))) if breaks else text


def _best_cut(words: list[str], count: int) -> list[str]:
    """Return the words in `count` parts that all fit, or nothing; ends and pauses count as letters."""
    whole = len(" ".join(words))

    def cost(place: int, wanted: float) -> float:
        before = len(" ".join(words[:place]))
        stops, pauses = re.search(r"[.!?…]$", words[place - 1]), re.search(r"[,;:–]$", words[place - 1])
        small = re.fullmatch(
            r"(and|or|but|because|that|which|who|where|when|to|for|with|in|at|from|of)", words[place]
        )
        return abs(before - wanted) - (40 if stops else 20 if pauses else 8 if small else 0)

    places = [0]
    for n in range(1, count):
        options = range(places[-1] + 1, len(words))
        if not options:
            return []
        places.append(min(options, key=lambda place, n=n: cost(place, whole * n / count)))  # type: ignore[misc]
    ends = [*places[1:], len(words)]
    parts = [" ".join(words[a:b]) for a, b in zip(places, ends, strict=True)]
    return parts if all(part and fits(part) for part in parts) else []


def _laid_out(spoken: Spoken, weigh: Callable[[str], float]) -> tuple[Any, list[tuple[float, float, str]]]:
    """Return the samples of a sentence and (start, end, text) of its captions, in seconds from its start."""
    import numpy as np

    parts = split(spoken.sentence.written)
    if len(parts) == 1:
        return spoken.samples, [(0.0, spoken.seconds, parts[0])]
    weights = [max(1.0, weigh(part)) for part in parts]
    pieces, cues, begin, clock = [], [], 0, 0
    for n, part in enumerate(parts):
        last = n + 1 == len(parts)
        guess = len(spoken.samples) * sum(weights[: n + 1]) / sum(weights)
        end = len(spoken.samples) if last else _pause_near(spoken.samples, round(guess))
        piece = spoken.samples[begin:end]
        short = 0 if last else max(0, round(len(part) / PER_SECOND * RATE) - len(piece))
        pieces += [piece, np.zeros(short, np.float32)]
        cues.append((clock / RATE, (clock + len(piece) + short) / RATE, part))
        begin, clock = end, clock + len(piece) + short
    return np.concatenate(pieces), cues


def _pause_near(samples: Any, guess: int, within: float = 0.7) -> int:
    """Return the sample at which the next words begin: the end of the longest pause near a guess.

    Where the voice does not pause, the quietest moment near the guess.
    """
    import numpy as np

    step = RATE // 100
    count = len(samples) // step
    loud = np.sqrt(np.mean(samples[: count * step].reshape(count, step) ** 2, axis=1))
    middle, reach = guess // step, round(within * 100)
    low, high = max(1, middle - reach), min(count - 1, middle + reach)
    best, score, began = 0, 0.0, None
    for index in range(low, high + 1):
        quiet = index < high and loud[index] < QUIET
        if quiet and began is None:
            began = index
        elif not quiet and began is not None:
            length = index - began
            worth = length - 0.1 * abs(index - middle)
            if length >= 4 and worth > score:
                best, score = index, worth
            began = None
    if not best:
        best = low + int(np.argmin(loud[low:high] + 0.0002 * np.abs(np.arange(low, high) - middle)))
    return max(step, best * step - step)


def _held(times: list[SceneTimes]) -> tuple[SceneTimes, ...]:
    """Let every caption stay as long as reading takes, but never over the next one."""
    starts = [cue.start for scene in times for cue in scene.captions]
    following = iter([*starts[1:], times[-1].end])
    held = []
    for scene in times:
        cues = []
        for cue in scene.captions:
            wanted = max(cue.end + HOLD, cue.start + len(cue.text) / PER_SECOND)
            cues.append(cue._replace(end=min(wanted, next(following))))
        held.append(scene._replace(captions=tuple(cues)))
    return tuple(held)
