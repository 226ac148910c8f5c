"""Building a film: the whole command, cold, unchanged, with one scene changed; beside encoding alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

from bench.measure import ROOT, Row, in_turn, run, temporary
from milepost_film.record import VIDEO, ffmpeg
from milepost_film.verify import duration

BOARD = ROOT / "modules" / "a5-inclusive-meetings" / "videos" / "riga" / "storyboard.en.md"
SCENES = 6


def measure() -> list[Row]:
    """Return the rows; none where the extra `film` is not installed."""
    if not all(find_spec(name) for name in ("skia", "hibari", "imageio_ffmpeg", "soundfile")):
        return [Row("film: its extra is not installed, nothing was measured", "", 0.0, None)]
    with temporary() as folder:
        board, data = folder / "storyboard.en.md", folder / "data"
        original = _first_scenes(BOARD.read_text(encoding="utf-8"))
        board.write_text(original, encoding="utf-8")
        film = folder / "film.en.mp4"
        sides = iter(range(1_000))

        def build() -> float:
            call = ("film", "build", board)
            return run([sys.executable, "-m", "milepost", *call], {"MILEPOST_DATA": str(data)}).seconds

        def cold() -> float:
            shutil.rmtree(data, ignore_errors=True)
            film.unlink(missing_ok=True)
            return build()

        def one_changed() -> float:
            board.write_text(original.replace("My street", f"Street {next(sides)}"), encoding="utf-8")
            return build()

        def encoding() -> float:
            begun = time.perf_counter()
            out = folder / "again.mp4"
            command = [ffmpeg(), "-y", "-loglevel", "error", "-i", str(film), *VIDEO, "-c:a", "aac", str(out)]
            subprocess.run(command, check=True)
            return time.perf_counter() - begun

        ours, floor, warm, changed = in_turn(2, cold, encoding, build, one_changed)
        minutes = duration(film) / 60
    return [
        Row("film, cold, beside encoding alone", "s", ours, 4.0, floor, note=f"{minutes * 60:.0f} s of film"),
        Row("film, cold, for each finished minute", "s", ours / minutes, None, note="about 90 is the aim"),
        Row("film, nothing changed", "s", warm, 0.25, ours, note="floor: cold"),
        Row("film, one scene of six changed", "s", changed, 0.5, ours, note="floor: cold"),
    ]


def _first_scenes(text: str) -> str:
    """Return a storyboard with its first scenes only."""
    scenes = [match.start() for match in re.finditer(r"^## ", text, re.M)]
    return text[: scenes[SCENES]] if len(scenes) > SCENES else text
