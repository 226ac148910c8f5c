"""A database that is not there is told in one line, without its password."""

from __future__ import annotations

import pytest

from milepost.core.db import Database
from milepost.migrations import status

CLOSED = "postgresql+psycopg://someone:secret@127.0.0.1:9/none"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////nowhere/at/all.sqlite3", "/nowhere/at does not exist"),
        (
            CLOSED,
            "someone:\\*\\*\\*@127.0.0.1:9/none cannot be",
        ),
    ],
)
def test_a_missing_database_is_told_in_one_line(url: str, words: str) -> None:
    with pytest.raises(status.Unreachable, match=words) as caught:
        status.check_reachable(Database(url))
    assert "\n" not in str(caught.value) and "secret" not in str(caught.value)
