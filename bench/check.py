"""`milepost check` on everything that is shipped: the whole process, cold, unchanged, one page edited."""

from __future__ import annotations

import shutil
import sys

from bench.measure import ROOT, Row, in_turn, run, temporary

ROUNDS = 7


def measure() -> list[Row]:
    """Return the rows; they have no floor, since nobody else checks such content."""
    with temporary() as folder:
        content, data = folder / "content", folder / "data"
        for part in ("course", "modules"):
            shutil.copytree(ROOT / part, content / part)
        page = min((content / "modules").glob("*/en/01-*.md"))
        text = page.read_text(encoding="utf-8")
        versions = iter(range(1_000))

        def check() -> float:
            environment = {"MILEPOST_DATA": str(data), "MILEPOST_CONTENT": str(content)}
            return run([sys.executable, "-m", "milepost", "check"], environment).seconds

        def cold() -> float:
            shutil.rmtree(data, ignore_errors=True)
            return check()

        def edited() -> float:
            page.write_text(f"{text}\nOne more line, number {next(versions)}.\n", encoding="utf-8")
            return check()

        first, same, one = in_turn(ROUNDS, cold, check, edited)
        count = sum(1 for path in content.rglob("*") if path.is_file())
    return [
        Row(f"check of {count} files, cold", "s", first, 4.0),
        Row(f"check of {count} files, nothing changed", "s", same, 0.5),
        Row(f"check of {count} files, one page edited", "s", one, 0.5),
    ]
