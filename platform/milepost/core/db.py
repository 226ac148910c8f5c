"""The database: one SQLAlchemy engine, SQLite or PostgreSQL, with the same promises on both.

SQLite promises (measured in docs/decisions/0003-database.md): every writing transaction takes a
file lock and then `BEGIN IMMEDIATE`, so no update is lost and no writer is refused. On PostgreSQL
the places that read and then write use `SELECT … FOR UPDATE`. Who only reads gets a connection
that cannot write and needs no transaction.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from milepost.core.errors import MilepostError

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


class ByDialect(dict[str, sa.Insert]):
    """A statement in each database's own words, made when it is first asked for."""

    def __init__(self, build: Callable[[Any], sa.Insert]) -> None:
        super().__init__()
        self._build = build

    def __missing__(self, name: str) -> sa.Insert:
        # Loading a dialect takes a tenth of a start, so only the one in use is loaded.
        dialect = importlib.import_module(f"sqlalchemy.dialects.{name}")
        statement = self[name] = self._build(dialect.insert)
        return statement


def by_dialect(build: Callable[[Any], sa.Insert]) -> Mapping[str, sa.Insert]:
    """Build an `INSERT … ON CONFLICT` for both databases: `build` gets the dialect's insert().

    The statement for a session is `found[session.get_bind().dialect.name]`.
    """
    return ByDialect(build)


def unique_where(name: str, *columns: str, condition: str) -> sa.Index:
    """Return a unique index over the rows for which a condition holds.

    SQLAlchemy takes the condition under each database's name and loads that database's dialect for it;
    so it is given when the index is made, and to the one in use.
    """
    index = sa.Index(name, *columns, unique=True)

    @sa.event.listens_for(index, "before_create")
    def give(index: sa.Index, connection: sa.Connection, **_: object) -> None:
        index.dialect_kwargs[f"{connection.dialect.name}_where"] = sa.text(condition)

    return index


class Prepared:
    """A statement compiled once for each database and then sent to the driver as text.

    For what runs on every request: SQLAlchemy's own way from a cached statement to the cursor costs
    more than SQLite's answer. Values go in and come out by the types of the columns, as always; the
    parameters are the statement's `bindparam`s; a list (`IN`) has to be a constant of the statement.
    """

    def __init__(self, statement: sa.Executable | Mapping[str, sa.Executable]) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def all(self, source: Readable, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT or of RETURNING."""
        form, cursor = self._send(source, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return [form.read(row) for row in rows] if form.out else rows

    def run(self, session: Session, values: Mapping[str, Any]) -> int:
        """Return how many rows the statement touched."""
        _, cursor = self._send(session, values)
        touched: int = cursor.rowcount
        cursor.close()
        return touched

    def _send(self, source: Readable, values: Mapping[str, Any]) -> tuple[_Form, Any]:
        reads = isinstance(source, Reader)
        connection = source.connection if isinstance(source, Reader) else source.connection()
        form, parameters = self._ready(connection.dialect, values)
        try:
            return form, send(connection, form.text, parameters)
        except sa.exc.DBAPIError as error:
            if reads:  # whatever it was, the next one gets a new connection
                connection.invalidate(error)
            raise

    def _ready(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[_Form, Any]:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._compile(dialect)
        given = {**form.fixed, **values}
        for name, into in form.into:
            given[name] = into(given[name])
        return form, tuple(given[name] for name in form.positions) if form.positions else given

    def _compile(self, dialect: Dialect) -> _Form:
        statement: Any = self._statement
        if isinstance(statement, Mapping):
            statement = statement[dialect.name]
        compiled = statement.compile(dialect=dialect)
        asked = [name for name, bind in compiled.binds.items() if bind.required]
        # Constants that a driver takes in the text only are written into it here.
        whole = compiled.construct_expanded_state(dict.fromkeys(asked))
        written_out = {new: old for old, several in whole.parameter_expansion.items() for new in several}
        into = {
            name: compiled.binds[written_out.get(name, name)]
            .type.dialect_impl(dialect)
            .bind_processor(dialect)
            for name in whole.parameters
        }
        out = tuple(_reader_of(column.type, dialect) for column in statement.exported_columns)
        return _Form(
            text=whole.statement,
            positions=tuple(whole.positiontup or ()),
            fixed={name: value for name, value in whole.parameters.items() if name not in asked},
            into=tuple((name, processor) for name, processor in into.items() if processor),
            out=tuple((place, processor) for place, processor in enumerate(out) if processor),
        )


def _reader_of(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what turns a driver's value into ours; numbers are numbers with both drivers."""
    if isinstance(kind, sa.Numeric | sa.Float):
        return None
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement for one database. `positions`: names of the parameters in order, () if they are named."""

    text: str
    positions: tuple[str, ...]
    fixed: Mapping[str, Any]
    into: tuple[tuple[str, Callable[[Any], Any]], ...]
    out: tuple[tuple[int, Callable[[Any], Any]], ...]

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row with the driver's values turned into ours."""
        values = list(row)
        for place, processor in self.out:
            values[place] = processor(values[place])
        return tuple(values)


_SQLITE = {"check_same_thread": False, "timeout": 10}


def send(connection: sa.Connection, text: str, parameters: Any) -> Any:
    """Send a statement to the driver; return its cursor. Raises DBAPIError, as SQLAlchemy does."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise sa.exc.DBAPIError.instance(text, parameters, error, base, dialect=connection.dialect) from error
    return cursor


class Reader:
    """A kept connection that can only read, for the few queries of every request. Each statement sees
    what is newest; there is no transaction to begin or to end."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection


#: What a `Prepared` SELECT can be sent through.
Readable = Session | Reader


class _Reading(Session):
    """A session on a connection that commits by itself: no transaction to begin or to end."""

    def connection(self, *args: Any, **options: Any) -> sa.Connection:
        """Return the connection as it is. The general way costs more than the query that follows."""
        bind = self.bind
        assert isinstance(bind, sa.Connection)
        return bind


class _Writing(Session):
    """A session that remembers its connection until the transaction ends: asking for it the general way
    costs as much as a statement."""

    _held: sa.Connection | None = None

    def connection(self, *args: Any, **options: Any) -> sa.Connection:
        """Return the transaction's connection, beginning a transaction if there is none."""
        if args or options:
            return super().connection(*args, **options)
        if self._held is None:
            self._held = super().connection()
        return self._held

    def commit(self) -> None:
        """Commit; the next statement begins anew."""
        self._held = None
        super().commit()

    def rollback(self) -> None:
        """Roll back; the next statement begins anew."""
        self._held = None
        super().rollback()

    def close(self) -> None:
        """Roll back what is not committed and give the connection back."""
        self._held = None
        super().close()


class DatabaseGone(MilepostError):
    """The database's file was deleted or replaced while connections are open to it."""

    status = 503


class SameFile:
    """Whether a path still leads to the file that it led to first; one look costs about a microsecond.

    SQLite goes on writing to a file that was deleted or replaced, and what it writes is lost.
    """

    LOOK_EVERY = 1.0  # seconds, for those who only read

    def __init__(self, path: str | None) -> None:
        self._path = path or ""
        self._known: tuple[int, int] | None = None
        self._next_look = 0.0

    def check(self) -> None:
        """Raise DatabaseGone if it is another file now, or none. The first file seen is the right one."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 (a Path costs twice as much here)
        except FileNotFoundError:
            if self._known is None:
                return  # about to be made
            raise DatabaseGone(f"the database {self._path} was deleted: stop the site, put it back") from None
        held = found.st_dev, found.st_ino
        if self._known is None:
            self._known = held
        elif held != self._known:
            raise DatabaseGone(f"the database {self._path} was replaced by another file: restart the site")

    def check_now_and_then(self) -> None:
        """As `check`, once a second."""
        if (now := time.monotonic()) > self._next_look:
            self.check()
            self._next_look = now + self.LOOK_EVERY


class Database:
    """An engine and the way to open sessions on it. Made once a process by `milepost.app`."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else sa.create_engine(self.url)
        self._reading = _reading_engine(self.url)
        self._readers: list[Reader] = []
        self._lock = _lock_file(self.url) if self.is_sqlite else None
        self._file = SameFile(self.url.database) if self._lock else None

    @contextlib.contextmanager
    def session(self, *, write: bool) -> Iterator[Session]:
        """Open a session. The caller commits; what is not committed is rolled back on leaving.

        With `write=False` the database refuses to write, and each statement sees what is newest.
        """
        if write:
            with self.turn(), _Writing(self.engine) as session:
                session.connection()  # BEGIN now: what is read from here on stays as it is
                yield session
        else:
            with self.reading() as reader, _Reading(reader.connection) as session:
                yield session

    def dispose(self) -> None:
        """Close every connection."""
        while self._readers:
            self._readers.pop().connection.close()
        self._reading.dispose()
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Reader]:
        """Lend a reader."""
        reader = self.reader()
        try:
            yield reader
        finally:
            self.give_back(reader)

    def reader(self) -> Reader:
        """Return a reader, to be given back. Kept open: taking a connection from the pool costs as much
        as a query. Raises DatabaseGone."""
        if self._file is not None:
            self._file.check_now_and_then()
        try:
            return self._readers.pop()
        except IndexError:
            return Reader(self._reading.connect())

    def give_back(self, reader: Reader) -> None:
        """Keep a reader for the next request, unless the server went away under it."""
        if reader.connection.invalidated:
            reader.connection.close()
        else:
            self._readers.append(reader)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the writer's turn. SQLite's own waiting sleeps in steps of up to 100 ms.

        Raises DatabaseGone."""
        if self._file is not None:
            self._file.check()
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
        connection.connection.cursor().execute("BEGIN IMMEDIATE")

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
