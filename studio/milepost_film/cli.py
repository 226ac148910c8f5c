"""`milepost film`: make a film, look at its scenes, listen to it again."""

from __future__ import annotations

from pathlib import Path

from milepost.core.command_line import CommandLine
from milepost_film import build as making
from milepost_film.sheet import sheets
from milepost_film.verify import Report, verify


def film(argv: list[str]) -> int:
    """Run the film maker; 0 when the film is written, or every goal is reached; 1 when one is missed."""
    args = _parser().parse_args(argv)
    if args.action == "sheet":
        written = sheets(args.storyboard, args.out, args.moments)
    elif args.action == "verify":
        return max([_verify(path) for path in args.storyboard])
    else:
        written = [file for path in args.storyboard for file in _build_with_progress(path)]
    for path in written:
        print(path)
    return 0


def _parser() -> CommandLine:
    parser = CommandLine(prog="milepost film", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    building = actions.add_parser("build", help="speak, draw, record and caption a storyboard")
    building.add_argument("storyboard", type=Path, nargs="+")
    sheet = actions.add_parser("sheet", help="draw every scene into contact sheets, wide and as on a phone")
    sheet.add_argument("storyboard", type=Path)
    sheet.add_argument("-o", "--out", type=Path, default=Path("dist/sheets"), help="a folder")
    sheet.add_argument("--moments", type=int, default=2, help="pictures for each scene")
    listening = actions.add_parser("verify", help="transcribe the film and measure captions, sound and size")
    listening.add_argument("storyboard", type=Path, nargs="+")
    return parser


def _build_with_progress(path: Path) -> list[Path]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("Speaking", total=None)

        def tick(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what or "Joining")

        return making.build(path, tick)


def _verify(path: Path) -> int:
    report = verify(path)
    missed = report.missed()
    print(path)
    for line in _lines(report):
        print(f"  {line}")
    for goal in missed:
        print(f"  missed: {goal}")
    if not missed:
        print("  every goal is reached")
    return 1 if missed else 0


def _lines(report: Report) -> list[str]:
    minutes, seconds = divmod(round(report.seconds), 60)
    lines = [f"length {minutes}:{seconds:02}, {report.bytes / 1e6:.2f} MB"]
    if report.word_error is not None and report.drift is not None and report.drift_mean is not None:
        lines.append(f"words heard wrongly {report.word_error:.1%}: {'; '.join(report.misheard) or 'none'}")
        lines.append(
            f"captions from their words: mean {report.drift_mean:.2f} s, at most {report.drift:.2f} s"
        )
        lines += [f"    {seconds:+.2f} s: {text}" for seconds, text in report.late]
    lines.append(f"loudness {report.loudness:.1f} LUFS")
    lines.append(
        f"captions: {report.longest_line} characters a line, {report.per_second:.1f} a second at most"
    )
    return lines
