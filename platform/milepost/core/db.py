"""The database: one SQLAlchemy engine, SQLite or PostgreSQL, with the same promises on both.

SQLite promises (measured in docs/decisions/0003-database.md): every writing transaction takes a
file lock and then `BEGIN IMMEDIATE`, so no update is lost and no writer is refused. On PostgreSQL
the places that read and then write use `SELECT … FOR UPDATE`. Who only reads gets a connection
that cannot write and needs no transaction.
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


_SQLITE = {"check_same_thread": False, "timeout": 10}


class _Reading(Session):
    """A session on a connection that commits by itself: no transaction to begin or to end."""

    def connection(self, *args: Any, **options: Any) -> sa.Connection:
        """Return the connection as it is. The general way costs more than the query that follows."""
        bind = self.bind
        assert isinstance(bind, sa.Connection)
        return bind


class Database:
    """An engine and the way to open sessions on it. Made once a process by `milepost.app`."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else sa.create_engine(self.url)
        self._reading = _reading_engine(self.url)
        self._readers: list[sa.Connection] = []
        self._lock = _lock_file(self.url) if self.is_sqlite else None

    @contextlib.contextmanager
    def session(self, *, write: bool) -> Iterator[Session]:
        """Open a session. The caller commits; what is not committed is rolled back on leaving.

        With `write=False` the database refuses to write, and each statement sees what is newest.
        """
        if write:
            with self.turn(), Session(self.engine) as session:
                session.connection()  # BEGIN now: what is read from here on stays as it is
                yield session
        else:
            with self._reader() as connection, _Reading(connection) as session:
                yield session

    def dispose(self) -> None:
        """Close every connection."""
        while self._readers:
            self._readers.pop().close()
        self._reading.dispose()
        self.engine.dispose()

    @contextlib.contextmanager
    def _reader(self) -> Iterator[sa.Connection]:
        """Lend a reading connection. Kept open: taking one from the pool costs as much as a query."""
        try:
            connection = self._readers.pop()
        except IndexError:
            connection = self._reading.connect()
        try:
            yield connection
        finally:
            if connection.invalidated:  # the server went away: the next one gets a new connection
                connection.close()
            else:
                self._readers.append(connection)

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
    engine = sa.create_engine(url, connect_args=_SQLITE)

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _reading_engine(url: sa.URL) -> sa.Engine:
    """Return an engine whose connections cannot write, so that a GET that tries is found out."""
    if url.get_backend_name() != "sqlite":
        options = {"options": "-c default_transaction_read_only=on"}
        return sa.create_engine(url, isolation_level="AUTOCOMMIT", connect_args=options)
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", connect_args=_SQLITE)

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        for pragma in ("journal_mode=WAL", "busy_timeout=10000", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
