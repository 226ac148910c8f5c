"""Statements compiled once: the same values as through SQLAlchemy, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from milepost.accounts.models import User
from milepost.core.db import Database, Prepared, by_dialect

_U = User.__table__.c
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FIND = Prepared(
    sa.select(_U.id, _U.created_at, _U.sign_in_name.is_(None), sa.func.aggregate_strings(_U.role, ", "))
    .where(_U.created_at == sa.bindparam("created"), _U.role.in_(["learner", "trainer"]))
    .group_by(_U.id)
)
ADD = Prepared(
    by_dialect(
        lambda insert: (
            insert(User.__table__)
            .values(
                display_name=sa.bindparam("name"),
                sign_in_name=sa.bindparam("name"),
                role="learner",
                created_at=sa.bindparam("created"),
                last_seen_at=sa.bindparam("created"),
            )
            .on_conflict_do_nothing(index_elements=["sign_in_name"])
            .returning(_U.id)
        )
    )
)


def add(database: Database, name: str) -> list[tuple[int]]:
    with database.session(write=True) as session:
        rows = ADD.all(session, {"name": name, "created": MOMENT})
        session.commit()
    return rows


def test_values_go_in_and_come_out_by_their_types(database):
    ((user_id,),) = add(database, "ada")
    expected = [(user_id, MOMENT, False, "learner")]
    with database.session(write=False) as session:
        assert FIND.all(session, {"created": MOMENT}) == expected
    with database.reading() as reader:
        assert FIND.all(reader, {"created": MOMENT}) == expected


def test_a_conflict_returns_no_row(database):
    add(database, "ada")
    assert add(database, "ada") == []


def test_what_is_not_committed_is_rolled_back(database):
    with database.session(write=True) as session:
        ADD.all(session, {"name": "ada", "created": MOMENT})
    with database.reading() as reader:
        assert FIND.all(reader, {"created": MOMENT}) == []


def test_a_reader_sees_what_is_newest_and_is_lent_again(database):
    with database.reading() as first:
        assert FIND.all(first, {"created": MOMENT}) == []
        add(database, "ada")
        assert len(FIND.all(first, {"created": MOMENT})) == 1
    with database.reading() as second:
        assert second is first


def test_a_reader_cannot_write_and_is_not_lent_again_after_an_error(database):
    remove = Prepared(sa.delete(User.__table__).returning(_U.id))
    add(database, "ada")
    with database.reading() as reader, pytest.raises(DBAPIError):
        remove.all(reader, {})
    with database.reading() as another:
        assert another is not reader
        assert len(FIND.all(another, {"created": MOMENT})) == 1


def test_a_missing_value_is_a_mistake(database):
    with database.reading() as reader, pytest.raises(KeyError):
        FIND.all(reader, {})


def test_a_session_goes_on_after_commit_and_after_rollback(database):
    with database.session(write=True) as session:
        ADD.all(session, {"name": "ada", "created": MOMENT})
        session.commit()
        ADD.all(session, {"name": "bo", "created": MOMENT})
        session.rollback()
        ADD.all(session, {"name": "cy", "created": MOMENT})
        with session.begin_nested():
            session.add(User(created_at=MOMENT, last_seen_at=MOMENT))
        session.commit()
    with database.reading() as reader:
        assert len(FIND.all(reader, {"created": MOMENT})) == 3
