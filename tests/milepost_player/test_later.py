"""What comes a moment after the first view: late, not at all, or something else in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SIGN_IN = "<!doctype html><title>Sign in</title>"


class Door:
    """Stands before some scripts: holds them back, sends them away, or lets them through."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.waiting: list[Route] = []
        self.asked = 0
        self.answer = "hold"
        page.route(pattern, self.handle)

    def handle(self, route: Route) -> None:
        self.asked += 1
        if self.answer == "hold":
            self.waiting.append(route)
        elif self.answer == "fail":
            route.abort()
        elif self.answer == "sign in":
            route.fulfill(body=SIGN_IN, content_type="text/html")
        else:
            route.continue_()

    def open(self) -> None:
        self.answer = "let through"
        while self.waiting:
            self.waiting.pop().continue_()


def go(page: Page, name: str) -> None:
    page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
    expect(page.locator("#content")).to_have_attribute("data-page", name)


def test_a_page_is_read_while_the_rest_is_on_its_way(make_package: Callable[..., Path], page: Page) -> None:
    door = Door(page, "**/desk.js")
    page.goto(make_package("tiny").as_uri(), wait_until="commit")
    expect(page.get_by_role("heading", name="What a council does")).to_be_visible()
    expect(page.locator("#bar-words")).to_contain_text("0%")
    page.get_by_role("button", name="Course map").click()
    expect(page.locator("#map")).to_have_text("One moment…")
    door.open()
    expect(page.locator("#map summary")).to_have_count(2)
    expect(page.locator("#map [aria-current=page]")).to_contain_text("What a council does")


def test_a_page_that_is_late_says_so_in_the_bar(serve_package: Open, page: Page) -> None:
    serve_package("tiny")
    expect(page.locator("#bar-words")).to_contain_text("%")
    door = Door(page, "**/pages/*.js")
    page.evaluate("location.hash = '#/tiny-two/letter'")
    expect(page.locator("#bar-words")).to_have_text("One moment…")
    door.open()
    expect(page.locator("#content")).to_have_attribute("data-page", "tiny-two/letter")
    expect(page.locator("#bar-words")).to_contain_text("%")
    expect(page.locator("#live")).to_have_text("")


def test_nobody_writes_where_nobody_reads(serve_package: Open, page: Page) -> None:
    """A worksheet whose script is late takes no letter; what was kept stands there then."""
    serve_package("tiny")
    go(page, "tiny-two/letter")
    page.get_by_role("textbox").fill("A bench in the park.")
    page.get_by_role("button", name="Save", exact=True).click()
    door = Door(page, "**/desk.js")
    page.reload(wait_until="commit")
    expect(page.get_by_role("textbox")).to_be_disabled()
    expect(page.get_by_placeholder("One moment…")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="One moment…")).to_have_count(1)
    page.locator("#page").evaluate(
        "(root) => { root.dir = 'rtl'; }"
    )  # what is said stands in the page's direction
    expect(page.get_by_role("textbox")).to_have_css("direction", "rtl")
    door.open()
    expect(page.get_by_role("textbox")).to_be_enabled()
    expect(page.get_by_role("textbox")).to_have_attribute("placeholder", "")
    expect(page.get_by_role("status").filter(has_text="One moment…")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("A bench in the park.")
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(1)


def test_a_question_that_is_late_says_so(make_package: Callable[..., Path], page: Page) -> None:
    """In its own place, and without moving anything when it comes."""
    door = Door(page, "**/questions.js")
    page.goto(f"{make_package('tiny').as_uri()}#/tiny-one/quiz", wait_until="commit")
    waiting = page.locator("form.answer[data-wait='One moment…']").first
    expect(waiting).to_have_count(1)
    before = (
        "form => { const seen = getComputedStyle(form, '::before'); return [seen.content, seen.visibility]; }"
    )
    assert waiting.evaluate(before) == ['"One moment…"', "visible"]
    place = waiting.bounding_box()
    door.open()
    form = page.locator("form.answer[data-open]").first
    expect(form).to_be_visible()
    assert form.evaluate(before)[0] in ("none", "normal")
    assert place and form.bounding_box()["y"] == place["y"]  # type: ignore[index]


@pytest.mark.parametrize("answer", ["fail", "sign in"])
@pytest.mark.parametrize(
    ("script", "name"), [("desk.js", "tiny-two/letter"), ("questions.js", "tiny-one/quiz")]
)
def test_what_did_not_come_is_told_and_asked_for_again(
    script: str, name: str, answer: str, serve_package: Open, page: Page, page_errors: list[str]
) -> None:
    """Also where an LMS that has signed somebody out sends its own page with a friendly 200."""
    door = Door(page, f"**/{script}")
    door.answer = answer
    serve_package("tiny")
    expect(
        page.get_by_role("heading", name="What a council does")
    ).to_be_visible()  # a lesson needs none of it
    go(page, name)
    expect(page.locator("#title")).to_contain_text("did not load")
    page_errors.clear()
    door.open()
    page.get_by_role("button", name="Load again").click()
    expect(page.locator("#page textarea, #page form[data-open]").first).to_be_enabled()
    page.get_by_role("button", name="Course map").click()
    expect(page.locator("#map summary")).to_have_count(2)
    page_errors.clear()


def test_the_map_says_that_it_did_not_come(serve_package: Open, page: Page, page_errors: list[str]) -> None:
    door = Door(page, "**/desk.js")
    door.answer = "fail"
    serve_package("tiny")
    page.get_by_role("button", name="Course map").click()
    expect(page.locator("#map")).to_contain_text("did not load")
    door.open()
    page.locator("#map").get_by_role("button", name="Load again").click()
    expect(page.locator("#map summary")).to_have_count(2)
    page_errors.clear()


def test_it_is_asked_for_again_without_a_click(
    serve_package: Open, page: Page, page_errors: list[str]
) -> None:
    page.clock.install()
    door = Door(page, "**/desk.js")
    door.answer = "fail"
    serve_package("tiny")
    while not door.asked:
        page.wait_for_timeout(20)
    asked = door.asked
    door.open()
    page.clock.run_for(2500)
    expect(page.locator("#print + button")).to_be_visible()  # the whole screen is one of its tools
    assert door.asked == asked + 1
    page_errors.clear()


REMEMBERS = """
milepost.adapters.diary = () => {
  const calls = (window.calls = []);
  const launch = { mode: "normal", credit: true, entry: "resume", location: "", masteryScore: null, state: "",
    learner: { id: "l1", name: "", language: "" }, limits: { state: 4096, location: 255 } };
  const note = (name) => (value) => { calls.push([name, JSON.parse(JSON.stringify(value ?? null))]); };
  return { name: "diary", initialize: async () => true, load: () => launch, saveState: note("saveState"),
    report: note("report"), commit: note("commit"), finish: note("finish"), onTrouble: () => {} };
};
"""


def interactions(page: Page) -> list[Any]:
    calls = json.loads(page.evaluate("JSON.stringify(calls)"))
    return [each["id"] for name, told in calls if name == "report" for each in told["interactions"]]


@pytest.mark.parametrize("script", ["questions.js", "pages/2.js"])
def test_answers_that_the_lms_lacks_wait_for_the_scripts_that_tell_them(
    script: str, serve_package: Open, page: Page, page_errors: list[str]
) -> None:
    """A save that never arrived, and then scripts that do not: told as soon as they are there, and once."""
    serve_package("tiny", adapters=(REMEMBERS,), adapter="diary")
    go(page, "tiny-one/quiz")
    page.wait_for_selector("form[data-open]")
    page.locator("#q-who input").nth(1).check()
    page.locator("form.answer").first.get_by_role("button").last.click()
    expect(page.locator("#q-who")).not_to_have_attribute("data-state", "open")
    page.evaluate("location.hash = '#/tiny-one/hello'")
    expect(page.locator("#content")).to_have_attribute("data-page", "tiny-one/hello")
    page.clock.install()
    door = Door(page, f"**/{script}")
    door.answer = "fail"
    page.reload()
    page.wait_for_selector("#turn:not([hidden])")
    page.wait_for_function("calls.some(([name]) => name === 'report')")
    assert interactions(page) == []
    door.open()
    page.clock.run_for(5000)
    page.wait_for_function("calls.some(([name, told]) => name === 'report' && told.interactions.length)")
    page.clock.run_for(120_000)
    assert interactions(page) == ["tiny_one_who"]
    page_errors.clear()


def test_another_page_in_the_place_of_one_is_none(serve_package: Open, page: Page, tmp_path: Path) -> None:
    """A new version was uploaded while a window was open, and the pages have moved."""
    serve_package("tiny")
    folder = next(tmp_path.rglob("pages/2.js")).parent
    (folder / "2.js").write_bytes((folder / "3.js").read_bytes())
    page.locator("#next").click()
    expect(page.locator("#title")).to_have_text("Open the course again to go on. Your work is saved.")


def test_answers_that_could_be_told_are_not_told_again(
    serve_package: Open, page: Page, page_errors: list[str]
) -> None:
    """Of two pages one does not come: the answers of the other are told at once, and only then."""
    serve_package("mixed", adapters=(REMEMBERS,), adapter="diary")
    for name, question in (("all-questions/checks", "seat"), ("all-questions/quiz", "q-seat")):
        go(page, name)
        page.wait_for_selector("form[data-open]")
        page.locator(f"#q-{question} input").nth(1).check()
        page.locator("form.answer", has=page.locator(f"#q-{question}")).get_by_role("button").last.click()
        expect(page.locator(f"#q-{question}")).not_to_have_attribute("data-state", "open")
    go(page, "all-blocks/lesson")
    page.clock.install()
    door = Door(page, "**/pages/2.js")
    door.answer = "fail"
    page.reload()
    page.wait_for_selector("#turn:not([hidden])")
    page.wait_for_function("calls.some(([name, told]) => name === 'report' && told.interactions.length)")
    assert interactions(page) == ["all_questions_seat"]
    door.open()
    page.clock.run_for(5000)
    page.wait_for_function(
        "calls.filter(([name, told]) => name === 'report' && told.interactions.length).length === 2"
    )
    page.clock.run_for(120_000)
    assert interactions(page) == ["all_questions_seat", "all_questions_q_seat"]
    page_errors.clear()
