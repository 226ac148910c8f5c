"""The database: one SQLAlchemy engine, SQLite or PostgreSQL, with the same promises on both.

SQLite promises (measured in docs/decisions/0003-database.md): every writing transaction takes a
file lock and then `BEGIN IMMEDIATE`, so no update is lost and no writer is refused; reading
transactions start with plain `BEGIN`. On PostgreSQL the places that read and then write use
`SELECT … FOR UPDATE`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

try:
    import fcntl
except ImportError:  # Windows: SQLite's own lock has to do
    fcntl = None  # type: ignore[assignment]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table. Constraints are named, so that migrations can undo them."""

    metadata = sa.MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite stores it without a zone, so the zone is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def by_dialect(build: Callable[[Any], sa.Insert]) -> Mapping[str, sa.Insert]:
    """Build an `INSERT … ON CONFLICT` for both databases: `build` gets the dialect's insert().

    The statement for a session is `found[session.get_bind().dialect.name]`.
    """
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


class Database:
    """An engine and the way to open sessions on it. Made once a process by `milepost.app`."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else sa.create_engine(self.url)
        self._lock = _lock_file(self.url) if self.is_sqlite else None

    @contextlib.contextmanager
    def session(self, *, write: bool) -> Iterator[Session]:
        """Open a session. The caller commits; what is not committed is rolled back on leaving.

        With `write=False` nothing may be written: SQLite would refuse to wait for its turn.
        """
        with self.turn() if write else contextlib.nullcontext(), Session(self.engine) as session:
            session.info["write"] = write
            session.connection(execution_options={"milepost_write": write})
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the writer's turn. SQLite's own waiting sleeps in steps of up to 100 ms."""
        if self._lock is None or fcntl is None:
            yield
            return
        with open_lock(self._lock) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def open_lock(path: Path) -> IO[bytes]:
    """Open the lock file, making it first if need be. Closing it gives the lock back."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb")


def _lock_file(url: sa.URL) -> Path | None:
    return Path(f"{url.database}.lock") if url.database and url.database != ":memory:" else None


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"check_same_thread": False, "timeout": 10})

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("milepost_write", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
