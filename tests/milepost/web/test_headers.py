"""Every answer carries the same protection, whoever made it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from milepost.web.headers import ALWAYS, CONTENT_SECURITY_POLICY

PLACES = (
    "/",
    "/en/",
    "/en/privacy",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/favicon.ico",
    "/no/such/page",
    "/xx/",
    "/static/0/site.css",
    "/static/0/nothing.css",
    "/broken",
)


@pytest.mark.parametrize("place", PLACES)
def test_every_kind_of_answer_is_protected(app: Flask, place: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", "broken", lambda: 1 // 0)
    answer = app.test_client().get(place)
    for name, value in ALWAYS:
        assert answer.headers.getlist(name) == [value], place
    assert answer.headers.get("Cache-Control"), place


def test_another_site_never_learns_where_its_reader_came_from() -> None:
    assert dict(ALWAYS)["Referrer-Policy"] == "same-origin"


def test_the_policy_allows_nothing_that_it_does_not_name() -> None:
    policy = dict(part.strip().split(" ", 1) for part in CONTENT_SECURITY_POLICY.split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_pages_stay_out_of_shared_caches(client: FlaskClient) -> None:
    control = client.get("/en/privacy").headers["Cache-Control"]
    assert "private" in control or "no-store" in control


def test_only_a_site_on_https_asks_for_https(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/healthz").headers


def test_a_site_on_https_asks_for_it(app: Flask) -> None:
    from milepost.app import create_app

    settings = app.extensions["milepost.settings"]._replace(base_url="https://learn.example")
    secure = create_app(settings, TESTING=True)
    assert "max-age" in secure.test_client().get("/healthz").headers["Strict-Transport-Security"]
    secure.extensions["milepost.database"].dispose()
