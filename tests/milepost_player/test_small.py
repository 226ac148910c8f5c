"""Scripts travel small, and what travels is what we wrote."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from milepost_player import assets, small

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "exports/player/milepost_player",
    "exports/scorm/milepost_scorm/runtime",
    "exports/cmi5/milepost_cmi5/runtime",
    "platform/milepost/courseware/assets",
)
SCRIPTS = [script for folder in FOLDERS for script in sorted((ROOT / folder).glob("*.js"))]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_twin_is_made_from_the_script_as_it_is_now(script: Path) -> None:
    assert small.is_fresh(script), f"run: python -m milepost_player.small {' '.join(FOLDERS)}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_do_without_void(script: Path) -> None:
    """The minifier drops `void (a || b())` whole: a package once never told an LMS that it was left."""
    assert not re.search(r"^[^*/]*\bvoid\b", script.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_script_that_has_changed_is_taken_as_it_is(tmp_path: Path) -> None:
    script = tmp_path / "one.js"
    script.write_text("const first = 1;\n", encoding="utf-8")
    assert small.read(script) == "const first = 1;\n\n"
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "one.js").write_text("//0000000000000000\nconst old=1\n", encoding="utf-8")
    assert small.read(script) == "const first = 1;\n\n"


def test_the_tool_writes_a_twin_that_is_taken(tmp_path: Path) -> None:
    pytest.importorskip("minify", reason="tdewolff-minify has no wheel for this machine")
    script = tmp_path / "one.js"
    script.write_text("// why\nfunction twice(number) {\n  return number * 2;\n}\n", encoding="utf-8")
    small.make(script)
    assert small.is_fresh(script)
    assert small.read(script).startswith("function twice(")
    assert "why" not in small.read(script)


def test_the_player_is_the_same_each_time_and_small() -> None:
    script = assets.script()
    assert script == assets.script()
    assert len(gzip.compress(script)) < 10_000
    assert b"@type" not in script


def test_an_adapter_stands_before_the_start() -> None:
    script = assets.script("milepost.adapters.mine = () => 'here I am';").decode()
    assert script.index("here I am") < script.index("milepost-course")


@pytest.mark.parametrize("folder", ["HERE", "COURSEWARE_ASSETS"])
def test_a_changed_script_is_another_player(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made with the scripts before is not used again, whichever room they stand in."""
    monkeypatch.setattr(assets, folder, tmp_path)
    revisions = []
    for text in ("one", "two!"):
        (tmp_path / "some.js").write_text(text, encoding="ascii")
        assets.revision.cache_clear()
        revisions.append(assets.revision())
    assets.revision.cache_clear()
    assert revisions[0] != revisions[1]
