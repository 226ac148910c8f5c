"""`milepost user`: people from the command line, for whoever runs the site."""

from __future__ import annotations

import argparse
import os

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import joining, names, people
from milepost.core import clock
from milepost.core import settings as environment
from milepost.core.command_line import CommandLine
from milepost.core.db import Database
from milepost.core.errors import MilepostError, NotFound, UnknownName
from milepost.core.settings import Settings

#: Before a link whose address nobody has set: it is a guess, and whoever sees that it is wrong can act.
GUESSED = "(If people reach the site at another address, set MILEPOST_BASE_URL to it and ask again.)"


def user(argv: list[str]) -> int:
    """Run `milepost user list | add NAME [--role R] | role NAME ROLE | link`; return the exit code."""
    asked = _parser().parse_args(argv)
    settings = environment.load()
    database = Database(settings.database_url)
    try:
        if not sa.inspect(database.engine).has_table(User.__tablename__):
            raise MilepostError("the database has no tables yet; run `milepost db upgrade` first")
        with database.session(write=True) as session:
            for line in asked.run(session, settings, asked):
                print(line)
            session.commit()
    finally:
        database.dispose()
    return 0


def _list(session: Session, settings: Settings, asked: argparse.Namespace) -> list[str]:
    everybody = sa.select(User).where(User.sign_in_name.is_not(None)).order_by(User.sign_in_name)
    lines = [
        f"{one.role:14} {one.last_seen_at:%Y-%m-%d}  {one.display_name}" for one in session.scalars(everybody)
    ]
    return lines or ["nobody has an account yet; `milepost user link` makes the first administrator"]


def _add(session: Session, settings: Settings, asked: argparse.Namespace) -> list[str]:
    now = clock.now()
    added = joining.join(session, asked.name, now, role=_role(asked.role))
    link = people.sign_in_link(session, added, environment.served_at(settings), "en", now)
    return [
        f"{added.display_name} is here as {added.role}.",
        "To set a password, open once, within 2 days:",
        *_guess(),
        link,
    ]


def _change_role(session: Session, settings: Settings, asked: argparse.Namespace) -> list[str]:
    role = _role(asked.role)
    found = names.find(session, asked.name)
    if found is None:
        raise NotFound(f"nobody here is called {asked.name!r}; `milepost user list` shows all names")
    people.set_role(session, found, role)
    return [f"{found.display_name} is {found.role} now."]


def _link(session: Session, settings: Settings, asked: argparse.Namespace) -> list[str]:
    link = people.administrator_link(session, environment.served_at(settings), clock.now())
    return ["Whoever opens this becomes administrator. It works once, within a day:", *_guess(), link]


def _guess() -> tuple[str, ...]:
    return () if os.environ.get("MILEPOST_BASE_URL") else (GUESSED,)


def _role(name: str) -> Role:
    if name not in list(Role):
        raise UnknownName("role", name, list(Role))
    return Role(name)


def _parser() -> CommandLine:
    parser = CommandLine(prog="milepost user", description="People and their roles.")
    commands = parser.add_subparsers(required=True, metavar="list|add|role|link")
    listing = commands.add_parser("list", help="list names, roles and the last visit")
    listing.set_defaults(run=_list)
    adding = commands.add_parser("add", help="add a person, and print a link to set a password")
    adding.add_argument("name")
    adding.add_argument("--role", default=Role.LEARNER.value, metavar="|".join(Role))
    adding.set_defaults(run=_add)
    changing = commands.add_parser("role", help="change a person's role")
    changing.add_argument("name")
    changing.add_argument("role", metavar="|".join(Role))
    changing.set_defaults(run=_change_role)
    linking = commands.add_parser("link", help="print a one-time link that makes its opener administrator")
    linking.set_defaults(run=_link)
    return parser
