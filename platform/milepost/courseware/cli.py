"""`milepost check`: every problem of the content and what is worth a second look, one a line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from milepost.core import settings as environment
from milepost.core.command_line import CommandLine
from milepost.core.errors import NotFound
from milepost.courseware.check import check_content, review_content
from milepost.courseware.library import content_root
from milepost.courseware.model import Severity


class NoContent(NotFound):
    """The path given is no content. A wrong call: exit 2."""

    exit_code = 2


def check(argv: list[str]) -> int:
    """Run `milepost check [PATH] [--json] [--no-warnings]`; return 0 when there is no problem, else 1."""
    call = _parser().parse_args(argv)
    root, inside = _root_of(call.path) if call.path else (content_root(), "")
    cache = environment.data_folder() / "cache"  # only a help: where it cannot be written, all is read anew
    every = check_content(root, cache) if call.no_warnings else review_content(root, cache)
    found = [problem for problem in every if _is_inside(problem.path, inside)]
    problems = sum(problem.severity is Severity.PROBLEM for problem in found)
    if call.json:
        print(json.dumps([problem._asdict() for problem in found], ensure_ascii=False, indent=2))
    else:
        for problem in found:
            print(problem._replace(path=_shown(root, problem.path)))
        told = _counted(problems, "problem")
        if len(found) > problems:
            told += f", {_counted(len(found) - problems, 'warning')}"
        print(f"{told} in {root}", file=sys.stderr)
    return 1 if problems else 0


def _counted(count: int, what: str) -> str:
    return f"no {what}s" if not count else f"1 {what}" if count == 1 else f"{count} {what}s"


def _parser() -> CommandLine:
    parser = CommandLine(
        prog="milepost check",
        description="Find every mistake in courses and modules, and what is worth a second look (warnings)."
        " Exit code: 0 no mistake, 1 some, 2 wrong call. Warnings do not change it.",
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="the folder of course/ and modules/, or a folder or file in it (default: the shipped content)",
    )
    parser.add_argument("--json", action="store_true", help="print a list of {path, line, message, severity}")
    parser.add_argument("--no-warnings", action="store_true", help="tell problems only")
    return parser


def _root_of(path: Path) -> tuple[Path, str]:
    """Return the content folder around a path, and the path inside it."""
    place = path.absolute()
    if not place.exists():
        raise NoContent(f"there is no {path}")
    for root in (place, *place.parents):
        if (root / "modules").is_dir() or (root / "course").is_dir():
            inside = place.relative_to(root).as_posix()
            return root, "" if inside == "." else inside
    raise NoContent(f"there is no folder course/ or modules/ in {path}, nor above it")


def _is_inside(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _shown(root: Path, path: str) -> str:
    """Return a path as one can open it from here."""
    full = root / path
    return os.path.relpath(full) if full.is_relative_to(Path.cwd()) else str(full)
