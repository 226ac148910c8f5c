"""What the standards say of each call, as data (tests/fixtures/conformance), played against scorm-again.

A newcomer reads the JSON files and the README.md beside them; this runner only plays them.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Page

from conformance import FOLDER, Case, cases, files, not_allowed, plain, taken, value_of
from lms_double import Lms
from milepost_scorm.exporter import RUNTIME
from milepost_scorm.profiles import PROFILES, Profile

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
#: Edition, element, the function of formats.js that spells it otherwise, values.
RESPELT = [
    ("scorm-1.2", "cmi.core.score.raw", "respelt", ["0", "80", "66.67", "0.5", "100"]),
    ("scorm-1.2", "cmi.core.score.max", "respelt", ["100"]),
    (
        "scorm-1.2",
        "cmi.core.session_time",
        "respeltSpan",
        ["00:00:05.22", "12:00:00.00", "100:10:00.50", "999:59:59.99"],
    ),
    ("scorm-1.2", "cmi.interactions.n.latency", "respeltSpan", ["00:00:05.22", "100:10:00.50"]),
    ("scorm-1.2", "cmi.interactions.n.weighting", "respelt", ["1", "2.5", "100"]),
    ("scorm-2004", "cmi.score.scaled", "respelt", ["0", "0.6667", "1"]),
    ("scorm-2004", "cmi.progress_measure", "respelt", ["0", "0.3333", "1"]),
    ("scorm-2004", "cmi.session_time", "respeltSpan", ["PT0H0M12.35S", "PT12H0M0S"]),
]
SPELL_FORTY = (
    "value => { const all = [value]; while (all.length < 40) all.push(%s(all.at(-1))); return all; }"
)


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


@pytest.mark.parametrize(
    ("edition", "element", "speller", "values"), RESPELT, ids=lambda value: str(value)[:30]
)
def test_values_saved_again_keep_their_form(
    page: Page, edition: str, element: str, speller: str, values: list[str]
) -> None:
    """An hour without an LMS is forty tries to save: each differs from the last, none leaves its form."""
    page.set_content("<!doctype html><title>.</title>")
    page.add_script_tag(content=(RUNTIME / "formats.js").read_text(encoding="utf-8"))
    (case,) = [case for case in WRITTEN if (case.edition, case.element) == (edition, element)]
    for value in values:
        spelt: list[str] = page.evaluate(SPELL_FORTY % speller, value)
        assert [each for each in spelt if not case.writes(each)] == []
        assert all(one != next for one, next in pairwise(spelt))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_element_that_the_run_time_names_has_a_case(profile: Profile) -> None:
    known = {case.element for case in (*WRITTEN, *READ) if case.edition == profile.name}
    named = {str(name) for name in profile.runtime.values() if str(name).startswith("cmi.")}
    score = str(profile.runtime["score"])
    assert {*named, f"{score}.raw", "cmi.suspend_data"} - known == {score}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("cmi.core.score.raw", "1e1"),
        ("cmi.core.exit", "normal"),
        ("cmi.core.lesson_location", "p" * 256),
        ("cmi.interactions.0.student_response", "a,b"),  # a choice's spelling, for a true-false question
        ("cmi.comments", "hello"),
    ],
)
def test_the_recorder_refuses_what_no_case_allows(element: str, value: str) -> None:
    asked = {"edition": "scorm-1.2", "method": "SetValue"}
    calls = [
        {**asked, "values": ["cmi.interactions.0.type", "true-false"]},
        {**asked, "values": ["cmi.interactions.0.student_response", "t"]},
        {**asked, "values": [element, value]},
        {"edition": "scorm-1.2", "method": "GetValue", "values": ["cmi.core.lesson_status"]},
        {"edition": "scorm-1.2", "method": "GetValue", "values": ["cmi.comments"]},
    ]
    found = [*not_allowed(calls)]
    assert len(found) == 2
    assert found[0].startswith(f"SetValue({element}, ")
    assert found[1].startswith("GetValue(cmi.comments)")
