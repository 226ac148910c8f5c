"""One table of vectors for both languages: what the LMS is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from milepost.courseware.model import MoveOn
from milepost_scorm import status
from milepost_scorm.status import CompletionStatus, LessonStatus, SuccessStatus

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures/scorm/status.json").read_text(encoding="utf-8"))
SCRIPT = Path(status.__file__).parent / "runtime" / "status.js"
KINDS: dict[str, tuple[dict[Any, int], type[Any]]] = {
    "lesson": (status.LESSON_RANK, LessonStatus),
    "completion": (status.COMPLETION_RANK, CompletionStatus),
    "success": (status.SUCCESS_RANK, SuccessStatus),
}


@pytest.mark.parametrize("vector", VECTORS["report"], ids=lambda vector: vector["because"])
def test_report_in_python(vector: dict[str, Any]) -> None:
    completion, success, move_on, scored = vector["given"]
    told = status.report(
        CompletionStatus(completion), SuccessStatus(success), move_on=MoveOn(move_on), scored=scored
    )
    assert [told.completion_status, told.success_status, told.lesson_status] == vector["told"]


@pytest.mark.parametrize("vector", VECTORS["kept"], ids=lambda v: f"{v['held']} then {v['told']}")
def test_kept_in_python(vector: dict[str, str]) -> None:
    rank, word = KINDS[vector["kind"]]
    assert status.kept(rank, vector["held"], word(vector["told"])) == vector["kept"]


def test_every_rule_has_a_vector() -> None:
    assert {vector["given"][2] for vector in VECTORS["report"]} == set(MoveOn)


def test_same_vectors_in_the_browser(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    reports = page.evaluate(
        """vectors => vectors.map(({given}) => {
            const told = statusReport(...given);
            return [told.completion, told.success, told.lesson];
        })""",
        VECTORS["report"],
    )
    assert reports == [vector["told"] for vector in VECTORS["report"]]
    kept = page.evaluate(
        "vectors => vectors.map(({kind, held, told}) => keptStatus(kind, held, told))", VECTORS["kept"]
    )
    assert kept == [vector["kept"] for vector in VECTORS["kept"]]
