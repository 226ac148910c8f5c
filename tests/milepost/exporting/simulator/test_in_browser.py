"""The simulator in a real Chromium: a trainer uploads a package and plays the learner."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Frame, Page, expect

from scorm_packages import MANIFEST_2004
from waiting import until

Make = Callable[..., Path]
Upload = Callable[[Path], str]


LEARNS = """
var api = parent.API, n = function (name, value) { return api.LMSSetValue(name, value); };
api.LMSInitialize("");
window.state = api.LMSGetValue("cmi.suspend_data");
if (state === "") {
  n("cmi.core.exit", "suspend"); n("cmi.core.lesson_status", "incomplete"); n("cmi.suspend_data", "page=2");
  n("cmi.core.score.raw", "80"); n("cmi.core.score.max", "100");
  n("cmi.interactions.0.id", "q1"); n("cmi.interactions.0.type", "choice");
} else n("cmi.core.lesson_status", "passed");
n("cmi.core.nonsense", "1");
api.LMSCommit("");
document.title = state || "fresh";
document.body.append(state || "fresh", " ", api.LMSGetValue("cmi.core.student_name"), " ",
  api.LMSGetValue("cmi.core.lesson_mode"));
addEventListener("pagehide", function () { api.LMSFinish(""); });
"""
PAGE = '<!doctype html><html lang="en"><title>x</title><body><script src="lesson.js"></script></body></html>'


def test_a_learner_comes_back(trainer: Page, upload: Upload, package: Make) -> None:
    upload(package(lesson_js=LEARNS, index_html=PAGE))
    sco = trainer.frame_locator("#sim-frame").frame_locator("iframe[name=sco]").locator("body")
    expect(sco).to_have_text("fresh Novak, Lena normal")
    summary = trainer.locator("#sim-summary")
    expect(summary).to_have_text("Not finished, 80 of 100 points, answers: 1.")
    log = trainer.locator("#sim-log")
    expect(log).to_contain_text("LMSSetValue(cmi.core.nonsense)")
    expect(log.locator("tr.problem")).to_have_count(1)
    expect(log.locator("tr.problem")).to_contain_text("This LMS does not know this element.")

    trainer.get_by_role("button", name="Close and open again").click()
    expect(sco).to_have_text("page=2 Novak, Lena normal")
    expect(summary).to_have_text("Passed, 80 of 100 points, answers: 1.")

    trainer.get_by_label("Who learns", exact=True).select_option("omar")
    expect(sco).to_have_text("fresh حدّاد، عمر normal")
    trainer.get_by_label("Who learns", exact=True).select_option("lena")
    expect(sco).to_have_text("page=2 Novak, Lena normal")
    trainer.get_by_label("Mode").select_option("review")
    expect(sco).to_have_text("page=2 Novak, Lena review")
    trainer.get_by_role("button", name="Forget this learner").click()
    expect(sco).to_have_text("fresh Novak, Lena review")


SAVES = """
var api = parent.API; api.LMSInitialize("");
function save(name, value) {
  return api.LMSSetValue(name, value) + " " + api.LMSCommit("") + " " + api.LMSGetLastError();
}
"""


def package_frame(page: Page) -> Frame:
    while (frame := page.frame("sco")) is None:
        page.wait_for_timeout(50)
    frame.wait_for_function("typeof save === 'function'")
    return frame


def heard(sco: Frame, order: str, given: bool) -> None:
    """Wait until the stage has heard an order of the page around it: a message to another process."""
    stage = sco.parent_frame
    assert stage
    until(sco.page, lambda: stage.evaluate("order => milepostStage.orders[order]", order) is given)


def test_trouble_can_be_made(trainer: Page, upload: Upload, package: Make) -> None:
    upload(package(lesson_js=SAVES, index_html=PAGE))
    sco = package_frame(trainer)
    values = trainer.locator("#sim-values")
    trainer.get_by_text("All values now").click()
    assert sco.evaluate("save('cmi.suspend_data', 'one')") == "true true 0"
    expect(values.get_by_role("row", name="suspend_data")).to_have_text("cmi.suspend_dataonesaved")

    fail = trainer.get_by_role("button", name="The next save fails")
    fail.click()
    expect(fail).to_have_attribute("aria-pressed", "true")
    heard(sco, "failNext", True)
    assert sco.evaluate("save('cmi.suspend_data', 'two')") == "true false 101"
    expect(fail).to_have_attribute("aria-pressed", "false")
    expect(values.get_by_role("row", name="suspend_data")).to_have_text("cmi.suspend_datatwonot saved yet")
    assert sco.evaluate("save('cmi.core.lesson_location', '1')") == "true true 0"
    # As in a measured Moodle: what a failed save held is lost unless it is set again, to something else.
    expect(values.get_by_role("row", name="suspend_data")).to_have_text("cmi.suspend_datatwonot saved yet")
    assert sco.evaluate("save('cmi.suspend_data', 'three')") == "true true 0"
    expect(values.get_by_role("row", name="suspend_data")).to_have_text("cmi.suspend_datathreesaved")

    trainer.get_by_label("The session has expired").check()
    heard(sco, "expired", True)
    assert sco.evaluate("save('cmi.suspend_data', 'four')") == "true false 101"
    trainer.get_by_label("The session has expired").uncheck()
    heard(sco, "expired", False)
    assert sco.evaluate("save('cmi.suspend_data', 'five')") == "true true 0"

    assert sco.evaluate("save('cmi.suspend_data', 'x'.repeat(5000))") == "true true 0"
    trainer.get_by_label("Strict LMS").check()
    trainer.frame_locator("#sim-frame").locator("iframe[name=sco]").wait_for()
    sco = package_frame(trainer)
    sco.wait_for_function("parent.API.LMSGetValue('cmi.suspend_data').length === 5000")
    assert sco.evaluate("parent.API.LMSSetValue('cmi.suspend_data', 'x'.repeat(4097))") == "false"
    assert sco.evaluate("parent.API.LMSGetLastError()") == "405"
    assert sco.evaluate("save('cmi.suspend_data', 'x'.repeat(4096))") == "true true 0"


PREFERS = """
var api = parent.API_1484_11; api.Initialize("");
document.body.append(["learner_preference.language", "mode", "credit"].map(function (name) {
  return api.GetValue("cmi." + name); }).join(" "));
"""


def test_what_the_learner_prefers_and_what_counts(trainer: Page, upload: Upload, package: Make) -> None:
    upload(package("scorm-2004", lesson_js=PREFERS, index_html=PAGE))
    body = trainer.frame_locator("#sim-frame").frame_locator("iframe[name=sco]").locator("body")
    expect(body).to_have_text("en normal credit")
    trainer.get_by_label("Language they prefer").select_option("ar")
    expect(body).to_have_text("ar normal credit")
    for mode, seen in (("practice", "normal"), ("browse", "browse"), ("review", "review")):
        trainer.get_by_label("Mode").select_option(mode)
        expect(body).to_have_text(f"ar {seen} no-credit")


TWO = """
var api = parent.API_1484_11; api.Initialize("");
document.body.append(location.pathname.slice(-8) + location.search + " " + api.GetValue("cmi.launch_data")
  + api.GetValue("cmi.entry"));
function save() {}
function next(wish) {
  api.SetValue("cmi.completion_status", "completed");
  api.SetValue("adl.nav.request", wish);
  api.Terminate("");
}
"""
MORE = """<item identifier="item-2" identifierref="res-1" parameters="?part=2"><title>Second part</title>
<adlcp:dataFromLMS>data</adlcp:dataFromLMS></item></organization>"""


def test_several_parts(trainer: Page, upload: Upload, package: Make) -> None:
    manifest = MANIFEST_2004.replace("</organization>", MORE)
    upload(package("scorm-2004", imsmanifest_xml=manifest, lesson_js=TWO, index_html=PAGE))
    body = trainer.frame_locator("#sim-frame").frame_locator("iframe[name=sco]").locator("body")
    expect(body).to_have_text("dex.html ab-initio")
    first, second = (
        trainer.get_by_role("button", name=name, exact=True) for name in ("Lesson", "Second part")
    )
    expect(first).to_have_attribute("aria-current", "true")
    second.click()
    expect(body).to_have_text("dex.html?part=2 dataab-initio")
    expect(second).to_have_attribute("aria-current", "true")
    package_frame(trainer).evaluate("next('previous')")
    expect(body).to_have_text("dex.html ab-initio")
    package_frame(trainer).evaluate("next('{target=item-2}choice')")
    expect(body).to_have_text("dex.html?part=2 dataab-initio")
    package_frame(trainer).evaluate("next('exitAll')")
    expect(trainer.locator("#sim-state")).to_have_text("The package said goodbye, as it should.")
    expect(trainer.locator("#sim-summary")).to_have_text("Completed.")


def test_only_problems_and_the_trace(trainer: Page, upload: Upload, package: Make) -> None:
    upload(package(lesson_js=LEARNS, index_html=PAGE))
    rows = trainer.locator("#sim-log tbody tr:visible")
    expect(trainer.locator("#sim-counts")).to_contain_text("problems: 1")
    assert rows.count() > 5
    trainer.get_by_label("Problems only").check()
    expect(rows).to_have_count(1)
    with trainer.expect_download() as loading:
        trainer.get_by_role("button", name="Save as a file").click()
    trace = json.loads(loading.value.path().read_text())
    assert trace["edition"] == "scorm-1.2" and trace["learner"] == "lena"
    assert trace["kept"]["cmi.suspend_data"] == "page=2"
    first, failed = trace["calls"][0], [call for call in trace["calls"] if call["error"] != "0"]
    assert (first["method"], first["answer"], first["error"]) == ("LMSInitialize", "true", "0")
    assert [(call["element"], call["error"]) for call in failed] == [("cmi.core.nonsense", "401")]


def test_windows_only_when_they_are_allowed(
    trainer: Page, upload: Upload, package: Make, page_errors: list[str]
) -> None:
    opens = """document.body.innerHTML = "<button>Look</button>"; function save() {}
    document.body.onclick = () => { document.title = String(window.open("index.html?window") !== null); };"""
    upload(package(lesson_js=opens, index_html=PAGE))
    before = package_frame(trainer)
    before.get_by_role("button").click()
    before.wait_for_function("document.title === 'false'")
    trainer.get_by_label("The package may open windows").check()
    while not before.is_detached():
        trainer.wait_for_timeout(50)
    with trainer.context.expect_page() as opened:
        package_frame(trainer).get_by_role("button").click()
    assert "127.0.0.1" in opened.value.url
    opened.value.close()
    page_errors.clear()  # the first window was refused


def test_a_stage_that_cannot_be_reached(
    trainer: Page, app: Flask, upload: Upload, package: Make, page_errors: list[str]
) -> None:
    trial = upload(package())
    settings = app.extensions["milepost.settings"]
    app.extensions["milepost.settings"] = settings._replace(try_url="http://127.0.0.1:9")
    trainer.goto(trainer.url)
    expect(trainer.get_by_role("alert")).to_contain_text("does not find http://127.0.0.1:9", timeout=15_000)
    assert trial in trainer.url
    page_errors.clear()


@pytest.mark.parametrize("edition", ["scorm-1.2", "scorm-2004"])
def test_a_course_of_ours(trainer: Page, site: str, edition: str) -> None:
    trainer.goto(f"{site}/en/try")
    trainer.get_by_label("Course").select_option("tiny en")
    trainer.get_by_label("Format").select_option(edition)
    trainer.get_by_role("button", name="Try this course").click()
    expect(trainer.locator("#sim-summary")).to_contain_text("Not finished", timeout=20_000)
    expect(trainer.locator("#sim-counts")).to_contain_text("problems: 0")
    expect(trainer.get_by_text("Nothing was found in the files.")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_no_page_breaks_a_rule_or_scrolls_sideways(
    lang: str,
    trainer: Page,
    site: str,
    upload: Upload,
    package: Make,
    axe: Callable[..., None],
) -> None:
    spoilt = LEARNS + 'if (0) fetch("https://example.org/x");'
    trial = upload(package(lesson_js=spoilt, index_html=PAGE.replace("<body>", "<body><h1>A lesson</h1>")))
    for address in (f"{site}/{lang}/try", f"{site}/{lang}/try/{trial}"):
        trainer.goto(address)
        if trial in address:
            trainer.locator("#sim-log tr.problem").first.wait_for()
            trainer.locator(".sim-values summary").click()
        axe(trainer, "light", "dark")
        trainer.set_viewport_size({"width": 320, "height": 640})
        assert trainer.evaluate("document.documentElement.scrollWidth") <= 320, address
        trainer.set_viewport_size({"width": 1280, "height": 720})


def test_the_whole_page_by_keyboard(trainer: Page, upload: Upload, package: Make) -> None:
    upload(package(lesson_js=LEARNS, index_html=PAGE))
    expect(trainer.locator("#sim-summary")).to_contain_text("Not finished")
    trainer.locator("#sim-reopen").focus()
    trainer.keyboard.press("Enter")
    expect(trainer.locator("#sim-summary")).to_contain_text("Passed")
    trainer.keyboard.press("Tab")
    trainer.keyboard.press("Enter")
    expect(trainer.locator("#sim-state")).to_have_text("The package said goodbye, as it should.")
