"""The tables can be made, compared with the models, and taken away, on both databases."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from milepost.accounts.models import User
from milepost.core.db import Database
from milepost.core.errors import UnknownName
from milepost.learning.models import Enrolment
from milepost.migrations import VERSIONS, head, runner, status


@pytest.fixture
def empty(database: Database) -> Database:
    """Return a database without a single table of ours."""
    runner.downgrade(database, "base")
    return database


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_every_step_forward_has_a_step_back(empty: Database) -> None:
    assert tables(empty) == set()
    assert status.revision(empty) == ""
    runner.upgrade(empty)
    assert {"user_account", "enrolment", "certificate"} <= tables(empty)
    assert status.revision(empty) == head()
    runner.downgrade(empty, "base")
    assert tables(empty) == set()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    before = tables(database)
    runner.upgrade(database)
    assert tables(database) == before


def test_migrations_and_models_agree(database: Database) -> None:
    assert runner.differences(database) == ""


def test_a_difference_between_tables_and_models_is_found(database: Database) -> None:
    with database.session(write=True) as session:
        session.execute(sa.text("DROP TABLE certificate"))
        session.commit()
    assert "certificate" in runner.differences(database)


def test_the_head_read_from_file_names_is_alembics(database: Database) -> None:
    with runner.connected(database) as config:
        assert ScriptDirectory.from_config(config).get_current_head() == head()


def test_file_names_tell_what_a_step_does() -> None:
    assert all(len(path.stem.split("_")) >= 3 for path in VERSIONS.glob("[0-9]*.py"))


def test_an_unknown_revision_names_the_known_ones(database: Database) -> None:
    with pytest.raises(UnknownName, match=f"unknown revision '9999'; known: {head()}, base, head"):
        runner.upgrade(database, "9999")


def test_a_failed_step_leaves_nothing_behind(empty: Database) -> None:
    with pytest.raises(ZeroDivisionError), runner.connected(empty) as config:
        connection = config.attributes["connection"]
        connection.execute(sa.text("CREATE TABLE half_done (id INTEGER)"))
        raise ZeroDivisionError
    assert tables(empty) == set()


def test_copying_a_parent_table_keeps_its_children(database: Database, now: datetime) -> None:
    """SQLite changes a table by copying and dropping it: with foreign keys on, children would go too."""
    with database.session(write=True) as session:
        user = User(created_at=now, last_seen_at=now)
        session.add(user)
        session.flush()
        session.add(Enrolment(user_id=user.id, course_id="a-course", created_at=now, updated_at=now))
        session.commit()
    with runner.connected(database) as config:
        operations = Operations(MigrationContext.configure(config.attributes["connection"]))
        with operations.batch_alter_table("user_account") as table:
            table.alter_column("display_name", type_=sa.String(70))
            table.add_column(sa.Column("later", sa.Integer))
    with database.session(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # PostgreSQL never lets go of its keys
def test_a_step_that_would_leave_orphans_is_undone(database: Database, now: datetime) -> None:
    with pytest.raises(runner.BrokenReferences, match="enrolment"), runner.connected(database) as config:
        config.attributes["connection"].execute(
            sa.insert(Enrolment).values(user_id=999, course_id="x", created_at=now, updated_at=now)
        )
    with database.session(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 0
