"""A real Chromium, a real site, and rules for both: no error in the console, no request beyond loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from milepost_scorm.preflight.chromium import find_browser, switches
from serving import running

#: The same engine without windows, for a quarter less work (run.py installs it beside the whole browser).
SHELL = "chromium-headless-shell"
LOOPBACK = frozenset({"localhost", "127.0.0.1"})
#: ms that anything may take: a busy machine is no failure. What has to be quick says so itself.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
WITHOUT_NETWORK = frozenset({"data", "blob", "about", "file"})
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
RUN_AXE = "options => axe.run(document, options)"
Scheme = Literal["light", "dark"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser: `pytest -m "not browser"` leaves it out."""
    for item in items:
        if "browser_name" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def whole_browser(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return how to launch the browser that learners have, for what depends on windows and their history."""
    found = find_browser()
    return {**browser_type_launch_args, **({"executable_path": found} if found else {})}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch Chromium without windows where it is installed, else the browser that is there."""
    found = os.environ.get("BROWSER_BIN") or shutil.which(SHELL) or find_browser()
    arguments = {**browser_type_launch_args, "args": switches(*sorted(LOOPBACK))}
    if found:
        return {**arguments, "executable_path": found}
    fetch = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    if subprocess.run(fetch, check=False).returncode:
        pytest.exit("no browser: install Chrome or Chromium (Debian: sudo apt-get install chromium)", 3)
    return arguments


@pytest.fixture
def page_errors() -> Iterator[list[str]]:
    """Collect what pages complain about; what is left at the end fails the test.

    A test that provokes an error asserts it and takes it out: `page_errors.clear()`.
    """
    errors: list[str] = []
    yield errors
    assert errors == [], "the browser complained"


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], page_errors: list[str]
) -> Callable[..., BrowserContext]:
    """Return a callable that opens a browser profile of its own (keywords as Playwright's), watched."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("weberror", lambda error: page_errors.append(f"page: {error.error}"))
        context.on("console", lambda message: _note_console(message, page_errors))
        context.on("request", lambda request: _note_request(request.url, page_errors))
        return context

    return make


def _note_console(message: Any, errors: list[str]) -> None:
    if message.type == "error":
        place = message.location or {}
        errors.append(f"console: {message.text} ({place.get('url', '')})")


def _note_request(url: str, errors: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme not in WITHOUT_NETWORK and parts.hostname not in LOOPBACK:
        errors.append(f"a request left this machine: {url}")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a page that fails the test when it complains or asks another machine."""
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.fixture
def site(app: Flask, listening: socket.socket) -> Iterator[str]:
    """Serve `app` from a thread; return its address, `http://localhost:<port>`."""
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=listening.fileno())
    with running(server):
        yield f"http://localhost:{listening.getsockname()[1]}"


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """Return a callable that asserts that a page breaks no rule of WCAG 2.2 AA or good practice.

    `axe(page)` looks at a page as it is, `axe(page, "light", "dark")` at the same page in these colours;
    `rules`: these only. Axe is read once a page: with two colours it costs little more than with one.
    """
    tags = {"type": "tag", "values": list(AXE_RULES)}

    def check(page: Page, *schemes: Scheme, rules: tuple[str, ...] = ()) -> None:
        asked = {"type": "rule", "values": list(rules)} if rules else tags
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        for scheme in schemes or (None,):
            if scheme:  # colours that fade from light to dark would be measured half way
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = page.evaluate(RUN_AXE, {"runOnly": asked, "resultTypes": ["violations"]})
            results = AxeResults(found)
            assert results.violations_count == 0, f"{scheme or ''}\n{results.generate_report()}"

    return check
