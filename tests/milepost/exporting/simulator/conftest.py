"""A site whose simulator has a host name of its own: the site is localhost, the stage 127.0.0.1."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from milepost.accounts.rules import Role
from milepost.core.settings import Settings
from scorm_packages import files
from zip_factory import write_files


@pytest.fixture
def settings(settings: Settings, listening: socket.socket) -> Settings:
    """Return the settings of a site that knows where its stage is."""
    return settings._replace(try_url=f"http://127.0.0.1:{listening.getsockname()[1]}")


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Return a callable that writes a package of an edition; keywords are files (`index_html`) to change."""

    def make(edition: str = "scorm-1.2", **changed: str) -> Path:
        renamed = {name.replace("_", "."): text for name, text in changed.items()}
        return write_files(tmp_path / "package.zip", files(edition) | renamed)

    return make


@pytest.fixture
def trainer(site: str, token: Callable[[Role], str], context: BrowserContext, page: Page) -> Page:
    """Return the window of a signed-in trainer."""
    context.add_cookies([{"name": "milepost_session", "value": token(Role.TRAINER), "url": site}])
    return page


@pytest.fixture
def upload(trainer: Page, site: str) -> Callable[[Path], str]:
    """Return a callable that uploads a package as a trainer does, and returns the token of its trial."""

    def give(package: Path) -> str:
        trainer.goto(f"{site}/en/try")
        trainer.get_by_label("Package").set_input_files(package)
        trainer.get_by_role("button", name="Try this file").click()
        trainer.wait_for_url("**/en/try/*")
        return trainer.url.rpartition("/")[2]

    return give
