"""The built wheel, installed into an empty environment, does the whole job without the checkout."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the source archive, as an index would get both; return its path."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; return the path of its `milepost` command.

    Its requirements are lent by the environment that runs the tests, so nothing is downloaded.
    """
    home = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
    uv = shutil.which("uv")
    installer = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
    target = ["--python", str(python)]
    install = [*installer, *target, "install"] if not uv else [*installer, "install", *target, "--offline"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    Path(own, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / SCRIPTS / "milepost"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment that knows nothing of the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MILEPOST_", "PYTHON"))}
    return {**kept, "MILEPOST_DATA": str(tmp_path / "data")}


def run(command: list[str | Path], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_the_courses_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    courses = {name.split("/")[3] for name in names if re.match("milepost/content/course/", name)}
    assert {"inclusive-policy-making", "political-leadership"} <= courses
    assert "milepost/migrations/script.py.mako" in names
    assert "milepost/translations/fr/LC_MESSAGES/milepost.mo" in names
    assert [name for name in names if name.startswith(("tests/", "bench/", "var/"))] == []


def test_check_reads_the_shipped_courses(
    installed: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    where = "import milepost; print(milepost.__file__)"
    found = run([installed.with_name("python"), "-c", where], tmp_path, environment)
    assert not Path(found.strip()).is_relative_to(ROOT)
    run([installed, "check"], tmp_path, environment)


def test_export_packs_a_shipped_course(installed: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    out = tmp_path / "course.zip"
    run(
        [installed, "export", "political-leadership", "--format", "scorm-1.2", "-o", out],
        tmp_path,
        environment,
    )
    assert "imsmanifest.xml" in zipfile.ZipFile(out).namelist()


def test_serve_serves(installed: Path, tmp_path: Path, environment: dict[str, str], free_port: int) -> None:
    command = [installed, "serve", "--port", str(free_port)]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            said = ""
            while "Stop with" not in said:
                line = server.stdout.readline()
                assert line, said
                said += line
            assert f"http://localhost:{free_port}/claim/" in said
            assert "Inclusive" in _get(f"http://127.0.0.1:{free_port}/en/")
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate()
    assert (tmp_path / "data" / "milepost.sqlite3").exists()


def _get(address: str) -> str:
    for _ in range(50):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")
