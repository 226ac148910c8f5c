"""run.py: what a newcomer calls before anything is installed."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "run.py"


@pytest.fixture
def run() -> ModuleType:
    """Return run.py as a module of this test's own."""
    spec = importlib.util.spec_from_file_location("run", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_can_read_it_and_so_can_say_that_it_is_too_old() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 8))


def test_without_a_command_it_names_the_commands() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert all(f"python3 run.py {name}" in done.stdout for name in ("site", "test", "bench"))


def test_a_changed_lock_is_installed_again(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path)
    for name in ("pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_text("one")
    assert not run.is_installed("requirements.lock")
    (tmp_path / ".requirements.lock.installed").write_text(run.fingerprint("requirements.lock"))
    assert run.is_installed("requirements.lock")
    (tmp_path / "requirements.lock").write_text("two")
    assert not run.is_installed("requirements.lock")


def test_without_rights_it_says_the_one_line_to_type(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(SystemExit, match="sudo apt-get install -y chromium libatomic1"):
        run.need_debian_packages(["chromium", "libatomic1"])


def test_without_apt_it_names_what_is_missing(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"install these first.*: chromium"):
        run.need_debian_packages(["chromium"])


def test_python_too_old_is_said_plainly(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(run, "uv", lambda: None)
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 6))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is 3\.9\.6"):
        run.make_environment()


def test_a_failed_step_is_named(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: list[str]) -> int:
        raise subprocess.CalledProcessError(7, ["apt-get", "update"])

    monkeypatch.setattr(run, "site", fail)
    assert run.main(["site"]) == 1
    assert "this step failed (exit 7): apt-get update" in capsys.readouterr().out


def test_a_machine_without_a_browser_gets_both_kinds(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("BROWSER_BIN", raising=False)
    assert run.system_packages()[:2] == ["chromium", "chromium-headless-shell"]
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/chromium" if name == "chromium" else None)
    assert not [name for name in run.system_packages() if "chromium" in name]


@pytest.mark.parametrize("offered", [True, False])
def test_what_only_saves_time_is_left_out_where_there_is_none(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, offered: bool
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(run.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(run.subprocess, "run", lambda command, **_: called.append(command))
    monkeypatch.setattr(run.subprocess, "call", lambda command, **_: 0 if offered else 100)
    run.need_debian_packages(["chromium", run.SHELL])
    assert "chromium" in called[-1]
    assert (run.SHELL in called[-1]) is offered
