"""`python3 run.py bench`: measure, print the table; exit 1 when a goal is missed."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

from bench import check, export, film, packages, site, weight
from bench.measure import Row, table

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "lesson-page": site.lesson_page,
    "answer": site.recorded_answer,
    "export": export.measure,
    "check": check.measure,
    "start": site.start,
    "bytes": weight.measure,
    "package": packages.measure,
    "film": film.measure,
}


def main() -> int:
    """Run the benches that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(BENCHES), metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(BENCHES))
        return 0
    # Installed programs come compiled; a checkout may be told not to keep what Python compiles.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    rows: list[Row] = []
    for name in arguments.only or BENCHES:
        started = time.monotonic()
        found = BENCHES[name]()
        print(f"\n{name} ({time.monotonic() - started:.0f} s)\n{table(found)}", flush=True)
        rows += found
    short = [row for row in rows if not row.is_met]
    print(f"\n{len(rows) - len(short)} of {len(rows)} goals reached")
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
