"""Factories for courseware tests: a page parsed from a text, and a content folder to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from milepost.courseware.markdown.parser import ParsedPage, parse_page
from milepost.courseware.model import Block, Problem
from milepost.courseware.sources import Sources, Text

HEAD = "---\ntitle: A page\nkind: lesson\nminutes: 1\n---\n\n"


@dataclass(frozen=True)
class Parsed:
    """A parsed page and what was wrong with it; `line` counts from the first line of the body."""

    page: ParsedPage
    problems: tuple[Problem, ...]

    @property
    def messages(self) -> list[str]:
        return [problem.message for problem in self.problems]

    @property
    def block(self) -> Block:
        (block,) = self.page.blocks
        return block


@pytest.fixture
def parse(content_root: Path) -> Callable[..., Parsed]:
    """Return a callable which parses a body (or, with `whole`, a file) as a page of a test module."""

    def parse(body: str, *, lang: str = "en", whole: bool = False) -> Parsed:
        sources = Sources(content_root)
        text = body if whole else HEAD + body
        file = Text(f"modules/all-blocks/{lang}/09-page.md", text)
        return Parsed(parse_page(file, "all-blocks", "page", lang, sources), tuple(sources.problems))

    return parse


@pytest.fixture
def content(content_root: Path, tmp_path: Path) -> Path:
    """Return a copy of the test courses that a test may change."""
    return Path(shutil.copytree(content_root, tmp_path / "content"))


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands keep goes away with the test."""
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "data"))
