"""Who is at the screen: guests, closed doors, the cost of a reading request."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from milepost.accounts.models import User, UserSession
from milepost.accounts.rules import Action
from milepost.accounts.services import sessions
from milepost.accounts.views import current_user, ensure_user, require
from milepost.accounts.views.gate import client_address
from milepost.app import create_app
from milepost.core import clock
from milepost.core import db as core_db
from milepost.core.db import Database
from milepost.core.http import commit
from milepost.core.signals import guest_joined


@pytest.fixture
def app(app: Flask) -> Flask:
    """Add three pages that a higher room could have."""

    @app.post("/answer")
    def answer() -> dict[str, Any]:
        person = ensure_user()
        commit()
        now_here = current_user()
        return {"id": person.id, "guest": person.is_guest, "same": now_here == person}

    @app.post("/nothing")
    def nothing() -> dict[str, Any]:
        ensure_user()
        return {}

    @app.get("/<lang>/guides")
    @require(Action.SEE_GUIDES)
    def guides(lang: str) -> str:
        return "the guides"

    return app


def count(database: Database, what: type) -> int:
    with database.session(write=False) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(what)) or 0


def test_looking_around_makes_no_row(visitor, database: Database) -> None:
    for path in ("/en/", "/en/join", "/en/sign-in"):
        assert visitor.get(path).status_code == 200
    assert visitor.session_token is None
    assert (count(database, User), count(database, UserSession)) == (0, 0)


def test_the_first_answer_makes_a_guest_and_the_next_ones_are_the_same(visitor, database: Database) -> None:
    first = visitor.post("/answer", page="/en/join").json
    assert first == {"id": first["id"], "guest": True, "same": True}
    assert visitor.post("/answer", page="/en/join").json["id"] == first["id"]
    assert (count(database, User), count(database, UserSession)) == (1, 1)


def test_a_guest_of_a_request_that_fails_is_not_kept(visitor, database: Database) -> None:
    visitor.post("/nothing", page="/en/join")
    assert count(database, User) == 0
    assert visitor.post("/answer", page="/en/join").json["guest"]


def test_a_guest_who_joins_keeps_the_progress(visitor, database: Database) -> None:
    guest = visitor.post("/answer", page="/en/join").json["id"]
    before = visitor.session_token
    assert "comes with you" in visitor.get("/en/join").text
    visitor.join("Amina")
    after = visitor.post("/answer", page="/en/me").json
    assert after == {"id": guest, "guest": False, "same": True}
    assert visitor.session_token != before
    assert (count(database, User), count(database, UserSession)) == (1, 1)


def test_a_guest_who_signs_in_brings_the_record_along(visitor, make_visitor, database: Database) -> None:
    make_visitor().join("Amina")
    guest = visitor.post("/answer", page="/en/join").json["id"]
    heard = []

    def listen(sender: int, session: Any, guest_id: int, user_id: int) -> None:
        heard.append((sender == user_id, guest_id))

    with guest_joined.connected_to(listen):
        visitor.sign_in("Amina")
    assert heard == [(True, guest)]
    assert visitor.post("/answer", page="/en/me").json["guest"] is False
    assert count(database, User) == 1


def test_a_failed_sign_in_leaves_the_guest(visitor, make_visitor) -> None:
    make_visitor().join("Amina")
    guest = visitor.post("/answer", page="/en/join").json["id"]
    assert visitor.sign_in("Amina", "not my password").status_code == 422
    assert visitor.post("/answer", page="/en/join").json["id"] == guest


def test_a_guest_sees_how_to_keep_and_how_to_delete_the_progress(visitor, database: Database) -> None:
    visitor.post("/answer", page="/en/join")
    text = visitor.get("/en/me").text
    assert "30 days" in text
    assert visitor.get("/en/me/data.json").json["account"]["display name"] is None
    assert visitor.post("/en/me/erase").status_code == 200
    assert count(database, User) == 0


def test_a_guest_who_signs_out_is_erased(visitor, database: Database) -> None:
    visitor.post("/answer", page="/en/join")
    visitor.post("/en/sign-out", page="/en/join")
    assert (count(database, User), count(database, UserSession)) == (0, 0)
    assert visitor.session_token is None


def test_a_closed_door_sends_guests_to_sign_in_and_refuses_learners(visitor, administrator) -> None:
    assert visitor.get("/en/guides?a=b").location == "/en/sign-in?next=/en/guides?a%3Db"
    visitor.post("/answer", page="/en/join")
    assert "/en/sign-in" in visitor.get("/en/guides").location
    visitor.join("Amina")
    answer = visitor.get("/en/guides")
    assert answer.status_code == 403
    assert "role" in answer.text
    assert administrator.get("/en/guides").text == "the guides"


def test_a_reading_request_asks_once_and_writes_nothing(visitor, monkeypatch) -> None:
    visitor.join("Amina")
    asked: list[str] = []
    send = core_db.send

    def note(*call: Any) -> None:
        asked.append(call[2])

    def noted(connection: sa.Connection, text: str, parameters: Any) -> Any:
        asked.append(text)
        return send(connection, text, parameters)

    monkeypatch.setattr(core_db, "send", noted)
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        assert visitor.get("/en/sign-in").status_code == 302
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert [one.split()[0] for one in asked if not one.startswith("BEGIN")] == ["SELECT"]


def test_a_reading_request_sets_no_cookie(visitor) -> None:
    visitor.join("Amina")
    visitor.get("/en/")
    assert "Set-Cookie" not in visitor.get("/en/").headers


def test_an_hour_later_a_writing_request_notes_the_visit_and_a_reading_one_does_not(
    visitor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.join("Amina")
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    def seen() -> Any:
        with database.session(write=False) as session:
            return session.scalars(sa.select(UserSession.last_seen_at)).one()

    visitor.get("/en/me")
    assert seen() < later
    answer = visitor.post("/answer", page="/en/me")
    assert seen() == later
    assert any(one.startswith("milepost_session=") for one in answer.headers.getlist("Set-Cookie"))


def test_an_expired_session_is_over(visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.join("Amina")
    later = clock.now() + sessions.IDLE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert visitor.get("/en/me").status_code == 302


def test_a_broken_cookie_is_nobody(visitor) -> None:
    visitor.client.set_cookie("milepost_session", "x" * 3000)
    assert visitor.get("/en/join").status_code == 200
    assert re.search(r"Make an account|Join", visitor.get("/en/join").text)


def test_personal_pages_are_kept_by_no_cache(visitor) -> None:
    visitor.join("Amina")
    for path in ("/en/me", "/en/me/data.json", "/en/me/erase"):
        assert visitor.get(path).headers["Cache-Control"] == "no-store"
    assert visitor.post("/en/sign-out", page="/en/me").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
    ],
    ids=["direct", "a stranger's claim", "this machine", "a proxy on this machine"],
)
def test_only_a_proxy_on_this_machine_says_who_asks(
    app: Flask, peer: str, forwarded: str | None, client: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=headers):
        assert client_address() == client


def test_a_proxy_elsewhere_is_believed_when_it_is_named(app: Flask) -> None:
    named = create_app(app.extensions["milepost.settings"]._replace(proxies="10.0.0.5"), TESTING=True)
    base, headers = {"REMOTE_ADDR": "10.0.0.5"}, {"X-Forwarded-For": "198.51.100.7"}
    for site, found in ((app, "10.0.0.5"), (named, "198.51.100.7")):
        with site.test_request_context(environ_base=base, headers=headers):
            assert client_address() == found
    named.extensions["milepost.database"].dispose()


def test_the_heavy_libraries_are_not_loaded_at_the_start() -> None:
    import subprocess
    import sys

    heavy = "{'webauthn', 'argon2', 'cryptography'}"
    code = f"import sys, milepost.accounts.views; print({heavy} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_a_token_is_good_for_its_own_session_only(app, visitor) -> None:
    visitor.join("Amina")
    other = app.test_client()
    page = other.get("/en/join").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    assert other.post("/answer", data={"csrf_token": token}).status_code != 400
    assert other.post("/answer", data={"csrf_token": token}).status_code != 400  # known by now
    stranger = app.test_client()
    stranger.get("/en/join")
    assert stranger.post("/answer", data={"csrf_token": token}).status_code == 400
    assert other.post("/answer", data={"csrf_token": ""}).status_code == 400
