"""docs/authoring.md tells the truth: every example parses, every block and key stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from milepost.courseware.markdown.parser import BLOCKS, parse_page
from milepost.courseware.model import Keep, MoveOn, PageKind, QuestionType
from milepost.courseware.outline import parse_course_text, parse_glossary, parse_module_text, parse_plan
from milepost.courseware.sources import Sources, Text

DOCUMENT = Path(__file__).parents[3] / "docs" / "authoring.md"
TEXT = DOCUMENT.read_text("utf-8")


def examples(kind: str) -> list[str]:
    """Return the fenced examples of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.M | re.S)


def text(content: str, path: str = "modules/all-blocks/en/09-page.md") -> Text:
    return Text(path, content)


@pytest.mark.parametrize("example", examples("markdown"), ids=lambda example: example[:40])
def test_examples_of_pages_parse(example, content_root):
    sources = Sources(content_root)
    whole = example if example.startswith("---") else f"---\ntitle: x\nkind: lesson\n---\n\n{example}"
    page = parse_page(text(whole), "all-blocks", "page", "en", sources)
    assert sources.problems == []
    assert page.blocks


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("yaml", lambda text, sources: parse_plan(text, sources)),
        ("course", lambda text, sources: parse_course_text(text, "en", sources)),
        ("module", lambda text, sources: parse_module_text(text, sources)),
        ("glossary", lambda text, sources: parse_glossary(text, "en", sources)),
    ],
)
def test_examples_of_other_files_parse(kind, read, content_root):
    sources = Sources(content_root)
    (example,) = examples(kind)
    read(text(example, f"modules/glossary/en/{kind}.md"), sources)
    assert sources.problems == []


def test_every_type_of_question_and_every_block_has_an_example():
    opened = set(re.findall(r"^:{3,} ([a-z]+)", "\n".join(examples("markdown")), re.M))
    assert opened == set(BLOCKS)
    assert set(QuestionType) < opened


@pytest.mark.parametrize(
    "key",
    [
        *("languages", "modules", "mastery_score", "move_on", "certificate", "audience", "level", "hours"),
        *("final_product", "title", "summary", "outcomes", "minutes", "status", "kind", "sources", "url"),
        *("checked", "attempts", "keep", "source_hash", "points", "outcome", "shuffle", "words", "lines"),
        *(str(word) for kind in (MoveOn, PageKind, Keep) for word in kind),
    ],
)
def test_every_key_and_word_stands_in_the_document(key):
    assert f"`{key}`" in TEXT or f"`{key}=" in TEXT
