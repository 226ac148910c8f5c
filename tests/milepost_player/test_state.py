"""The text of a learner's state: small, whole again after reading, and shortened in a fixed order."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import milepost_player
from milepost_player.shell import state_key

SOURCES = Path(milepost_player.__file__).parent
SCORM_12 = 4096
pytestmark = pytest.mark.browser

# States travel as plain JSON; maps and sets are made on the other side.
MAKE = """
function make({ rev, done, quizzes, answers, texts }) {
  const maps = { quizzes: new Map(quizzes), answers: new Map(answers), texts: new Map(texts) };
  return { rev, done: new Set(done), ...maps };
}
function plain({ rev, done, quizzes, answers, texts }) {
  return { rev, done: [...done], quizzes: [...quizzes], answers: [...answers], texts: [...texts] };
}
"""
JSONState = dict[str, Any]


@pytest.fixture
def states(page: Page) -> Page:
    """Return a page with the player's state loaded."""
    page.goto("about:blank")
    page.add_script_tag(path=SOURCES / "state.js")
    page.add_script_tag(content=MAKE)
    return page


def encode(page: Page, state: JSONState, limit: float = 1e9) -> tuple[str, int]:
    told = page.evaluate("([state, limit]) => milepost.state.encode(make(state), limit)", [state, limit])
    return told["text"], told["dropped"]


def decode(page: Page, text: str) -> JSONState:
    found: JSONState = page.evaluate("(text) => plain(milepost.state.decode(text))", text)
    return found


def empty() -> JSONState:
    return {"rev": 0, "done": [], "quizzes": [], "answers": [], "texts": []}


def typical(pages: int = 30, questions: int = 60) -> JSONState:
    """Return a finished course: every page done, every type of question answered, worksheets written."""
    dice = random.Random(1)
    kinds: list[Any] = [
        2,
        [0, 2],
        1,
        "city council",
        "110",
        [0, 1, 2],
        [2, 0, 1, 3],
        ["eleven", "biased"],
        [1, 0],
    ]
    state = empty() | {"rev": 250, "done": [state_key(f"m{n // 6}/page-{n}") for n in range(pages)]}
    state["quizzes"] = [
        [state_key(f"m{n}/quiz"), {"number": 2, "open": False, "won": 7.5, "of": 10}] for n in range(6)
    ]
    for n in range(questions):
        answer = {"tries": 1 + n % 3, "share": dice.choice([0, 0.333, 1]), "response": kinds[n % len(kinds)]}
        state["answers"].append([state_key(f"m{n // 10}?question-{n}"), answer])
    return state


def test_a_course_of_30_pages_and_60_answers_fits_scorm_12(states: Page) -> None:
    text, dropped = encode(states, typical(), SCORM_12)
    assert dropped == 0
    assert len(text) < SCORM_12 / 2
    assert all(" " <= letter < "~" for letter in text)
    assert decode(states, text) == typical()


def test_a_full_worksheet_goes_before_any_answer(states: Page) -> None:
    state = typical()
    state["texts"] = [["short", "Two words"], ["longs", "Many words. " * 400]]
    text, dropped = encode(states, state, SCORM_12)
    assert dropped == 1 and len(text) <= SCORM_12
    read = decode(states, text)
    assert dict(read["texts"]) == {"short": "Two words", "longs": None}
    assert {**read, "texts": []} == {**state, "texts": []}


def test_pages_done_and_points_never_go(states: Page) -> None:
    state = typical()
    state["texts"] = [["aaaaa", "x" * 3500]]
    for limit in (4096, 2000, 1500, 1000, 600, 300):
        text, dropped = encode(states, state, limit)
        assert dropped > 0
        assert len(text) <= max(limit, 400)
        read = decode(states, text)
        assert read["done"] == state["done"] and read["quizzes"] == state["quizzes"]


def test_written_answers_go_before_chosen_ones(states: Page) -> None:
    state = empty()
    state["answers"] = [
        ["aaaaa", {"tries": 1, "share": 1, "response": [0, 1, 2, 3, 4, 5, 6, 7]}],
        ["bbbbb", {"tries": 1, "share": None, "response": "b" * 60}],
        ["ccccc", {"tries": 1, "share": 0.5, "response": "c" * 90}],
    ]
    answers = dict(decode(states, encode(states, state, 150)[0])["answers"])
    assert answers["aaaaa"]["response"] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert answers["bbbbb"]["response"] == "b" * 60
    assert answers["ccccc"]["response"] is None and answers["ccccc"]["share"] == 0.5


TEXTS = [
    "",
    "plain",
    "a|b,c~d$e@f%g.h",
    "two\nlines\ttab",
    "@at the start",
    "مرحبا بالعالم " * 9,
    "Ελληνικά",
    "😀é",
    "\ud800half",
    " ",
]


def test_any_text_comes_back(states: Page) -> None:
    for text in TEXTS:
        state = empty() | {"texts": [["aaaaa", text]]}
        state["answers"] = [
            ["bbbbb", {"tries": 40, "share": None, "response": text}],
            ["ccccc", {"tries": 0, "share": 0, "response": [text, "second, with comma"]}],
        ]
        written, _ = encode(states, state)
        assert all(" " <= letter < "~" for letter in written)
        read = decode(states, written)
        whole = text.replace("\ud800", "\ufffd")
        assert read["texts"] == [["aaaaa", whole]]
        assert [answer["response"] for _, answer in read["answers"]] == [whole, [whole, "second, with comma"]]


def test_any_response_comes_back(states: Page) -> None:
    for response in (0, 40, [], [0], [None, 3, None], [70, 0], ["", ""], [1, 0]):
        state = empty() | {"answers": [["aaaaa", {"tries": 1, "share": 0.667, "response": response}]]}
        assert decode(states, encode(states, state)[0]) == state


def test_a_text_that_an_lms_cut_keeps_what_is_whole(states: Page) -> None:
    text, _ = encode(states, typical())
    for length in range(0, len(text), 37):
        read = decode(states, text[:length])
        assert len(read["answers"]) <= 60
        assert set(dict(read["answers"])) <= set(dict(typical()["answers"]))
    assert decode(states, text[: len(text) // 2])["done"] == typical()["done"]


def test_strangers_texts_are_an_empty_state(states: Page) -> None:
    for text in ("", "M9x.y|d", "null", "%%%", "M1|", "M11.1|a|w|q|\x00", "{}", "x" * 70000):
        assert decode(states, text)["done"] == []


def test_python_and_javascript_name_ids_alike(states: Page) -> None:
    names = [f"module-{n % 7}/page-{n}" for n in range(300)] + ["a?b", "a!b"]
    keys = states.evaluate("(names) => names.map(milepost.state.keyOf)", names)
    assert keys == [state_key(name) for name in names]
    assert len(set(keys)) == len(names)
