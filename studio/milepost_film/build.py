"""The way from a storyboard to every file of a film; only what changed is made again."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from milepost.core.errors import MilepostError
from milepost_film import captions, record, storyboard, voice
from milepost_film.drawing import library
from milepost_film.drawing.elements import Picture
from milepost_film.drawing.painting import FPS
from milepost_film.drawing.shot import Facts, Shot
from milepost_film.shelf import kept, key, shelf
from milepost_film.storyboard import Sentence, Storyboard, StoryboardError
from milepost_film.timing import Narration, SceneTimes, narrate, retold
from milepost_film.words import made, words

Tick = Callable[[int, int, str], None]


class Film(NamedTuple):
    """A storyboard with its sound and its pictures, ready to be recorded."""

    board: Storyboard
    narration: Narration
    pictures: tuple[Picture, ...]
    disclosure: str


def build(path: Path, tick: Tick = lambda done, total, what: None) -> list[Path]:
    """Make the film of `storyboard.<lang>.md` beside it; return its files, the film first.

    A storyboard with `film:` only adds its language's captions, chapters, descriptions and transcript.
    """
    board = storyboard.read(path)
    if board.film:
        return _words_beside(board)
    film = plan(board)
    folder, lang = board.path.parent, board.lang
    target, sound_twin = folder / f"film.{lang}.mp4", folder / f"film.{lang}.m4a"
    poster = folder / f"poster.{lang}.jpg"
    segments = _segments(film, tick)
    sound = _sound(film.narration)
    state = key([p.name for p in segments], sound.name, record.join.__code__.co_consts)
    stamp = shelf() / f"film-{key(str(target.resolve()))}.json"
    if _stamped(stamp) != {"state": state, **_prints(target, sound_twin, poster)}:
        with tempfile.TemporaryDirectory(prefix="milepost-film-") as scratch:
            work = Path(scratch)
            record.join(segments, sound, work / target.name, work)
            shutil.move(work / target.name, target)
            record.sound_only(sound, sound_twin)
        record.still(film.pictures[0], film.narration.scenes[0].end - 0.5, poster)
        stamp.write_text(
            json.dumps({"state": state, **_prints(target, sound_twin, poster)}), encoding="utf-8"
        )
    texts = _texts(film.board, film.narration.scenes, film.disclosure)
    return [target, sound_twin, poster, *texts]


def plan(board: Storyboard) -> Film:
    """Speak and draw a storyboard. Raises StoryboardError with the line of a scene that cannot be drawn."""
    person = voice.recording(board)
    told = _disclosure(board, board.lang, synthetic=person is None)
    board = _with_disclosure(board, told, spoken=person is None)
    weigh: Callable[[str], float] = lambda text: voice.sounds(board.voice, text)  # noqa: E731
    every = [sentence for scene in board.scenes for sentence in scene.sentences]
    said = iter(
        voice.from_recording(person, every, weigh) if person else [voice.speak(board.voice, s) for s in every]
    )
    narration = narrate([[next(said) for _ in scene.sentences] for scene in board.scenes], weigh)
    return Film(board, narration, tuple(_pictures(board, narration, told)), told)


def _disclosure(film: Storyboard, lang: str, *, synthetic: bool) -> str:
    """Return what a film is made of, in words of a language; nothing where all of it is filmed and spoken."""
    filmed = sum(scene.visual == library.FOOTAGE for scene in film.scenes)
    return words(lang).disclosure[made(len(film.scenes) - filmed, filmed, synthetic)]


def _with_disclosure(board: Storyboard, told: str, *, spoken: bool) -> Storyboard:
    """Return the storyboard in which the first and the last scene say what the film is made of."""
    if not told or not spoken:
        return board
    line = Sentence(told, told)
    first, *middle, last = board.scenes if len(board.scenes) > 1 else (*board.scenes, board.scenes[0])
    first = replace(first, sentences=(*first.sentences, line))
    if len(board.scenes) == 1:
        return replace(board, scenes=(first,))
    return replace(board, scenes=(first, *middle, replace(last, sentences=(*last.sentences, line))))


def _pictures(board: Storyboard, narration: Narration, told: str) -> list[Picture]:
    facts = Facts(board.title, board.place, board.years, board.sources, told, told, words(board.lang).sources)
    drawn = []
    for number, (scene, times) in enumerate(zip(board.scenes, narration.scenes, strict=True)):
        shot = Shot(
            scene.slots,
            times.own(),
            times.end - times.start,
            facts,
            number,
            {"unknown": words(board.lang).unknown},
        )
        try:
            drawn.append(library.draw(scene.visual, shot))
        except MilepostError as error:
            raise StoryboardError(f"{board.path}:{scene.line}: {error}") from error
    return drawn


def _segments(film: Film, tick: Tick) -> list[Path]:
    frames = [round((times.end - times.start) * FPS) for times in film.narration.scenes]
    total, done = sum(frames), 0
    found = []
    for scene, picture, count in zip(film.board.scenes, film.pictures, frames, strict=True):
        tick(done, total, scene.title)
        told = partial(_tell, tick, done, total, scene.title)
        found.append(_segment(film.board, picture, count, told))
        done += count
    tick(total, total, "")
    return found


def _tell(tick: Tick, before: int, total: int, what: str, frames: int) -> None:
    tick(before + frames, total, what)


def _segment(board: Storyboard, picture: Picture, frames: int, tick: Callable[[int], None]) -> Path:
    if picture.footage:
        source = board.path.with_name(picture.footage.file)
        if not source.is_file():
            raise StoryboardError(f"{board.path}: there is no recording {picture.footage.file} beside it")
        print_ = hashlib.sha256(source.read_bytes()).hexdigest()
        name = f"scene-{key(print_, picture.footage.start, frames, record.VIDEO)}.mp4"
        return kept(name, lambda path: record.filmed(source, picture.footage.start, frames, path))  # type: ignore[union-attr]
    name = f"scene-{key(picture.elements, frames, record.VIDEO, _craft())}.mp4"
    return kept(name, lambda path: record.segment(picture, frames, path, tick))


def _craft() -> str:
    """Return the hash of the code that turns elements into pixels: another painter, another picture."""
    folder = files("milepost_film") / "drawing"
    code = [(folder / name).read_text(encoding="utf-8") for name in ("painting.py", "lettering.py")]
    return key(*(ast.dump(ast.parse(text)) for text in code))  # how it is laid out does not matter


def _sound(narration: Narration) -> Path:
    import soundfile

    def make(path: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="milepost-film-") as scratch:
            raw = Path(scratch) / "voice.wav"
            soundfile.write(raw, narration.samples, voice.RATE)
            record.levelled(raw, path)

    print_ = hashlib.sha256(narration.samples.tobytes()).hexdigest()
    return kept(f"sound-{key(print_, record.LOUDNESS, 2)}.wav", make)


def _texts(board: Storyboard, times: Sequence[SceneTimes], disclosure: str) -> list[Path]:
    lang = board.lang
    texts = {
        f"captions.{lang}.vtt": captions.captions(times),
        f"chapters.{lang}.vtt": captions.chapters(board, times),
        f"descriptions.{lang}.vtt": captions.descriptions(board, times),
        f"transcript.{lang}.md": captions.transcript(board, disclosure),
    }
    for name, text in texts.items():
        (board.path.parent / name).write_text(text, encoding="utf-8")
    return [board.path.parent / name for name in texts]


def _words_beside(board: Storyboard) -> list[Path]:
    """Write one language's words over the film of another."""
    theirs = storyboard.read(storyboard.original(board))
    storyboard.same_shape(board, theirs)
    film = plan(theirs)
    synthetic = voice.recording(theirs) is None
    told = _disclosure(theirs, board.lang, synthetic=synthetic)
    board = _with_disclosure(board, told, spoken=synthetic)
    texts = [[sentence.written for sentence in scene.sentences] for scene in board.scenes]
    return _texts(board, retold(film.narration.scenes, texts), told)


def _prints(*paths: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths if p.exists()}


def _stamped(stamp: Path) -> object:
    return json.loads(stamp.read_text(encoding="utf-8")) if stamp.exists() else None
