"""`milepost db` as an operator types it, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

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
