"""Captions, chapters, descriptions (WebVTT, W3C) and the transcript, from the spoken cues."""

from __future__ import annotations

import re
from collections.abc import Iterable

from milepost_film.drawing.stage import DISCLOSED
from milepost_film.storyboard import Storyboard
from milepost_film.voice import Cue, Narration

LINE = 37  # characters a line, at most two lines
HOLD = 0.3  # seconds that a caption stays after its words
RAISED = " line:-4"  # WebVTT section 4.4: begin four lines above the bottom, clear of the disclosure
PER_SECOND = 17  # characters that a reader manages in a second


def captions(narration: Narration) -> str:
    """Return the captions: at most two lines of 37 characters a cue, never over the disclosure."""
    shown = [part for scene in narration.scenes for cue in scene.cues for part in split(cue)]
    cues = ((part.start, part.end, wrap(part.text)) for part in _unhurried(shown))
    return _vtt(cues, disclosed_until=DISCLOSED, disclosed_from=narration.seconds - DISCLOSED)


def chapters(storyboard: Storyboard, narration: Narration) -> str:
    """Return a chapter for every scene."""
    times = zip(narration.scenes, storyboard.scenes, strict=True)
    return _vtt((time.start, time.end, scene.title) for time, scene in times)


def descriptions(storyboard: Storyboard, narration: Narration) -> str:
    """Return what is to be seen in every scene, for those who cannot see it."""
    times = zip(narration.scenes, storyboard.scenes, strict=True)
    return _vtt((time.start, time.end, scene.description) for time, scene in times)


def transcript(storyboard: Storyboard) -> str:
    """Return the film as Markdown: what is seen (in italics) and what is said."""
    parts = [f"*{storyboard.disclosure}*"]
    for scene in storyboard.scenes:
        said = " ".join(sentence.written for sentence in scene.sentences)
        parts += [f"### {scene.title}", f"*{scene.description}*", said]
    return "\n\n".join(parts) + "\n"


def split(cue: Cue) -> list[Cue]:
    """Cut a cue that does not fit two lines, at commas if there are any; times go by letters."""
    parts = [""]
    for piece in re.split(r"(?<=[,;:]) ", cue.text):
        words = [piece] if _fits(piece) else piece.split()
        for word in words:
            longer = f"{parts[-1]} {word}".strip()
            if _fits(longer):
                parts[-1] = longer
            else:
                parts.append(word)
    seconds = (cue.end - cue.start) / sum(map(len, parts))
    cues, clock = [], cue.start
    for part in parts:
        cues.append(Cue(clock, clock + seconds * len(part), part))
        clock = cues[-1].end
    return cues


def wrap(text: str) -> str:
    """Break a caption into two lines of similar length, if one does not do."""
    if len(text) <= LINE:
        return text
    words = text.split()
    breaks = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return "\n".join(min(breaks, key=lambda lines: max(map(len, lines))))


def _fits(text: str) -> bool:
    return all(len(line) <= LINE for line in wrap(text).split("\n"))


def _unhurried(cues: list[Cue]) -> list[Cue]:
    """Let every caption stay a little, or as long as reading takes, but never over the next one."""
    following = [cue.start for cue in cues[1:]] + [float("inf")]
    wanted = (max(cue.end + HOLD, cue.start + len(cue.text) / PER_SECOND) for cue in cues)
    ends = (min(end, nxt) for end, nxt in zip(wanted, following, strict=True))
    return [Cue(cue.start, end, cue.text) for cue, end in zip(cues, ends, strict=True)]


def _vtt(
    cues: Iterable[tuple[float, float, str]],
    disclosed_until: float = 0.0,
    disclosed_from: float = float("inf"),
) -> str:
    blocks = []
    for n, (start, end, text) in enumerate(cues, 1):
        raised = RAISED if start < disclosed_until or end > disclosed_from else ""
        blocks.append(f"{n}\n{_stamp(start)} --> {_stamp(end)}{raised}\n{text}\n")
    return "WEBVTT\n\n" + "\n".join(blocks)


def _stamp(seconds: float) -> str:
    """Return a WebVTT timestamp, `00:01:02.345`."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
