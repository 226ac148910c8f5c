"""Every label is said somewhere: words that nobody says are work for each translator."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost.courseware import labels
from milepost.courseware.model import AsideKind, PageKind

ROOT = Path(__file__).parents[3]
#: Looked up by what a content author wrote: kinds of pages and asides, and alerts (`alert_tip`).
BY_NAME = {*map(str, PageKind), *map(str, AsideKind)}


@pytest.fixture(scope="module")
def sources() -> str:
    """Return all code and templates in which a label can be said."""
    paths = (
        path
        for folder in ("platform/milepost", "exports")
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in (".py", ".js", ".html") and path.parent.name != "small"
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path != Path(labels.__file__))


@pytest.mark.parametrize("name", labels.Labels.__annotations__)
def test_every_label_is_said(name: str, sources: str) -> None:
    if name in BY_NAME or name.startswith("alert_"):
        return
    said = (f".{name}", f'"{name}"', f"{{{name}}}")
    assert any(form in sources for form in said), f"nobody says {name}: remove it, and its words"


def test_every_label_is_there_and_no_other() -> None:
    assert list(vars(labels.labels_for("ar"))) == list(labels.Labels.__annotations__)


def test_a_fact_keeps_the_colon_of_its_language() -> None:
    """French holds its colon by a space that does not break."""
    assert labels.fill(labels.labels_for("fr").fact, name="Score", value="70 %") == "Score\u00a0: 70 %"
    assert labels.fill(labels.labels_for("en").fact, name="Score", value="70%") == "Score: 70%"
