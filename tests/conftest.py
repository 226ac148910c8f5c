"""The fixtures every test may name. Browser fixtures are in fixtures_browser.py.

A test that takes `database`, `session`, `app` or `client` runs twice: on SQLite and on a real
PostgreSQL. A test that drives a browser runs on SQLite only.
"""

from __future__ import annotations

import itertools
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.orm import Session

import postgres_cluster
from milepost.app import create_app
from milepost.core.db import Database
from milepost.core.settings import Settings
from milepost.courseware.library import Library
from milepost.migrations import runner

pytest_plugins = ["fixtures_browser"]

ROOT = Path(__file__).parents[1]
BACKENDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that needs a database once on each, unless it is the browser that is tested."""
    if "backend" in metafunc.fixturenames and not _has_parameter(metafunc, "backend"):
        drives_browser = {"site", "page", "browser"} & set(metafunc.fixturenames)
        metafunc.parametrize("backend", BACKENDS[:1] if drives_browser else BACKENDS, indirect=True)


def _has_parameter(metafunc: pytest.Metafunc, name: str) -> bool:
    return any(name in str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Switch off pytest-flask's request around every test: it leaks a login into a second client."""


@pytest.fixture(scope="session")
def base_url() -> None:
    """Give Playwright no base address (its own fixture warns): tests open what `site` returns."""


@pytest.fixture
def now() -> datetime:
    """Return the moment at which tests happen."""
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


# --- content -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def content_root() -> Path:
    """Return the folder of the small courses made for tests."""
    return ROOT / "tests" / "fixtures" / "content"


@pytest.fixture(scope="session")
def shipped_content() -> Path:
    """Return the folder whose `course/` and `modules/` are shipped: the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def _compiled(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the test courses and every template once; return the cache."""
    cache = tmp_path_factory.mktemp("compiled") / "cache"
    cache.mkdir()
    library = Library(content_root, cache)
    for course_id in library.course_ids():
        for lang in library.course_languages(course_id):
            library.course(course_id, lang)
    environment = create_app(_settings(cache.parent, "sqlite://", content_root)).jinja_env
    for template in environment.list_templates(extensions=["html"]):
        environment.get_template(template)
    return cache


def _settings(data: Path, database_url: str, content: Path, port: int = 8000) -> Settings:
    return Settings(
        data=data,
        database_url=database_url,
        secret_key="only for tests",
        base_url=f"http://localhost:{port}",
        content=content,
    )


# --- databases -----------------------------------------------------------------------------------


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Return which database this run of the test is on: sqlite or postgresql."""
    return str(request.param)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a SQLite database once; tests copy the file."""
    path = tmp_path_factory.mktemp("template") / "milepost.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str]:
    """Start a PostgreSQL once, and migrate the database that tests copy; return its address."""
    with postgres_cluster.cluster() as address:
        _in_postgres(address, "CREATE DATABASE milepost_template")
        _migrate(f"{address}/milepost_template")
        yield address


def _migrate(url: str) -> None:
    database = Database(url)
    runner.upgrade(database)
    database.dispose()


def _in_postgres(address: str, statement: str) -> None:
    plain = address.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a migrated, empty database of this test's own."""
    if backend == "sqlite":
        path = tmp_path / "milepost.sqlite3"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    address: str = request.getfixturevalue("_postgres")
    name = f"test_{next(_numbers)}"
    _in_postgres(address, f"CREATE DATABASE {name} TEMPLATE milepost_template STRATEGY FILE_COPY")
    yield f"{address}/{name}"
    _in_postgres(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a migrated, empty database."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database, request: pytest.FixtureRequest) -> Iterator[Session]:
    """Return a writing session. It holds the writer's turn, so the app could not write beside it."""
    if {"app", "client", "site"} & set(request.fixturenames):
        pytest.fail("with `app`, take `database` and a short `with database.session(write=True)`")
    with database.session(write=True) as session:
        yield session


# --- the site ------------------------------------------------------------------------------------


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """Return a socket on a free loopback port; the site knows its address before it serves."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


@pytest.fixture
def free_port(listening: socket.socket) -> int:
    """Return a port of loopback that nobody listens on, for a server in a process of its own."""
    port: int = listening.getsockname()[1]
    listening.close()
    return port


@pytest.fixture
def settings(
    database_url: str, content_root: Path, _compiled: Path, tmp_path: Path, listening: socket.socket
) -> Settings:
    """Return the settings of `app`: a data folder and a database of its own. A folder may override it."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(_compiled, data / "cache")
    return _settings(data, database_url, content_root, listening.getsockname()[1])


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Return a site on the test courses."""
    app = create_app(settings, TESTING=True)
    yield app
    app.extensions["milepost.trials"].close()
    app.extensions["milepost.database"].dispose()


@pytest.fixture(scope="session")
def _shipped_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the shipped courses, once compiled, stay for all tests."""
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture
def shipped(app: Flask, shipped_content: Path, _shipped_cache: Path) -> Flask:
    """Return the site with the courses that are shipped instead of the test courses."""
    library = app.extensions["milepost.library"] = Library(shipped_content, _shipped_cache)
    app.extensions["milepost.languages"]._library = library
    return app
