"""`milepost export`: a course becomes a package on disk."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from milepost.core import settings as environment
from milepost.core.errors import MilepostError
from milepost.courseware.library import Library, content_root
from milepost.courseware.packing import Made, Selection, select
from milepost.exporting.advice import advice, size_advice
from milepost.exporting.interface import Exporter, Progress
from milepost.exporting.naming import file_name, readable_size
from milepost.exporting.registry import exporter, names

PATIENCE = 1.0  # seconds before a progress bar appears


class Unwritable(MilepostError):
    """The file cannot be written where it was asked for."""


def export(argv: list[str]) -> int:
    """Run `milepost export COURSE --format FORMAT [--lang xx] [--module ID] [-o FILE]`."""
    gc.disable()  # a process of a second: reference counts free what pages leave behind
    try:
        return _run(argv)
    finally:
        gc.enable()


def _run(argv: list[str]) -> int:
    call = _parser().parse_args(argv)
    if not call.format:
        raise WrongCall(f"--format is missing; known: {', '.join(names())}")
    chosen = exporter(call.format)
    # A cache is only a help: without a data folder to write to, everything is made anew.
    library = Library(content_root(), environment.data_folder() / "cache")
    selection = select(library, call.course, *([call.lang] if call.lang else []), module=call.module)
    out = call.out or Path("dist") / file_name(selection, chosen.name)
    with _progress() as progress:
        written = _export(chosen, library, selection, out, progress).path
    size = written.stat().st_size
    print(f"{written} ({readable_size(size)})")
    for sentence in (*advice(selection.course, "en"), size_advice(size, "en")):
        if sentence:
            print(sentence)
    return 0


def _export(chosen: Exporter, library: Library, selection: Selection, out: Path, progress: Progress) -> Made:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(f"cannot make the folder {out.parent}: {error.strerror or error}") from error
    if out.is_dir():
        name = file_name(selection, chosen.name)
        raise Unwritable(f"{out} is a folder; name a file in it: -o {out / name}")
    return chosen.export(library, selection, out, progress=progress)


class WrongCall(MilepostError):
    """The command line cannot be read."""

    exit_code = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say it in one line; argparse would print the usage before it."""
        raise WrongCall(f"{message}; `{self.prog} --help` says more")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="milepost export",
        usage="%(prog)s COURSE --format FORMAT [--lang xx] [--module ID] [-o FILE]",
        description="Pack a course for another learning platform (LMS).",
    )
    parser.add_argument("course", metavar="COURSE", help="the course's id, a folder name under course/")
    parser.add_argument("--format", default="", metavar="FORMAT", help="scorm-1.2 or scorm-2004")
    parser.add_argument("--lang", metavar="xx", help="language tag; the course's first one if left out")
    parser.add_argument("--module", metavar="ID", help="pack this module only")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to write (default: in dist/)")
    return parser


@contextmanager
def _progress() -> Iterator[Progress]:
    """Give a progress callback that shows a bar once it takes longer than a second, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bar = _Bar(time.monotonic() + PATIENCE)
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """A bar that appears when its time has come; rich is imported only then."""

    def __init__(self, appears: float) -> None:
        self._appears = appears
        self._shown: object | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._shown is None:
            if time.monotonic() < self._appears:
                return
            from rich.console import Console
            from rich.progress import Progress as RichProgress

            self._shown = RichProgress(console=Console(stderr=True), transient=True)
            self._shown.start()
            self._task = self._shown.add_task("Packing", total=total)
        self._shown.update(self._task, completed=done, total=total)  # type: ignore[attr-defined]

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()  # type: ignore[attr-defined]
