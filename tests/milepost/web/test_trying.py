"""`milepost try` as a person calls it, and its page in a real Chromium."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from milepost.cli import main
from scorm_packages import files
from zip_factory import Part, write, write_files

Start = Callable[[Path], str]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a callable that starts the command for a package, far from any data, and returns its address."""
    running: list[subprocess.Popen[str]] = []

    def go(package: Path) -> str:
        command = [sys.executable, "-m", "milepost", "try", str(package)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
        running.append(process)
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http://\S+", line) for line in process.stdout)))
        return found[0]

    yield go
    for process in running:
        process.terminate()
        process.communicate()


@pytest.mark.parametrize("edition", ["scorm-1.2", "scorm-2004"])
def test_a_package_is_played(edition: str, start: Start, page: Page, tmp_path: Path) -> None:
    page.goto(start(write_files(tmp_path / "a.zip", files(edition))))
    assert re.fullmatch(r"http://localhost:\d+/en/[\w-]{32}", page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Course")
    expect(page.locator("#sim-summary")).to_have_text("Completed.")
    expect(page.locator("#sim-counts")).to_contain_text("problems: 0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"], "nothing is kept"


def test_the_page_speaks_the_browsers_language(start: Start, tmp_path: Path) -> None:
    address = start(write_files(tmp_path / "a.zip", files("scorm-1.2")))
    with urlopen(Request(address, headers={"Accept-Language": "ar"})) as answer:
        assert '<html lang="ar" dir="rtl">' in answer.read().decode()


def test_page_and_package_stand_on_hosts_of_their_own(start: Start, tmp_path: Path) -> None:
    address = start(write_files(tmp_path / "a.zip", files("scorm-1.2")))
    site, _, token = address.rpartition("/")
    stage = site.replace("localhost", "127.0.0.1")

    def status(url: str) -> int:
        try:
            with urlopen(url) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    assert status(f"{stage}/{token}/package/index.html") == 200
    assert status(f"{site}/{token}/package/index.html") == 404
    assert status(f"{stage}/en/{token}") == 404
    assert status(f"{site}/en/{token}") == 200
    assert status(f"{site}/en/{'x' * 32}") == status(f"{site}/") == status(f"{stage}/") == 404
    assert status(f"{site}/tlh/{token}") == 404


@pytest.mark.parametrize("arguments", [[], ["none.zip"], ["."], ["a.zip", "--port", "x"], ["--nonsense"]])
def test_wrong_calls(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_port_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = write_files(tmp_path / "a.zip", files("scorm-1.2"))
    assert main(["try", str(package), "--port", "99999"]) == 2
    assert "there is no port 99999" in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert main(["try", str(package), "--port", str(taken)]) == 2
    assert f"cannot listen on port {taken}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("part", "said"),
    [(Part("../evil"), "leads out of the package"), (Part("a.txt"), "imsmanifest.xml is missing")],
)
def test_what_cannot_be_played(
    part: Part, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["try", str(write(tmp_path / "a.zip", part))]) == 1
    assert said in capsys.readouterr().err
