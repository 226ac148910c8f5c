#!/usr/bin/env python3
"""Milepost in a checkout, with nothing but Python 3.11 or newer:

    python3 run.py site    the learning site on http://localhost:8000 (also: --port N)
    python3 run.py test    every check and test (with arguments: only pytest, with them)
    python3 run.py bench   our speed beside the floor's (also: --only NAME, --list)

The first call makes .venv from the hash-locked requirements; later calls start at once.
On Windows say `py run.py site`.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
OLDEST = (3, 11)

SITE_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
#: What an installed lock covers: the test lock holds everything the site needs.
COVERS = {SITE_LOCK: (SITE_LOCK,), TEST_LOCK: (TEST_LOCK, SITE_LOCK)}

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
#: The same engine without windows, which are a quarter of the work; what needs them gets a whole browser.
SHELL = "chromium-headless-shell"


def main(arguments: list[str]) -> int:
    """Run one of the commands; return its exit code."""
    commands = {"site": site, "test": test, "bench": bench}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"], ["help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except subprocess.CalledProcessError as error:
        say(f"this step failed (exit {error.returncode}): {' '.join(map(str, error.cmd))}")
        return 1
    except KeyboardInterrupt:
        return 130


def site(arguments: list[str]) -> int:
    """Serve the site from this checkout."""
    install(SITE_LOCK)
    return become([PYTHON, "-m", "milepost", "serve", *arguments])


def test(arguments: list[str]) -> int:
    """Run the linters and every test, or only pytest with the given arguments."""
    install(TEST_LOCK)
    need_debian_packages(system_packages())
    checks = {
        "ruff": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy"],
        "import-linter": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    }
    for name, command in {} if arguments else checks.items():
        say(name)
        if subprocess.call([PYTHON, *command], cwd=ROOT):
            say(f"{name} found problems, so the tests did not run")
            return 1
    # Two at a time: browsers wait a lot. Arguments that come later win, so `-n 0` is possible.
    return subprocess.call([PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments], cwd=ROOT)


def bench(arguments: list[str]) -> int:
    """Measure ours and the floor in turn and print the ratios."""
    install(TEST_LOCK)
    need_debian_packages([] if shutil.which("wrk") else ["wrk"])
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))  # it borrows the tests' PostgreSQL
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.call([PYTHON, "-m", "bench", *arguments], cwd=ROOT, env=environment)


# --- the environment -----------------------------------------------------------------------------


def install(lock: str) -> None:
    """Make .venv hold exactly what a lock file says, and Milepost itself, editable."""
    stamps = {name: VENV / f".{name}.installed" for name in COVERS[lock]}
    if PYTHON.exists() and is_installed(lock):
        return
    started = time.monotonic()
    make_environment()
    say(f"installing the packages of {lock}")
    locked = ["--require-hashes", "--only-binary=:all:", "-r", ROOT / lock]
    itself = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    for what in (locked, itself):
        subprocess.run([*installer(), *what], check=True)
    for name, stamp in stamps.items():
        stamp.write_text(fingerprint(name), encoding="ascii")
    say(f"ready after {time.monotonic() - started:.0f} s")


def is_installed(lock: str) -> bool:
    """Whether .venv was made from this very lock file."""
    stamp = VENV / f".{lock}.installed"
    return stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint(lock)


def fingerprint(lock: str) -> str:
    """Return what an environment depends on: the packages, our entry points, Python, the place.

    Only Python's minor version counts: a distribution may mend python3 under a checkout.
    """
    parts = [(ROOT / lock).read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [repr(sys.version_info[:2]).encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_environment() -> None:
    """Make .venv where there is none that works."""
    if PYTHON.exists() and not subprocess.call([PYTHON, "-c", ""]) and (uv() or has_pip()):
        return
    say("making .venv")
    if uv():  # brings its own Python where this one is too old
        wanted = sys.executable if sys.version_info >= OLDEST else ">=" + dotted(OLDEST)
        subprocess.run([uv(), "venv", "--quiet", "--clear", "--python", wanted, VENV], check=True)
        return
    if sys.version_info < OLDEST:
        raise SystemExit(
            f"[run] Milepost needs Python {dotted(OLDEST)} or newer, and this is "
            f"{dotted(sys.version_info[:3])}.\n"
            "[run] Install it from python.org, or install uv, and call this again."
        )
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        need_debian_packages(["python3-venv"])
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def installer() -> list:
    """Return the command that installs packages: uv where it is found, else pip."""
    if uv():
        return [uv(), "pip", "install", "--quiet", "--python", PYTHON]
    return [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def uv() -> str | None:
    """Return the path of uv, if it is installed."""
    return shutil.which("uv")


def has_pip() -> bool:
    """Whether the environment has pip (uv makes one without)."""
    return not subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL)


def dotted(version: tuple) -> str:
    """Return (3, 11) as 3.11."""
    return ".".join(map(str, version))


# --- what the system has to bring ----------------------------------------------------------------


def system_packages() -> list[str]:
    """Return the Debian packages that tests miss here; elsewhere an installed browser is used."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    if not os.environ.get("BROWSER_BIN") and not any(map(shutil.which, BROWSERS)):
        missing += ["chromium", SHELL, "fonts-noto-core"]
    # Playwright's own node needs the first, the film maker's painter the others.
    libraries = {"atomic": "libatomic1", "EGL": "libegl1", "GL": "libgl1"}
    return missing + [package for name, package in libraries.items() if not ctypes.util.find_library(name)]


def need_debian_packages(names: list[str]) -> None:
    """Install packages as root (containers, CI); otherwise say the one line that does it."""
    if not names:
        return
    if shutil.which("apt-get") is None:
        raise SystemExit(f"[run] Please install these first, then call this again: {', '.join(names)}")
    if os.geteuid() != 0:
        raise SystemExit(f"[run] Please run this once:  sudo apt-get install -y {' '.join(names)}")
    say(f"apt-get install {' '.join(names)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.run([*apt, "update"], check=True, env=environment, stdout=subprocess.DEVNULL)
    wanted = [name for name in names if name != SHELL or is_offered(name)]
    install = [*apt, "install", "-y", "--no-install-recommends", *wanted]
    subprocess.run(install, check=True, env=environment, stdout=subprocess.DEVNULL)


def is_offered(package: str) -> bool:
    """Whether this distribution has a package: Debian's relatives have not all of them."""
    command = ["apt-cache", "show", package]
    return not subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def become(command: list) -> int:
    """Hand this process over to a command; Windows cannot, so there it waits for it."""
    words = [str(word) for word in command]
    os.chdir(ROOT)
    if not WINDOWS:
        os.execv(words[0], words)
    return subprocess.call(words)


def say(message: str) -> None:
    """Tell what happens, at once."""
    print(f"[run] {message}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
