"""The life of an AU: launched by an LMS, learnt, left, launched again. Every statement keeps the rules."""

from __future__ import annotations

from typing import Any

import pytest

from learner import RIGHT, WRONG
from lrs_double import ACTOR
from milepost.courseware.packing import Units
from milepost_cmi5.structure import iri

MASTERY_SCORE = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"


def test_learn_pass_and_leave(au: Any) -> None:
    learner = au.launch()
    learner.does_everything()
    learner.reads("You have finished the course")
    learner.leaves()
    au.until(lambda: au.lrs.named("terminated"))
    assert au.lrs.verbs() == ["initialized", "answered", "answered", "passed", "completed", "terminated"]
    (passed,) = au.lrs.named("passed")
    assert passed["result"]["score"] == {"scaled": 1}
    assert passed["context"]["extensions"][MASTERY_SCORE] == 0.5
    assert passed["object"]["id"] == "https://lms.example/activities/42"
    assert passed["context"]["contextActivities"]["grouping"][0]["id"] == iri("au", "tiny")
    assert all(statement["actor"] == ACTOR for statement in au.lrs.statements)
    answered = {each["object"]["id"]: each["result"]["response"] for each in au.lrs.named("answered")}
    assert answered == {
        f"{iri('au', 'tiny')}#tiny_one_who": "b",
        f"{iri('au', 'tiny')}#tiny_one_parks": "true",
    }
    au.until(lambda: au.state["completed"] and au.state["passed"])
    assert "bench" not in str(au.lrs.statements)


def test_fail_then_pass_in_the_same_registration(au: Any) -> None:
    """Failed is said when the session ends: until then it can still become a pass (9.3)."""
    learner = au.launch()
    learner.goes_on()
    learner.hands_in(WRONG)
    learner.leaves()
    au.until(lambda: au.lrs.named("terminated"))
    assert au.lrs.verbs()[-2:] == ["failed", "terminated"]
    assert au.lrs.named("failed")[0]["result"]["score"] == {"scaled": 0}
    assert au.lrs.named("terminated")[0]["result"]["extensions"] == {PROGRESS: 66}
    learner = au.launch()
    learner.tries_again()
    learner.hands_in(RIGHT)
    learner.leaves()
    au.until(lambda: len(au.lrs.named("terminated")) == 2)
    assert [verb for verb in au.lrs.verbs() if verb != "answered"] == [
        "initialized",
        "failed",
        "terminated",
        "initialized",
        "passed",
        "terminated",
    ]


def test_fail_and_pass_in_one_session_is_a_pass(au: Any) -> None:
    learner = au.launch()
    learner.goes_on()
    learner.hands_in(WRONG)
    learner.tries_again()
    learner.hands_in(RIGHT)
    au.close()
    assert au.lrs.named("failed") == []
    assert len(au.lrs.named("passed")) == 1


def test_closing_the_window_ends_the_session_and_a_second_one_goes_on(au: Any) -> None:
    learner = au.launch()
    learner.goes_on()
    learner.is_at("Quiz on councils")
    learner.place.get_by_label("Elected people").check()
    learner.button("Check my answer").first.click()
    learner.reads("Yes: they were elected.")
    au.close()
    assert au.lrs.verbs() == ["initialized", "answered", "terminated"]
    learner = au.launch()
    learner.is_at("Quiz on councils")
    learner.reads("Yes: they were elected.")
    assert learner.place.get_by_label("Elected people").is_checked()


def test_what_was_reached_is_told_once_in_a_registration(au: Any) -> None:
    au.launch().does_everything()
    au.until(lambda: au.state.get("completed", False))
    au.close()
    learner = au.launch()
    learner.reads("100%")
    learner.button("Finish").click()
    au.close()
    assert au.lrs.verbs().count("completed") == 1
    assert au.lrs.verbs().count("passed") == 1


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_looking_around_is_not_judged(au: Any, mode: str) -> None:
    learner = au.launch(mode)
    learner.reads("You are looking back. Nothing new is saved.")
    learner.does_everything()
    au.close()
    assert au.lrs.verbs() == ["initialized", "terminated"]
    assert au.state == {}


def test_the_lms_may_set_its_own_mastery_score(au: Any) -> None:
    learner = au.launch(masteryScore=0.9)
    learner.goes_on()
    learner.hands_in(("Elected people", "False"))
    learner.leaves()
    au.until(lambda: au.lrs.named("terminated"))
    (failed,) = au.lrs.named("failed")
    assert 0.5 <= failed["result"]["score"]["scaled"] < 0.9
    assert failed["context"]["extensions"][MASTERY_SCORE] == 0.9


def test_the_way_back_is_taken_when_the_lms_has_one(au: Any) -> None:
    learner = au.launch(returnURL=f"{au.address}/nothing.html?back")
    learner.goes_on()
    learner.button("Exit").click()
    au.page.wait_for_url("**/nothing.html?back")
    assert au.lrs.verbs()[-1] == "terminated"


def test_only_web_addresses_are_a_way_back(au: Any) -> None:
    learner = au.launch(returnURL="javascript:document.title='taken'")
    learner.is_at("What a council does")
    learner.leaves()
    au.until(lambda: au.lrs.named("terminated"))
    au.page.wait_for_timeout(100)
    assert au.page.title() != "taken"


def test_the_learner_may_want_silence(au: Any) -> None:
    """11.2: the AU turns the audio off at startup."""
    au.lrs.prefer(audioPreference="off")
    au.launch().is_at("What a council does")
    muted = au.page.evaluate(
        """() => new Promise((resolve) => {
          const film = document.body.appendChild(document.createElement("audio"));
          film.addEventListener("play", () => setTimeout(() => resolve(film.muted)));
          film.dispatchEvent(new Event("play"));
        })"""
    )
    assert muted is True


def test_without_an_lms_it_is_a_course_all_the_same(au: Any) -> None:
    au.page.goto(f"{au.address}/index.html")
    expected = "Results are not sent to anyone."
    au.page.get_by_text(expected).wait_for()
    assert au.lrs.requests == []


def test_each_module_may_be_launched_for_itself(au: Any, packed: Any) -> None:
    """Where nothing can be won, done is all there is: completed, neither passed nor failed."""
    au.upload(packed(units=Units.PER_MODULE))
    learner = au.launch(file="tiny-two.html", masteryScore=None)
    learner.is_at("A letter")
    learner.writes("A bench, please.")
    au.until(lambda: au.state.get("completed", False))
    au.close()
    assert au.lrs.verbs() == ["initialized", "completed", "terminated"]


def test_the_first_language_is_the_one_that_the_learner_prefers(au: Any, packed: Any) -> None:
    """11.1, where the package has several."""
    au.upload(packed("mixed", "en", "ar"))
    au.lrs.prefer(languagePreference="ar-SY,en")
    au.launch()
    au.page.locator("html[lang=ar][dir=rtl]").wait_for()
    au.page.locator("#title:not(:empty)").wait_for()
    au.close()
