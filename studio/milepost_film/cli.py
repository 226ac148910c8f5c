"""`milepost film build STORYBOARD`: make a film; `milepost film sheet`: pictures of its scenes."""

from __future__ import annotations

import argparse
from pathlib import Path

from milepost_film import build as making


def film(argv: list[str]) -> int:
    """Run the film maker; 0 when the film is written."""
    parser = argparse.ArgumentParser(prog="milepost film", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    building = actions.add_parser("build", help="speak, draw, record and caption a storyboard")
    building.add_argument("storyboard", type=Path)
    sheet = actions.add_parser("sheet", help="draw one picture a scene, to look at")
    sheet.add_argument("storyboard", type=Path)
    sheet.add_argument("-o", "--out", type=Path, default=Path("dist/scene"))
    args = parser.parse_args(argv)
    if args.action == "sheet":
        args.out.parent.mkdir(parents=True, exist_ok=True)
        written = making.contact_sheet(args.storyboard, args.out)
    else:
        written = _build_with_progress(args.storyboard)
    for path in written:
        print(path)
    return 0


def _build_with_progress(path: Path) -> list[Path]:
    from rich.progress import Progress

    with Progress(transient=True) as bar:
        task = bar.add_task("Recording", total=None)
        return making.build(path, lambda done, total: bar.update(task, completed=done, total=total))
