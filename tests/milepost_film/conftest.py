"""What the tests of the film maker share: a shelf of finished parts, and a short storyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

SHORT = """---
title: "Oslo: a short street"
lang: en
voice: hibari/heart
place: Oslo, Norway
sources:
  - title: A source that is named
---

## A street {visual=title}

> The title.

A short street in Oslo.

## Who is asked? {visual=street}

> A street with houses.

- label: Who is asked?
- people: 2

Nobody asked the people who live here.
In the spring, one of them wrote a letter, and then everybody else did the same.

## Sources {visual=closing}

> The sources.

That is all.
"""


@pytest.fixture(scope="session")
def shelf_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder that all films of a test run share: a sentence is spoken once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def _own_shelf(shelf_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep finished parts out of the data folder of the checkout."""
    monkeypatch.setenv("MILEPOST_DATA", str(shelf_folder))


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """Return the path of a storyboard with three scenes."""
    path = tmp_path / "storyboard.en.md"
    path.write_text(SHORT, encoding="utf-8")
    return path
