"""What the tests of exporting share: people who are signed in."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import sessions
from milepost.core import clock
from milepost.core.db import Database


@pytest.fixture
def token(database: Database) -> Callable[[Role], str]:
    """Return a callable that makes a person with a role and returns the value of their cookie."""
    numbers = itertools.count(1)

    def make(role: Role) -> str:
        now, name = clock.now(), f"{role}-{next(numbers)}"
        with database.session(write=True) as session:
            user = User(display_name=name, sign_in_name=name, role=role, created_at=now, last_seen_at=now)
            session.add(user)
            session.flush()
            made = sessions.start(session, user.id, now)
            session.commit()
        return made

    return make
