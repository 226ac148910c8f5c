"""The adapter alone against the LMS double: each test shows one point of the design on real calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame

from lms_double import Lms
from milepost_scorm.exporter import RUNTIME, runtime
from milepost_scorm.profiles import SCORM_12, SCORM_2004, Profile
from waiting import until

#: The 3rd edition of 2004 speaks as the 4th does: see test_profiles.py.
EDITIONS = pytest.mark.parametrize("profile", (SCORM_12, SCORM_2004), ids=lambda profile: profile.name)
HEAD = "<!doctype html><link rel=icon href='data:,'><title>.</title>"
FACTS: dict[str, Any] = {
    "completion": "incomplete",
    "success": "unknown",
    "hasMastery": True,
    "score": None,
    "keep": "best",
    "progress": 0.5,
    "location": "a1-why-participation/test",
    "sessionTime": 12.345,
    "interactions": [],
}
Start = Callable[..., Frame]


@pytest.fixture
def start(lms: Lms) -> Start:
    """Return a callable that launches a bare adapter: `await adapter.initialize()` has been called."""

    def start(profile: Profile, *, move_on: str = "CompletedAndPassed", **options: str) -> Frame:
        settings = {
            "lms": profile.for_runtime(),
            "moveOn": move_on,
            "scored": True,
            "questions": 60,
            "packageId": "test",
        }
        script = f"""const milepost = {{ adapters: {{}} }};
        {runtime()}
        const troubles = [];
        const adapter = milepost.adapters.scorm({json.dumps(settings)});
        adapter.onTrouble((trouble) => troubles.push(trouble));
        const started = adapter.initialize();"""
        lms.put({"index.html": f"{HEAD}<script>{script}</script>"})
        frame = lms.launch(profile.name, **options)
        frame.wait_for_function("started.then(() => true)")
        return frame

    return start


def report(frame: Frame, **facts: Any) -> None:
    frame.evaluate(
        """facts => {
            for (const one of facts.interactions) one.at = new Date(2026, 10, 22, 10, 20, 30);
            adapter.report(facts);
        }""",
        {**FACTS, **facts},
    )


def answered(id: str, type: str, response: Any, right: Any, **more: Any) -> dict[str, Any]:
    facts = {"options": 3, "share": 1, "correct": True, "points": 1, "latency": 5.217, "description": "Why?"}
    return {"id": id, "type": type, "response": response, "right": right, **facts, **more}


def value(lms: Lms, profile: Profile, name: str) -> str | None:
    return lms.kept.get(str(profile.runtime[name]))


@EDITIONS
def test_state_before_everything(lms: Lms, start: Start, profile: Profile) -> None:
    start(profile)
    assert value(lms, profile, "exit") == "suspend"
    assert value(lms, profile, "status") == "incomplete"
    assert [call["method"] for call in lms.calls if call["method"] in ("Initialize", "Commit")] == [
        "Initialize",
        "Commit",
    ]


@EDITIONS
def test_late_api_is_waited_for(lms: Lms, start: Start, profile: Profile) -> None:
    start(profile, late="900")
    assert value(lms, profile, "status") == "incomplete"


def test_api_is_found_above_the_opener(lms: Lms, start: Start) -> None:
    """A package in a window of its own: the API stands above the frame that opened it."""
    search = (RUNTIME / "api.js").read_text(encoding="utf-8")
    lms.put({"popup.html": f"{HEAD}<script>{search}</script>"})
    frame = start(SCORM_12)
    with lms.page.expect_popup() as popup:
        frame.evaluate("void window.open('popup.html')")
    popup.value.wait_for_load_state()
    assert popup.value.evaluate("findApi(window, 'API') === window.opener.parent.API")
    assert popup.value.evaluate("findApi(window, 'API_1484_11')") is None


@EDITIONS
def test_without_an_api_there_is_no_session(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile, without="1")
    assert frame.evaluate("started") is False
    assert lms.kept == {}


@EDITIONS
def test_suspended_state_comes_back(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('some state ~ with signs 1.5')")
    report(frame)
    frame.evaluate("adapter.finish(); adapter.finish()")
    assert [call["method"] for call in lms.calls].count("Finish" if profile is SCORM_12 else "Terminate") == 1
    launch = start(profile).evaluate("adapter.load()")
    assert launch["state"] == "some state ~ with signs 1.5"
    assert launch["location"] == "a1-why-participation/test"
    assert launch["entry"] == "resume" or launch["entry"] == ""
    assert launch["limits"]["state"] == profile.suspend_data - (8 + 180 if profile is SCORM_12 else 8)


@EDITIONS
def test_no_call_is_refused_in_a_whole_session(lms: Lms, start: Start, profile: Profile) -> None:
    """Some LMSs end a session on any API error, so none may be provoked (2004: 403, 408)."""
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    report(frame, score=0.6667, interactions=[answered("a1_q", "single", 1, 1)])
    frame.evaluate("adapter.commit(true); adapter.finish()")
    assert lms.errors() == []


@EDITIONS
def test_passing(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    report(frame, completion="completed", success="passed", score=2 / 3, progress=1)
    frame.evaluate("adapter.commit(true)")
    kept = lms.kept
    score = {key.rsplit(".", 1)[1]: kept[key] for key in kept if ".score." in key}
    if profile is SCORM_12:
        assert kept["cmi.core.lesson_status"] == "passed"
        assert score == {"raw": "66.67", "min": "0", "max": "100"}
        assert kept["cmi.core.session_time"] == "00:00:12.35"
    else:
        assert (kept["cmi.completion_status"], kept["cmi.success_status"]) == ("completed", "passed")
        assert score == {"raw": "66.67", "min": "0", "max": "100", "scaled": "0.6667"}
        assert kept["cmi.session_time"] == "PT0H0M12.35S"
        assert kept["cmi.progress_measure"] == "1"


@EDITIONS
def test_result_is_never_taken_back(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    report(frame, completion="completed", success="passed", score=0.9)
    frame.evaluate("adapter.finish()")
    again = start(profile)
    again.evaluate("adapter.load(); adapter.saveState('t')")
    report(again, completion="incomplete", success="failed", score=0.2)
    again.evaluate("adapter.commit(true)")
    assert value(lms, profile, "status") in ("passed", "completed")
    assert lms.kept.get("cmi.success_status", "passed") == "passed"
    assert value(lms, profile, "score") is None
    assert lms.kept[f"{profile.runtime['score']}.raw"] == "90"


@EDITIONS
def test_author_may_want_the_last_score(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    report(frame, score=0.9, keep="last")
    report(frame, score=0.2, keep="last")
    frame.evaluate("adapter.commit(true)")
    assert lms.kept[f"{profile.runtime['score']}.raw"] == "20"


@EDITIONS
@pytest.mark.parametrize(
    ("element", "word"), [("mode", "review"), ("mode", "browse"), ("credit", "no-credit")]
)
def test_review_browse_and_no_credit_write_nothing(
    lms: Lms, start: Start, profile: Profile, element: str, word: str
) -> None:
    frame = start(profile, **{str(profile.runtime[element]): word})
    launch = frame.evaluate("adapter.load()")
    assert launch[element] == (False if word == "no-credit" else word)
    frame.evaluate("adapter.saveState('s')")
    report(frame, completion="completed", success="passed", score=1)
    frame.evaluate("adapter.commit(true); adapter.finish()")
    assert lms.kept == {}
    assert [call for call in lms.calls if call["method"] in ("SetValue", "Commit")] == []


@EDITIONS
def test_commits_wait_for_more_unless_urgent(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load()")
    before = commits(lms)
    for step in range(5):
        frame.evaluate("text => { adapter.saveState(text); adapter.commit(false); }", str(step))
    assert commits(lms) == before
    until(lms.page, lambda: commits(lms) > before)
    assert commits(lms) == before + 1
    frame.evaluate("adapter.saveState('now'); adapter.commit(true); adapter.commit(true)")
    assert commits(lms) == before + 2


def commits(lms: Lms) -> int:
    return [call["method"] for call in lms.calls].count("Commit")


@EDITIONS
def test_failed_commit_loses_nothing(lms: Lms, start: Start, profile: Profile) -> None:
    """The double keeps what changed since the last try only, as a measured Moodle does."""
    frame = start(profile)
    frame.evaluate("adapter.load()")
    lms.fail("Commit")
    frame.evaluate("adapter.saveState('precious')")
    report(frame, completion="completed", success="passed", score=0.8)
    frame.evaluate("adapter.commit(true)")
    assert frame.evaluate("troubles") == ["unsaved"]
    assert "cmi.suspend_data" not in lms.kept
    lms.fail()
    frame.wait_for_function("troubles.at(-1) === 'none'", timeout=6000)
    kept = lms.kept
    assert kept["cmi.suspend_data"].startswith("precious~")
    assert float(kept[f"{profile.runtime['score']}.raw"]) == 80
    assert value(lms, profile, "status") == ("passed" if profile is SCORM_12 else "completed")
    if profile is SCORM_2004:
        assert kept["cmi.success_status"] == "passed"


@EDITIONS
def test_vanished_api_is_told_and_mended(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load()")
    lms.page.evaluate("() => { down = true; }")
    frame.evaluate("adapter.saveState('kept')")
    report(frame, interactions=[answered("a1_q", "single", 1, 1)])
    frame.evaluate("adapter.commit(true)")
    assert frame.evaluate("troubles") == ["lost"]
    lms.page.evaluate("() => { down = false; }")
    frame.wait_for_function("troubles.at(-1) === 'none'", timeout=10000)
    assert lms.kept["cmi.suspend_data"].startswith("kept~")
    assert lms.kept["cmi.interactions.0.id"] == "a1_q"


@EDITIONS
def test_cornerstone_answers_null_to_the_end(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    name = profile.runtime["terminate"]
    lms.page.evaluate(f"() => {{ (window.API ?? window.API_1484_11).{name} = () => null; }}")
    frame.evaluate("adapter.load(); adapter.finish()")
    assert frame.evaluate("troubles") == []


SPELT: list[tuple[Any, ...]] = [
    # type, response, right, how many options; then type, response, pattern in 1.2, and the same in 2004
    ("single", 1, 2, 3, "choice", "b", "c", "choice", "b", "c"),
    ("single", 40, 2, 50, "fill-in", "41", "3", "choice", "o40", "c"),
    ("multiple", [2, 0], [0, 2], 3, "choice", "a,c", "a,c", "choice", "a[,]c", "a[,]c"),
    ("truefalse", 0, 1, 2, "true-false", "t", "f", "true-false", "true", "false"),
    ("text", " Á\n{x} [,]", "y", 0, "fill-in", "Á {x} (,)", "y", "fill-in", "Á {x} (,)", "y"),
    ("text", "{lang=en}", "y", 0, "fill-in", "(lang=en}", "y", "fill-in", "(lang=en}", "y"),
    ("number", 1200.5, "110", 0, "numeric", "1200.5", "110", "numeric", "1200.5", "110[:]110"),
    ("number", 1e21, "110", 0, "fill-in", "1e+21", "110", "fill-in", "1e+21", "110"),
    ("match", [1, None], [0, 1], 3, "matching", "a.b", "a.a,b.b", "matching", "a[.]b", "a[.]a[,]b[.]b"),
    (
        "order",
        [2, 0, 1],
        [0, 1, 2],
        3,
        "sequencing",
        "c,a,b",
        "a,b,c",
        "sequencing",
        "c[,]a[,]b",
        "a[,]b[,]c",
    ),
    ("blanks", ["bias", ""], ["bias", "x"], 0, "fill-in", "bias;", "bias; x", "fill-in", "bias;", "bias; x"),
    ("scenario", [0, 2], [1, 0], 3, "fill-in", "1 > 3", "2 > 1", "fill-in", "1 > 3", "2 > 1"),
    ("scenario", [0, 2], None, 3, "fill-in", "1 > 3", None, "fill-in", "1 > 3", None),
]


@EDITIONS
def test_interactions_of_every_type_are_taken(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    said = [answered(f"m_q{n}", row[0], row[1], row[2], options=row[3]) for n, row in enumerate(SPELT)]
    report(
        frame, interactions=[*said, answered("m_why", "reflect", "private", None, correct=None, share=None)]
    )
    frame.evaluate("adapter.commit(true)")
    assert lms.errors() == []
    kept = lms.kept
    response = profile.runtime["response"]
    for n, row in enumerate(SPELT):
        at = f"cmi.interactions.{n}."
        assert kept[at + "id"] == f"m_q{n}"
        pattern = kept.get(at + "correct_responses.0.pattern")
        told = (kept[at + "type"], kept[at + str(response)], pattern)
        assert told == (row[4:7] if profile is SCORM_12 else row[7:10])
    assert "private" not in str(kept)
    assert kept["cmi.interactions.0." + str(profile.runtime["time"])] == (
        "10:20:30" if profile is SCORM_12 else "2026-11-22T10:20:30"
    )
    assert kept["cmi.interactions.0.latency"] == ("00:00:05.22" if profile is SCORM_12 else "PT0H0M5.22S")


@EDITIONS
def test_results_of_interactions(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    half = answered("m_a", "single", 1, 0, correct=False, share=0.5)
    wrong = answered("m_b", "single", 1, 0, correct=False, share=0)
    report(frame, interactions=[half, wrong, answered("m_c", "single", 0, 0)])
    frame.evaluate("adapter.commit(true)")
    told = [lms.kept[f"cmi.interactions.{n}.result"] for n in range(3)]
    assert told == ["0.5", "wrong" if profile is SCORM_12 else "incorrect", "correct"]


@EDITIONS
def test_question_answered_again_keeps_its_record(lms: Lms, start: Start, profile: Profile) -> None:
    """State, not journal, also after a resume: one record a question."""
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    report(frame, interactions=[answered("m_a", "single", 1, 1), answered("m_b", "single", 1, 1)])
    report(frame, interactions=[answered("m_a", "single", 2, 1)])
    frame.evaluate("adapter.commit(true); adapter.finish()")
    again = start(profile)
    again.evaluate("adapter.load(); adapter.saveState('t')")
    report(again, interactions=[answered("m_b", "single", 0, 1), answered("m_c", "single", 1, 1)])
    again.evaluate("adapter.commit(true)")
    response = profile.runtime["response"]
    told = [
        (lms.kept[f"cmi.interactions.{n}.id"], lms.kept[f"cmi.interactions.{n}.{response}"]) for n in range(3)
    ]
    assert told == [("m_a", "c"), ("m_b", "a"), ("m_c", "b")]
    assert "cmi.interactions.3.id" not in lms.kept


def test_sixty_questions_leave_room_for_the_state(lms: Lms, start: Start) -> None:
    frame = start(SCORM_12)
    room = frame.evaluate("adapter.load().limits.state")
    frame.evaluate("room => adapter.saveState('s'.repeat(room))", room)
    report(frame, interactions=[answered(f"m_q{n}", "single", 1, 1) for n in range(60)])
    frame.evaluate("adapter.commit(true)")
    assert lms.errors() == []
    assert len(lms.kept["cmi.suspend_data"]) <= 4096


# --- nothing is lost, nothing is doubled -----------------------------------------------------------


def records(lms: Lms) -> dict[str, dict[str, str]]:
    """What the LMS has of each interaction, by its id; an id that stands twice fails."""
    found: dict[str, dict[str, str]] = {}
    kept = lms.kept
    for name, id in kept.items():
        if name.startswith("cmi.interactions.") and name.endswith(".id"):
            start = name.removesuffix("id")
            assert id not in found, f"{id} stands twice"
            found[id] = {key.removeprefix(start): kept[key] for key in kept if key.startswith(start)}
    return found


@EDITIONS
@pytest.mark.parametrize("failures", [1, 2, 3])
def test_interactions_of_a_failed_commit_arrive_whole(
    lms: Lms, start: Start, profile: Profile, failures: int
) -> None:
    """In 1.2 the double, like Moodle, takes only what differs from the last try: every field must."""
    whole = start(profile)
    said = [answered("m_a", "single", 1, 1), answered("m_b", "text", "2026", "-", points=2)]
    said.append(answered("m_c", "multiple", [0, 2], [0], share=0.5, correct=False))
    whole.evaluate("adapter.load(); adapter.saveState('s')")
    report(whole, interactions=said)
    whole.evaluate("adapter.commit(true)")
    expected = records(lms)
    assert list(expected) == ["m_a", "m_b", "m_c"]
    lms.page.evaluate("sessionStorage.clear()")

    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    lms.fail("Commit")
    report(frame, interactions=said)
    for _ in range(failures):
        frame.evaluate("adapter.commit(true)")
    assert records(lms) == {}
    lms.fail()
    frame.evaluate("adapter.commit(true)")
    assert frame.evaluate("troubles.at(-1)") == "none"
    told = records(lms)
    assert list(told) == list(expected)
    for id, fields in expected.items():
        assert told[id].keys() == fields.keys()
        for field, wanted in fields.items():
            assert same(field, told[id][field], wanted), (id, field, told[id][field])
    assert value(lms, profile, "exit") == "suspend"
    assert lms.errors() == [call for call in lms.calls if call["error"] == "101"]


def same(field: str, told: str, expected: str) -> bool:
    """Whether two spellings mean the same: numbers, times of day and spans may be spelt in two ways."""
    if field == "weighting":
        return float(told) == float(expected)
    if field in ("time", "latency"):
        return told.removesuffix(".0").removeprefix("00").replace("PT00", "PT0") in (
            expected,
            expected.removeprefix("00"),
        )
    return told == expected


@EDITIONS
def test_where_one_was_and_how_long_survive_a_failed_commit(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    lms.fail("Commit")
    report(frame, location="m/two", sessionTime=61.5)
    frame.evaluate("adapter.commit(true)")
    lms.fail()
    frame.evaluate("adapter.commit(true); adapter.finish()")
    assert lms.kept[str(profile.runtime["location"])] in ("m/two", "m/two/")
    assert lms.kept[str(profile.runtime["session_time"])] in (
        ("0000:01:01.50", "00:01:01.50") if profile is SCORM_12 else ("PT00H1M1.5S", "PT0H1M1.5S")
    )
    assert start(profile).evaluate("adapter.load().location") == "m/two"


@EDITIONS
@pytest.mark.parametrize("code", ["101", "391"])
def test_signed_out_is_told_and_signed_in_again_goes_on(
    lms: Lms, start: Start, profile: Profile, code: str
) -> None:
    """An expired session says false with 101 or 391; nothing else tells that somebody is signed out."""
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    lms.fail("Commit", code=code)
    report(frame, interactions=[answered("m_a", "single", 1, 1)])
    for _ in range(3):
        frame.evaluate("adapter.commit(true)")
    assert frame.evaluate("troubles") == ["unsaved", "lost"]
    lms.fail()
    frame.evaluate("window.dispatchEvent(new Event('focus'))")  # back from the tab where one signed in
    assert frame.evaluate("troubles.at(-1)") == "none"
    assert list(records(lms)) == ["m_a"]


@EDITIONS
def test_an_api_that_left_with_its_window_is_not_believed(lms: Lms, start: Start, profile: Profile) -> None:
    """The object of a closed window still says yes. A new one is a new session, and gets everything."""
    frame = start(profile)
    name = profile.runtime["api"]
    frame.evaluate("adapter.load(); adapter.saveState('before')")
    report(frame, interactions=[answered("m_a", "single", 1, 1)])
    frame.evaluate("adapter.commit(true)")
    lms.page.evaluate(f"() => {{ window.away = window.{name}; delete window.{name}; lying = true; }}")
    frame.evaluate("adapter.saveState('after')")
    report(frame, interactions=[answered("m_b", "single", 1, 1)])
    frame.evaluate("adapter.commit(true)")
    assert frame.evaluate("troubles") == ["lost"]
    lms.page.evaluate(f"() => {{ window.{name} = window.away; lying = false; }}")
    frame.wait_for_function("troubles.at(-1) === 'none'", timeout=10000)
    assert lms.kept["cmi.suspend_data"].startswith("after~")
    assert set(records(lms)) == {"m_a", "m_b"}


@EDITIONS
def test_a_session_that_cannot_begin_is_no_missing_lms(lms: Lms, start: Start, profile: Profile) -> None:
    """A frame loaded again after Terminate (2004: 104), or a session that is over: told, tried again."""
    frame = start(profile, failing="Initialize,GetValue")
    assert frame.evaluate("started") is True
    assert frame.evaluate("troubles") == ["lost"]
    assert frame.evaluate("adapter.load().state") == ""
    frame.evaluate("adapter.saveState('kept')")
    report(frame, interactions=[answered("m_a", "single", 1, 1)])
    frame.evaluate("adapter.commit(true)")
    lms.fail()
    frame.wait_for_function("troubles.at(-1) === 'none'", timeout=10000)
    assert frame.evaluate("troubles") == ["lost", "again", "none"]
    assert lms.kept["cmi.suspend_data"].startswith("kept~")
    assert list(records(lms)) == ["m_a"]


@EDITIONS
def test_a_quiet_adapter_calls_nobody(lms: Lms, start: Start, profile: Profile) -> None:
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s'); adapter.stop()")
    before = lms.calls
    frame.evaluate("adapter.saveState('t'); adapter.commit(true); adapter.finish()")
    assert lms.calls == before


@EDITIONS
def test_beginning_again_while_the_session_is_open(lms: Lms, start: Start, profile: Profile) -> None:
    """The page came back from the back-forward cache: the LMS was never told of the end."""
    frame = start(profile)
    frame.evaluate("adapter.load(); adapter.saveState('s')")
    report(frame, interactions=[answered("m_a", "single", 1, 1)])
    frame.evaluate("adapter.commit(true)")
    assert frame.evaluate("adapter.initialize()") is True
    assert frame.evaluate("adapter.load().state") == "s"
    report(frame, interactions=[answered("m_a", "single", 2, 1), answered("m_b", "single", 1, 1)])
    frame.evaluate("adapter.commit(true)")
    assert set(records(lms)) == {"m_a", "m_b"}
    assert frame.evaluate("troubles") == []
