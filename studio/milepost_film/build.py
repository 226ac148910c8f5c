"""The way from a storyboard to every file of a film."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from milepost_film import captions, record, storyboard, voice
from milepost_film.drawing.stage import stage


def build(path: Path, tick: Callable[[int, int], None] = lambda done, total: None) -> list[Path]:
    """Make the film of `storyboard.<lang>.md` beside it; return the files written, the film first."""
    board = storyboard.read(path)
    folder, lang = path.parent, board.lang
    narration = voice.narrate(board)
    texts = {
        f"captions.{lang}.vtt": captions.captions(narration),
        f"chapters.{lang}.vtt": captions.chapters(board, narration),
        f"descriptions.{lang}.vtt": captions.descriptions(board, narration),
        f"transcript.{lang}.md": captions.transcript(board),
    }
    film, poster = folder / f"film.{lang}.mp4", folder / f"poster.{lang}.jpg"
    with tempfile.TemporaryDirectory(prefix="milepost-film-") as scratch:
        work = Path(scratch)
        page = work / "film.html"
        page.write_text(stage(board, narration), encoding="utf-8")
        narration.save(work / "voice.wav")
        listing = record.record(page, narration.seconds, work, tick)
        record.encode(listing, work / "voice.wav", narration.seconds, film)
        record.still(page, narration.scenes[0].end - 1.0, poster)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [film, poster, *(folder / name for name in texts)]


def contact_sheet(path: Path, target: Path) -> list[Path]:
    """Draw the last moment of every scene as PNG files `target-NN.png`, to be looked at."""
    board = storyboard.read(path)
    narration = voice.narrate(board)
    written = []
    with tempfile.TemporaryDirectory(prefix="milepost-film-") as scratch:
        page = Path(scratch) / "film.html"
        page.write_text(stage(board, narration), encoding="utf-8")
        for number, scene in enumerate(narration.scenes, 1):
            picture = target.with_name(f"{target.name}-{number:02}.png")
            record.still(page, scene.end - 0.6, picture)
            written.append(picture)
    return written
