"""The storyboard: Markdown that an author writes and reads; parsed into frozen dataclasses.

The format, with every scene and slot: README.md beside this file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from milepost.core.errors import MilepostError
from milepost_film.drawing.shot import Slot

_HEADING = re.compile(r"## (?P<title>.+?) \{visual=(?P<visual>[a-z-]+)\}")
_SLOT = re.compile(r"- (?P<name>[a-z]+): (?P<parts>.+?)(?: @(?P<cue>\d+))?")
_SPOKEN = re.compile(r"\[(?P<written>[^\]]+)\]\((?P<spoken>[^)]+)\)")
MOST = 130  # characters of a sentence: two captions, or three


class StoryboardError(MilepostError):
    """The storyboard cannot be read: `path:line: what to do`."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is shown in the captions and what is said (`[word](/sounds/)` is left for the voice)."""

    written: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture and what is said over it. `visual` names a drawing of `drawing.library`."""

    title: str
    visual: str
    description: str
    sentences: tuple[Sentence, ...]
    slots: Mapping[str, tuple[Slot, ...]]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A whole film. `film` is the language of the film that these words accompany, or empty."""

    path: Path
    title: str
    lang: str
    scenes: tuple[Scene, ...]
    voice: str = ""
    place: str = ""
    years: str = ""
    film: str = ""
    draft: bool = False
    sources: tuple[str, ...] = ()


def read(path: Path) -> Storyboard:
    """Read a storyboard file. Raises StoryboardError with file and line."""
    import yaml

    lines = _lines(path)
    try:
        end = lines.index("---", 1)
    except ValueError:
        raise StoryboardError(f"{path}:1: begin with front matter between two lines of ---") from None
    try:
        meta: dict[str, Any] = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        raise StoryboardError(f"{path}:1: the front matter is not YAML: {error}") from error
    for key in ("title", "lang", *(() if meta.get("film") else ("voice",))):
        if not meta.get(key):
            raise StoryboardError(f"{path}:1: the front matter needs `{key}`")
    scenes = tuple(_sounding(scene, meta.get("sounds") or {}) for scene in _scenes(path, lines, end + 1))
    if not scenes:
        raise StoryboardError(f"{path}:{end + 1}: write at least one scene: ## Title {{visual=name}}")
    return Storyboard(
        path=path,
        title=str(meta["title"]),
        lang=meta["lang"],
        scenes=scenes,
        voice=meta.get("voice", ""),
        place=str(meta.get("place", "")),
        years=str(meta.get("years", "")),
        film=meta.get("film", ""),
        draft=meta.get("status") == "draft",
        sources=tuple(str(source["title"]) for source in meta.get("sources") or ()),
    )


def original(words: Storyboard) -> Path:
    """Return the storyboard of the film that another language's words accompany."""
    return words.path.with_name(f"storyboard.{words.film}.md")


def same_shape(words: Storyboard, film: Storyboard) -> None:
    """Raise StoryboardError unless every scene has a counterpart with as many sentences."""
    for number, (mine, theirs) in enumerate(zip(words.scenes, film.scenes, strict=False), 1):
        if len(mine.sentences) != len(theirs.sentences):
            raise StoryboardError(
                f"{words.path}:{mine.line}: scene {number} has {len(mine.sentences)} sentences, "
                f"{film.path.name} has {len(theirs.sentences)}; keep one line for each"
            )
    if len(words.scenes) != len(film.scenes):
        raise StoryboardError(
            f"{words.path}: {len(words.scenes)} scenes, but {film.path.name} has {len(film.scenes)}"
        )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise StoryboardError(f"{path} cannot be read: {reason}") from error


def _scenes(path: Path, lines: list[str], start: int) -> list[Scene]:
    scenes: list[Scene] = []
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("## "):
            match = _HEADING.fullmatch(line.strip())
            if match is None:
                raise StoryboardError(f"{path}:{number}: write the heading as ## Title {{visual=name}}")
            scenes.append(Scene(match["title"], match["visual"], "", (), {}, number))
        elif line.strip() and not scenes:
            raise StoryboardError(f"{path}:{number}: text before the first scene is never spoken")
        elif line.startswith(">"):
            text = f"{scenes[-1].description} {line.lstrip('> ')}".strip()
            scenes[-1] = replace(scenes[-1], description=text)
        elif line.startswith("- "):
            scenes[-1] = _with_slot(scenes[-1], path, number, line.strip())
        elif line.strip():
            scenes[-1] = replace(
                scenes[-1], sentences=(*scenes[-1].sentences, _sentence(path, number, line.strip()))
            )
    return scenes


def _with_slot(scene: Scene, path: Path, number: int, line: str) -> Scene:
    match = _SLOT.fullmatch(line)
    if match is None:
        raise StoryboardError(f"{path}:{number}: write words in the picture as - name: words")
    parts = tuple(part.strip() for part in match["parts"].split("|"))
    slot = Slot(parts, int(match["cue"]) if match["cue"] else None, number)
    slots = defaultdict(tuple, scene.slots)
    slots[match["name"]] = (*slots[match["name"]], slot)
    return replace(scene, slots=dict(slots))


def _sentence(path: Path, number: int, line: str) -> Sentence:
    written = _SPOKEN.sub(r"\g<written>", line)
    if len(written) > MOST:
        raise StoryboardError(
            f"{path}:{number}: {len(written)} characters are too long a sentence to hear; at most {MOST}"
        )
    return Sentence(written, _SPOKEN.sub(_said, line))


def _sounding(scene: Scene, sounds: Mapping[str, str]) -> Scene:
    """Return a scene in which every name of the front matter's `sounds` is said as it is given there."""
    if not sounds:
        return scene
    names = re.compile(rf"(?<!\[)\b({'|'.join(map(re.escape, sounds))})\b")
    said = [
        replace(
            sentence, spoken=names.sub(lambda found: f"[{found[1]}](/{sounds[found[1]]}/)", sentence.spoken)
        )
        for sentence in scene.sentences
    ]
    return replace(scene, sentences=tuple(said))


def _said(match: re.Match[str]) -> str:
    """Return what is said in place of a mark; sounds between slashes stay marked for the voice."""
    return match[0] if match["spoken"].startswith("/") else match["spoken"]
