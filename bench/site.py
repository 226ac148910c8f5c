"""The site under load: a lesson page, a recorded answer; how fast it starts and what a worker holds."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import postgres_cluster
from bench import courses, servers
from bench.measure import ROOT, Load, Request, Row, in_turn, load, run, temporary

ROUNDS = 5
#: As a server is run: on PostgreSQL a commit waits for the disk, as it does on SQLite.
DURABLE = {"fsync": "on", "synchronous_commit": "on"}


def lesson_page() -> list[Row]:
    """A lesson page for a signed-in learner with progress, against a constant 20 KB."""
    with temporary() as folder, ExitStack() as stack:
        environment, requests = _learners(folder, f"sqlite:///{folder}/data/milepost.sqlite3")
        path = requests["pages"][0].path
        ours = stack.enter_context(servers.milepost(environment, path))
        floor = stack.enter_context(servers.plain("bench.floors.constant:app", {}, "/"))
        pages, zipped = requests["pages"], [request.zipped() for request in requests["pages"]]
        us, them, squeezed = _rounds(
            lambda: load(ours.base, pages),
            lambda: load(floor.base, [Request("/")]),
            lambda: load(ours.base, zipped),
        )
        return [
            Row("lesson page, requests", "/s", us.per_second, 0.45, them.per_second, at_least=True),
            Row("lesson page, slowest 1 %", "ms", us.p99, 4, them.p99),
            Row("lesson page, errors", "", us.errors, 0),
            Row("lesson page, gzipped for a browser", "/s", squeezed.per_second, None, them.per_second),
        ]


def recorded_answer() -> list[Row]:
    """An answer recorded by eight learners at once, against the same statements and nothing else."""
    rows = []
    with temporary() as folder:
        rows += _answers(folder / "sqlite", f"sqlite:///{folder}/sqlite/data/milepost.sqlite3", "SQLite FULL")
    with temporary() as folder, postgres_cluster.cluster(DURABLE) as address:
        rows += _answers(folder / "pg", f"{address}/postgres", "PostgreSQL")
    return rows


def _answers(folder: Path, url: str, words: str) -> list[Row]:
    folder.mkdir()
    with ExitStack() as stack:
        environment, requests = _learners(folder, url)
        database = url.replace("+psycopg", "").removeprefix("sqlite:///")
        replay = {"FLOOR_STATEMENTS": str(folder / "statements.pickle"), "FLOOR_DATABASE": database}
        ours = stack.enter_context(servers.milepost(environment, "/en/"))
        floor = stack.enter_context(servers.plain("bench.floors.answers:app", replay, "/"))
        same = [
            Request(f"/{number}", "POST", request.cookie, request.body)
            for number, request in enumerate(requests["answers"])
        ]
        us, them = _rounds(
            lambda: load(ours.base, requests["answers"]),
            lambda: load(floor.base, same),
        )
    return [
        Row(f"recorded answer, {words}", "/s", us.per_second, 0.5, them.per_second, at_least=True),
        Row(f"recorded answer, {words}, slowest 1 %", "ms", us.p99, 2, them.p99),
        Row(f"recorded answer, {words}, errors", "", us.errors + them.errors, 0),
    ]


def start() -> list[Row]:
    """From starting the process to the first answer; and the memory of a worker after load."""
    with temporary() as folder:
        environment, requests = _learners(folder, f"sqlite:///{folder}/data/milepost.sqlite3")
        plain = {"PLAIN_DATABASE": str(folder / "plain.sqlite3")}
        run([sys.executable, "-m", "bench.floors.plain_site"], {"PYTHONPATH": str(ROOT), **plain})
        path = requests["pages"][0].path
        app = "bench.floors.plain_site:app"

        def started(serve: Callable[[], servers.Running]) -> float:
            with serve() as server:
                return server.first_answer

        ours, floor = in_turn(
            9,
            lambda: started(lambda: servers.milepost(environment, path, workers=1)),
            lambda: started(lambda: servers.plain(app, plain, "/", workers=1)),
        )
        with servers.milepost(environment, path) as us, servers.plain(app, plain, "/") as them:
            for _ in range(2):
                load(us.base, requests["pages"])
                load(us.base, requests["answers"])
                load(them.base, [Request("/")])
            held, floor_held = us.workers_pss_mib(), them.workers_pss_mib()
        return [
            Row("start to first answer", "s", ours, 1.5, floor, note="floor: bare Flask + SQLAlchemy"),
            Row("memory of a worker (PSS)", "MiB", held, 1.25, floor_held),
        ]


def _learners(folder: Path, url: str) -> tuple[dict[str, str], dict[str, list[Request]]]:
    """Write a course, migrate, make the learners; return the environment and what they send."""
    course_id = courses.write(folder / "content", 10)
    environment = {
        "PYTHONPATH": str(ROOT),
        "MILEPOST_CONTENT": str(folder / "content"),
        "MILEPOST_DATA": str(folder / "data"),
        "MILEPOST_DATABASE_URL": url,
    }
    (folder / "data").mkdir()
    run([sys.executable, "-m", "milepost", "db", "upgrade"], environment)
    learners = (course_id, f"{course_id}-m01", "lesson-04", folder)
    run([sys.executable, "-m", "bench.learners", *learners], environment)
    made = json.loads((folder / "requests.json").read_text())
    return environment, {kind: [Request(**one) for one in some] for kind, some in made.items()}


def _rounds(*sides: Callable[[], Load]) -> list[Load]:
    """Load every side in turn, the first round to warm up; return each side's medians."""
    for side in sides:
        side()
    taken = [[side() for side in sides] for _ in range(ROUNDS)]
    return [
        Load(
            statistics.median(one.per_second for one in side),
            statistics.median(one.p50 for one in side),
            statistics.median(one.p99 for one in side),
            sum(one.errors for one in side),
        )
        for side in zip(*taken, strict=True)
    ]
