"""`milepost user`."""

from __future__ import annotations

import pytest

from milepost.accounts.models import User
from milepost.accounts.services import passwords, tokens
from milepost.cli import main
from milepost.core import clock, settings
from milepost.core.db import Database


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path) -> None:
    monkeypatch.setenv("MILEPOST_DATABASE_URL", database_url)
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MILEPOST_BASE_URL", "http://localhost:8123")


def test_the_link_makes_an_administrator(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "link"]) == 0
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("http://localhost:8123/claim/")
    with database.session(write=False) as session:
        tokens.look(session, tokens.Purpose.ADMINISTRATOR, link.rsplit("/", 1)[1], clock.now())


def test_a_link_leads_to_where_the_site_was_served_last(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MILEPOST_BASE_URL")
    assert main(["user", "link"]) == 0
    *_, hint, link = capsys.readouterr().out.splitlines()
    assert "MILEPOST_BASE_URL" in hint and link.startswith("http://localhost:8000/claim/")
    settings.keep_address(settings.load()._replace(base_url="http://localhost:9321"))
    assert main(["user", "add", "Amina"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("http://localhost:9321/en/sign-in/")


def test_adding_somebody_prints_a_link_and_no_password(database: Database, capsys) -> None:
    assert main(["user", "add", "Noor Haddad", "--role", "trainer"]) == 0
    said = capsys.readouterr().out
    with database.session(write=False) as session:
        user = session.query(User).one()
        assert (user.display_name, user.role, user.password_hash) == ("Noor Haddad", "trainer", None)
        token = said.split()[-1].rsplit("/", 1)[1]
        assert tokens.look(session, tokens.Purpose.SIGN_IN, token, clock.now()).user_id == user.id


def test_listing_and_changing_roles(database: Database, capsys) -> None:
    main(["user", "add", "Noor"])
    main(["user", "add", "Amina", "--role", "administrator"])
    capsys.readouterr()
    assert main(["user", "role", "NOOR", "trainer"]) == 0
    assert capsys.readouterr().out == "Noor is trainer now.\n"
    assert main(["user", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [(line.split()[0], line.split()[-1]) for line in lines] == [
        ("administrator", "Amina"),
        ("trainer", "Noor"),
    ]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        (["role", "Nobody", "trainer"], 1, "nobody here is called 'Nobody'"),
        (["add", "Noor", "--role", "mayor"], 2, "known: administrator, learner, trainer"),
        (["add", "!!!"], 1, "at least one letter"),
    ],
)
def test_a_mistake_is_one_line(capsys, call: list[str], code: int, words: str) -> None:
    assert main(["user", *call]) == code
    said = capsys.readouterr()
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert not said.out


def test_the_last_administrator_keeps_the_role(database: Database, capsys) -> None:
    main(["user", "add", "Rowan", "--role", "administrator"])
    assert main(["user", "role", "Rowan", "learner"]) == 1
    assert "only administrator" in capsys.readouterr().err


@pytest.mark.parametrize("call", [[], ["fly"], ["add"]])
def test_a_wrong_call_exits_with_2(call: list[str], capsys) -> None:
    assert main(["user", *call]) == 2
    said = capsys.readouterr().err
    assert "--help` says more" in said
    assert said.count("\n") == 1


def test_without_tables_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys) -> None:
    monkeypatch.setenv("MILEPOST_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert main(["user", "list"]) == 1
    assert "milepost db" in capsys.readouterr().err


def test_nobody_yet(database: Database, capsys) -> None:
    assert main(["user", "list"]) == 0
    assert "milepost user link" in capsys.readouterr().out


def test_a_person_without_a_password_cannot_sign_in_by_one() -> None:
    assert not passwords.match(None, "").fits
