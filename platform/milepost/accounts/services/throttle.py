"""Rate limits that several workers share: a bucket of tries per key, and a wait that doubles.

A try is counted before it is made, so that many at once gain nothing, and given back when it was
right. Tries fade with time. Keys are HMACs: the table names no person and no address.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from milepost.accounts.models import Throttle
from milepost.core.errors import TooMany
from milepost.core.messages import N_

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are free, how long the first wait is, its longest, and how fast a try fades."""

    kind: str
    free: int
    first_wait: timedelta
    longest_wait: timedelta
    fade: timedelta


#: One name: a guesser gets some hundred passwords a day.
NAME = Limit("name", 5, timedelta(seconds=15), timedelta(minutes=15), timedelta(minutes=15))
#: One address may be a whole school or a town hall.
ADDRESS = Limit("address", 40, timedelta(seconds=10), timedelta(minutes=5), timedelta(minutes=1))
#: New accounts from one address: a full room may join at once, a robot may not go on.
JOIN = Limit("join", 80, timedelta(seconds=30), timedelta(minutes=15), timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Counter:
    """One limit for one name or address."""

    limit: Limit
    key: bytes


def counter(limit: Limit, secret: str, value: str) -> Counter:
    """Return the counter of a value; only an HMAC of it is kept."""
    said = f"throttle\0{limit.kind}\0{value}".encode()
    return Counter(limit, hmac.new(secret.encode(), said, hashlib.sha256).digest())


def network(address: str | None) -> str:
    """Return what to count an address by: IPv4 whole, IPv6 by its /64, which is one household's."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def count(session: Session, counters: tuple[Counter, ...], now: datetime) -> None:
    """Count a try that is about to be made. Raises TooMany, counting nothing, while one has to wait."""
    rows = [_row(session, one.key, now) for one in counters]
    wait = max((row.wait_until - now).total_seconds() for row in rows)
    if wait > 0:
        raise TooMany(N_("Too many tries. Please wait a moment, then try again."), max(1, round(wait)))
    for one, row in zip(counters, rows, strict=True):
        _fade(row, one.limit, now)
        row.tries += 1
        if row.tries > one.limit.free - 1:
            doubled = one.limit.first_wait * 2 ** min(row.tries - one.limit.free, 20)
            row.wait_until = now + min(doubled, one.limit.longest_wait)
    session.flush()


def clear(session: Session, one: Counter) -> None:
    """Forget the tries: the right password was typed."""
    session.execute(sa.delete(Throttle).where(Throttle.key == one.key))


def give_back(session: Session, one: Counter, now: datetime) -> None:
    """Take back the last try only, so that a guesser's own account does not refill the bucket."""
    row = _row(session, one.key, now)
    row.tries = max(0, row.tries - 1)
    row.wait_until = now
    session.flush()


def forget_old(session: Session, now: datetime) -> None:
    """Delete what nobody tried for a day."""
    session.execute(sa.delete(Throttle).where(Throttle.counted_at < now - KEPT, Throttle.wait_until < now))


def _row(session: Session, key: bytes, now: datetime) -> Throttle:
    """Return the locked row of a key, making it when it is missing."""
    wanted = sa.select(Throttle).where(Throttle.key == key).with_for_update()
    row = session.scalars(wanted).one_or_none()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.add(Throttle(key=key, tries=0, counted_at=now, wait_until=now))
    except IntegrityError:  # another worker was first
        pass
    return session.scalars(wanted).one()


def _fade(row: Throttle, limit: Limit, now: datetime) -> None:
    faded = max(0, (now - row.counted_at) // limit.fade)
    row.tries = max(0, row.tries - faded)
    row.counted_at = now if row.tries == 0 else row.counted_at + faded * limit.fade
