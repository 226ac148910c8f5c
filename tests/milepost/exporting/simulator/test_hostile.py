"""A package made to do harm, in a real Chromium: it reaches no cookie, no page of the site, no network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Frame, Page, expect

from milepost.accounts.rules import Role

Upload = Callable[[Path], str]
Make = Callable[..., Path]

FIXTURES = Path(__file__).parents[3] / "fixtures" / "scorm"


@pytest.fixture
def asked(app: Flask) -> list[str]:
    """Return what the site was asked for, as "METHOD path", as it comes."""
    seen: list[str] = []

    @app.before_request
    def note() -> None:
        seen.append(f"{request.method} {request.path}")

    return seen


@pytest.fixture
def tried(
    trainer: Page, site: str, upload: Upload, package: Make, asked: list[str], page_errors: list[str]
) -> Iterator[dict[str, Any]]:
    """Let the hostile package do what it can; return how each attempt ended."""
    trainer.goto(f"{site}/en/try")
    trainer.evaluate("localStorage.setItem('secret', 'of the site')")
    hostile = (FIXTURES / "hostile.html").read_text().replace("SITE", repr(site))
    upload(package(index_html=hostile, forge_js=(FIXTURES / "forge.js").read_text(), worker_js="1"))
    asked.clear()
    sco = _package(trainer)
    sco.wait_for_function("tried.done", timeout=60_000)
    found: dict[str, Any] = sco.evaluate("tried")
    expect(trainer.locator("#sim-log")).to_contain_text("the last word of the forger")
    yield found
    # What was refused stands in the console; no script of the site or the stage was stopped by it.
    page_errors[:] = [error for error in page_errors if error.startswith("page: ")]


def _package(page: Page) -> Frame:
    while (found := page.frame("sco")) is None:
        page.wait_for_timeout(50)
    return found


def test_nothing_hostile_works(trainer: Page, site: str, tried: dict[str, Any], asked: list[str]) -> None:
    assert tried["cookie"] == ""
    assert tried["siteStorage"] in ("null", "refused: SecurityError")  # as the browser is set
    for name in ("fetchSite", "fetchSiteBlind", "postSite", "fetchOutside", "socket"):
        assert tried[name].startswith("refused"), (name, tried[name])
    for name in ("pageAround", "topAddress", "topStorage", "worker"):
        assert tried[name].startswith("refused"), (name, tried[name])
    assert tried["picture"] == "refused"
    assert tried["fetchHere"] == "404 basic"
    assert tried["popup"] == "null"
    assert not tried["frameSite"].startswith("read")
    assert tried["speak"] == "true"

    # Whatever it answered, the site was asked for nothing, and its page is still there, with its person.
    assert asked == []
    assert trainer.url.startswith(f"{site}/en/try/")
    _package(trainer).click("#bait")  # with a click of the person, a frame may often do more
    time.sleep(0.5)
    assert trainer.url.startswith(f"{site}/en/try/")
    assert trainer.evaluate("window.pwned") is None
    assert trainer.locator("#sim-log img, #sim-log script, #sim-log b").count() == 0
    expect(trainer.locator("#sim-log")).to_contain_text("<img src=x onerror=pwned=1>")
    trainer.goto(f"{site}/en/me")
    expect(trainer.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def test_what_was_refused_is_shown(trainer: Page, tried: dict[str, Any]) -> None:
    log = trainer.locator("#sim-log")
    expect(log).to_contain_text("The package wanted to reach https://evil.example/collect")


@pytest.mark.usefixtures("page_errors")
def test_the_two_hosts_have_nothing_in_common(
    app: Flask, site: str, trainer: Page, upload: Upload, package: Make, context: BrowserContext
) -> None:
    trial = upload(package())
    stage = site.replace("localhost", "127.0.0.1")
    trainer_client = app.test_client()
    cookie = next(one["value"] for one in context.cookies(site) if one["name"] == "milepost_session")
    trainer_client.set_cookie("milepost_session", cookie)

    def get(origin: str, path: str) -> int:
        return trainer_client.get(path, base_url=origin).status_code

    pages = (
        "/ /en/ /en/me /en/sign-in /en/people /en/try /healthz /readyz /robots.txt /favicon.ico /-/ /-/../x"
    )
    inside = "/ /notes /package.zip /package/ /package/../stage.html /reports/x"
    for path in (*pages.split(), f"/en/try/{trial}", *(f"/{trial}{rest}" for rest in inside.split())):
        assert get(stage, path) == 404, path
    assert get(stage, f"/{trial}/package/index.html") == 200
    for path in (f"/{trial}/package/index.html", f"/{trial}/stage.html", f"/{trial}/reports", "/-/stage.js"):
        assert get(site, path) == 404, path
    assert trainer_client.post("/en/try/upload", base_url=stage).status_code == 404


def test_cookies_of_the_site_are_for_its_host_only(app: Flask, token: Callable[[Role], str]) -> None:
    client: FlaskClient = app.test_client()
    answers = [client.get("/en/sign-in"), client.get("/en/reading")]
    set_cookies = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    assert set_cookies
    assert not [line for line in set_cookies if "domain" in line.lower()]
