"""`milepost db`: the database's tables and its housekeeping."""

from __future__ import annotations

import argparse
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from milepost.accounts import services as accounts
from milepost.app import create_app
from milepost.core import clock
from milepost.core import settings as environment
from milepost.core.command_line import CommandLine
from milepost.core.db import Database
from milepost.core.errors import MilepostError
from milepost.migrations import head, runner, status

DESCRIPTION = "The database's tables and its housekeeping. `status` answers 1 when an upgrade is due."


class NoBackup(MilepostError):
    """A backup that cannot be made here, or must not overwrite something."""

    exit_code = 2


def db(argv: list[str]) -> int:
    """Run `milepost db …`; return the exit code. `status` answers 1 when an upgrade is due."""
    arguments = _parser().parse_args(argv)
    database = Database(environment.load().database_url)
    try:
        status.check_reachable(database)
        code: int = arguments.action(database, arguments)
    finally:
        database.dispose()
    return code


def _parser() -> CommandLine:
    parser = CommandLine(prog="milepost db", description=DESCRIPTION)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, action, words, argument in (
        ("upgrade", _upgrade, "bring the tables forward to this program's version", "revision?"),
        ("downgrade", _downgrade, "take the tables back to a revision ('base' removes them)", "revision"),
        ("status", _status, "say which revision the tables have", ""),
        ("forget", _forget, "delete guests not seen for 30 days, and what has expired", ""),
        ("backup", _backup, "copy a SQLite database to a new file while the site runs", "file"),
        ("draft", _draft, "for developers: write the next migration from the models", "message"),
    ):
        sub = actions.add_parser(name, help=words, description=words)
        sub.set_defaults(action=action)
        if argument == "revision?":
            sub.add_argument("revision", nargs="?", default="head")
        elif argument:
            sub.add_argument(argument)
    return parser


def _upgrade(database: Database, arguments: argparse.Namespace) -> int:
    runner.upgrade(database, arguments.revision)
    return _status(database, arguments)


def _downgrade(database: Database, arguments: argparse.Namespace) -> int:
    runner.downgrade(database, arguments.revision)
    _status(database, arguments)
    return 0


def _status(database: Database, arguments: argparse.Namespace) -> int:
    found = status.revision(database)
    due = found != head()
    note = f"; this program expects {head()}: run `milepost db upgrade`" if due else ""
    print(f"{_shown(database.url)}: tables at revision {found or 'none'}{note}")
    return int(due)


def _forget(database: Database, arguments: argparse.Namespace) -> int:
    create_app()  # connects every domain's listeners: certificates are withdrawn with their holder
    with database.session(write=True) as session:
        count = accounts.forget_idle_guests(session, clock.now())
        session.commit()
    print(f"{count} guest{'' if count == 1 else 's'} forgotten")
    return 0


def _backup(database: Database, arguments: argparse.Namespace) -> int:
    target = Path(arguments.file)
    if not database.is_sqlite:
        raise NoBackup("this database is PostgreSQL: use pg_dump, and keep the data folder with it")
    if target.exists():
        raise NoBackup(f"{target} exists already: name a new file")
    with (
        closing(sqlite3.connect(str(database.url.database))) as source,
        closing(sqlite3.connect(target)) as to,
    ):
        source.backup(to)  # in one go: a stepwise copy starts anew at every write and may never end
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


def _draft(database: Database, arguments: argparse.Namespace) -> int:
    print(runner.draft(database, arguments.message, f"{int(head() or 0) + 1:04}"))
    return 0


def _shown(url: sa.URL) -> str:
    return url.render_as_string(hide_password=True)
