"""What the database says about itself, asked without Alembic, so that the site starts at once."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from milepost.core.db import Database
from milepost.core.errors import MilepostError


class Unreachable(MilepostError):
    """The database does not answer."""

    status = 503


def check_reachable(database: Database) -> None:
    """Raise Unreachable, with the reason in one line, when no connection can be made."""
    shown = database.url.render_as_string(hide_password=True)
    if database.is_sqlite and database.url.database:
        folder = Path(database.url.database).absolute().parent
        if not folder.is_dir():
            raise Unreachable(f"{folder} does not exist: make it, or set MILEPOST_DATABASE_URL")
    try:
        with database.session(write=False) as session:
            session.execute(sa.select(1))
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Unreachable(
            f"the database {shown} cannot be used ({reason}): check that it runs, that it may be written "
            "to, and MILEPOST_DATABASE_URL"
        ) from error


def revision(database: Database) -> str:
    """Return the revision of the tables; empty where there are none yet."""
    with database.session(write=False) as session:
        if not sa.inspect(session.connection()).has_table("alembic_version"):
            return ""
        return session.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""
