"""The simulator in a real Chromium: a trainer uploads a package and plays the learner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

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

    trainer.get_by_label("Learner", exact=True).select_option("omar")
    expect(sco).to_have_text("fresh حدّاد، عمر normal")
    trainer.get_by_label("Learner", exact=True).select_option("lena")
    expect(sco).to_have_text("page=2 Novak, Lena normal")
    trainer.get_by_label("Mode").select_option("review")
    expect(sco).to_have_text("page=2 Novak, Lena review")
    trainer.get_by_role("button", name="Forget this learner").click()
    expect(sco).to_have_text("fresh Novak, Lena review")
