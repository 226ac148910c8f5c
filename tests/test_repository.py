"""What must hold for the repository as a whole: locks, folders, imports, vendored files, paths."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE_ROOTS = ("platform", "exports/scorm", "exports/cmi5", "exports/player", "studio")
TEXT = {".py", ".md", ".toml", ".yaml", ".json", ".js", ".css", ".html", ".lock", ".in", ".vtt", ".svg", ""}


def tracked() -> list[Path]:
    """Return every file that git would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [path for path in (ROOT / name for name in listed.splitlines()) if path.is_file()]


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("*.lock")))
def test_a_lock_file_holds_no_address(lock: str) -> None:
    """It is made on one machine and used on all: no mirror of somebody's may stay in it."""
    assert "://" not in (ROOT / lock).read_text()


def test_every_locked_package_has_a_hash() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        for package in re.split(r"\n(?=\S)", lock.read_text().strip()):
            assert "--hash=sha256:" in package, package


def test_the_test_lock_holds_the_site_lock() -> None:
    """`run.py` takes an environment made for tests as good enough for the site."""

    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_the_lock_holds_what_the_wheel_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[>=; ]", line)[0].lower() for line in project["dependencies"]}
    locked = set(re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert asked <= locked


def test_no_package_marker_where_it_would_do_harm() -> None:
    """`platform/__init__.py` would hide Python's own module; in tests it would hide ours."""
    forbidden = [ROOT / folder / "__init__.py" for folder in (*SOURCE_ROOTS, "exports")]
    assert [path for path in (*forbidden, *(ROOT / "tests").rglob("__init__.py")) if path.exists()] == []


IMPORT_EACH_ALONE = """
import importlib, os, sys, traceback
strangers, modules = (words.split(",") for words in sys.argv[1:])
for name in strangers:  # they load once, before the forks
    importlib.import_module(name)
failed = []
for name in modules:
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
sys.exit(", ".join(failed) or 0)
"""


def modules() -> list[str]:
    """Return the dotted name of every module of ours that can be imported by name."""
    names = []
    for root in (ROOT / folder for folder in SOURCE_ROOTS):
        for path in sorted(root.rglob("*.py")):
            folders = [parent for parent in path.parents if parent.is_relative_to(root) and parent != root]
            parts = path.relative_to(root).with_suffix("").parts
            is_packaged = all((folder / "__init__.py").exists() for folder in folders)
            if is_packaged and parts[-1] not in ("__main__", "env"):
                names.append(".".join(parts).removesuffix(".__init__"))
    return names


def strangers() -> list[str]:
    """Return the modules of others that ours import at their top."""
    found = set()
    for path in (path for root in SOURCE_ROOTS for path in (ROOT / root).rglob("*.py")):
        for line in ast.parse(path.read_bytes()).body:
            if isinstance(line, ast.Import):
                found |= {alias.name for alias in line.names}
            elif isinstance(line, ast.ImportFrom) and not line.level:
                found.add(line.module or "")
    return sorted(
        name for name in found if not name.startswith("milepost") and importlib.util.find_spec(name)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork; CI runs it")
def test_every_module_imports_alone() -> None:
    """Whatever is imported first: no circle, no warning, nothing that another module must do before."""
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        IMPORT_EACH_ALONE,
        ",".join(strangers()),
        ",".join(modules()),
    ]
    roots = {"PYTHONPATH": os.pathsep.join(str(ROOT / root) for root in SOURCE_ROOTS)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **roots})
    assert done.returncode == 0, done.stderr[-4000:]


def vendored() -> list[tuple[Path, str]]:
    """Return each file that came from elsewhere, with the SHA-256 its vendor.json gives."""
    found = []
    for card in tracked():
        if card.name == "vendor.json":
            listed = json.loads(card.read_text())
            for package in listed if isinstance(listed, list) else [listed]:
                assert {"name", "version", "licence", "registry"} <= set(package), card
                files = package.get("sha256") or package["files"]
                found += [(card.parent / name, digest) for name, digest in files.items()]
    return found


def test_vendored_files_are_what_they_were() -> None:
    listed = vendored()
    assert listed
    assert [
        path.relative_to(ROOT).as_posix()
        for path, digest in listed
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest
    ] == []


def test_no_path_of_somebodys_machine() -> None:
    places = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work)/\w")
    own = {str(ROOT), str(Path.home())} - {"/", "/root"}
    found = []
    for path in tracked():
        if path.suffix in TEXT and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            if places.search(text) or any(place in text for place in own):
                found.append(path.relative_to(ROOT).as_posix())
    assert found == []


def test_ci_runs_the_tests_as_anybody_would() -> None:
    assert "python3 run.py test" in (ROOT / ".ci" / "run").read_text()
