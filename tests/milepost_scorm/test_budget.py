"""How long a state becomes: what the exporter says, and what the real player makes of it (point 5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import Budget, Units, select
from milepost_player.budget import page_size, written_length
from milepost_scorm.exporter import ScormExporter, scorm_12, scorm_2004, scorm_2004_3

Make = Callable[..., Library]

SINGLE = """
::: single #q{n}

Which of these is number {n}?

- [ ] The first
- [x] The second
- [ ] The third

:::
"""
MULTIPLE = """
::: multiple #q{n}

Which of these are even?

- [x] Two
- [ ] Three
- [x] Four
- [ ] Five

:::
"""
FIELD = """
::: field #f{n} lines=6

What will you do?

:::
"""


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a callable that writes a course of some pages with questions, and fields on its last page."""

    def write(pages: int, a_page: int, fields: int = 0) -> Library:
        content = tmp_path / "content"
        (content / "course" / "long").mkdir(parents=True)
        (content / "course/long/course.yaml").write_text("languages: [en]\nmodules: [long-one]\n")
        (content / "course/long/en.md").write_text(
            "---\ntitle: Long\nsummary: Long.\noutcomes: [Count]\n---\n"
        )
        folder = content / "modules/long-one/en"
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(
            "---\ntitle: Long\nsummary: Long.\noutcomes: [Count]\nminutes: 60\nstatus: draft\n---\n"
        )
        for page in range(1, pages + 1):
            last = page == pages
            kind = "worksheet" if last and fields else "quiz" if page % 2 == 0 else "lesson"
            numbers = range((page - 1) * a_page, page * a_page)
            text = "".join((MULTIPLE if n % 2 else SINGLE).format(n=n) for n in numbers)
            text += "".join(FIELD.format(n=n) for n in range(fields if last else 0))
            head = f"---\ntitle: Page {page}\nkind: {kind}\nminutes: 2\n---\n"
            (folder / f"{page:02}-page-{page}.md").write_text(head + text)
        return Library(content, tmp_path / "cache")

    return write


def export(exporter: ScormExporter, library: Library, out: Path) -> Budget:
    return exporter.export(library, select(library, "long"), out, progress=lambda *_: None).budget


def learn(frame: Frame, pages: int) -> None:
    """Answer everything on every page, and go to the end."""
    for number in range(1, pages + 1):
        expect(frame.get_by_role("heading", name=f"Page {number}", exact=True)).to_be_visible()
        frame.evaluate(
            """() => {
              for (const form of document.querySelectorAll("form.answer")) {
                for (const input of form.querySelectorAll("input[type=checkbox]")) input.checked = true;
                const radio = form.querySelector("input[type=radio]");
                if (radio) radio.checked = true;
                form.querySelector("[type=submit]").click();
              }
              for (const area of document.querySelectorAll("textarea")) {
                area.value = "Ask ten people what they need. ".repeat(12);
                area.dispatchEvent(new Event("change", { bubbles: true }));
              }
              for (const button of document.querySelectorAll(".quiz-end button")) button.click();
            }"""
        )
        frame.locator("#next").click()


def test_thirty_pages_and_sixty_answers_fit_scorm_12(lms: Lms, make: Make, tmp_path: Path) -> None:
    """Measured in the real player, and never more than what the exporter said."""
    said = export(scorm_12, make(30, 2), tmp_path / "a.zip")
    lms.upload(tmp_path / "a.zip")
    learn(lms.launch("scorm-1.2"), 30)
    lms.leave()
    state = lms.kept["cmi.suspend_data"]
    assert state.count("|a") == 60 and state.count("|q") == 15
    assert len(state) <= said.answers + said.texts <= 4096 == said.limit
    assert len(state) > 0.5 * said.answers, "the estimate is worth nothing when it is twice the truth"
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#bar-words")).to_contain_text("100%")


def test_too_long_drops_texts_first_and_says_so(lms: Lms, make: Make, tmp_path: Path) -> None:
    """Over budget in 1.2: the exporter warns, the learner is told; pages, points and answers stay."""
    said = export(scorm_12, make(10, 2, fields=16), tmp_path / "a.zip")
    assert said.answers < said.limit < said.answers + said.texts
    lms.upload(tmp_path / "a.zip")
    frame = lms.launch("scorm-1.2")
    learn(frame, 10)
    expect(frame.locator("#notice")).to_contain_text("Long texts you wrote are kept on this device")
    lms.leave()
    state = lms.kept["cmi.suspend_data"]
    assert len(state) <= 4096
    assert state.count("|a") == 20  # every answer is still there
    assert state.count("=Ask ten people") < 16 == state.count("|w")
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#bar-words")).to_contain_text("100%")


def test_budget_of_each_edition_and_shape(make: Make) -> None:
    library = make(4, 2, fields=3)
    whole = select(library, "long")
    old, new, third = (each.budget(library, whole) for each in (scorm_12, scorm_2004, scorm_2004_3))
    assert (old.limit, new.limit, third.limit) == (4096, 64000, 64000)
    assert old.answers == new.answers + 3 * 8  # 1.2 keeps in mind which interactions there are
    assert new == third
    assert scorm_12.budget(library, whole._replace(units=Units.PER_MODULE)) == old


def test_budget_is_that_of_the_largest_sco(content_root: Path) -> None:
    library = Library(content_root)
    whole = select(library, "mixed")
    parts = [scorm_12.budget(library, select(library, "mixed", module=module.id)) for module in whole.modules]
    several = scorm_12.budget(library, whole._replace(units=Units.PER_MODULE))
    assert several == max(parts, key=lambda budget: budget.answers + budget.texts)
    assert several.answers < scorm_12.budget(library, whole).answers


@pytest.mark.parametrize(
    ("text", "length"), [("ab c", 4), ("é", 3 + 1), ("a,b", 5), ("سؤال", 12), ("line\nline", 9), ("~", 3)]
)
def test_length_of_a_text_is_that_of_the_player(text: str, length: int) -> None:
    assert written_length(text) == length


def test_every_type_of_question_has_a_size(content_root: Path) -> None:
    library = Library(content_root)
    course = library.course("mixed", "en")
    page = course.modules[0].learner_pages[0]
    asked = [
        block for block in library.blocks(course, course.modules[0].id, page.id) if hasattr(block, "body")
    ]
    assert len({question.type for question in asked}) == 10
    for question in asked:
        size = page_size(page, [question], [])
        assert size.answers > page_size(page, [], []).answers
