"""Sessions that break, in whole packages: whatever happens, no answer is lost and none is doubled."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Frame, Page, expect

from lms_double import Lms
from milepost_scorm.profiles import SCORM_12, SCORM_2004, Profile
from waiting import until

#: The 3rd edition of 2004 speaks as the 4th does: see test_profiles.py.
EDITIONS = pytest.mark.parametrize("profile", (SCORM_12, SCORM_2004), ids=lambda profile: profile.name)
Packed = Callable[..., Path]
LOST = "The connection to your learning platform is lost."


def records(lms: Lms, profile: Profile) -> dict[str, str]:
    """Return the answer that the LMS has for each question; a question that stands twice fails."""
    kept = lms.kept
    found: dict[str, str] = {}
    for name, id in kept.items():
        if name.startswith("cmi.interactions.") and name.endswith(".id"):
            assert id not in found, f"{id} stands twice"
            found[id] = kept[name.removesuffix("id") + str(profile.runtime["response"])]
    return found


def until_records(lms: Lms, profile: Profile, **wanted: str) -> None:
    """Wait until the LMS has these answers and no other: a save waits two seconds for more."""
    until(lms.page, lambda: records(lms, profile) == wanted, lambda: records(lms, profile))


def here(lms: Lms) -> dict[str, str]:
    """Return what the browser keeps of the course for the time after, by area."""
    script = """() => Object.fromEntries([localStorage, sessionStorage].flatMap((area) =>
      Object.entries(area).filter(([name]) => name.startsWith('milepost:') && !/:(who|open)$/.test(name))
        .map(([name, text]) => [area === localStorage ? 'local' : 'tab', text])))"""
    found: dict[str, str] = lms.page.evaluate(script)
    return found


def open_quiz(lms: Lms, profile: Profile, **options: str) -> Frame:
    frame = lms.launch(profile.name, **options)
    frame.get_by_role("button", name="Next", exact=True).click()
    expect(frame.get_by_role("heading", name="Quiz on councils")).to_be_visible()
    return frame


def answer(frame: Frame, question: str, label: str) -> None:
    """Choose and check: an answer of a quiz stays then."""
    asked = frame.locator(f"#q-{question}")
    asked.get_by_label(label, exact=True).check()
    frame.locator("form.answer", has=asked).get_by_role("button").last.click()
    expect(asked).not_to_have_attribute("data-state", "open")


def chosen(frame: Frame, question: str, option: int) -> None:
    """Wait until an answer stands there, judged."""
    expect(frame.locator(f"#q-{question} input:checked")).to_have_attribute("value", str(option))
    expect(frame.locator(f"#q-{question}")).to_have_attribute("data-state", "right")


def to_worksheet(frame: Frame) -> None:
    frame.get_by_role("button", name="Hand in").click()
    frame.get_by_role("button", name="Next", exact=True).click()
    expect(frame.get_by_role("textbox")).to_be_visible()


def write(frame: Frame, text: str) -> None:
    frame.get_by_role("textbox").fill(text)
    frame.get_by_role("button", name="Save", exact=True).click()


def right(profile: Profile) -> dict[str, str]:
    return {"tiny_one_who": "b", "tiny_one_parks": str(profile.runtime["true"])}


# --- leaving, loading again ------------------------------------------------------------------------


@EDITIONS
def test_closing_the_window_ends_the_session(lms: Lms, packed: Packed, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    lms.leave()
    last = [call["method"] for call in lms.page.evaluate("JSON.parse(sessionStorage.getItem('trace'))")][-1]
    assert last in ("Finish", "Terminate")


@EDITIONS
def test_loaded_again_in_the_middle_of_a_save(lms: Lms, packed: Packed, profile: Profile) -> None:
    """The LMS says yes, and the page goes before anything arrives: nobody can tell but the next launch."""
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "parks", "True")
    until_records(lms, profile, tiny_one_parks=right(profile)["tiny_one_parks"])
    lms.page.evaluate("() => { lying = true; }")
    answer(frame, "who", "Elected people")
    to_worksheet(frame)
    write(frame, "A bench.")
    assert records(lms, profile) == {"tiny_one_parks": right(profile)["tiny_one_parks"]}
    lms.page.reload()
    lms.page.wait_for_selector("iframe[name=sco]")
    frame = lms.page.frames[-1]
    expect(frame.get_by_role("textbox")).to_have_value("A bench.")
    until_records(lms, profile, **right(profile))
    assert float(lms.kept[f"{profile.runtime['score']}.raw"]) == 100
    assert lms.errors() == []


@EDITIONS
def test_closed_while_nothing_could_be_saved(lms: Lms, packed: Packed, profile: Profile) -> None:
    """The window is closed before the LMS is back: the next launch sends what it never got."""
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    lms.fail("Commit", "Finish", "Terminate")
    answer(frame, "who", "Elected people")
    to_worksheet(frame)
    write(frame, "A bench.")
    lms.leave()
    lms.page.evaluate("""() => {
      const ours = Object.keys(sessionStorage).filter((name) => name.startsWith("milepost"));
      ours.forEach((name) => sessionStorage.removeItem(name));
    }""")
    assert records(lms, profile) == {}
    frame = lms.launch(profile.name)
    expect(frame.get_by_role("textbox")).to_have_value("A bench.")
    until_records(lms, profile, tiny_one_who="b")
    until(lms.page, lambda: not here(lms)["local"].startswith("!"), lambda: here(lms))
    assert "bench" not in here(lms)["local"]


@EDITIONS
def test_a_new_attempt_begins_at_the_beginning(lms: Lms, packed: Packed, profile: Profile) -> None:
    """What this browser keeps is of an attempt that was saved: a trainer who gives a new one means it."""
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    until_records(lms, profile, tiny_one_who="b")
    lms.leave()
    lms.page.evaluate("sessionStorage.removeItem('server')")
    frame = lms.launch(profile.name)
    expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
    frame.get_by_role("button", name="Next", exact=True).click()
    expect(frame.get_by_label("Elected people")).not_to_be_checked()


# --- signed out, gone ------------------------------------------------------------------------------


@EDITIONS
def test_signed_out_and_in_again(lms: Lms, packed: Packed, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    lms.fail("Commit", code="391")
    answer(frame, "who", "Elected people")
    answer(frame, "parks", "True")
    to_worksheet(frame)
    write(frame, "A bench.")
    write(frame, "A bench, please.")
    expect(frame.get_by_text(LOST)).to_be_visible()
    expect(frame.get_by_text("Sign in again in another tab, then come back here.")).to_be_visible()
    assert here(lms)["local"].startswith("!")
    assert "bench" in here(lms)["local"]
    lms.fail()
    frame.get_by_role("button", name="Try again").click()
    expect(frame.get_by_text(LOST)).to_be_hidden()
    assert records(lms, profile) == right(profile)
    assert "bench" in lms.kept["cmi.suspend_data"]
    assert "bench" not in here(lms).get("local", "")


@EDITIONS
def test_leaving_unsaved_does_not_say_that_all_is_saved(lms: Lms, packed: Packed, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    lms.fail("Commit", "Finish", "Terminate")
    answer(frame, "who", "Elected people")
    frame.get_by_role("button", name="Exit").click()
    expect(frame.locator("#title")).to_have_text("Not everything is saved yet")
    expect(frame.locator("#page")).to_contain_text("Your answers are kept in this browser.")
    assert here(lms)["local"].startswith("!")


@EDITIONS
def test_a_frame_loaded_again_goes_on(lms: Lms, packed: Packed, profile: Profile) -> None:
    """Only the package's frame is loaded again: 2004 cannot begin twice (104), and says so."""
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    frame.evaluate("() => { window.isOld = true; location.reload(); }")
    frame.wait_for_function("!window.isOld")  # or the next answer is given to the page that goes away
    chosen(frame, "who", 1)
    answer(frame, "parks", "True")
    expect(frame.get_by_text("Results are not sent to anyone.")).to_have_count(0)
    lms.leave()
    frame = lms.launch(profile.name)
    chosen(frame, "parks", 0)
    until_records(lms, profile, **right(profile))


# --- in a window of its own ------------------------------------------------------------------------


@pytest.fixture
def popup(lms: Lms, packed: Packed) -> Callable[[Profile], Page]:
    """Return a callable that opens the package in a window of its own; the API stands above its opener."""

    def open_it(profile: Profile) -> Page:
        lms.upload(packed(profile.name))
        lms.launch(profile.name, launch="/nothing.html")
        with lms.page.expect_popup() as opened:
            lms.page.frames[-1].evaluate(
                "() => { window.open('/package/index.html', '', 'width=650,height=666'); }"
            )
        opened.value.get_by_role("button", name="Next", exact=True).click()
        expect(opened.value.get_by_role("heading", name="Quiz on councils")).to_be_visible()
        return opened.value

    return open_it


@EDITIONS
def test_exit_closes_a_window_of_its_own(lms: Lms, popup: Any, profile: Profile) -> None:
    window = popup(profile)
    answer(window.main_frame, "who", "Elected people")
    with window.expect_event("close"), contextlib.suppress(Error):  # the window is gone before the click ends
        window.get_by_role("button", name="Exit").click()
    assert lms.calls[-1]["method"] in ("Finish", "Terminate")
    assert records(lms, profile) == {"tiny_one_who": "b"}


@EDITIONS
def test_the_window_of_the_lms_is_closed(lms: Lms, popup: Any, profile: Profile) -> None:
    """Its API object is gone with it, whatever it answers; the answers stay here until the next launch."""
    window = popup(profile)
    answer(window.main_frame, "who", "Elected people")
    lms.page.close()
    answer(window.main_frame, "parks", "True")
    window.get_by_role("button", name="Hand in").click()
    expect(window.get_by_text(LOST)).to_be_visible()
    kept = (
        "Object.entries(localStorage).filter(([name]) => !name.endsWith(':open')).map(([, text]) => text[0])"
    )
    assert window.evaluate(kept) == ["!"]


# --- looking back ----------------------------------------------------------------------------------


@EDITIONS
@pytest.mark.parametrize(
    ("element", "word"), [("mode", "review"), ("mode", "browse"), ("credit", "no-credit")]
)
def test_looking_back_shows_what_was_answered_and_writes_nothing(
    lms: Lms, packed: Packed, profile: Profile, element: str, word: str
) -> None:
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    answer(frame, "parks", "True")
    to_worksheet(frame)
    write(frame, "A bench.")
    lms.leave()
    before, copies = lms.kept, here(lms)
    frame = lms.launch(profile.name, **{str(profile.runtime[element]): word})
    expect(frame.get_by_text("You are looking back. Nothing new is saved.")).to_be_visible()
    expect(frame.get_by_role("textbox")).to_have_value("A bench.")
    frame.get_by_role("textbox").fill("Two benches.")
    frame.get_by_role("button", name="Save", exact=True).click()
    frame.get_by_role("link", name="Previous").click()
    chosen(frame, "who", 1)
    chosen(frame, "parks", 0)
    expect(frame.get_by_text("100%").first).to_be_visible()
    frame.get_by_role("button", name="Exit").click()
    assert {call["method"] for call in lms.calls} <= {"Initialize", "GetValue", "Finish", "Terminate"}
    assert lms.kept == before
    assert here(lms) == copies


# --- shared machines -------------------------------------------------------------------------------


@EDITIONS
def test_a_browser_keeps_no_texts_that_are_saved_and_nothing_of_a_finished_course(
    lms: Lms, packed: Packed, profile: Profile
) -> None:
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    answer(frame, "parks", "True")
    to_worksheet(frame)
    frame.get_by_role("textbox").fill("A bench.")
    frame.get_by_role("textbox").blur()
    assert "bench" in here(lms)["local"]  # the LMS does not have it yet
    frame.evaluate("""() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    assert "bench" not in here(lms)["local"]
    frame.get_by_role("button", name="Finish").click()
    expect(frame.get_by_text("You have finished the course")).to_be_visible()
    assert list(here(lms)) == ["tab"]  # gone with the tab
    lms.leave()
    assert list(here(lms)) == ["tab"]


@EDITIONS
def test_the_exit_button_leaves_nothing_behind(lms: Lms, packed: Packed, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    assert here(lms)
    frame.get_by_role("button", name="Exit").click()
    expect(frame.get_by_text("You can close this window now. Your work is saved.")).to_be_visible()
    assert here(lms) == {}


@EDITIONS
def test_storage_that_throws_costs_nothing_where_there_is_an_lms(
    lms: Lms, packed: Packed, profile: Profile
) -> None:
    """As in a frame of another site, where browsers forbid it."""
    lms.page.add_init_script(
        "if (window !== top) for (const name of ['localStorage', 'sessionStorage'])"
        "  Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    lms.fail("Commit")
    answer(frame, "who", "Elected people")
    lms.fail()
    answer(frame, "parks", "True")
    lms.leave()
    assert records(lms, profile) == right(profile)
    frame = lms.launch(profile.name)
    chosen(frame, "parks", 0)


# --- two windows -----------------------------------------------------------------------------------

ELSEWHERE = "This course is open in another window"


@pytest.fixture
def second(lms: Lms) -> Lms:
    """Return a second window of the same browser, signed in to the same LMS."""
    return Lms(lms.page.context.new_page(), lms.folder, lms.address)


@EDITIONS
def test_a_second_window_asks_and_takes_over(lms: Lms, second: Lms, packed: Packed, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    first = open_quiz(lms, profile, shared="1")
    answer(first, "parks", "True")
    until_records(lms, profile, tiny_one_parks=right(profile)["tiny_one_parks"])
    other = second.launch(profile.name, shared="1")
    expect(other.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    assert second.calls == []  # nothing is begun before the learner has chosen
    answer(first, "who", "Elected people")  # what the second window's LMS page cannot know
    other.get_by_role("button", name="Go on here").click()
    chosen(other, "who", 1)
    chosen(other, "parks", 0)
    expect(first.get_by_role("heading", name="The course goes on in another window.")).to_be_visible()
    assert lms.calls[-1]["method"] in ("Finish", "Terminate")
    quiet = len(lms.calls)
    to_worksheet(other)
    write(other, "A bench.")
    assert records(second, profile) == right(profile)
    assert "bench" in second.kept["cmi.suspend_data"]
    lms.page.bring_to_front()
    lms.leave()
    assert lms.page.evaluate("JSON.parse(sessionStorage.getItem('trace')).length") == quiet
    assert "bench" in second.kept["cmi.suspend_data"]
    assert second.errors() == []


@EDITIONS
def test_a_window_that_waits_goes_on_when_the_first_is_closed(
    lms: Lms, second: Lms, packed: Packed, profile: Profile
) -> None:
    lms.upload(packed(profile.name))
    first = open_quiz(lms, profile, shared="1")
    other = second.launch(profile.name, shared="1")
    expect(other.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    answer(first, "who", "Elected people")
    lms.leave()
    chosen(other, "who", 1)
    answer(other, "parks", "True")
    other.get_by_role("button", name="Hand in").click()
    assert records(second, profile) == right(profile)


def test_a_window_that_crashed_does_not_stand_in_the_way(lms: Lms, packed: Packed) -> None:
    """Its mark is still there, but nobody answers."""
    lms.upload(packed("scorm-1.2"))
    lms.page.goto(f"{lms.address}/nothing.html")
    lms.page.evaluate("localStorage.setItem('milepost:tiny:open', 'abc')")
    frame = lms.launch("scorm-1.2")
    expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
    assert lms.page.evaluate("localStorage.getItem('milepost:tiny:open')") != "abc"


def test_a_window_that_slept_falls_silent_when_it_wakes(lms: Lms, second: Lms, packed: Packed) -> None:
    """A frozen window cannot answer; the younger one goes on, and the older one says nothing more."""
    lms.upload(packed("scorm-1.2"))
    first = open_quiz(lms, SCORM_12, shared="1")
    first.evaluate("""() => {
      window.late = [];
      const real = BroadcastChannel.prototype.postMessage;
      BroadcastChannel.prototype.postMessage = function (data) { late.push(() => real.call(this, data)); };
    }""")
    other = second.launch("scorm-1.2", shared="1")
    other.evaluate("location.hash = '#/tiny-one/quiz'")
    answer(other, "who", "Elected people")
    before = len(lms.calls)
    first.evaluate("late.splice(0).forEach((say) => say())")
    expect(first.get_by_role("heading", name="The course goes on in another window.")).to_be_visible()
    assert len(lms.calls) == before
    other.get_by_role("button", name="Hand in").click()


# --- back-forward cache ----------------------------------------------------------------------------


def transition(frame: Frame, name: str) -> None:
    frame.evaluate("name => window.dispatchEvent(new PageTransitionEvent(name, { persisted: true }))", name)


@EDITIONS
def test_back_from_the_cache_goes_on(lms: Lms, packed: Packed, profile: Profile) -> None:
    """Dispatched events; test_the_real_back_forward_cache has a browser that does it."""
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile)
    answer(frame, "who", "Elected people")
    transition(frame, "pagehide")
    assert lms.calls[-1]["method"] not in ("Finish", "Terminate")
    transition(frame, "pageshow")
    chosen(frame, "who", 1)
    answer(frame, "parks", "True")
    frame.get_by_role("button", name="Hand in").click()
    assert records(lms, profile) == right(profile)
    lms.leave()


@EDITIONS
def test_back_from_the_cache_after_another_window(
    lms: Lms, second: Lms, packed: Packed, profile: Profile
) -> None:
    """The other window knows more than this one, whose LMS page is as old: it must not write."""
    lms.upload(packed(profile.name))
    frame = open_quiz(lms, profile, shared="1")
    transition(frame, "pagehide")
    other = second.launch(profile.name, shared="1")
    other.evaluate("location.hash = '#/tiny-one/quiz'")
    answer(other, "who", "Elected people")
    second.leave()
    before = len(lms.calls)
    transition(frame, "pageshow")
    expect(frame.get_by_role("heading", name="Open the course again to go on.")).to_be_visible()
    assert len(lms.calls) == before


def test_back_from_the_cache_to_a_session_that_is_over(lms: Lms, packed: Packed) -> None:
    lms.upload(packed("scorm-2004"))
    frame = open_quiz(lms, SCORM_2004)
    answer(frame, "who", "Elected people")
    transition(frame, "pagehide")
    lms.page.evaluate("() => window.API_1484_11.Terminate('')")
    transition(frame, "pageshow")
    expect(frame.get_by_text(LOST)).to_be_visible()
    answer(frame, "parks", "True")
    assert here(lms)["local"].startswith("!")


@pytest.fixture
def cached(lms: Lms, browser_type: Any, whole_browser: dict[str, Any]) -> Iterator[Lms]:
    """Return the LMS in a browser that has its back-forward cache, which Playwright turns off."""
    without = [*whole_browser.get("ignore_default_args", ()), "--disable-back-forward-cache"]
    browser = browser_type.launch(**{**whole_browser, "ignore_default_args": without})
    yield Lms(browser.new_page(), lms.folder, lms.address)
    browser.close()


@EDITIONS
def test_the_real_back_forward_cache(cached: Lms, packed: Packed, profile: Profile) -> None:
    """Playwright loses sight of the frame in it, so the test looks in through the page around it."""
    cached.upload(packed(profile.name))
    frame = open_quiz(cached, profile)
    answer(frame, "who", "Elected people")
    cached.page.evaluate("window.untouched = true")
    cached.leave()
    cached.page.go_back(wait_until="commit")
    cached.page.wait_for_function("window.untouched")  # not loaded again
    assert [call["method"] for call in cached.calls if call["method"] in ("Finish", "Terminate")] == []
    cached.page.evaluate("""() => {
      const inside = document.querySelector("iframe").contentDocument;
      const question = inside.querySelector("#q-parks");
      question.querySelector("input[value='0']").click();
      question.closest("form").querySelector(".q-actions button").click();
      [...inside.querySelectorAll(".quiz-end button")].at(-1).click();
    }""")
    assert records(cached, profile) == right(profile)
    assert cached.errors() == [call for call in cached.calls if call["method"] == "Initialize"][1:]
