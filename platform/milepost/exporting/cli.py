"""`milepost export`: a course becomes a package on disk."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterable, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path

from milepost.core import settings as environment
from milepost.core.command_line import CommandLine, WrongCall
from milepost.core.errors import MilepostError, Together, UnknownName
from milepost.core.progress import Progress, progress_bar
from milepost.core.sizes import readable
from milepost.courseware.library import Library, content_root
from milepost.courseware.packing import Made, Selection, Units, select
from milepost.exporting.advice import advice, size_advice, state_advice, state_words
from milepost.exporting.interface import Exporter
from milepost.exporting.naming import file_name, folder_name
from milepost.exporting.registry import exporter, names
from milepost.exporting.shapes import export_all, one_each


class Unwritable(MilepostError):
    """The file cannot be written where it was asked for."""


def export(argv: list[str]) -> int:
    """Run `milepost export COURSE --format FORMAT …`; --help lists the options."""
    gc.disable()  # a process of a second: reference counts free what pages leave behind
    try:
        return _run(argv)
    finally:
        gc.enable()


def _run(argv: list[str]) -> int:
    call = _parser().parse_args(argv)
    # A cache is only a help: without a data folder to write to, everything is made anew.
    library = Library(content_root(), environment.data_folder() / "cache")
    chosen, selection = _understood(call, library)
    with progress_bar("Packing") as progress:
        export = _export_split if call.split else _export_one
        made = export(chosen, library, selection, call.out, progress)
    _tell(made, advice(selection, chosen.statuses, "en"))
    return 0


def _understood(call: argparse.Namespace, library: Library) -> tuple[Exporter, Selection]:
    """Return the format and what to pack; raise all that is wrong with the call at once."""
    together = Together()
    with together:
        if not call.format:
            raise WrongCall(f"--format is missing; known: {', '.join(names())}")
        chosen = exporter(call.format)
    with together:
        if call.split and (call.module or call.sco is not Units.ONE):
            raise WrongCall("--split already makes a package of every module; leave --module and --sco out")
    with together:
        selection = _selected(call, library, together)
    if call.out is not None and not call.split:
        with together:
            _check_file(call.out)
    together.settle()
    return chosen, selection


def _selected(call: argparse.Namespace, library: Library, together: Together) -> Selection:
    """Return what to pack. Each unknown language goes to `together`; raises UnknownName (course, module)."""
    offered = library.course_languages(call.course)
    tags = offered if call.lang == "all" else [tag for tag in call.lang.split(",") if tag]
    for tag in tags:
        with together:
            if tag not in offered:
                raise UnknownName("language", tag, offered)
    known = [tag for tag in tags if tag in offered]
    return select(library, call.course, *known, module=call.module, units=call.sco)


def _check_file(out: Path) -> None:
    if out.is_dir():
        raise Unwritable(f"{out} is a folder; name a file in it: -o {out / 'course.zip'}")


def _export_one(
    chosen: Exporter, library: Library, selection: Selection, out: Path | None, progress: Progress
) -> tuple[Made, ...]:
    out = out or Path("dist") / file_name(selection, chosen.name)
    _make_folder(out.parent)
    _check_file(out)
    return (chosen.export(library, selection, out, progress=progress),)


def _export_split(
    chosen: Exporter, library: Library, selection: Selection, out: Path | None, progress: Progress
) -> tuple[Made, ...]:
    folder = out or Path("dist") / folder_name(selection, chosen.name)
    if folder.suffix == ".zip" or folder.is_file():
        raise WrongCall(f"--split writes a file for each module; name a folder, not {folder}")
    _make_folder(folder)
    return export_all(chosen, library, one_each(selection), folder, progress)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(f"cannot make the folder {folder}: {error.strerror or error}") from error


def _tell(made: Sequence[Made], sentences: Iterable[str]) -> None:
    """Print what was written, what to mind of the largest, and what to do in the LMS."""
    sizes = [package.path.stat().st_size for package in made]
    for package, size in zip(made, sizes, strict=True):
        print(f"{package.path} ({readable(size)}), {state_words(package.budget, 'en')}")
    if len(made) > 1:
        print(f"{len(made)} packages: upload each as an activity of its own, in this order.")
    fullest = max((package.budget for package in made), key=attrgetter("needed"))
    for sentence in (*sentences, state_advice(fullest, "en"), size_advice(max(sizes), "en")):
        if sentence:
            print(sentence)


def _parser() -> CommandLine:
    parser = CommandLine(
        prog="milepost export",
        formatter_class=partial(argparse.HelpFormatter, width=100),  # asking the terminal takes longer
        usage="%(prog)s COURSE --format FORMAT [options]",
        description="Pack a course for another learning platform (LMS).",
    )
    parser.add_argument("course", metavar="COURSE", help="the course's id, a folder name under course/")
    parser.add_argument(
        "--format", default="", metavar="FORMAT", help="scorm-1.2, scorm-2004, scorm-2004-3 or cmi5"
    )
    parser.add_argument(
        "--lang",
        default="",
        metavar="xx[,yy]",
        help="a language tag; several, or all, make one package in which learners choose",
    )
    parser.add_argument("--module", metavar="ID", help="pack this module only")
    parser.add_argument("--split", action="store_true", help="a package for each module, in a folder")
    parser.add_argument(
        "--sco",
        type=_units,
        default=Units.ONE,
        metavar="one|per-module",
        help="per-module: one package in which each module has its own grade (not in SCORM 2004)",
    )
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to write (default: in dist/)")
    return parser


def _units(text: str) -> Units:
    try:
        return Units(text)
    except ValueError:
        raise WrongCall(f"--sco is one or per-module, not {text!r}") from None
