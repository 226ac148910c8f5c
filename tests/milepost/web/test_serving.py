"""`milepost serve`: one clear line when it cannot start, and an eye on the course files while it runs."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from milepost.core.settings import DataFolder, load
from milepost.courseware.library import Library
from milepost.web import serving
from milepost.web.serving import CannotListen
from milepost.web.watching import Watch


def test_a_taken_port_names_the_way_out(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    with pytest.raises(CannotListen, match=f"port {port} .*choose another with --port {port + 1}"):
        serving.check_free("127.0.0.1", port)


def test_a_free_port_is_free(free_port: int) -> None:
    serving.check_free("127.0.0.1", free_port)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_an_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(CannotListen):
        serving.check_free("127.0.0.1", port)


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(DataFolder, match=r"cannot be written to .* set MILEPOST_DATA"):
        load()


def serve(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "milepost", "serve", *arguments]
    environment = {**os.environ, "MILEPOST_DATA": str(folder), **settings}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_missing_database_is_one_line_and_no_trace(tmp_path: Path, free_port: int) -> None:
    url = "postgresql+psycopg://somebody@127.0.0.1:9/none"
    done = serve(tmp_path, "--port", str(free_port), MILEPOST_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("milepost: the database ") and done.stderr.count("\n") == 1


def test_several_mistakes_are_told_at_once(tmp_path: Path, listening: socket.socket) -> None:
    port = str(listening.getsockname()[1])
    wrong = {"MILEPOST_CONTENT": str(tmp_path), "MILEPOST_PROXIES": "nobody"}
    url = f"sqlite:///{tmp_path}/nowhere/x.sqlite3"
    done = serve(tmp_path, "--port", port, "--workers", "two", MILEPOST_DATABASE_URL=url, **wrong)
    assert done.returncode == 2
    first, *lines = done.stderr.splitlines()
    assert first == "milepost: 5 things to mend:"
    for line, said in zip(
        lines, ("cannot listen", "--workers", "course/", "MILEPOST_PROXIES", "nowhere"), strict=True
    ):
        assert said in line


@pytest.mark.parametrize("port", [65536, 99999])
def test_a_port_that_cannot_be_names_those_that_can(port: int) -> None:
    with pytest.raises(CannotListen, match=r"choose one from 1 to 65535 with --port$"):
        serving.check_free("127.0.0.1", port)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_tables_of_a_later_version_are_left_alone(database_url: str, tmp_path: Path, free_port: int) -> None:
    path = Path(database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = serve(tmp_path / "data", "--port", str(free_port), MILEPOST_DATABASE_URL=database_url)
    assert done.returncode == 1
    assert "the tables are at revision 9999" in done.stderr


def test_what_an_author_breaks_is_told_once_and_what_is_mended_too(
    content_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(content_root, tmp_path / "content")
    library = Library(tmp_path / "content", tmp_path / "cache")
    monkeypatch.setattr(Library, "refresh", lambda self: self._compiled.clear())  # it looks once a second
    watch = Watch(library)
    watch.compile()
    assert capsys.readouterr().err == ""
    page = next((tmp_path / "content" / "modules").glob("*/en/01-*.md"))
    original = page.read_text()
    page.write_text(original + "\n::: singel #typo\n\nWhich?\n\n:::\n")
    watch.compile()
    watch.compile()
    told = capsys.readouterr().err
    assert told.count(page.name) == 1 and "singel" in told
    page.write_text(original)
    watch.compile()
    assert "mended" in capsys.readouterr().err
