"""Rows of the table, rounds that take turns, load by wrk, and what a process cost."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `goal` is compared with the ratio, or with `ours` where no floor is given.

    Without a goal a line is there to be read.
    """

    what: str
    unit: str
    ours: float
    goal: float | None
    floor: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the floor."""
        return self.ours / self.floor if self.floor else None

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        if self.goal is None:
            return True
        value = self.ours if self.ratio is None else self.ratio
        return value >= self.goal if self.at_least else value <= self.goal


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text, one line each."""
    lines = [("what", "ours", "floor", "ratio", "goal", "")]
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        goal = "" if row.goal is None else f"{sign} {_plain(row.goal)}" + ("" if row.floor is None else "×")
        lines.append(
            (
                row.what,
                f"{_plain(row.ours)} {row.unit}",
                "" if row.floor is None else f"{_plain(row.floor)} {row.unit}",
                "" if row.ratio is None else f"{row.ratio:.2f}×",
                goal,
                ("" if row.goal is None else "ok" if row.is_met else "SHORT")
                + (f"  {row.note}" if row.note else ""),
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(line[n].rjust(widths[n]) for n in range(1, 5)), line[5]])
        for line in lines
    )


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def in_turn(rounds: int, *sides: Callable[[], float]) -> tuple[float, ...]:
    """Measure every side once a round, so that a busy moment hits them all; return the medians."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for values, side in zip(taken, sides, strict=True):
            values.append(side())
    return tuple(statistics.median(values) for values in taken)


@contextmanager
def temporary() -> Iterator[Path]:
    """Give a folder on a real disk (not in memory, where fsync is free) and remove it."""
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a whole process took: wall seconds and peak memory in MiB."""

    seconds: float
    peak_mib: float


def run(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> Cost:
    """Run a program to its end and return its cost; stop everything when it fails."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            words, stdout=output, stderr=output, env={**os.environ, **(environment or {})}, cwd=ROOT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"bench: {' '.join(words)} failed:\n{output.read().decode()}")
    return Cost(seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: answers a second, times in milliseconds, and answers that were not 2xx or 3xx."""

    per_second: float
    p50: float
    p99: float
    errors: int


LUA = """
local asked = {}
for line in io.lines("%s") do asked[#asked + 1] = line end
local n = 0
request = function()
  n = n %% #asked + 1
  local field = "([^\\t]*)"
  local line = field .. "\\t" .. field .. "\\t" .. field .. "\\t" .. field .. "\\t(.*)"
  local method, path, cookie, zipped, body = asked[n]:match(line)
  local headers = {}
  if cookie ~= "" then headers["Cookie"] = cookie end
  if zipped == "1" then headers["Accept-Encoding"] = "gzip" end
  if method == "POST" then
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["X-Milepost-Fragment"] = "1"
  end
  return wrk.format(method, path, headers, body ~= "" and body or nil)
end
done = function(summary, latency)
  local e = summary.errors
  print(string.format('RESULT {"requests": %%d, "micros": %%d, "errors": %%d, "p50": %%d, "p99": %%d}',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request that wrk sends; several are sent in turn."""

    path: str
    method: str = "GET"
    cookie: str = ""
    body: str = ""
    takes_gzip: bool = False

    def zipped(self) -> Request:
        """Return the same request as browsers send it."""
        return replace(self, takes_gzip=True)

    def line(self) -> str:
        """Return what the script reads."""
        return "\t".join((self.method, self.path, self.cookie, str(int(self.takes_gzip)), self.body)) + "\n"


def load(base: str, requests: Sequence[Request], *, connections: int = 8, seconds: float = 4) -> Load:
    """Send the requests in turn over `connections` connections and return what came back."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "requests")
        asked.write_text("".join(request.line() for request in requests))
        script = Path(folder, "load.lua")
        script.write_text(LUA % asked)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), base]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(next(line for line in output.splitlines() if line.startswith("RESULT "))[7:])
    return Load(
        per_second=found["requests"] / (found["micros"] / 1e6),
        p50=found["p50"] / 1000,
        p99=found["p99"] / 1000,
        errors=found["errors"],
    )
