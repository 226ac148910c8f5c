"""A trace that was saved before, beside what a package tells its LMS now; in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Make = Callable[..., Path]
Upload = Callable[[Path], str]

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>A</title><h1>A</h1><script src="lesson.js"></script>"""
FIRST = """
var api = parent.API, n = function (name, value) { return api.LMSSetValue(name, value); };
api.LMSInitialize("");
n("cmi.core.lesson_status", "incomplete"); n("cmi.core.score.raw", "80"); n("cmi.suspend_data", "rev=1");
n("cmi.interactions.0.id", "one"); n("cmi.interactions.0.student_response", "a");
n("cmi.interactions.1.id", "two"); n("cmi.interactions.1.student_response", "b");
api.LMSGetValue("cmi.core.lesson_mode");
api.LMSCommit("");
"""
#: The questions have changed places, one has another answer; a score is gone, a call is new, one is refused.
SECOND = """
var api = parent.API, n = function (name, value) { return api.LMSSetValue(name, value); };
api.LMSInitialize("");
n("cmi.core.lesson_status", "completed"); n("cmi.suspend_data", "rev=2"); n("cmi.core.lesson_location", "p2");
n("cmi.interactions.0.id", "two"); n("cmi.interactions.0.student_response", "b");
n("cmi.interactions.1.id", "one"); n("cmi.interactions.1.student_response", "c");
api.LMSGetValue("cmi.core.lesson_mode");
n("cmi.core.score.raw", "often");
api.LMSCommit("");
"""


@pytest.fixture
def trace(trainer: Page, upload: Upload, package: Make) -> dict[str, Any]:
    """Return what "Save as a file" gives for the first version."""
    upload(package(lesson_js=FIRST, index_html=PAGE))
    expect(trainer.locator("#sim-log")).to_contain_text("LMSCommit")
    with trainer.expect_download() as saved:
        trainer.get_by_role("button", name="Save as a file").click()
    found: dict[str, Any] = json.loads(saved.value.path().read_text(encoding="utf-8"))
    return found


@pytest.fixture
def second(trace: dict[str, Any], trainer: Page, upload: Upload, package: Make) -> Page:
    """Return the page on which the second version is tried."""
    upload(package(lesson_js=SECOND, index_html=PAGE))
    expect(trainer.locator("#sim-log")).to_contain_text("LMSCommit")
    return trainer


def load(page: Page, written: str | dict[str, Any]) -> None:
    content = written if isinstance(written, str) else json.dumps(written)
    page.get_by_label("Saved trace", exact=True).set_input_files(
        {"name": "trace.json", "mimeType": "application/json", "buffer": content.encode()}
    )


def rows(page: Page, table: int) -> list[list[str]]:
    found: list[list[str]] = (
        page.locator("#sim-compared table")
        .nth(table)
        .evaluate(
            "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))"
        )
    )
    return found


def test_an_older_version_beside_a_newer_one(second: Page, trace: dict[str, Any]) -> None:
    load(second, trace)
    expect(second.locator("#sim-compared")).to_contain_text("Compared with")
    values = {name: cells for name, *cells in rows(second, 0)}
    assert values["cmi.core.lesson_status"] == ["incomplete", "completed", "different"]
    assert values["cmi.core.score.raw"] == ["80", "not there", "only in the saved trace"]
    assert values["cmi.core.lesson_location"] == ["not there", "p2", "only now"]
    assert values["cmi.interactions[one].student_response"] == ["a", "c", "different"]
    assert "cmi.interactions[two].student_response" not in values  # it stands elsewhere, and is the same
    assert rows(second, 0)[-1] == ["cmi.suspend_data", "rev=1", "rev=2", "differs each time"]
    calls = {name: cells for name, *cells in rows(second, 1)}
    assert calls["LMSSetValue(cmi.core.lesson_location)"] == ["times: 0", "times: 1", "only now"]
    refused = calls["LMSSetValue(cmi.core.score.raw)"]
    assert refused[2] == "the LMS answers with an error now" and "error" in refused[1]
    assert "LMSGetValue(cmi.core.lesson_mode)" not in calls
    expect(second.locator("#sim-compared [role=status]")).to_have_text(
        "Values that differ: 4 · new calls: 1 · missing calls: 0"
    )
    second.get_by_role("button", name="Stop comparing").click()
    expect(second.locator("#sim-compared")).to_be_hidden()


def test_what_differs_follows_the_package(second: Page, trace: dict[str, Any]) -> None:
    """What it says after the file was chosen counts too."""
    load(second, trace)
    expect(second.locator("#sim-compared")).to_contain_text("new calls: 1")
    frame = second.frame("sco")
    assert frame is not None
    frame.evaluate("api.LMSSetValue('cmi.comments', 'Hello')")
    expect(second.locator("#sim-compared")).to_contain_text("new calls: 2")
    assert ["LMSSetValue(cmi.comments)", "times: 0", "times: 1", "only now"] in rows(second, 1)


def test_the_same_version_again(trace: dict[str, Any], trainer: Page) -> None:
    trainer.reload()
    expect(trainer.locator("#sim-log")).to_contain_text("LMSCommit")
    load(trainer, trace)
    expect(trainer.locator("#sim-compared")).to_contain_text("Nothing differs, but for times")


def test_another_format_is_said(second: Page, trace: dict[str, Any]) -> None:
    load(second, {**trace, "edition": "scorm-2004"})
    expect(second.locator("#sim-compared")).to_contain_text("is from another format")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "PK\x03\x04 no text at all",
        "null",
        "[]",
        "{}",
        '{"edition": "scorm-1.2", "calls": [], "kept": []}',
        '{"edition": {"toString": 1}, "calls": [], "kept": {}}',
        '{"edition": "scorm-1.2", "calls": {"length": 9}, "kept": {}}',
        "[" * 200_000,
    ],
    ids=["nothing", "zip", "null", "list", "empty", "kept", "edition", "calls", "deep"],
)
def test_a_file_that_is_no_trace(written: str, second: Page) -> None:
    load(second, written)
    expect(second.locator("#sim-compare").get_by_role("alert")).to_contain_text("is not a saved trace")
    expect(second.locator("#sim-compared")).to_be_hidden()


def test_a_file_that_is_far_too_large_is_not_read(second: Page, tmp_path: Path) -> None:
    large = tmp_path / "trace.json"
    large.write_bytes(b" " * 20_000_001)
    second.get_by_label("Saved trace", exact=True).set_input_files(large)
    expect(second.locator("#sim-compare").get_by_role("alert")).to_contain_text("too large")


EVIL = "<img src=x onerror=pwned=1><script>pwned=1</script><b>"
HOSTILE = {
    "edition": "scorm-1.2",
    "title": f"{EVIL}\u202e\u2069 turned",
    "made": EVIL,
    "item": {"toString": 1},
    "calls": [
        {"method": "LMSSetValue", "element": "__proto__", "value": EVIL, "answer": "true", "error": EVIL},
        {"method": f"SetValue {EVIL}", "element": "constructor", "value": {"toString": 1}, "answer": "true"},
        {"method": {"toString": 1}, "element": ["a"], "value": None, "error": {"valueOf": 1}},
        {"method": "LMSSetValue", "element": "cmi.interactions.0.id", "value": EVIL, "answer": "true"},
        {"method": "LMSSetValue", "element": "cmi.interactions.0.type", "value": "choice", "answer": "true"},
        *[None, 7, "LMSCommit", [], True],
        *({"method": f"M{n}", "element": "x" * 2_000, "value": "y" * 2_000} for n in range(900)),
    ],
    "kept": {
        "__proto__": EVIL,
        "toString": EVIL,
        "a": {"toString": 1, "slice": 1, "length": 9_000},
        "b": None,
        "c": [EVIL],
        "cmi.suspend_data": {"toString": 1},
        "cmi.core.lesson_status": EVIL,
        **{f"cmi.{n}": "z" for n in range(6_000)},
    },
}


def test_a_hostile_trace_is_only_text(second: Page) -> None:
    load(second, HOSTILE)
    box = second.locator("#sim-compared")
    expect(box).to_contain_text("<img src=x onerror=pwned=1>")
    expect(box).to_contain_text("on a day that is not known")
    expect(box).to_contain_text("and more: ")
    assert second.evaluate("window.pwned") is None
    assert second.evaluate(
        "({}).polluted === undefined && Object.prototype.toString.call([]) === '[object Array]'"
    )
    assert box.locator("img, script, b").count() == 0
    assert "\u202e" not in box.locator("[data-from]").inner_text()
    assert {name: old for name, old, *_ in rows(second, 0)[:9] if name in "abc"} == dict.fromkeys(
        "abc", "(empty)"
    )
    assert len(rows(second, 0)) == 301 and len(rows(second, 1)) == 301
    second.locator("#sim-reopen").click()  # the page goes on
    expect(second.locator("#sim-state")).to_have_text("The package is open.")
    expect(second.locator("#sim-counts")).to_contain_text("calls: ")


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_no_rule_is_broken_and_nothing_scrolls_sideways(
    lang: str, second: Page, trace: dict[str, Any], axe: Callable[[Page], None]
) -> None:
    second.emulate_media(reduced_motion="reduce")
    second.goto(second.url.replace("/en/", f"/{lang}/"))
    expect(second.locator("#sim-log")).to_contain_text("LMSCommit")
    second.locator("#f-old").set_input_files(
        {"name": "t.json", "mimeType": "application/json", "buffer": json.dumps(trace).encode()}
    )
    expect(second.locator("#sim-compared")).to_be_visible()
    for scheme in ("light", "dark"):
        second.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        axe(second)
    second.set_viewport_size({"width": 320, "height": 640})
    assert second.evaluate("document.documentElement.scrollWidth") <= 320
