"""One package in several languages: one state, the switcher, and the right language on every fragment."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost_scorm.exporter import ScormExporter, scorm_12, scorm_2004
from milepost_scorm.profiles import SCORM_12, SCORM_2004

BOTH = pytest.mark.parametrize("exporter", [scorm_12, scorm_2004], ids=lambda exporter: exporter.name)
Pack = Callable[..., Path]


@pytest.fixture(scope="module")
def pack(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Return a callable that exports the course `mixed` in some languages."""
    folder = tmp_path_factory.mktemp("languages")
    library = Library(content_root, folder / "cache")

    def make(exporter: ScormExporter, *languages: str, units: Units = Units.ONE) -> Path:
        out = folder / f"{exporter.name}-{'-'.join(languages)}-{units}.zip"
        if not out.exists():
            selection = select(library, "mixed", *languages, units=units)
            exporter.export(library, selection, out, progress=lambda *_: None)
        return out

    return make


def choose(frame: Frame, name: str) -> None:
    frame.locator("#language").click()
    frame.locator("#languages").get_by_role("button", name=name).click()
    expect(frame.locator("#language")).to_contain_text(name)
    expect(frame.locator("#live")).to_contain_text(name)  # said when the page is there, too


def open_page(frame: Frame, name: str) -> None:
    frame.evaluate("name => { location.hash = `#/${name}`; }", name)
    expect(frame.locator(f"#content[data-page='{name}']")).to_be_visible()


@BOTH
def test_what_is_inside(exporter: ScormExporter, pack: Pack) -> None:
    """Points 15 and 25: one set of ids, a script for each page and language, media once, plain names."""
    with zipfile.ZipFile(pack(exporter, "en", "ar")) as zipped:
        names = zipped.namelist()
        manifest = zipped.read("imsmanifest.xml").decode()
    assert all(re.fullmatch(r"[a-z0-9._/-]+", name) for name in names if not name.endswith(".xsd"))
    pages = {tag: [name for name in names if name.startswith(f"pages/{tag}/")] for tag in ("en", "ar")}
    assert len(pages["en"]) == len(pages["ar"]) == 8
    assert [name for name in names if name.startswith("languages/")] == ["languages/ar.js", "languages/en.js"]
    assert len([name for name in names if name.endswith(".mp4")]) == 1
    assert manifest.count("<item ") == 1
    for lang, title in (("en", "A bit of everything"), ("ar", "قليل من كل شيء")):
        assert re.search(f'language="{lang}">{title}|lang="{lang}">{title}', manifest)


@BOTH
def test_identifiers_are_those_of_one_language(exporter: ScormExporter, pack: Pack) -> None:
    """Point 13: uploaded over each other, results stay."""
    found = []
    for languages in (("en",), ("ar",), ("en", "ar"), ("ar", "en")):
        with zipfile.ZipFile(pack(exporter, *languages)) as zipped:
            found.append(re.findall(r'identifier="([^"]*)"', zipped.read("imsmanifest.xml").decode()))
    assert found[0] == found[1] == found[2] == found[3]


@BOTH
def test_switch_keeps_answers_and_is_remembered(exporter: ScormExporter, lms: Lms, pack: Pack) -> None:
    """Point 25: what was answered in one language is answered in the other, here and at the next launch."""
    lms.upload(pack(exporter, "en", "ar"))
    asked: list[str] = []
    lms.page.on("request", lambda request: asked.append(urlsplit(request.url).path.partition("/package/")[2]))
    frame = lms.launch(exporter.name)
    expect(frame.get_by_role("heading", name="Try every type")).to_be_visible()
    assert not [name for name in asked if name.startswith(("languages/", "pages/ar"))]
    frame.get_by_label("The seller of the cameras").check()
    frame.locator("form.answer").first.get_by_role("button").click()
    expect(frame.locator("#q-who-absent .q-result, .question .q-result").first).not_to_be_empty()
    state = frame.locator(".question").first.get_attribute("data-state")
    choose(frame, "العربية")
    assert [name for name in asked if name.startswith("pages/")] == ["pages/en/1.js", "pages/ar/1.js"]
    root = frame.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    assert frame.locator(".question").first.get_attribute("data-state") == state
    expect(frame.locator("#exit")).to_have_text("خروج")
    assert frame.evaluate("document.activeElement.id") == "language"
    expect(frame.locator("#live")).to_contain_text("العربية")
    lms.leave()
    assert "|lar|" in lms.kept["cmi.suspend_data"]
    frame = lms.launch(exporter.name)
    expect(frame.locator("#exit")).to_have_text("خروج")
    assert frame.locator(".question").first.get_attribute("data-state") == state
    choose(frame, "English")
    root = frame.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("en", "ltr")
    assert lms.errors() == []


def test_what_is_half_written_survives_a_switch(lms: Lms, pack: Pack) -> None:
    lms.upload(pack(scorm_12, "en", "ar"))
    frame = lms.launch("scorm-1.2")
    open_page(frame, "all-questions/checks")
    frame.locator("input[type=checkbox]").nth(1).check()
    frame.locator("textarea").first.fill("Half a thought")
    choose(frame, "العربية")
    expect(frame.locator("input[type=checkbox]").nth(1)).to_be_checked()
    expect(frame.locator("textarea").first).to_have_value("Half a thought")
    open_page(frame, "all-blocks/worksheet")
    frame.locator("textarea").first.fill("A whole one")
    choose(frame, "English")
    expect(frame.locator("textarea").first).to_have_value("A whole one")


def test_words_written_in_one_language_keep_their_worth_in_another(lms: Lms, pack: Pack) -> None:
    """A text that is right in English is no answer to the Arabic question; it was right when it was given."""
    lms.upload(pack(scorm_12, "en", "ar"))
    frame = lms.launch("scorm-1.2")
    open_page(frame, "all-questions/checks")
    states = "els => els.map(el => [el.dataset.question, el.dataset.state])"
    questions = frame.evaluate(
        "milepost.pages.load('all-questions/checks', 'pages/en/1.js').then(({questions}) => questions)"
    )
    answered = 0
    for name, question in questions.items():
        if question["type"] not in ("text", "number", "blanks"):
            continue
        form = frame.locator(f"form.answer:has([data-question='{name}'])")
        right = question["right"] if isinstance(question["right"], list) else [question["right"]]
        for place, value in enumerate(right):
            box = form.locator("input[type=text], input:not([type]), select, input[inputmode]").nth(place)
            if box.evaluate("el => el.matches('select')"):
                box.select_option(str(value))
            else:
                box.fill(str(value))
        form.get_by_role("button", name="Check my answer").click()
        answered += 1
    assert answered >= 3
    before = frame.locator(".question").evaluate_all(states)
    choose(frame, "العربية")
    assert frame.locator(".question").evaluate_all(states) == before
    assert [state for _name, state in before].count("right") == answered


@pytest.mark.parametrize(
    ("profile", "value"),
    [(SCORM_12, "ar"), (SCORM_12, "Arabe"), (SCORM_12, "xx, ar"), (SCORM_2004, "ar-SY"), (SCORM_2004, "")],
)
def test_first_guess_is_the_lms_then_the_browser(lms: Lms, pack: Pack, profile: object, value: str) -> None:
    exporter = {"scorm-1.2": scorm_12, "scorm-2004": scorm_2004}[profile.name]  # type: ignore[attr-defined]
    lms.upload(pack(exporter, "en", "ar"))
    element = str(profile.runtime["language"])  # type: ignore[attr-defined]
    frame = lms.launch(exporter.name, **({element: value} if value else {}))
    known = "ar" in value and value != "Arabe"
    expect(frame.locator("#language")).to_contain_text("العربية" if known else "English")


def test_package_in_one_language_asks_no_lms_for_it(lms: Lms, pack: Pack) -> None:
    """Point 18: an LMS that does not know the element would answer with an error."""
    lms.upload(pack(scorm_12, "ar"))
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#title")).not_to_be_empty()
    assert not [call for call in lms.calls if "student_preference" in str(call["values"])]
    assert frame.locator("#language").count() == 0


@pytest.mark.parametrize("languages", [("ar",), ("en", "ar")], ids=["one", "two"])
def test_page_that_is_not_translated_says_so_and_keeps_its_language(
    lms: Lms, pack: Pack, languages: tuple[str, ...]
) -> None:
    """Point 25: `lang` and `dir` of the page, of the note, and of every word that the player adds to it."""
    lms.upload(pack(scorm_12, *languages))
    frame = lms.launch("scorm-1.2")
    if len(languages) > 1:
        choose(frame, "العربية")
    open_page(frame, "all-blocks/case")
    root = frame.locator("#page")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("en", "ltr")
    note = root.locator(".fallback-note")
    assert (note.get_attribute("lang"), note.get_attribute("dir")) == ("ar", "rtl")
    assert root.evaluate(STRAY) == [], "Arabic words stand in what is said to be English"
    expect(frame.locator("#next")).to_contain_text("التالي")


def test_what_was_written_and_the_glossary_change_their_language_too(lms: Lms, pack: Pack) -> None:
    lms.upload(pack(scorm_12, "en", "ar"))
    frame = lms.launch("scorm-1.2")
    open_page(frame, "all-blocks/worksheet")
    frame.locator("textarea").first.fill("A bench")
    frame.locator("textarea").first.press("Tab")
    open_page(frame, "product")
    expect(frame.locator(".product-text")).to_have_text("A bench")
    choose(frame, "العربية")
    expect(frame.locator(".product-text")).to_have_text("A bench")
    root = frame.locator("#page")
    expect(root).to_have_attribute("lang", "ar")
    expect(root).to_have_attribute("dir", "rtl")
    expect(frame.locator(".product-text")).to_have_text("A bench")
    frame.evaluate("location.hash = '#/glossary/glossary'")
    expect(frame.locator("#content[data-page=glossary]")).to_be_visible()
    before = frame.locator("dt").first.inner_text()
    choose(frame, "English")
    expect(frame.locator("dt").first).not_to_have_text(before)


def test_module_with_a_grade_of_its_own_in_several_languages(lms: Lms, pack: Pack) -> None:
    lms.upload(pack(scorm_12, "en", "ar", units=Units.PER_MODULE))
    frame = lms.launch("scorm-1.2", launch="/package/all-blocks.html")
    expect(frame.locator("#course-title")).to_have_text("All other blocks")
    choose(frame, "العربية")
    expect(frame.locator("#course-title")).to_have_text(re.compile("[\u0600-\u06ff]"))
    frame.get_by_role("button", name="خريطة الدورة").click()
    expect(frame.locator("#map details")).to_have_count(1)


def test_language_that_does_not_come_is_said_and_nothing_changes(
    lms: Lms, pack: Pack, page_errors: list[str]
) -> None:
    lms.upload(pack(scorm_12, "en", "ar"))
    (lms.folder / "package/languages/ar.js").unlink()
    frame = lms.launch("scorm-1.2")
    frame.locator("#language").click()
    frame.locator("#languages").get_by_role("button", name="العربية").click()
    expect(frame.locator("#live")).to_be_visible()
    expect(frame.locator("#live")).not_to_be_empty()
    assert frame.locator("html").get_attribute("lang") == "en"
    expect(frame.get_by_role("heading", name="Try every type")).to_be_visible()
    page_errors.clear()


#: Text in Arabic letters whose nearest `lang` is not Arabic.
STRAY = """(root) => {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (/[\\u0600-\\u06ff]/.test(text.data) && text.parentElement.closest('[lang]').lang !== 'ar') {
      found.push(text.data.trim());
    }
  }
  return found;
}"""


def test_switcher_by_keyboard_narrow_and_without_barriers(
    lms: Lms, page: Page, pack: Pack, axe: Callable[..., None]
) -> None:
    """Points 22 and 25, here without an LMS."""
    lms.upload(pack(scorm_12, "en", "ar"))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{lms.address}/package/index.html")
    expect(page.locator("#turn")).to_be_visible()
    button = page.locator("#language")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#languages")).to_be_visible()
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page, "light", "dark")
    page.keyboard.press("Escape")
    expect(page.locator("#languages")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "language"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(button).to_contain_text("العربية")
    expect(page.locator("#languages")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page, "light", "dark")
