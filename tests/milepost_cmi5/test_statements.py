"""What the statements say, each for itself: every type of question, the context, ids that stay the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from lrs_double import ACTOR, SESSION
from milepost_cmi5.exporter import ADAPTER
from milepost_cmi5.structure import iri
from statement_rules import broken_rules

LAUNCH = {
    "endpoint": "https://lms.example/xapi/",
    "actor": ACTOR,
    "registration": "760e3480-ba55-4991-94b0-01820dbd23a2",
    "activityId": "https://lms.example/activities/42",
}
TEMPLATE = {
    "contextActivities": {"grouping": [{"id": "https://publisher.example/au"}]},
    "extensions": {SESSION: "session-1", "https://lms.example/more": [1]},
    "language": "fr",
}
ABOUT = {"id": iri("au", "tiny"), "lang": "en"}
FACTS = {"options": 3, "share": 1, "correct": True, "latency": 5.217, "description": "Why?\nReally"}
TYPES: list[tuple[str, Any, Any, str, str, str | None]] = [
    # type, response, right; then interactionType, response, pattern (xAPI part 2, appendix C)
    ("single", 1, 2, "choice", "b", "c"),
    ("multiple", [2, 0], [0, 2], "choice", "a[,]c", "a[,]c"),
    ("truefalse", 0, 1, "true-false", "true", "false"),
    ("text", "the council", "the council", "fill-in", "the council", "the council"),
    ("number", 1200.5, 110, "numeric", "1200.5", "110[:]110"),
    ("match", [1, None], [0, 1], "matching", "a[.]b", "a[.]a[,]b[.]b"),
    ("order", [2, 0, 1], [0, 1, 2], "sequencing", "c[,]a[,]b", "a[,]b[,]c"),
    ("blanks", ["bias", ""], ["bias", "x"], "fill-in", "bias;", "bias; x"),
    ("scenario", [0, 2], None, "fill-in", "1 > 3", None),
]


@pytest.fixture
def maker(page: Page) -> Page:
    """Return a page in which `make(data)` is a maker of statements."""
    page.set_content("<!doctype html><title>.</title>")
    parts = [path.read_text(encoding="utf-8") for path in ADAPTER.parts if path.name != "adapter.js"]
    page.add_script_tag(content="".join(parts))
    page.add_script_tag(
        content=f"""const template = {json.dumps(TEMPLATE)};
        const launch = {json.dumps(LAUNCH)};
        const about = {json.dumps(ABOUT)};
        const make = (data) => statementMaker(launch, {{ contextTemplate: template, ...data }}, about);"""
    )
    return page


def test_every_type_of_question(maker: Page) -> None:
    told = [
        {"id": f"tiny_q{n}", "type": row[0], "response": row[1], "right": row[2], **FACTS}
        for n, row in enumerate(TYPES)
    ]
    made: list[Any] = maker.evaluate(
        "told => { const by = make(); return [by.initialized(), ...told.map(by.answered)]; }", told
    )
    assert broken_rules(made) == []
    for n, (row, statement) in enumerate(zip(TYPES, made[1:], strict=True)):
        definition = statement["object"]["definition"]
        pattern = definition.get("correctResponsesPattern", [None])[0]
        assert (definition["interactionType"], statement["result"]["response"], pattern) == row[3:]
        assert statement["object"]["id"] == f"{iri('au', 'tiny')}#tiny_q{n}"
        assert definition["name"] == {"en": "Why? Really"}
        assert statement["context"]["contextActivities"]["parent"] == [{"id": LAUNCH["activityId"]}]


def test_reflections_stay_with_the_learner(maker: Page) -> None:
    thought = {"id": "q", "type": "reflect", "response": "private", "right": None, **FACTS, "share": None}
    assert maker.evaluate("thought => make().answered(thought)", thought) is None


def test_nothing_of_the_lms_context_is_replaced(maker: Page) -> None:
    """10, contextTemplate: more may be added, nothing overwritten, and the next statement starts afresh."""
    first, passed = maker.evaluate(
        "() => { const by = make({ masteryScore: 0.8 }); return [by.initialized(), by.passed(0.9, 60)]; }"
    )
    assert passed["context"]["language"] == "fr"
    assert passed["context"]["contextActivities"]["grouping"] == [{"id": "https://publisher.example/au"}]
    assert passed["context"]["extensions"][SESSION] == "session-1"
    assert passed["context"]["extensions"]["https://lms.example/more"] == [1]
    assert len(passed["context"]["contextActivities"]["category"]) == 2
    assert len(first["context"]["contextActivities"]["category"]) == 1
    assert passed["result"] == {"success": True, "score": {"scaled": 0.9}, "duration": "PT0H1M0S"}
    assert maker.evaluate("template") == TEMPLATE


def test_what_may_be_said_once_has_one_id(maker: Page) -> None:
    """9.3: one completed and one passed in a registration; all others are new each time."""
    script = """() => [1, 2].map(() => {
      const by = make();
      return [by.completed(1), by.passed(1, 1), by.failed(0, 1), by.initialized()].map(({ id }) => id);
    })"""
    first, second = maker.evaluate(script)
    assert first[:2] == second[:2]
    assert len({*first, *second}) == 6


def test_a_course_without_a_mastery_score_of_the_lms_says_none(maker: Page) -> None:
    passed = maker.evaluate("make().passed(0.9, 60)")
    assert [name for name in passed["context"]["extensions"] if "masteryscore" in name] == []
