"""What the tests of learning share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from course_factory import make_course
from milepost.accounts.models import User
from milepost.courseware.model import Course

EARLIER = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def course() -> Course:
    """Return the small course of `course_factory`."""
    return make_course()


@pytest.fixture
def person() -> Callable[..., int]:
    """Return a callable which adds a person (a guest without a name) and returns the id."""

    def add(session: Session, name: str | None = None, role: str = "learner") -> int:
        user = User(display_name=name, sign_in_name=name, role=role, created_at=EARLIER, last_seen_at=EARLIER)
        session.add(user)
        session.flush()
        return user.id

    return add
