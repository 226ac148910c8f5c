"""`milepost serve`: make everything ready, say where, and serve until told to stop."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import subprocess
import sys

from flask import Flask

from milepost.accounts import services as accounts
from milepost.accounts.services.people import has_administrator
from milepost.accounts.views import proxies
from milepost.core import clock
from milepost.core import settings as environment
from milepost.core.command_line import CommandLine, WrongCall
from milepost.core.db import Database
from milepost.core.errors import MilepostError, Together
from milepost.core.settings import Settings
from milepost.courseware.library import content_root
from milepost.migrations import head, status
from milepost.web import housekeeping, serving
from milepost.web.serving import Place
from milepost.web.watching import Watch

#: The site stands one step above this room, so it is found by name, as any WSGI server does it.
SITE = "milepost.app"


class NewerDatabase(MilepostError):
    """The tables come from a later version of Milepost than this one."""


def serve(argv: list[str]) -> int:
    """Run `milepost serve`; return when it is stopped."""
    gc.disable()  # nothing that a start makes is garbage, and looking for it takes a tenth of the time
    place, settings, found = _ready_to_start(_parser().parse_args(argv))
    _migrate(found)
    app: Flask = importlib.import_module(SITE).create_app(settings)
    watch = Watch(app.extensions["milepost.library"])
    watch.compile()
    link = _administrator_link(app, settings)

    def ready() -> None:
        _greet(settings, link)
        environment.keep_address(settings)
        watch.start()
        housekeeping.start()

    serving.run(app, place, ready)
    return 0


def _parser() -> CommandLine:
    parser = CommandLine(prog="milepost serve", description="Serve the learning site.")
    given = os.environ.get
    parser.add_argument("--host", default=given("MILEPOST_HOST", "127.0.0.1"), help="default 127.0.0.1")
    parser.add_argument("--port", default=given("MILEPOST_PORT", "8000"), help="default 8000")
    parser.add_argument("--workers", default=given("MILEPOST_WORKERS", str(_workers())), help="processes")
    return parser


def _ready_to_start(asked: argparse.Namespace) -> tuple[Place, Settings, str]:
    """Return where to serve, the settings and the revision of the tables; else raise all that is wrong."""
    together = Together()
    with together:
        port = _number("--port", asked.port)
        # Passkeys and links need the site's own address; unless it is set, it follows the port.
        os.environ.setdefault("MILEPOST_BASE_URL", f"http://localhost:{port}")
        serving.check_free(asked.host, port)
    with together:
        workers = max(1, _number("--workers", asked.workers))
    with together:
        content_root()
    with together:
        proxies.read(os.environ.get("MILEPOST_PROXIES", ""))
    with together:
        settings = environment.load()
        found = _revision(settings)
    together.settle()
    return Place(asked.host, port, workers), settings, found


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise WrongCall(f"{name} has to be a number, not {text!r}") from None


def _revision(settings: Settings) -> str:
    """Return the revision of the tables. Raises Unreachable."""
    database = Database(settings.database_url)
    try:
        status.check_reachable(database)
        return status.revision(database)
    finally:
        database.dispose()


def _workers() -> int:
    """Two at least, so that one slow answer does not stop the rest."""
    return min(max(os.cpu_count() or 1, 2), 4)


def _migrate(found: str) -> None:
    """Bring the tables to this version. Alembic is loaded, in a process of its own, only if need be."""
    if found > head():
        raise NewerDatabase(
            f"the tables are at revision {found}, and this program knows {head()}: update Milepost, "
            "or go back with the newer version's `milepost db downgrade`"
        )
    if found != head():
        command = [sys.executable, "-m", "milepost", "db", "upgrade"]
        quiet = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 (our own command)
        if quiet.returncode:
            raise MilepostError("the tables could not be brought up to date: see the lines above")


def _administrator_link(app: Flask, settings: Settings) -> str:
    """Return the link that makes its opener administrator, or nothing if there is one."""
    database: Database = app.extensions["milepost.database"]
    with database.session(write=False) as session:
        known = has_administrator(session)
    link = ""
    if not known:
        with database.session(write=True) as session:
            link = accounts.administrator_link(session, settings.base_url, clock.now())
            session.commit()
    database.dispose()  # workers must not inherit an open connection
    return link


def _greet(settings: Settings, link: str) -> None:
    print(f"\n  Milepost is here:  {settings.base_url}\n")
    if link:
        print("  Nobody manages this site yet. Whoever opens this link first does (it works once, today):")
        print(f"  {link}\n")
    print("  Stop with Ctrl+C.\n", flush=True)
