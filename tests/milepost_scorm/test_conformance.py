"""What the standards say of each call, as data (tests/fixtures/conformance), played against scorm-again.

A newcomer reads the JSON files and the README.md beside them; this runner only plays them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance import FOLDER, Case, cases, files, plain, taken, value_of
from lms_double import Lms

#: A fresh engine for each case, as the double makes it (tests/fixtures/scorm/lms.html).
PLAY = """cases => cases.map(({ old, launch, steps }) => {
  const settings = { autocommit: false, lmsCommitUrl: false, logLevel: 5 };
  const engine = old ? new Scorm12API(settings) : new Scorm2004API(settings);
  engine.loadFromFlattenedJSON(launch);
  return steps.map(({ call, given }) => {
    const returns = String(engine[`lms${call}`](...given));
    return { returns, error: String(engine.lmsGetLastError()) };
  });
})"""
SESSIONS = sorted({(case.edition, case.file) for case in cases()})
WRITTEN = [case for case in cases() if "writes" in case.facts]
READ = [case for case in cases() if "reads" in case.facts]


def _name(case: Case) -> str:
    return " ".join(filter(None, (case.edition, case.element, case.facts.get("type"))))


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_data_fits_its_schema(path: Path) -> None:
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))


def play(lms: Lms, played: list[Case]) -> list[list[dict[str, str]]]:
    """Play each case in a session of its own; return what scorm-again answers to its steps."""
    old = played[0].edition == "scorm-1.2"
    lms.page.goto(f"{lms.address}/nothing.html")
    lms.page.add_script_tag(url=f"/scorm-again/{'scorm12' if old else 'scorm2004'}.min.js")
    told: list[list[dict[str, str]]] = lms.page.evaluate(PLAY, [_told(case, old) for case in played])
    return [
        answers[1 if case.facts.get("initialized", True) else 0 :]
        for case, answers in zip(played, told, strict=True)
    ]


def _told(case: Case, old: bool) -> dict[str, Any]:
    steps = [{"call": "Initialize", "given": [""]}] if case.facts.get("initialized", True) else []
    for step in case.steps:
        given = [step["element"]] if "element" in step else []
        if step["call"] != "GetValue":
            given.append(value_of(step))
        steps.append({"call": "Finish" if step["call"] == "Terminate" else step["call"], "given": given})
    return {"old": old, "launch": case.facts.get("launch", {}), "steps": steps}


@pytest.mark.parametrize(
    ("edition", "file"),
    SESSIONS,
    ids=[file if edition in file else f"{file} {edition}" for edition, file in SESSIONS],
)
def test_double_answers_as_the_data_says(lms: Lms, edition: str, file: str) -> None:
    played = [case for case in cases() if (case.edition, case.file) == (edition, file)]
    different = [
        f"{step['call']}({step.get('element', '')}, {str(step.get('value', ''))[:80]}) → {answer}"
        for case, answers in zip(played, play(lms, played), strict=True)
        for step, answer in zip(case.steps, answers, strict=True)
        if answer != {"returns": step["returns"], "error": step["error"], **step.get("double", {})}
    ]
    assert different == [], "\n".join(different)


@pytest.mark.parametrize("case", WRITTEN, ids=_name)
def test_what_is_written_is_taken_by_both_judges(case: Case) -> None:
    """The form of what we write: an example of it is taken, and nothing of that form is refused."""
    examples = [
        step
        for step in case.steps
        if step["call"] == "SetValue"
        and plain(step["element"]) == case.element
        and case.writes(value_of(step))
    ]
    assert examples
    assert [step for step in examples if not taken(step)] == []


@pytest.mark.parametrize("case", READ, ids=_name)
def test_what_is_read_is_answered_by_both_judges(case: Case) -> None:
    asked = [
        step for step in case.steps if step["call"] == "GetValue" and plain(step["element"]) == case.element
    ]
    assert asked
    assert [step for step in asked if not taken(step)] == []
