"""Exporting a course: the whole process, cold, unchanged, with one lesson edited; and its memory."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

from bench import courses
from bench.measure import ROOT, Cost, Row, in_turn, run, temporary

VIDEO_MIB = 1024


def measure() -> list[Row]:
    """Return the rows of 10 and of 200 lessons, of memory, and of an almost empty package."""
    with temporary() as folder:
        content = folder / "content"
        small, big = courses.write(content, 10), courses.write(content, 200)
        return [
            *_speed(folder, content, small, rounds=15, words="10 lessons", goals=(None, None)),
            *_speed(folder, content, big, rounds=9, words="200 lessons", goals=(0.12, 0.15)),
            *_memory(folder, content, small, big),
            *_overhead(folder),
        ]


def _speed(
    folder: Path,
    content: Path,
    course_id: str,
    rounds: int,
    words: str,
    goals: tuple[float | None, float | None],
) -> list[Row]:
    unchanged_goal, edited_goal = goals
    edited = courses.lesson(content, course_id, 3)
    original = edited.read_text()
    versions = iter(range(1_000))

    def cold() -> float:
        shutil.rmtree(folder / "data", ignore_errors=True)
        return _export(folder, content, course_id).seconds

    def unchanged() -> float:
        return _export(folder, content, course_id).seconds

    def one_edited() -> float:
        edited.write_text(f"{original}\nOne more line, number {next(versions)}.\n")
        return _export(folder, content, course_id).seconds

    ours, floor, warm, edit = in_turn(
        rounds, cold, lambda: _floor(folder, content, course_id).seconds, unchanged, one_edited
    )
    edited.write_text(original)
    return [
        Row(f"export, {words}, cold", "s", ours, 2.0, floor, note="floor: render and zip only"),
        Row(f"export, {words}, nothing changed", "s", warm, unchanged_goal, ours, note="floor: cold"),
        Row(f"export, {words}, one lesson edited", "s", edit, edited_goal, ours, note="floor: cold"),
    ]


def _memory(folder: Path, content: Path, small: str, big: str) -> list[Row]:
    shutil.rmtree(folder / "data", ignore_errors=True)
    cold = _export(folder, content, big).peak_mib
    light = _export(folder, content, small).peak_mib
    _add_video(content, small)
    heavy = max(_export(folder, content, small).peak_mib for _ in range(2))
    return [
        Row("export, 200 lessons, peak memory", "MiB", cold, 64),
        Row(f"export, with {VIDEO_MIB} MiB of film", "MiB", heavy, 1.15, light, note="floor: without"),
        Row(f"export, with {VIDEO_MIB} MiB of film, peak memory", "MiB", heavy, 64),
    ]


def _add_video(content: Path, course_id: str) -> None:
    """Give the first module a long film: only its size matters here, so it takes no room on the disk."""
    module = content / "modules" / f"{course_id}-m01"
    film = module / "videos" / "long"
    film.mkdir(parents=True)
    with (film / "film.en.mp4").open("wb") as video:
        video.truncate(VIDEO_MIB * 2**20)
    shutil.copy(next((module / "media").glob("*.jpg")), film / "poster.en.jpg")
    (film / "captions.en.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:05.000\nNoise.\n")
    (film / "transcript.en.md").write_text("Noise.\n")
    page = courses.lesson(content, course_id, 0)
    film_line = "[![Film: noise, 5 minutes](../videos/long/poster.en.jpg)](../videos/long/film.en.mp4)"
    page.write_text(page.read_text() + f"\n{film_line}\n")


def _overhead(folder: Path) -> list[Row]:
    content = folder / "tiny"
    course_id = courses.write(content, 1, questions=False, picture=False)
    rows = []
    for edition in ("scorm-1.2", "scorm-2004"):
        out = folder / f"tiny-{edition}.zip"
        _export(folder, content, course_id, edition, out)
        with zipfile.ZipFile(out) as package:
            files = len(package.namelist())
        rows += [
            Row(f"{edition} package of one line of text", "KB", out.stat().st_size / 1000, 40),
            Row(f"{edition} package of one line of text", "files", files, 30),
        ]
    return rows


def _export(
    folder: Path, content: Path, course_id: str, edition: str = "scorm-2004", out: Path | None = None
) -> Cost:
    environment = {"MILEPOST_CONTENT": str(content), "MILEPOST_DATA": str(folder / "data")}
    target = out or folder / "ours.zip"
    call = ("export", course_id, "--format", edition, "-o", target)
    return run([sys.executable, "-m", "milepost", *call], environment)


def _floor(folder: Path, content: Path, course_id: str) -> Cost:
    call = (content, course_id, folder / "floor.zip")
    return run([sys.executable, "-m", "bench.floors.export", *call], {"PYTHONPATH": str(ROOT)})
