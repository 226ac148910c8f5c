"""A newer version is uploaded over an older one while somebody is half way: what is still there is kept.

An LMS keeps the learner's record by the item's identifier; the player finds its way in it by ids.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost_scorm.exporter import ScormExporter, scorm_12, scorm_2004, scorm_2004_3

EXPORTERS = pytest.mark.parametrize(
    "exporter", [scorm_12, scorm_2004, scorm_2004_3], ids=lambda exporter: exporter.name
)
MORE = """---
title: What a mayor does
kind: lesson
minutes: 1
---

A mayor speaks for the city.
"""


class Versions:
    """A course that is exported, edited and uploaded again."""

    def __init__(self, content: Path, lms: Lms) -> None:
        self.content, self.lms = content, lms
        self.identifiers: list[list[str]] = []

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.content / "modules" / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def upload(
        self, exporter: ScormExporter, course: str = "tiny", languages: tuple[str, ...] = (), **shape: object
    ) -> None:
        library = Library(self.content)
        out = self.content.parent / f"{len(self.identifiers)}.zip"
        selection = select(library, course, *languages, **shape)  # type: ignore[arg-type]
        exporter.export(library, selection, out, progress=lambda *_: None)
        shutil.rmtree(self.lms.folder / "package")
        self.lms.upload(out)
        with zipfile.ZipFile(out) as zipped:
            manifest = zipped.read("imsmanifest.xml").decode()
        self.identifiers.append(re.findall(r'identifier="([^"]*)"', manifest))

    def second_version(self) -> None:
        """Add a page, reword a question and its title, take the other question away."""
        (self.content / "modules/tiny-one/en/03-more.md").write_text(MORE, encoding="utf-8")
        quiz = "tiny-one/en/02-quiz.md"
        self.edit(quiz, "Quiz on councils", "Quiz on city councils")
        self.edit(quiz, "Who sits in a council?", "Who are the people in a council?")
        self.edit(quiz, "Elected people", "People who were elected")
        file = self.content / "modules" / quiz
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: text.index("::: truefalse")], encoding="utf-8")


@pytest.fixture
def versions(lms: Lms, content_root: Path, tmp_path: Path) -> Versions:
    shutil.copytree(content_root, tmp_path / "content")
    return Versions(tmp_path / "content", lms)


def go_on(frame: Frame) -> None:
    frame.get_by_role("button", name="Next", exact=True).click()


def hand_in(frame: Frame) -> None:
    frame.get_by_label("Elected people").check()
    frame.get_by_label("True", exact=True).check()
    frame.get_by_role("button", name="Hand in").click()
    expect(frame.get_by_text("100%").first).to_be_visible()


def relaunch(lms: Lms, edition: str, **options: str) -> Frame:
    lms.leave()
    frame = lms.launch(edition, **options)
    expect(frame.locator("#turn")).to_be_visible()
    return frame


@EXPORTERS
def test_half_way_then_a_new_version(exporter: ScormExporter, lms: Lms, versions: Versions) -> None:
    """Points 8 and 13: what was done stays done, what was won stays won, the new page is one more to do."""
    versions.upload(exporter)
    frame = lms.launch(exporter.name)
    go_on(frame)
    hand_in(frame)
    go_on(frame)
    frame.get_by_role("textbox").fill("A bench in the park.")
    frame.get_by_role("textbox").press("Tab")
    before = dict(lms.kept)
    versions.second_version()
    versions.upload(exporter)
    assert versions.identifiers[0] == versions.identifiers[1]
    frame = relaunch(lms, exporter.name)
    expect(frame.get_by_role("textbox")).to_have_value("A bench in the park.")  # it goes on where it was
    expect(frame.locator("#bar-words")).to_contain_text("50%")  # two of now four pages
    frame.get_by_role("button", name="Course map").click()
    frame.locator("#map summary").first.click()
    for undone in ("#/tiny-one/more", "#/tiny-two/letter"):
        expect(frame.locator(f"#map li:not(.is-done) > a[href='{undone}']")).to_have_count(1)
    frame.evaluate("location.hash = '#/tiny-one/quiz'")
    expect(frame.get_by_role("heading", name="Quiz on city councils")).to_be_visible()
    expect(frame.get_by_label("People who were elected")).to_be_checked()
    expect(frame.get_by_role("button", name="Take the quiz again")).to_be_visible()
    raw = f"{exporter.profile.runtime['score']}.raw"
    assert float(lms.kept[raw]) == float(before[raw]) == 100
    frame.evaluate("location.hash = '#/tiny-one/more'")
    go_on(frame)
    frame.get_by_role("button", name="Finish").click()
    expect(frame.get_by_text("You have finished the course")).to_be_visible()
    lms.leave()
    status = str(exporter.profile.runtime["status"])
    assert lms.kept[status] == ("passed" if exporter is scorm_12 else "completed")
    assert float(lms.kept[raw]) == 100
    ids = [value for name, value in lms.kept.items() if re.fullmatch(r"cmi\.interactions\.\d+\.id", name)]
    assert len(ids) == len(set(ids))


@EXPORTERS
def test_a_question_answered_before_is_written_over_after(
    exporter: ScormExporter, lms: Lms, versions: Versions
) -> None:
    """Points 16 and 18: one record a question, also when the course has fewer questions than before."""
    versions.upload(exporter)
    frame = lms.launch(exporter.name)
    go_on(frame)
    hand_in(frame)
    lms.leave()
    versions.second_version()
    versions.upload(exporter)
    frame = relaunch(lms, exporter.name)
    frame.evaluate("location.hash = '#/tiny-one/quiz'")
    frame.get_by_role("button", name="Take the quiz again").click()
    frame.get_by_label("Nobody").check()
    frame.get_by_role("button", name="Hand in").click()
    expect(frame.locator("#quiz-result")).to_be_visible()
    lms.leave()
    ids = {
        name: value
        for name, value in lms.kept.items()
        if re.fullmatch(r"cmi\.interactions\.\d+\.id", name) and value.strip("_") == "tiny_one_who"
    }
    assert len(ids) == 1
    at = next(iter(ids)).removesuffix(".id")
    assert lms.kept[f"{at}.{exporter.profile.runtime['response']}"].strip("_") == "a"


SHAPES: list[tuple[str, dict[str, object], str]] = [
    ("split", {"module": "tiny-one"}, "index.html"),
    ("scos", {"units": Units.PER_MODULE}, "tiny-one.html"),
]


@pytest.mark.parametrize(("shape", "launch"), [each[1:] for each in SHAPES], ids=[each[0] for each in SHAPES])
def test_modules_of_a_course_too(shape: dict[str, object], launch: str, lms: Lms, versions: Versions) -> None:
    """Points 13 and 20, in a package for each module and in one with several SCOs."""
    versions.upload(scorm_12, **shape)
    frame = lms.launch("scorm-1.2", launch=f"/package/{launch}")
    go_on(frame)
    hand_in(frame)
    versions.second_version()
    versions.upload(scorm_12, **shape)
    assert versions.identifiers[0] == versions.identifiers[1]
    frame = relaunch(lms, "scorm-1.2", launch=f"/package/{launch}")
    expect(frame.locator("#bar-words")).to_contain_text("66%")  # two of now three pages
    expect(frame.get_by_role("button", name="Take the quiz again")).to_be_visible()
    go_on(frame)
    frame.get_by_role("button", name="Finish").click()
    lms.leave()
    assert (lms.kept["cmi.core.lesson_status"], lms.kept["cmi.core.score.raw"]) == ("passed", "100")


def test_languages_uploaded_over_each_other(lms: Lms, versions: Versions) -> None:
    """Points 13 and 25: one language, then two, then the other: one record all along."""
    states: list[str | None] = []

    def look(frame: Frame) -> None:
        expect(frame.locator(".question").first).to_be_visible()
        states.append(frame.locator(".question").first.get_attribute("data-state"))

    versions.upload(scorm_12, "mixed", ("en",))
    frame = lms.launch("scorm-1.2")
    frame.get_by_label("The seller of the cameras").check()
    frame.locator("form.answer").first.get_by_role("button", name="Check my answer").click()
    look(frame)
    for languages in (("en", "ar"), ("ar",), ("ar", "en")):
        lms.leave()
        versions.upload(scorm_12, "mixed", languages)
        frame = relaunch(lms, "scorm-1.2")
        look(frame)
    assert len(set(states)) == 1 and states[0] not in ("open", None)
    assert all(each == versions.identifiers[0] for each in versions.identifiers)


def test_an_old_state_and_one_of_another_kind_do_no_harm(lms: Lms, versions: Versions) -> None:
    versions.upload(scorm_12)
    lms.leave()
    kept: Callable[[str], str] = lambda state: json.dumps(  # noqa: E731
        {"cmi.suspend_data": state, "cmi.core.exit": "suspend", "cmi.core.lesson_status": "incomplete"}
    )
    for state in ("lesson=3;done=1,2", "M9zz.1|xnothing", "M11.0|dAAAAA|"):
        lms.page.evaluate("kept => sessionStorage.setItem('server', kept)", kept(state))
        frame = lms.launch("scorm-1.2")
        expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
        expect(frame.locator("#bar-words")).to_contain_text("0%")
        lms.leave()
