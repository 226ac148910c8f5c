"""What the site remembers from request to request never changes an answer."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask.testing import FlaskClient


@pytest.fixture
def told(app: Flask) -> FlaskClient:
    """A site with an address that tells what arrived."""
    app.add_url_rule("/echo/<word>", "echo", lambda word: {"word": word, "cookies": request.cookies})
    return app.test_client(use_cookies=False)


def test_an_address_leads_where_it_led_before_and_its_values_are_new(told: FlaskClient) -> None:
    for word in ("one", "two", "one", "%D8%A3"):
        assert told.get(f"/echo/{word}").json["word"] == word.replace("%D8%A3", "أ")


def test_another_method_is_another_answer(told: FlaskClient) -> None:
    assert told.get("/echo/x").status_code == 200
    assert told.post("/echo/x").status_code == 400  # a form without its token
    assert told.head("/echo/x").status_code == 200
    assert told.options("/echo/x").headers["Allow"]
    assert told.get("/echo/x").json["word"] == "x"


def test_what_leads_nowhere_leads_nowhere_the_second_time_too(told: FlaskClient) -> None:
    assert [told.get("/nowhere/at/all").status_code for _ in range(2)] == [404, 404]
    assert [told.get("/en//privacy").status_code for _ in range(2)] == [308, 308]


def test_the_same_header_gives_the_same_cookies(told: FlaskClient) -> None:
    for sent in ("a=1; b=2; a=3", "a=1; b=2; a=3", "a=9", ""):
        given = told.get("/echo/x", headers={"Cookie": sent} if sent else {}).json["cookies"]
        assert given.get("a") == {"a=9": "9", "": None}.get(sent, "1")


@pytest.mark.parametrize("host", ["", "exa mple.org", "example.org:port", "<b>"])
def test_a_host_that_is_none_is_refused(app: Flask, host: str) -> None:
    answer = app.test_client().get("/healthz", headers={"Host": host})
    assert answer.status_code in (200, 400)
    assert "<b>" not in answer.text


def test_head_tells_the_length_and_sends_nothing(client: FlaskClient) -> None:
    whole = client.get("/en/privacy")
    head = client.head("/en/privacy")
    assert head.data == b"" and head.headers["Content-Length"] == whole.headers["Content-Length"]
