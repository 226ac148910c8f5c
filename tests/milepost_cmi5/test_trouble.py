"""What goes wrong between a package and an LRS, and what is not lost then."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from learner import RIGHT, WRONG, Learner

NOT_SAVED = "Not saved yet. We will keep trying."
LOST = "The connection"


@pytest.fixture(autouse=True)
def complaints_are_expected(page_errors: list[str]) -> Any:
    """Say nothing of failed requests: they are what these tests are about."""
    yield
    page_errors[:] = [error for error in page_errors if "Failed to load resource" not in error]


@pytest.mark.parametrize("status", [0, 503])
def test_an_lrs_that_is_down_and_comes_back_gets_everything(au: Any, status: int) -> None:
    learner = au.launch()
    learner.is_at("What a council does")
    au.until(lambda: au.lrs.verbs() == ["initialized"])
    au.lrs.down = status
    learner.does_everything()
    learner.reads(NOT_SAVED)
    au.lrs.down = None
    expect(au.page.get_by_text(NOT_SAVED)).to_be_hidden(timeout=20_000)
    au.until(lambda: au.state.get("completed", False))
    au.close()
    assert [verb for verb in au.lrs.verbs() if verb != "answered"] == [
        "initialized",
        "passed",
        "completed",
        "terminated",
    ]
    assert len(au.lrs.named("answered")) == 2


def test_an_lrs_that_is_down_at_the_start_is_no_missing_lms(au: Any) -> None:
    au.lrs.down = 503
    learner = au.launch()
    learner.reads(NOT_SAVED)
    learner.goes_on()
    learner.hands_in(RIGHT)
    au.lrs.down = None
    au.until(lambda: bool(au.lrs.named("passed")))
    au.close()
    assert au.lrs.verbs()[0] == "initialized"
    assert len(au.lrs.named("answered")) == 2


def test_a_session_that_is_over_is_said_and_the_next_one_has_the_answers(au: Any) -> None:
    """401 or 403: the LMS takes nothing more. The answers stay in this browser until it is opened again."""
    learner = au.launch()
    learner.is_at("What a council does")
    au.until(lambda: au.lrs.verbs() == ["initialized"])
    au.lrs.down = 401
    learner.goes_on()
    learner.hands_in(RIGHT)
    learner.reads(LOST)
    refused = len(au.lrs.requests)
    au.page.goto(f"{au.address}/nothing.html")
    au.until(lambda: len(au.lrs.requests) > refused + 1)  # what leaving sends, refused as well
    au.lrs.down = None
    learner = au.launch()
    learner.is_at("Quiz on councils")
    learner.reads("100%")
    au.until(lambda: bool(au.lrs.named("passed")))
    au.close()
    assert len(au.lrs.named("answered")) == 2


def test_a_page_loaded_again_asks_for_no_second_token(au: Any) -> None:
    """The fetch URL answers once (8.2.3.1), and the session has ended with the page: nothing more is sent."""
    learner = au.launch()
    learner.is_at("What a council does")
    au.until(lambda: au.lrs.verbs() == ["initialized"])
    au.page.reload()
    learner.reads(LOST)
    learner.goes_on()
    learner.hands_in(RIGHT)
    assert [path for _, path, _ in au.lrs.requests].count("/fetch") == 1
    assert au.lrs.verbs() == ["initialized", "terminated"]
    learner = au.launch()
    learner.reads("100%")
    au.until(lambda: bool(au.lrs.named("passed")))
    au.close()


def test_a_token_that_somebody_else_has_fetched_is_refused(au: Any) -> None:
    learner = au.launch()
    learner.is_at("What a council does")
    address = au.page.url
    au.close()
    au.page.evaluate("sessionStorage.clear()")
    au.page.goto(address)
    learner.reads(LOST)
    assert au.lrs.verbs() == ["initialized", "terminated"]


def test_what_the_lrs_has_already_does_not_hold_up_the_rest(au: Any) -> None:
    """The document was lost, so "completed" and "passed" are said again: under the same id (9.3)."""
    learner = au.launch()
    learner.does_everything()
    au.until(lambda: au.state.get("completed", False))
    au.close()
    before = {verb: au.lrs.named(verb) for verb in ("completed", "passed")}
    document = au.state
    au.lrs.write_state(
        "https://lms.example/activities/42",
        au.registration,
        {**document, "completed": False, "passed": False},
    )
    learner = au.launch()
    learner.reads("100%")
    au.until(lambda: au.state["completed"] and au.state["passed"])
    au.close()
    assert {verb: au.lrs.named(verb) for verb in ("completed", "passed")} == before
    assert au.lrs.verbs()[-1] == "terminated"


def test_an_answer_that_the_lrs_refuses_does_not_hold_up_the_rest(au: Any) -> None:
    au.lrs.refuses = lambda statement: 400 if statement["object"]["id"].endswith("_who") else 0
    learner = au.launch()
    learner.does_everything()
    au.until(lambda: au.state.get("completed", False))
    au.close()
    assert len(au.lrs.named("answered")) == 1
    assert len(au.lrs.named("passed")) == len(au.lrs.named("completed")) == 1


def test_an_lms_that_forbids_a_second_completed_is_believed(au: Any) -> None:
    """Some answer 403 instead of 409; that is no lost session when the statement is there."""
    learner = au.launch()
    learner.does_everything()
    au.until(lambda: au.state.get("completed", False))
    au.close()
    au.lrs.refuses = lambda statement: 403 if statement["verb"]["id"].endswith("/completed") else 0
    document = {**au.state, "completed": False}
    au.lrs.write_state("https://lms.example/activities/42", au.registration, document)
    learner = au.launch()
    learner.reads("100%")
    au.until(lambda: au.state["completed"])
    expect(au.page.get_by_text(LOST)).to_have_count(0)
    au.close()


def at_the_quiz(au: Any) -> Learner:
    """Launch the AU and go to the quiz; the LRS has a document that says so."""
    learner: Learner = au.launch()
    learner.goes_on()
    learner.is_at("Quiz on councils")
    au.until(lambda: au.state.get("location") == "tiny-one/quiz")
    return learner


@pytest.mark.parametrize("tells_etags", [True, False])
def test_a_newer_document_of_another_window_is_not_overwritten(au: Any, tells_etags: bool) -> None:
    """xAPI part 3, 3.1: If-Match. Both records are put together; without ETags the last one counts."""
    au.lrs.tells_etags = tells_etags
    learner = at_the_quiz(au)
    other = {**au.state, "time": 100}
    au.lrs.write_state("https://lms.example/activities/42", au.registration, other)
    learner.hands_in(RIGHT)
    au.until(lambda: au.state.get("passed", False))
    au.close()
    refused = [status for method, _, status in au.lrs.requests if method == "PUT"].count(412)
    assert bool(refused) is tells_etags
    assert (au.state["time"] >= 100) is tells_etags


@pytest.mark.parametrize("tells_etags", [True, False])
def test_a_document_that_is_overtaken_by_the_last_one_changes_nothing(au: Any, tells_etags: bool) -> None:
    """The last document does not wait for the one on its way: nothing waits when a page goes away."""
    au.lrs.tells_etags = tells_etags
    learner = at_the_quiz(au)
    au.lrs.overtakes = True
    learner.hands_in(WRONG)
    au.until(lambda: not au.lrs.overtakes)
    au.page.wait_for_timeout(1_000)  # what is said last says so by its time
    learner.leaves()
    expected = [204, 204, 412] if tells_etags else [204, 204, 204, 204]
    au.until(lambda: [status for method, _, status in au.lrs.requests if method == "PUT"] == expected)
    length = re.fullmatch(r"PT0H(\d+)M([\d.]+)S", au.lrs.named("terminated")[0]["result"]["duration"])
    assert length and au.state["time"] == 60 * int(length[1]) + float(length[2])


def test_an_endpoint_may_end_with_a_slash(au: Any) -> None:
    au.launch().is_at("What a council does")
    address = au.page.url
    au.close()
    au.lrs.statements.clear()
    for session in au.lrs.sessions.values():
        session.fetched = False
    au.page.evaluate("sessionStorage.clear()")
    au.page.goto(address.replace("%2Fxapi&", "%2Fxapi%2F&"))
    au.page.get_by_role("heading", name="What a council does").wait_for()
    au.until(lambda: au.lrs.verbs() == ["initialized"])
    au.close()
