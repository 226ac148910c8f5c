"""The signed cookie is Flask's own, only with its signer kept."""

from __future__ import annotations

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface


def test_the_signer_is_made_once(app: Flask) -> None:
    interface = app.session_interface
    assert interface.get_signing_serializer(app) is interface.get_signing_serializer(app)  # type: ignore[attr-defined]


def test_flask_itself_can_read_the_cookie(app: Flask) -> None:
    app.add_url_rule("/remember", "remember", lambda: session.setdefault("seen", "yes"))
    client = app.test_client()
    client.get("/remember")
    cookie = client.get_cookie("session")
    assert cookie is not None
    theirs = SecureCookieSessionInterface().get_signing_serializer(app)
    assert theirs is not None and theirs.loads(cookie.decoded_value) == {"seen": "yes"}


def test_a_forged_cookie_counts_as_none(app: Flask) -> None:
    app.add_url_rule("/recall", "recall", lambda: session.get("seen", "nothing"))
    client = app.test_client()
    client.set_cookie("session", "eyJzZWVuIjoieWVzIn0.Zm9yZ2Vk.c2lnbmF0dXJl")
    assert client.get("/recall").text == "nothing"


def test_what_one_request_does_to_its_session_is_not_seen_by_the_next(app: Flask) -> None:
    def spoil() -> str:
        session["seen"] = "spoilt"
        session.modified = False  # nothing is sent: the next request brings the same cookie
        return ""

    app.add_url_rule("/put/<value>", "put", lambda value: session.update(seen=value) or "")
    app.add_url_rule("/recall", "recall", lambda: session.get("seen", "nothing"))
    app.add_url_rule("/spoil", "spoil", spoil)
    client = app.test_client()
    for value in ("one", "two"):
        client.get(f"/put/{value}")
        for _ in range(2):
            client.get("/spoil")
            assert client.get("/recall").text == value


def test_a_list_that_one_request_adds_to_is_not_longer_for_the_next(app: Flask) -> None:
    def add() -> str:
        session["messages"].append("more")
        session.modified = False
        return str(len(session["messages"]))

    app.add_url_rule("/start", "start", lambda: session.update(messages=["one"]) or "")
    app.add_url_rule("/add", "add", add)
    client = app.test_client()
    client.get("/start")
    assert [client.get("/add").text for _ in range(3)] == ["2", "2", "2"]
