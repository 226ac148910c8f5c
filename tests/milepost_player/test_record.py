"""What the player tells an adapter, and when. The adapter here only writes down what it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WRITES_DOWN = """
milepost.adapters.diary = () => {
  const calls = (window.calls = []);
  const note = (name) => (value) => void calls.push([name, JSON.parse(JSON.stringify(value ?? null))]);
  const launch = Object.assign(
    { mode: "normal", credit: true, entry: "ab-initio", location: "", state: "", masteryScore: null,
      learner: { id: "l1", name: "Amal", language: "" }, limits: { state: 4096, location: 255 } },
    JSON.parse(sessionStorage.getItem("launch") || "{}"),
  );
  return {
    name: "diary",
    initialize: async () => (calls.push(["initialize"]), true),
    load: () => (calls.push(["load"]), launch),
    saveState: note("saveState"), report: note("report"), commit: note("commit"), finish: note("finish"),
    onTrouble: (listener) => void (window.trouble = listener),
  };
};
"""
Open = Callable[..., Page]


@pytest.fixture
def launch(page: Page, serve_package: Open) -> Open:
    """Return a callable that opens the course `tiny` as an LMS would; keywords change its Launch."""

    def open_it(course: str = "tiny", **facts: Any) -> Page:
        known = "location.protocol == 'about:' || sessionStorage.getItem('launch')"
        script = f"{known} || sessionStorage.setItem('launch', {json.dumps(json.dumps(facts))})"
        page.add_init_script(script)
        return serve_package(course, adapters=(WRITES_DOWN,), adapter="diary")

    return open_it


def relaunch(page: Page, **facts: Any) -> list[Any]:
    """Open the course again with another Launch; return what was told before."""
    calls = calls_of(page)
    page.evaluate("(facts) => sessionStorage.setItem('launch', facts)", json.dumps(facts))
    page.reload()
    page.wait_for_selector("#turn:not([hidden])")
    return calls


def calls_of(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("window.calls")
    return found


def last(page: Page, name: str) -> Any:
    return next(call[1] for call in reversed(calls_of(page)) if call[0] == name)


def take_quiz(page: Page, *, right: bool) -> None:
    page.get_by_label("Elected people" if right else "Nobody").first.check()
    page.get_by_label("True" if right else "False", exact=True).check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#quiz-result")).to_be_visible()


def test_the_order_of_calls(launch: Open) -> None:
    page = launch()
    assert [call[0] for call in calls_of(page)] == ["initialize", "load", "saveState", "report"]
    page.locator("#next").click()
    expect(page.locator("#title")).to_be_focused()
    assert [call[0] for call in calls_of(page)][4:] == ["saveState", "report", "commit"]
    assert last(page, "commit") is False
    page.get_by_role("button", name="Exit").click()
    assert [call[0] for call in calls_of(page)][-4:] == ["saveState", "report", "commit", "finish"]
    assert last(page, "finish") == "suspend"


def test_a_page_is_made_to_last_once(launch: Open, page: Page) -> None:
    """Answers wait for their page to be left, or a minute; a change of place alone waits for more."""
    page.clock.install()
    page = launch()
    page.locator("#next").click()
    page.wait_for_selector("form[data-open]")
    for question, option in (("who", 1), ("parks", 0)):
        page.locator(f"#q-{question} input").nth(option).check()
        page.locator("form.answer", has=page.locator(f"#q-{question}")).get_by_role("button").last.click()
    commits = [call for call in calls_of(page) if call[0] == "commit"]
    assert commits == [["commit", False]]  # the first page was left
    page.clock.run_for(61_000)
    commits = [call for call in calls_of(page) if call[0] == "commit"]
    assert commits == [["commit", False]] * 2
    page.get_by_role("button", name="Hand in").click()
    page.locator("#next").click()
    expect(page.get_by_role("textbox")).to_be_visible()
    commits = [call for call in calls_of(page) if call[0] == "commit"]
    assert commits == [["commit", False], ["commit", False], ["commit", True]]


def test_a_whole_course_in_the_adapters_words(launch: Open) -> None:
    page = launch()
    first = last(page, "report")
    assert (first["completion"], first["success"], first["score"], first["progress"]) == (
        "incomplete",
        "unknown",
        None,
        0,
    )
    assert first["hasMastery"] is True and first["keep"] == "best" and first["interactions"] == []
    page.locator("#next").click()
    take_quiz(page, right=True)
    told = last(page, "report")
    assert (told["success"], told["score"], told["completion"]) == ("passed", 1, "incomplete")
    assert last(page, "commit") is True
    by_id = {each["id"]: each for each in told["interactions"]}
    assert all(
        each["correct"] and each["share"] == 1 and each["response"] == each["right"]
        for each in by_id.values()
    )
    assert all(name.startswith("tiny_one_") for name in by_id)
    page.locator("#next").click()
    page.get_by_role("textbox").fill("A bench, please.")
    page.locator("#next").click()
    expect(page.locator("#live")).to_contain_text("You have finished")
    told = last(page, "report")
    assert (told["completion"], told["progress"]) == ("completed", 1)
    assert 0 < told["sessionTime"] < 120


def test_what_was_saved_comes_back(launch: Open) -> None:
    page = launch()
    page.locator("#next").click()
    take_quiz(page, right=True)
    state, location = last(page, "saveState"), last(page, "report")["location"]
    page.evaluate("localStorage.clear()")
    relaunch(page, state=state, location=location, entry="resume")
    page.evaluate("localStorage.clear()")
    expect(page.locator("#quiz-result")).to_contain_text("100%")
    assert last(page, "report")["score"] == 1


@pytest.mark.parametrize("facts", [{"mode": "review"}, {"mode": "browse"}, {"credit": False}])
def test_nothing_is_told_where_nothing_counts(launch: Open, facts: dict[str, Any]) -> None:
    page = launch(**facts)
    expect(page.locator("#notice")).to_have_text("You are looking back. Nothing new is saved.")
    page.locator("#next").click()
    take_quiz(page, right=True)
    page.get_by_role("button", name="Exit").click()
    assert [call[0] for call in calls_of(page)] == ["initialize", "load", "finish"]


def test_the_lms_s_own_pass_mark_counts(launch: Open) -> None:
    page = launch(masteryScore=0.9)
    page.locator("#map-button").click()
    expect(page.locator(".map-facts")).to_contain_text("You need 90% to pass.")


def test_a_commit_that_never_arrived_is_made_up_for(launch: Open) -> None:
    page = launch()
    page.locator("#next").click()
    take_quiz(page, right=True)
    relaunch(page, state="", location="tiny-one/quiz", entry="resume")  # the LMS knows nothing
    expect(page.locator("#quiz-result")).to_contain_text("100%")
    relaunch(page, state="", learner={"id": "another", "name": "", "language": ""}, location="tiny-one/quiz")
    expect(page.locator("#quiz-result")).to_have_count(0)


def test_trouble_is_said_and_the_texts_are_kept_here_until_it_is_over(launch: Open) -> None:
    page = launch()
    page.evaluate("location.hash = '#/tiny-two/letter'")
    page.get_by_role("textbox").fill("Secret bench")
    page.get_by_role("button", name="Save", exact=True).click()
    kept = "Object.values(localStorage).join()"
    assert "Secret bench" not in page.evaluate(kept)
    page.evaluate("window.trouble('lost')")
    expect(page.locator("#notice")).to_contain_text("is lost")
    assert "Secret bench" in page.evaluate(kept)
    page.evaluate("window.trouble('unsaved')")
    expect(page.locator("#notice")).to_contain_text("Not saved yet")
    page.evaluate("window.trouble('none')")
    expect(page.locator("#notice")).to_be_hidden()
    assert "Secret bench" not in page.evaluate(kept)


def test_a_text_too_long_for_the_lms_is_kept_here(launch: Open) -> None:
    page = launch(limits={"state": 300, "location": 255})
    page.evaluate("location.hash = '#/tiny-two/letter'")
    page.get_by_role("textbox").fill("A long letter. " * 40)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("kept on this device")
    state = last(page, "saveState")
    assert len(state) <= 300
    relaunch(page, state=state, location="tiny-two/letter", limits={"state": 300, "location": 255})
    expect(page.get_by_role("textbox")).to_have_value("A long letter. " * 40)


def test_a_page_that_is_hidden_is_saved_at_once(launch: Open) -> None:
    page = launch()
    page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    assert last(page, "commit") is True


# --- other holders of the same record --------------------------------------------------------------


def answer(page: Page, question: str, option: int) -> None:
    asked = page.locator(f"#q-{question}")
    page.wait_for_selector("form[data-open]")
    asked.locator(f"input[value='{option}']").check()
    page.locator("form.answer", has=asked).get_by_role("button").last.click()
    expect(asked).not_to_have_attribute("data-state", "open")


def is_answered(page: Page, question: str) -> bool:
    page.wait_for_selector("form[data-open]")
    return page.locator(f"#q-{question} input:checked").count() == 1


LOCAL = "Object.fromEntries(Object.entries(localStorage).filter(([name]) => !name.endsWith(':open')))"


def on_two_devices(page: Page, *, same_revision: bool) -> tuple[dict[str, str], str]:
    """Answer "who" on one device, "parks" on another; return what the first keeps, and the LMS's state."""
    start = last(page, "saveState")
    page.locator("#next").click()
    expect(page.locator("#title")).to_be_focused()
    if not same_revision:
        start = last(page, "saveState")
    answer(page, "who", 1)
    copy: dict[str, str] = page.evaluate(LOCAL)
    relaunch_quietly(page, {}, state=start, location="tiny-one/quiz", entry="resume")
    assert not is_answered(page, "who")
    answer(page, "parks", 0)
    return copy, last(page, "saveState")


@pytest.mark.parametrize("same_revision", [False, True])
def test_what_was_done_on_two_devices_comes_together(launch: Open, same_revision: bool) -> None:
    page = launch()
    copy, theirs = on_two_devices(page, same_revision=same_revision)
    relaunch_quietly(page, copy, state=theirs, location="tiny-one/quiz", entry="resume")
    assert is_answered(page, "who") and is_answered(page, "parks")
    page.wait_for_function("calls.some(([name, told]) => name === 'report' && told.interactions.length)")
    told = [each["id"] for call in calls_of(page) if call[0] == "report" for each in call[1]["interactions"]]
    assert told == ["tiny_one_who"]  # the LMS has the other one


def test_a_copy_of_another_attempt_does_not_count(launch: Open) -> None:
    page = launch()
    page.locator("#next").click()
    answer(page, "who", 1)
    copy = page.evaluate(LOCAL)
    relaunch_quietly(page, {}, entry="ab-initio")
    page.locator("#next").click()
    answer(page, "parks", 0)
    theirs = last(page, "saveState")
    relaunch_quietly(page, copy, state=theirs, location="tiny-one/quiz", entry="resume")
    assert is_answered(page, "parks") and not is_answered(page, "who")


def relaunch_quietly(page: Page, local: dict[str, str], **facts: Any) -> None:
    """Open the course again with another Launch and these copies, whatever the page saves on its way out."""
    address = page.url.split("#")[0]
    empty = "<!doctype html><link rel=icon href='data:,'>"
    page.route("**/empty.html", lambda route: route.fulfill(body=empty, content_type="text/html"))
    page.goto(address.replace("index.html", "empty.html"))
    script = """([local, facts]) => {
      localStorage.clear();
      sessionStorage.clear();
      Object.assign(localStorage, local);
      sessionStorage.setItem('launch', facts);
    }"""
    page.evaluate(script, [local, json.dumps(facts)])
    page.goto(address)
    page.wait_for_selector("#turn:not([hidden])")
