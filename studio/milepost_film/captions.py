"""Captions, chapters, descriptions (WebVTT, W3C) and the transcript."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from milepost_film.storyboard import Storyboard
from milepost_film.timing import SceneTimes, wrap
from milepost_film.words import words


def captions(times: Sequence[SceneTimes]) -> str:
    """Return the captions: at most two lines of 37 characters a cue."""
    return _vtt((cue.start, cue.end, wrap(cue.text)) for scene in times for cue in scene.captions)


def chapters(board: Storyboard, times: Sequence[SceneTimes]) -> str:
    """Return a chapter for every scene."""
    return _vtt((time.start, time.end, scene.title) for time, scene in zip(times, board.scenes, strict=True))


def descriptions(board: Storyboard, times: Sequence[SceneTimes]) -> str:
    """Return what is to be seen in every scene, for those who cannot see it."""
    return _vtt(
        (time.start, time.end, scene.description) for time, scene in zip(times, board.scenes, strict=True)
    )


def transcript(board: Storyboard, disclosure: str) -> str:
    """Return the film as Markdown: what is seen (in italics) and what is said."""
    parts = [f"*{disclosure}*"] if disclosure else []
    if board.draft:
        parts.append(f"*{words(board.lang).draft}*")
    for scene in board.scenes:
        said = " ".join(sentence.written for sentence in scene.sentences)
        parts += [f"### {scene.title}", f"*{scene.description}*", said]
    return "\n\n".join(part for part in parts if part) + "\n"


def _vtt(cues: Iterable[tuple[float, float, str]]) -> str:
    blocks = [
        f"{n}\n{_stamp(start)} --> {_stamp(end)}\n{text}\n" for n, (start, end, text) in enumerate(cues, 1)
    ]
    return "WEBVTT\n\n" + "\n".join(blocks)


def _stamp(seconds: float) -> str:
    """Return a WebVTT timestamp, `00:01:02.345`."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
