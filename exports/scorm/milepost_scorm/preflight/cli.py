"""`milepost check-package`: what is wrong with a SCORM package, one line each, with how to mend it."""

from __future__ import annotations

import json
from pathlib import Path

from milepost.core.command_line import CommandLine
from milepost.core.progress import progress_bar
from milepost_scorm.preflight.browser import NoBrowser, watch
from milepost_scorm.preflight.checking import check
from milepost_scorm.preflight.findings import Finding, Level, merge, shorten


def check_package(argv: list[str]) -> int:
    """Run `milepost check-package FILE.zip [--json] [--no-browser]`; 1 when there is an error."""
    call = _parser().parse_args(argv)
    unchecked = ""
    with progress_bar("Checking") as bar:
        findings = check(call.file, progress=bar)
    if any(each.kind == "zip" for each in findings):
        unchecked = "the zip is not safe to open, so nothing in it was looked at"
    elif call.browser:
        try:
            with progress_bar("Opening its pages") as bar:
                findings = merge(findings, watch(call.file, bar))
        except NoBrowser as missing:
            unchecked = str(missing)
    _print(call.file, findings, unchecked, as_json=call.json)
    return int(any(each.level is Level.ERROR for each in findings))


def _print(file: Path, findings: list[Finding], unchecked: str, *, as_json: bool) -> None:
    if as_json:
        listed = [each._asdict() for each in findings]
        print(
            json.dumps(
                {"file": str(file), "findings": listed, "unchecked": unchecked}, ensure_ascii=False, indent=2
            )
        )
        return
    for each in shorten(findings):
        print(each)
    if unchecked:
        print(f"not checked: {unchecked}")
    errors = sum(each.level is Level.ERROR for each in findings)
    warnings = len(findings) - errors
    print(f"{file.name}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}")


def _counted(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def _parser() -> CommandLine:
    parser = CommandLine(
        prog="milepost check-package",
        description="Look at a SCORM package (1.2 or 2004, whoever made it) before you upload it to an LMS.",
    )
    parser.add_argument("file", metavar="FILE.zip", type=Path, help="the package")
    parser.add_argument("--json", action="store_true", help="all findings, for other programs")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="do not open its pages in Chromium"
    )
    return parser
