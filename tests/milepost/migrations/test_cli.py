"""`milepost db` as an operator types it, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from milepost.accounts.models import User
from milepost.certificates.models import Certificate
from milepost.core import clock
from milepost.core.db import Database
from milepost.migrations import cli, head, status


@pytest.fixture
def as_configured(monkeypatch: pytest.MonkeyPatch, database: Database, tmp_path: Path) -> Database:
    """Make `database` the one that commands find in the environment."""
    monkeypatch.setenv("MILEPOST_DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "data"))
    return database


def test_status_says_when_an_upgrade_is_due(
    as_configured: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.db(["status"]) == 0
    assert f"tables at revision {head()}" in capsys.readouterr().out
    assert cli.db(["downgrade", "base"]) == 0
    capsys.readouterr()
    assert cli.db(["status"]) == 1
    assert "run `milepost db upgrade`" in capsys.readouterr().out
    assert cli.db(["upgrade"]) == 0


def test_forget_erases_idle_guests_and_withdraws_their_certificates(
    as_configured: Database,
    capsys: pytest.CaptureFixture[str],
    content_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MILEPOST_CONTENT", str(content_root))
    now = clock.now()
    with as_configured.session(write=True) as session:
        idle, recent = (User(created_at=now, last_seen_at=now - timedelta(days=days)) for days in (31, 29))
        session.add_all([idle, recent])
        session.flush()
        session.add(Certificate(number="n" * 22, user_id=idle.id, course_id="a", issued_at=now, lang="en"))
        session.commit()
        kept = recent.id
    assert cli.db(["forget"]) == 0
    assert capsys.readouterr().out == "1 guest forgotten\n"
    with as_configured.session(write=False) as session:
        assert session.scalars(sa.select(User.id)).all() == [kept]
        assert session.scalars(sa.select(Certificate)).one().withdrawn_at is not None


def test_a_backup_is_a_whole_database(as_configured: Database, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    if not as_configured.is_sqlite:
        with pytest.raises(cli.NoBackup, match="pg_dump"):
            cli.db(["backup", str(target)])
        return
    assert cli.db(["backup", str(target)]) == 0
    copy = Database(f"sqlite:///{target}")
    assert status.revision(copy) == head()
    copy.dispose()
    with pytest.raises(cli.NoBackup, match="name a new file"):
        cli.db(["backup", str(target)])
