"""Whole packages in a real browser and the LMS double: with an LMS, without one, with one that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from learner import RIGHT, Learner
from lms_double import Lms
from milepost_scorm.profiles import SCORM_12, SCORM_2004, Profile

#: The 3rd edition of 2004 speaks as the 4th does: see test_profiles.py.
EDITIONS = pytest.mark.parametrize("profile", (SCORM_12, SCORM_2004), ids=lambda profile: profile.name)
Upload = Callable[..., None]


def whole_course(place: Frame | Page) -> None:
    learner = Learner(place)
    learner.does_everything()
    learner.reads("You have finished the course")


def status(lms: Lms, profile: Profile) -> tuple[str | None, str | None]:
    kept = lms.kept
    if profile is SCORM_12:
        return kept.get("cmi.core.lesson_status"), None
    return kept.get("cmi.completion_status"), kept.get("cmi.success_status")


@EDITIONS
def test_learn_pass_and_finish(lms: Lms, packed: Any, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = lms.launch(profile.name)
    whole_course(frame)
    frame.get_by_role("button", name="Exit").click()
    expect(frame.get_by_text("You can close this window now")).to_be_visible()
    kept = lms.kept
    score = {name.rsplit(".", 1)[1]: kept[name] for name in kept if ".score." in name}
    response = profile.runtime["response"]
    if profile is SCORM_12:
        assert status(lms, profile) == ("passed", None)
        assert score == {"raw": "100", "min": "0", "max": "100"}
    else:
        assert status(lms, profile) == ("completed", "passed")
        assert score == {"raw": "100", "min": "0", "max": "100", "scaled": "1"}
        assert kept["cmi.progress_measure"] == "1"
    told = {kept[f"cmi.interactions.{n}.id"]: kept[f"cmi.interactions.{n}.{response}"] for n in range(2)}
    assert told == {"tiny_one_who": "b", "tiny_one_parks": str(profile.runtime["true"])}
    assert "bench" not in "".join(value for name, value in kept.items() if name != "cmi.suspend_data")
    assert lms.errors() == []
    assert lms.calls[-1]["method"] in ("Finish", "Terminate")


@EDITIONS
def test_without_lms_everything_works_and_a_note_says_so(lms: Lms, packed: Any, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    page = lms.page
    page.goto(f"{lms.address}/package/index.html")
    note = page.get_by_text("Results are not sent to anyone.")
    expect(note).to_be_visible()
    whole_course(page)
    page.goto(f"{lms.address}/nothing.html")
    page.goto(f"{lms.address}/package/index.html")
    expect(page.get_by_text("100%").first).to_be_visible()


@EDITIONS
def test_failed_commits_are_said_and_lose_nothing(lms: Lms, packed: Any, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = lms.launch(profile.name)
    expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
    lms.fail("Commit")
    whole_course(frame)
    expect(frame.get_by_text("Not saved yet. We will keep trying.")).to_be_visible()
    assert status(lms, profile)[0] == "incomplete"
    lms.fail()
    expect(frame.get_by_text("Not saved yet. We will keep trying.")).to_be_hidden(timeout=20_000)
    assert status(lms, profile)[0] in ("passed", "completed")
    assert float(lms.kept[f"{profile.runtime['score']}.raw"]) == 100
    lms.leave()
    frame = lms.launch(profile.name)
    expect(frame.get_by_text("100%").first).to_be_visible()


@EDITIONS
def test_a_page_costs_one_commit_at_most(lms: Lms, packed: Any, profile: Profile) -> None:
    lms.upload(packed(profile.name))
    frame = lms.launch(profile.name)
    expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
    learner = Learner(frame)
    learner.goes_on()
    learner.hands_in(RIGHT)
    learner.goes_on()
    expect(frame.get_by_role("textbox")).to_be_visible()
    frame.wait_for_timeout(2300)
    commits = [call["method"] for call in lms.calls].count("Commit")
    assert commits <= 1 + 3  # the trace at the start, and one for each page opened


@EDITIONS
def test_arabic_package_reads_from_the_right(lms: Lms, packed: Any, profile: Profile) -> None:
    lms.upload(packed(profile.name, "mixed", "ar"))
    frame = lms.launch(profile.name)
    assert frame.locator("html").get_attribute("dir") == "rtl"
    assert frame.locator("html").get_attribute("lang") == "ar"
    expect(frame.locator("#title")).not_to_be_empty()


def test_works_from_a_folder(page: Page, packed: Any, tmp_path: Path) -> None:
    """Unpacked and opened by a double click: no LMS, no server."""
    import zipfile

    with zipfile.ZipFile(packed("scorm-1.2")) as zipped:
        zipped.extractall(tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.get_by_text("Results are not sent to anyone.")).to_be_visible()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="Quiz on councils")).to_be_visible()
