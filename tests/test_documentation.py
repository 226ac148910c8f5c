"""The documents keep up: each command, setting, format, signal, block and folder is named in them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from milepost.core import signals
from milepost.courseware.model import AsideKind, PageKind, QuestionType

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
POINTS = PROJECT["entry-points"]
SOURCES = [path for root in ("platform", "exports", "studio") for path in (ROOT / root).rglob("*.py")]


def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(POINTS["milepost.commands"]))
def test_operating_names_each_command(command: str) -> None:
    assert f"`milepost {command}" in document("docs/operating.md")


@pytest.mark.parametrize("name", sorted(POINTS["milepost.exporters"]))
def test_operating_names_each_format(name: str) -> None:
    assert f"`{name}`" in document("docs/operating.md")


def test_operating_names_each_setting_and_no_other() -> None:
    setting = re.compile(r"MILEPOST_[A-Z_]+[A-Z]")
    read = {
        name for path in SOURCES for name in re.findall(rf"[\"']({setting.pattern})[\"']", path.read_text())
    }
    assert set(setting.findall(document("docs/operating.md"))) == read


@pytest.mark.parametrize("action", ["upgrade", "downgrade", "status", "forget", "backup"])
def test_operating_names_each_database_action(action: str) -> None:
    assert f"milepost db {action}" in document("docs/operating.md")


@pytest.mark.parametrize("name", sorted(n for n, s in vars(signals).items() if hasattr(s, "send")))
def test_architecture_names_each_signal(name: str) -> None:
    assert f"`{name}`" in document("docs/architecture.md")


#: Names that stand in the rule for all domains, not in a line of their own.
EVERYWHERE = {"services", "views", "static", "templates", "__pycache__", "LC_MESSAGES"}


def folders() -> set[str]:
    """Return the names of the folders with files of their own, but for those that every domain has."""
    roots = [ROOT / name for name in ("platform", "exports", "studio", "bench")]
    held = {path.parent for root in roots for path in root.rglob("*") if path.is_file()}
    return {
        folder.name
        for folder in held
        if not EVERYWHERE & set(folder.parts) and folder.parent.name != "schemas"  # one for each edition
    }


@pytest.mark.parametrize("folder", sorted(folders()))
def test_architecture_names_each_folder(folder: str) -> None:
    assert re.search(rf"[`/]{re.escape(folder)}/", document("docs/architecture.md"))


@pytest.mark.parametrize("block", [*QuestionType, *AsideKind, "field"])
def test_authoring_shows_each_block(block: str) -> None:
    assert re.search(rf"^:::+ {block}\b", document("docs/authoring.md"), re.MULTILINE)


@pytest.mark.parametrize("kind", PageKind)
def test_authoring_names_each_kind_of_page(kind: str) -> None:
    assert f"`{kind}`" in document("docs/authoring.md")


def test_the_readme_opens_with_the_two_commands() -> None:
    top = document("README.md")[:2500]
    assert "python3 run.py site" in top and "python3 run.py test" in top


@pytest.mark.parametrize(
    "record", sorted((ROOT / "docs" / "decisions").glob("*.md"), key=lambda path: path.name)
)
def test_a_decision_names_what_was_rejected(record: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z-]+\.md", record.name)
    assert "ejected" in record.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]), ids=lambda path: path.stem
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:") and path.name != "authoring.md":
            assert (path.parent / target).exists(), target
