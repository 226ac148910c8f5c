"""Rate limits."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import Throttle
from milepost.accounts.services import throttle
from milepost.core.db import Database
from milepost.core.errors import TooMany

SECOND = timedelta(seconds=1)
LIMIT = throttle.Limit("test", 3, 10 * SECOND, 60 * SECOND, timedelta(minutes=5))


def of(value: str, limit: throttle.Limit = LIMIT) -> throttle.Counter:
    return throttle.counter(limit, "secret", value)


def wait_of(session: Session, one: throttle.Counter, moment: datetime) -> int:
    with pytest.raises(TooMany) as refused:
        throttle.count(session, (one,), moment)
    return refused.value.retry_after


def test_some_tries_are_free_then_one_waits_and_each_wait_is_longer(session: Session, now: datetime) -> None:
    one, moment, waits = of("amina"), now, []
    for _ in range(3):
        throttle.count(session, (one,), moment)
    for _ in range(4):
        waits.append(wait_of(session, one, moment))
        moment += waits[-1] * SECOND
        throttle.count(session, (one,), moment)
    assert waits == [10, 20, 40, 60]


def test_a_refused_try_is_not_counted(session: Session, now: datetime) -> None:
    one = of("amina")
    for _ in range(3):
        throttle.count(session, (one,), now)
    assert {wait_of(session, one, now) for _ in range(5)} == {10}


def test_others_do_not_wait(session: Session, now: datetime) -> None:
    for _ in range(3):
        throttle.count(session, (of("amina"),), now)
    throttle.count(session, (of("noor"),), now)
    throttle.count(session, (throttle.counter(LIMIT, "other secret", "amina"),), now)


def test_tries_fade(session: Session, now: datetime) -> None:
    one = of("amina")
    for minutes in range(0, 100, 5):
        throttle.count(session, (one,), now + timedelta(minutes=minutes))


def test_slow_tries_do_not_add_up_when_they_fade_as_fast(session: Session, now: datetime) -> None:
    one = of("amina")
    for n in range(40):
        throttle.count(session, (one,), now + n * timedelta(minutes=5, seconds=1))
    assert session.scalars(sa.select(Throttle.tries).where(Throttle.key == one.key)).one() <= 2


def test_the_right_password_clears_the_name_and_gives_one_try_back(session: Session, now: datetime) -> None:
    name, address = of("amina"), of("192.0.2.1")
    for _ in range(3):
        throttle.count(session, (name, address), now)
    throttle.clear(session, name)
    throttle.give_back(session, address, now)
    kept = dict(session.execute(sa.select(Throttle.key, Throttle.tries)).all())
    assert kept == {address.key: 2}


def test_the_table_names_nobody(session: Session, now: datetime) -> None:
    throttle.count(session, (of("amina"),), now)
    key = session.scalars(sa.select(Throttle.key)).one()
    assert b"amina" not in key
    assert len(key) == 32


def test_old_tries_are_forgotten(session: Session, now: datetime) -> None:
    throttle.count(session, (of("amina"),), now)
    throttle.count(session, (of("noor"),), now + timedelta(hours=12))
    throttle.forget_old(session, now + timedelta(hours=25))
    assert session.scalars(sa.select(Throttle.key)).all() == [of("noor").key]


def test_many_at_once_are_all_counted(database: Database, now: datetime) -> None:
    generous = throttle.Limit("test", 100, SECOND, SECOND, timedelta(days=1))

    def guess() -> None:
        for _ in range(5):
            with database.session(write=True) as session:
                throttle.count(session, (of("amina", generous),), now)
                session.commit()

    guessers = [threading.Thread(target=guess) for _ in range(4)]
    for one in guessers:
        one.start()
    for one in guessers:
        one.join()
    with database.session(write=False) as session:
        assert session.scalars(sa.select(Throttle.tries)).all() == [20]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_ipv6_household_counts_as_one(address: str | None, counted: str) -> None:
    assert throttle.network(address) == counted
