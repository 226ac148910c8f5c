"""The database's promises, on both: what is committed stays, what is not goes, no update is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.core.db import Database, DatabaseGone, unique_where


def names(database: Database) -> list[str | None]:
    with database.session(write=False) as session:
        return list(session.scalars(sa.select(User.sign_in_name).order_by(User.id)))


def add(session: Session, name: str, now: datetime) -> User:
    user = User(display_name=name, sign_in_name=name, created_at=now, last_seen_at=now)
    session.add(user)
    return user


def test_what_is_committed_stays_and_what_follows_is_a_transaction_of_its_own(
    database: Database, now: datetime
) -> None:
    with database.session(write=True) as session:
        add(session, "first", now)
        session.commit()
        add(session, "second", now)
        session.flush()
    assert names(database) == ["first"]


def test_objects_that_were_never_flushed_are_written_by_commit(database: Database, now: datetime) -> None:
    with database.session(write=True) as session:
        user = add(session, "one", now)
        session.commit()
        user.display_name = "One"
        session.commit()
        assert session.scalars(sa.select(User.display_name)).all() == ["One"]
    assert names(database) == ["one"]


def test_an_error_undoes_everything(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), database.session(write=True) as session:
        add(session, "one", now)
        session.flush()
        raise ZeroDivisionError
    assert names(database) == []


def test_after_a_refused_row_and_a_rollback_the_session_goes_on(database: Database, now: datetime) -> None:
    with database.session(write=True) as session:
        add(session, "same", now)
        session.commit()
        add(session, "same", now)
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        session.rollback()
        add(session, "other", now)
        session.commit()
    assert names(database) == ["same", "other"]


def test_a_savepoint_is_undone_alone(database: Database, now: datetime) -> None:
    with database.session(write=True) as session:
        add(session, "kept", now)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            add(session, "undone", now)
            session.flush()
            raise ZeroDivisionError
        session.commit()
    assert names(database) == ["kept"]


def test_who_only_reads_cannot_write(database: Database, now: datetime) -> None:
    with database.session(write=False) as session:
        add(session, "one", now)
        with pytest.raises(sa.exc.DBAPIError):
            session.flush()
    assert names(database) == []


def test_eight_writers_lose_no_update(database: Database, now: datetime) -> None:
    with database.session(write=True) as session:
        user = add(session, "0", now)
        session.commit()
        user_id = user.id

    def count() -> None:
        for _ in range(20):
            with database.session(write=True) as session:
                row = session.get_one(User, user_id, with_for_update=True)
                row.sign_in_name = row.display_name = str(int(row.sign_in_name or 0) + 1)
                session.commit()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(database) == ["160"]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_after_the_server_cut_a_connection_the_next_session_gets_another(
    database: Database, now: datetime
) -> None:
    def cut(session: Session) -> None:
        killing = sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
        with database.engine.connect() as connection:
            connection.execute(killing)
        add(session, "lost", now)
        with pytest.raises(sa.exc.DBAPIError):
            session.flush()

    with database.session(write=True) as session:
        cut(session)
    with database.session(write=True) as session:
        add(session, "kept", now)
        session.commit()
    assert names(database) == ["kept"]


@pytest.fixture
def filed(database: Database, now: datetime) -> Path:
    """Return the file of a SQLite database that is in use; skip where there is none."""
    if not database.is_sqlite:
        pytest.skip("a database without a file")
    with database.session(write=True) as session:
        add(session, "before", now)
        session.commit()
    assert names(database) == ["before"]
    return Path(str(database.url.database))


def look_again(database: Database) -> None:
    """Let a second pass for those who only read."""
    assert database._file is not None
    database._file._next_look = 0.0


@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
def test_a_file_deleted_or_replaced_is_noticed_before_anything_is_lost(
    database: Database, filed: Path, now: datetime, replaced: bool
) -> None:
    aside = filed.rename(filed.with_suffix(".aside"))
    if replaced:
        shutil.copy(aside, filed)
    with pytest.raises(DatabaseGone), database.session(write=True) as session:
        add(session, "lost", now)
    look_again(database)
    with pytest.raises(DatabaseGone):
        names(database)
    assert filed.exists() is replaced, "nothing makes an empty database in its place"
    aside.rename(filed)
    assert names(database) == ["before"]


def test_the_file_is_looked_at_before_each_writing(database: Database, filed: Path, now: datetime) -> None:
    names(database)
    filed.rename(filed.with_suffix(".aside"))
    with pytest.raises(DatabaseGone), database.session(write=True):
        pass


def test_an_index_with_a_condition_has_it_on_either_database(database: Database) -> None:
    place = sa.Table(
        "place",
        sa.MetaData(),
        sa.Column("name", sa.String(20)),
        sa.Column("left_at", sa.Integer),
        unique_where("uq_place_taken", "name", condition="left_at IS NULL"),
    )
    with database.session(write=True) as session:
        place.create(session.connection())
        session.execute(place.insert(), [{"name": "a", "left_at": 1}, {"name": "a", "left_at": 1}])
        session.execute(place.insert(), [{"name": "a", "left_at": None}])
        with pytest.raises(sa.exc.IntegrityError):
            session.execute(place.insert(), [{"name": "a", "left_at": None}])
        session.rollback()


def test_a_site_on_sqlite_loads_no_other_database() -> None:
    code = "import sys, milepost.app; print([name for name in sys.modules if 'postgresql' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
