"""`milepost check`: every problem of the content, one a line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from milepost.core.errors import NotFound
from milepost.courseware.check import check_content
from milepost.courseware.library import content_root
from milepost.courseware.model import Problem


class NoContent(NotFound):
    """The path given is no content. A wrong call: exit 2."""

    exit_code = 2


def check(argv: list[str]) -> int:
    """Run `milepost check [PATH] [--json]`; return 0 when there is no problem, else 1."""
    call = _parser().parse_args(argv)
    root, inside = _root_of(call.path) if call.path else (content_root(), "")
    problems = [problem for problem in check_content(root) if _is_inside(problem.path, inside)]
    if call.json:
        print(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(Problem(_shown(root, problem.path), problem.line, problem.message))
        count = len(problems)
        told = "no problems" if not count else "1 problem" if count == 1 else f"{count} problems"
        print(f"{told} in {root}", file=sys.stderr)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="milepost check",
        description="Find every mistake in courses and modules. Exit code: 0 none, 1 some, 2 wrong call.",
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="the folder of course/ and modules/, or a folder or file in it (default: the shipped content)",
    )
    parser.add_argument("--json", action="store_true", help="print a list of {path, line, message} instead")
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
