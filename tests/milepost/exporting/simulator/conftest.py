"""A site whose simulator has a host name of its own: the site is localhost, the stage 127.0.0.1."""

from __future__ import annotations

import itertools
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import sessions
from milepost.app import create_app
from milepost.core import clock
from milepost.core.db import Database
from milepost.core.settings import Settings
from scorm_packages import files
from zip_factory import write_files


@pytest.fixture
def app(
    database_url: str, content_root: Path, _compiled: Path, tmp_path: Path, listening: socket.socket
) -> Iterator[Flask]:
    """Return a site that knows where its stage is."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(_compiled, data / "cache")
    port = listening.getsockname()[1]
    settings = Settings(
        data=data,
        database_url=database_url,
        secret_key="only for tests",
        base_url=f"http://localhost:{port}",
        content=content_root,
        try_url=f"http://127.0.0.1:{port}",
    )
    app = create_app(settings, TESTING=True)
    yield app
    app.extensions["milepost.trials"].close()
    app.extensions["milepost.database"].dispose()


@pytest.fixture
def token(database: Database) -> Callable[[Role], str]:
    """Return a callable that makes a person with a role and returns the value of their cookie."""

    numbers = itertools.count(1)

    def make(role: Role) -> str:
        now, name = clock.now(), f"{role}-{next(numbers)}"
        with database.session(write=True) as session:
            user = User(display_name=name, sign_in_name=name, role=role, created_at=now, last_seen_at=now)
            session.add(user)
            session.flush()
            made = sessions.start(session, user.id, now)
            session.commit()
        return made

    return make


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
