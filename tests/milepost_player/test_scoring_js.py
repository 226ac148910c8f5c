"""The same vectors as tests/milepost/courseware/test_scoring.py, in the player's JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import milepost_player
import scoring_vectors
from milepost.courseware import scoring
from milepost.courseware.written import decimals
from milepost_player.keys import key, right_response

SOURCES = Path(milepost_player.__file__).parent
SCORE = "([key, response, lang]) => milepost.scoring.score(key, response, lang)"
pytestmark = pytest.mark.browser


@pytest.fixture
def scorer(page: Page) -> Page:
    """Return a page with the player's scoring loaded."""
    page.goto("about:blank")
    for name in ("written.js", "scoring.js", "rollup.js"):
        page.add_script_tag(path=SOURCES / name)
    return page


def test_vectors(scorer: Page) -> None:
    vectors = scoring_vectors.vectors()
    asked = [[key(vector.question), vector.response, vector.lang] for vector in vectors]
    results = scorer.evaluate(f"(all) => all.map({SCORE})", asked)
    wrong = [
        (vector.name, name, result[name], expected)
        for vector, result in zip(vectors, results, strict=True)
        for name, expected in vector.expected.items()
        if result[name] != (pytest.approx(expected) if _is_number(expected) else expected)
    ]
    assert wrong == []


def test_points_have_the_decimal_mark_of_the_page(scorer: Page) -> None:
    """As learning/views/quiz.py writes them; for Arabic a mark that screens show in every script."""
    write = "(all) => all.map(([points, lang]) => milepost.written.writePoints(points, lang))"
    asked = [(0.5, "fr"), (0.5, "en"), (1 / 3, "de-AT"), (1 / 3, "ar"), (2.0, "fr"), (10, "it"), (0, "el")]
    assert scorer.evaluate(write, asked) == ["0,5", "0.5", "0,33", "0.33", "2", "10", "0"]
    for points, lang in asked:
        python = decimals(points, 2, lang).rstrip("0").rstrip(".,") if points % 1 else f"{points:g}"
        assert scorer.evaluate(write, [(points, lang)]) == [python]


def test_python_and_javascript_agree_to_the_last_bit(scorer: Page) -> None:
    vectors = scoring_vectors.vectors()
    asked = [[key(vector.question), vector.response, vector.lang] for vector in vectors]
    results = scorer.evaluate(f"(all) => all.map({SCORE})", asked)
    for vector, result in zip(vectors, results, strict=True):
        here = scoring.score(vector.question, vector.response, vector.lang)._asdict()
        there = {**result, "feedback": tuple(result["feedback"]), "parts": tuple(result["parts"])}
        assert there == here, vector.name


def test_the_right_response_is_worth_everything(scorer: Page) -> None:
    questions = {id(v.question): v.question for v in scoring_vectors.vectors()}.values()
    for question in questions:
        right = right_response(question)
        share = scorer.evaluate(SCORE, [key(question), right, "en"])["share"]
        assert share == scoring.score(question, right, "en").share
        full = max(getattr(option, "share", None) or 1 for option in getattr(question.body, "options", [1]))
        if question.type != "reflect" and full == 1:
            assert share == 1, question


TEXTS = [
    "  “Ｍissing   Voice!” ",
    "İSTANBUL ıI",
    "ΟΔΌΣ",
    "مُحَمَّد؟",
    "l’écoute",
    "co‑op",
    "?",
    "",
    "a\u200bb",
    "ǅ ﬁ Ⅷ ½ ㎏",
    "می‌خواهم",
    "«Да»",
    "¿Qué?",
    "...a.b...",
    "\ufeffx\ufeff",
    "„Bürger“",
    "𝔘nicode",
    "( )",
    "\x1fa\x85b\u2028c",
    "´a´",
    "!" * 500,
]


def test_texts_fold_alike(scorer: Page) -> None:
    folded = scorer.evaluate("(texts) => texts.map(milepost.written.fold)", TEXTS)
    assert folded == [scoring.fold(text) for text in TEXTS]


NUMBERS = [
    "1,234.5",
    "1.234,5",
    "1 234,5",
    "1'234",
    "١٬٢٣٤٫٥",
    "۱۲۳",
    "−5",
    "- 5",
    ".5",
    ",5",
    "12%",
    "٪12",
    "€ 3",
    "1,10",
    "1.10",
    "1,234,56",
    "1,234 567",
    "1e3",
    "",
    " ",
    "0x1",
    "1\n2",
    "９９",
    "٣,٥",
    "9" * 60,
    "9" * 61,
    "\u200f12\u200f",
    "1\u202f234",
    "00,5",
    "1,000,000",
    "1.000.000",
]


def test_numbers_are_read_alike(scorer: Page) -> None:
    read = "([texts, lang]) => texts.map((text) => milepost.written.readNumber(text, lang))"
    for lang in ("en", "de", "fr", "ar", "fa", "prs", "ur", "sv", "de-AT", "xx", "ar-XB"):
        assert scorer.evaluate(read, [NUMBERS, lang]) == [scoring.read_number(text, lang) for text in NUMBERS]


def test_rollups(scorer: Page) -> None:
    roll = "(all) => all.map(([won, possible]) => milepost.rollup(won, possible))"
    assert scorer.evaluate(roll, [[won, of] for won, of, _ in scoring_vectors.ROLLUPS]) == [
        scaled for _, _, scaled in scoring_vectors.ROLLUPS
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
