"""The same journeys in every shape and edition of a package: what a learner does, what the LMS has then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from learner import RIGHT, WRONG, Learner
from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost_scorm.exporter import scorm_12, scorm_2004, scorm_2004_3
from milepost_scorm.profiles import PROFILES, SCORM_12, SCORM_2004, Profile

EXPORTERS = {each.name: each for each in (scorm_12, scorm_2004, scorm_2004_3)}
OVER = "The time for this course is over."


@dataclass(frozen=True)
class Shape:
    """How the course `tiny` is packed: keywords of `select`, what the LMS opens, is its letter inside."""

    name: str
    asked: dict[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    launch: str = "index.html"
    letter: bool = True
    editions: tuple[Profile, ...] = PROFILES

    def __str__(self) -> str:
        return self.name


COURSE = Shape("course")
SHAPES = (
    COURSE,
    Shape("module", {"module": "tiny-one"}, letter=False),
    Shape("scos", {"units": Units.PER_MODULE}, launch="tiny-one.html", letter=False, editions=(SCORM_12,)),
    Shape("languages", languages=("en", "fr")),
)
EVERYWHERE = pytest.mark.parametrize(
    ("shape", "profile"),
    [(shape, profile) for shape in SHAPES for profile in shape.editions],
    ids=lambda value: value.name,
)
EDITIONS = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
Launch = Callable[..., Learner]


@pytest.fixture(scope="module")
def bilingual(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the course `tiny` with a French side, so that a package can hold both."""
    content = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(content_root, content)
    settings = content / "course/tiny/course.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[en]", "[en, fr]"), encoding="utf-8")
    shutil.copy(content / "course/tiny/en.md", content / "course/tiny/fr.md")
    for module in ("tiny-one", "tiny-two"):
        shutil.copytree(content / "modules" / module / "en", content / "modules" / module / "fr")
    return Library(content, content.parent / "cache")


@pytest.fixture
def launch(lms: Lms, bilingual: Library, tmp_path: Path) -> Launch:
    """Return a callable that opens the course in a shape: (shape, profile, what the LMS says)."""
    uploaded: set[str] = set()

    def start(shape: Shape, profile: Profile, **options: str) -> Learner:
        if not uploaded:
            selection = select(bilingual, "tiny", *shape.languages, **shape.asked)
            package = tmp_path / "package.zip"
            EXPORTERS[profile.name].export(bilingual, selection, package, progress=lambda *_: None)
            lms.upload(package)
            uploaded.add(shape.name)
        return Learner(lms.launch(profile.name, launch=f"/package/{shape.launch}", **options))

    return start


def told(lms: Lms, profile: Profile) -> dict[str, str]:
    """Return the results that the LMS has, by their words of 2004."""
    kept, row = lms.kept, profile.runtime
    names = {"status": row["status"], "success": row["success"], "score": f"{row['score']}.raw"}
    return {name: kept[str(element)] for name, element in names.items() if element in kept}


def passed(profile: Profile) -> dict[str, str]:
    if profile is SCORM_12:
        return {"status": "passed", "score": "100"}
    return {"status": "completed", "success": "passed", "score": "100"}


def finish(learner: Learner, shape: Shape) -> None:
    if shape.letter:
        learner.goes_on()
        learner.writes("A bench, please.")
    else:
        learner.button("Finish").click()


@EVERYWHERE
def test_fail_suspend_resume_retake_pass(lms: Lms, launch: Launch, shape: Shape, profile: Profile) -> None:
    """While attempts are left nobody has failed; a suspended visit goes on where it was (points 1, 8, 9)."""
    learner = launch(shape, profile)
    learner.goes_on()
    learner.hands_in(WRONG)
    assert told(lms, profile) == {"status": "incomplete", "score": "0"}
    lms.leave()
    learner = launch(shape, profile)
    learner.is_at("Quiz on councils")
    learner.reads("0 of 2 points")
    learner.tries_again()
    learner.hands_in(RIGHT)
    if len(shape.languages) > 1:
        change_language_and_back(learner)
    finish(learner, shape)
    learner.reads("You have finished the course")
    assert told(lms, profile) == passed(profile)
    learner.leaves()
    answers = {name for name in lms.kept if name.startswith("cmi.interactions.") and name.endswith(".id")}
    assert len(answers) == 2
    assert lms.errors() == []
    assert lms.calls[-1]["method"] in ("Finish", "Terminate")


def change_language_and_back(learner: Learner) -> None:
    """What is answered stays answered, whatever the language (point 25)."""
    for language in ("Français", "English"):
        learner.place.locator("#language").click()
        learner.place.locator("#languages").get_by_role("button", name=language).click()
        expect(learner.place.locator("#language")).to_contain_text(language)
        expect(learner.place.get_by_label("Elected people")).to_be_checked()


@EVERYWHERE
def test_review_browse_and_no_credit_write_nothing(
    lms: Lms, launch: Launch, shape: Shape, profile: Profile
) -> None:
    """Everything can be tried, nothing is told (point 7); what was reached before stays."""
    learner = launch(shape, profile)
    learner.goes_on()
    learner.hands_in(RIGHT)
    finish(learner, shape)
    lms.leave()
    before = lms.kept
    for element, word in (("mode", "review"), ("mode", "browse"), ("credit", "no-credit")):
        learner = launch(shape, profile, **{str(profile.runtime[element]): word})
        learner.reads("You are looking back. Nothing new is saved.")
        learner.place.evaluate("location.hash = '#/tiny-one/quiz'")
        learner.is_at("Quiz on councils")
        learner.tries_again()
        learner.hands_in(WRONG)
        calls = lms.calls
        lms.leave()
        assert [call for call in calls if call["method"] in ("SetValue", "Commit")] == []
        assert lms.kept == before


def time_limit(profile: Profile, action: str, allowed: str, before: str = "") -> dict[str, str]:
    """Return what an LMS says that allows so much time, of which some was used before."""
    row = profile.runtime
    values = {"time_limit_action": action, "max_time_allowed": allowed, "total_time": before}
    return {str(row[name]): value for name, value in values.items() if value}


def span(profile: Profile, seconds: int) -> str:
    return f"00:00:{seconds:02}" if profile is SCORM_12 else f"PT{seconds}S"


@EVERYWHERE
def test_time_that_is_over_ends_the_visit(lms: Lms, launch: Launch, shape: Shape, profile: Profile) -> None:
    limit = time_limit(profile, "exit,message", span(profile, 11), span(profile, 10))
    learner = launch(shape, profile, **limit)
    learner.reads(OVER)
    learner.reads("Your work is saved.")
    assert lms.calls[-1]["method"] in ("Finish", "Terminate")
    assert lms.kept[str(profile.runtime["exit"])] == "suspend"
    assert lms.kept[str(profile.runtime["location"])].rstrip("/") == "tiny-one/hello"
    assert lms.errors() == []


@EDITIONS
def test_time_may_be_over_without_an_end(lms: Lms, launch: Launch, profile: Profile) -> None:
    learner = launch(COURSE, profile, **time_limit(profile, "continue,message", span(profile, 1)))
    learner.reads(OVER)
    learner.does_everything()
    learner.reads("You have finished the course")
    assert told(lms, profile) == passed(profile)


@EDITIONS
def test_time_may_end_without_a_word(lms: Lms, launch: Launch, profile: Profile) -> None:
    limit = time_limit(profile, "exit,no message", span(profile, 5), span(profile, 50))
    learner = launch(COURSE, profile, **limit)
    learner.reads("You can close this window now.")
    expect(learner.place.get_by_text(OVER)).to_have_count(0)
    assert lms.calls[-1]["method"] in ("Finish", "Terminate")


@pytest.mark.parametrize(
    ("profile", "action", "allowed"), [(SCORM_12, "continue,no message", 1), (SCORM_2004, "exit,message", 0)]
)
def test_no_limit_where_none_is_meant(
    lms: Lms, launch: Launch, profile: Profile, action: str, allowed: int
) -> None:
    """An LMS that gives an action and no time, or time and no action, does not stop a learner."""
    limit = time_limit(profile, action, span(profile, allowed) if allowed else "")
    learner = launch(COURSE, profile, **limit)
    learner.goes_on()
    learner.is_at("Quiz on councils")
    learner.place.wait_for_timeout(1200)
    expect(learner.button("Next")).to_be_visible()
