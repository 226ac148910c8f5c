"""The storyboard: Markdown that an author writes and reads; parsed into frozen dataclasses.

Front matter: `title`, `lang`, `voice`, `disclosure`, optional `sources`. Then a scene for each
heading, `## Title {visual=name}`: a quote describes the picture, every other line is one spoken
sentence. `[written](spoken)` inside a sentence shows one thing and says another (years, names).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from milepost.core.errors import MilepostError

_HEADING = re.compile(r"## (?P<title>.+?) \{visual=(?P<visual>[a-z-]+)\}")
_SPOKEN = re.compile(r"\[(?P<written>[^\]]+)\]\((?P<spoken>[^)]+)\)")


class StoryboardError(MilepostError):
    """The storyboard cannot be read: `path:line: what to do`."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is shown in the captions and what is said."""

    written: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture and what is said over it. `visual` names a function of `drawing.scenes`."""

    title: str
    visual: str
    description: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A whole film."""

    title: str
    lang: str
    voice: str
    disclosure: str
    scenes: tuple[Scene, ...]


def read(path: Path) -> Storyboard:
    """Read a storyboard file. Raises StoryboardError with file and line."""
    import yaml

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise StoryboardError(f"{path} cannot be read: {reason}") from error
    try:
        end = lines.index("---", 1)
    except ValueError:
        raise StoryboardError(f"{path}:1: begin with front matter between two lines of ---") from None
    meta = yaml.safe_load("\n".join(lines[1:end])) or {}
    for key in ("title", "lang", "voice", "disclosure"):
        if not meta.get(key):
            raise StoryboardError(f"{path}:1: the front matter needs `{key}`")
    scenes = tuple(_scenes(path, lines, end + 1))
    if not scenes:
        raise StoryboardError(f"{path}:{end + 1}: write at least one scene: ## Title {{visual=name}}")
    return Storyboard(meta["title"], meta["lang"], meta["voice"], meta["disclosure"], scenes)


def _scenes(path: Path, lines: list[str], start: int) -> list[Scene]:
    scenes: list[Scene] = []
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("## "):
            match = _HEADING.fullmatch(line.strip())
            if match is None:
                raise StoryboardError(f"{path}:{number}: write the heading as ## Title {{visual=name}}")
            scenes.append(Scene(match["title"], match["visual"], "", ()))
        elif line.strip() and not scenes:
            raise StoryboardError(f"{path}:{number}: text before the first scene is never spoken")
        elif line.startswith(">"):
            last = scenes[-1]
            text = f"{last.description} {line.lstrip('> ')}".strip()
            scenes[-1] = Scene(last.title, last.visual, text, last.sentences)
        elif line.strip():
            last = scenes[-1]
            spoken = (*last.sentences, _sentence(line.strip()))
            scenes[-1] = Scene(last.title, last.visual, last.description, spoken)
    return scenes


def _sentence(line: str) -> Sentence:
    return Sentence(_SPOKEN.sub(r"\g<written>", line), _SPOKEN.sub(r"\g<spoken>", line))
