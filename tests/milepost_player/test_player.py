"""A package opened from file:, without an LMS: read, answered by keyboard, handed in, resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

pytestmark = pytest.mark.browser

OpenPackage = Callable[..., Page]


def go(page: Page, name: str) -> None:
    """Open a page of the package by its address and wait until it stands."""
    page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
    expect(page.locator("#content")).to_have_attribute("data-page", name)


def question(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f"#q-{name}")


def check(page: Page, name: str) -> None:
    """Press "Check my answer" of a question, by keyboard."""
    page.locator("form.answer", has=question(page, name)).locator(".q-actions button").focus()
    page.keyboard.press("Enter")


def choose(page: Page, name: str, *values: int) -> None:
    for value in values:
        question(page, name).locator(f"input[value='{value}']").focus()
        page.keyboard.press("Space")


def write(page: Page, name: str, text: str) -> None:
    question(page, name).locator("input[type=text], textarea").first.focus()
    page.keyboard.type(text)


def select(page: Page, name: str, *values: str) -> None:
    lists = question(page, name).locator("select")
    for n, value in enumerate(values):
        lists.nth(n).select_option(value)


def put_in_order(page: Page, name: str, items: list[str]) -> None:
    """Move every item to its place with the up buttons, by keyboard."""
    for place, item in enumerate(items):
        button = question(page, name).get_by_role("button", name=f"Move up: {item}")
        while True:
            rows = question(page, name).locator(".q-row label").all_text_contents()
            if rows.index(item) == place:
                break
            button.focus()
            page.keyboard.press("Enter")
            expect(button).to_be_focused()


STEPS = ["See a problem", "Write a proposal", "Decide", "Look at what came of it"]


def answer_all(page: Page, prefix: str = "") -> None:
    """Give the right answer to every question of the fixture module, without checking."""
    choose(page, f"{prefix}seat", 1)
    choose(page, f"{prefix}claims", 0, 1)
    choose(page, f"{prefix}proof", 1)
    write(page, f"{prefix}word", "City  COUNCIL.")
    write(page, f"{prefix}answers", "112")
    select(page, f"{prefix}interests", "0", "1", "2")
    put_in_order(page, f"{prefix}cycle", STEPS)
    write(page, f"{prefix}cloze", "Eleven")
    select(page, f"{prefix}cloze", "biased")
    for _ in range(2):
        way = question(page, f"{prefix}meeting").locator("button.choice")
        way.nth(1 if _ == 0 else 0).focus()
        page.keyboard.press("Enter")
    write(page, f"{prefix}assumption", "Who was not asked")


PHONE = ViewportSize(width=360, height=600)
LAST_PAGE = ".modules.map(({ id, pages }) => `${id}/${pages.at(-1).id}`).at(-1)"

CHECKS = ["seat", "claims", "proof", "word", "answers", "interests", "cycle", "cloze", "assumption"]


# --- checks in a lesson --------------------------------------------------------------------------


def test_every_type_is_answered_by_keyboard(open_package: OpenPackage) -> None:
    page = open_package()
    answer_all(page)
    for name in CHECKS:
        check(page, name)
    for name in (*CHECKS, "meeting"):
        expected = "saved" if name == "assumption" else "right"
        expect(question(page, name)).to_have_attribute("data-state", expected)
    expect(question(page, "seat").locator(".q-result")).to_have_text("That is right.")
    expect(question(page, "cycle").locator(".q-moves").first).to_be_hidden()
    expect(question(page, "seat").locator(".option-feedback")).to_have_text(
        "Yes. There was no chair for them."
    )
    expect(question(page, "seat").locator(".q-explanation")).to_contain_text("Who is missing")
    expect(question(page, "assumption").locator(".q-model-answer")).to_contain_text("A strong answer")
    expect(question(page, "meeting").locator(".q-way .option-feedback")).to_have_count(2)
    expect(question(page, "meeting").locator(".q-end")).to_be_visible()


def test_nothing_of_the_answer_is_shown_before(open_package: OpenPackage) -> None:
    page = open_package()
    shown = page.locator("#page").inner_text()
    for secret in (
        "They wrote section 2",
        "Who is missing",
        "A strong answer",
        "Fast, but nobody",
        "Not right",
    ):
        assert secret not in shown
    items = question(page, "cycle").locator(".q-row label").all_text_contents()
    assert sorted(items) == sorted(STEPS) and items != STEPS


def test_a_wrong_answer_can_be_tried_again(open_package: OpenPackage) -> None:
    page = open_package()
    choose(page, "seat", 0)
    check(page, "seat")
    expect(question(page, "seat")).to_have_attribute("data-state", "wrong")
    expect(question(page, "seat").locator("input").first).to_be_disabled()
    check(page, "seat")  # the button says "Try again" now
    expect(question(page, "seat")).to_have_attribute("data-state", "open")
    expect(question(page, "seat")).to_be_focused()
    choose(page, "seat", 1)
    check(page, "seat")
    expect(question(page, "seat")).to_have_attribute("data-state", "right")


def test_an_answer_that_cannot_be_read_gets_a_message_at_the_field(open_package: OpenPackage) -> None:
    page = open_package()
    write(page, "answers", "about 110")
    check(page, "answers")
    expect(question(page, "answers").locator(".field-error")).to_contain_text("1.5")
    expect(question(page, "answers").locator("input")).to_be_focused()
    expect(question(page, "answers")).to_have_attribute("data-state", "open")
    check(page, "seat")
    expect(question(page, "seat").locator(".field-error")).to_have_text("Please answer first.")


def test_moving_an_item_is_said_aloud(open_package: OpenPackage) -> None:
    page = open_package()
    first = question(page, "cycle").locator(".q-row label").first.inner_text()
    question(page, "cycle").get_by_role("button", name=f"Move down: {first}").click()
    expect(question(page, "cycle").locator(".q-live")).to_have_text(f"{first}: now place 2 of 4.")
    expect(question(page, "cycle").locator("select").nth(1)).to_have_value("2")


def test_the_second_hint_comes_after_the_first(open_package: OpenPackage) -> None:
    page = open_package()
    hints = question(page, "seat").locator("details.hint")
    expect(hints.nth(1)).to_be_hidden()
    hints.nth(0).locator("summary").click()
    expect(hints.nth(1)).to_be_visible()


def test_words_are_counted(open_package: OpenPackage) -> None:
    page = open_package()
    write(page, "assumption", "one two")
    expect(question(page, "assumption").locator(".q-count")).to_have_text("2 words so far")


# --- quizzes -------------------------------------------------------------------------------------


def test_a_quiz_is_handed_in_and_taken_again(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-questions/quiz")
    answer_all(page, "q-")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#quiz-result")).to_have_text("Your result: 10 of 10 points (100%)")
    expect(page.locator("#quiz-result")).to_be_focused()
    page.get_by_role("button", name="Take the quiz again").click()
    expect(question(page, "q-seat")).to_have_attribute("data-state", "open")
    expect(page.locator(".quiz-end")).to_contain_text("Attempt 2")
    choose(page, "q-seat", 0)
    check(page, "q-seat")
    expect(question(page, "q-seat")).to_have_attribute("data-state", "wrong")
    expect(
        page.locator("form.answer", has=question(page, "q-seat")).locator(".q-actions button")
    ).to_have_count(0)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".quiz-note")).to_contain_text("9 questions have no answer yet")
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.locator("#quiz-result")).to_have_text("Your result: 0 of 10 points (0%)")
    page.get_by_role("button", name="Course map").click()
    expect(page.locator(".map-facts")).to_contain_text("Score: 100%")  # the best attempt counts
    page.get_by_role("button", name="Take the quiz again").click()
    choose(page, "q-seat", 1)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.locator(".quiz-end")).to_contain_text("No attempts left")
    expect(page.get_by_role("button", name="Take the quiz again")).to_have_count(0)


def test_points_are_written_as_in_the_language_of_the_page(serve_package: OpenPackage, page: Page) -> None:
    """A quarter of a point on a French page is 0,25."""

    def in_french(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"lang":"en"', '"lang":"fr"', 1))

    page.route("**/pages/2.js", in_french)
    serve_package()
    go(page, "all-questions/quiz")
    choose(page, "q-seat", 2)
    check(page, "q-seat")
    expect(question(page, "q-seat").locator(".q-result")).to_contain_text("0,25")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.locator("#quiz-result")).to_contain_text("0,25 of 10 points")


def test_an_empty_quiz_cannot_be_handed_in(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-questions/quiz")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".quiz-note")).to_have_text("Please answer first.")


def test_the_first_answer_of_an_attempt_stays_after_a_reload(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-questions/quiz")
    choose(page, "q-seat", 0)
    check(page, "q-seat")
    page.reload()
    expect(question(page, "q-seat")).to_have_attribute("data-state", "wrong")
    expect(question(page, "q-seat").locator("input:checked")).to_have_attribute("value", "0")
    expect(question(page, "q-seat").locator("input").first).to_be_disabled()


def test_a_scenario_goes_on_where_it_stopped(open_package: OpenPackage) -> None:
    page = open_package()
    question(page, "meeting").locator("button.choice").nth(1).click()
    expect(question(page, "meeting").locator(".q-step-now .q-step-title")).to_have_text("The hall")
    expect(question(page, "meeting").locator(".q-step-now .q-step-title")).to_be_focused()
    page.reload()
    expect(question(page, "meeting").locator(".q-step-now .q-step-title")).to_have_text("The hall")
    expect(question(page, "meeting")).to_have_attribute("data-state", "open")


# --- the way through -----------------------------------------------------------------------------


def test_next_completes_a_lesson_and_moves_the_focus(open_package: OpenPackage) -> None:
    page = open_package()
    expect(page.locator("#title")).to_have_text("Try every type")
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_text("Quiz: every type")
    expect(page.locator("#title")).to_be_focused()
    assert page.title() == "Quiz: every type · A bit of everything"
    page.get_by_role("button", name="Course map").click()
    here = page.locator("#map [aria-current=page]")
    expect(here).to_contain_text("Quiz: every type")
    expect(page.locator("#map .is-done")).to_contain_text("Try every type")
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("#title")).to_have_text("Try every type")


def test_it_resumes_on_the_page_where_it_was_left(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-blocks/case")
    title = page.locator("#title").inner_text()
    address = page.url.split("#")[0]
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#title")).to_have_text(title)


def test_a_worksheet_is_kept_and_collected(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-blocks/worksheet")
    area = page.locator("textarea").first
    area.fill("We ask the night shift.\nمن فضلك ~|,")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".page-state")).to_have_text("Saved")
    page.reload()
    expect(page.locator("textarea").first).to_have_value("We ask the night shift.\nمن فضلك ~|,")
    page.get_by_role("button", name="Course map").click()
    expect(page.locator("#map .is-done")).to_have_count(1)
    page.get_by_role("link", name="What you wrote").click()
    expect(page.locator(".product-text")).to_have_text("We ask the night shift.\nمن فضلك ~|,")


def test_an_activity_is_marked_done_and_the_whole_course_can_be_finished(open_package: OpenPackage) -> None:
    page = open_package()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#title")).to_have_text("Quiz: every type")
    answer_all(page, "q-")
    page.get_by_role("button", name="Hand in").click()
    for _ in range(10):
        done = page.get_by_role("button", name="I have done this")
        if done.count():
            done.click()
        onward = page.locator("#next")
        if onward.inner_text() == "Finish":
            break
        before = page.locator("#title").inner_text()
        onward.click()
        expect(page.locator("#title")).not_to_have_text(before)
    page.locator("#next").click()
    expect(page.locator("#live")).to_have_text("You have finished the course. Well done!")
    expect(page.locator("#bar-words")).to_contain_text("100%")


def test_facilitators_notes_and_guides_are_not_in_the_package(make_package: Callable[..., Path]) -> None:
    folder = make_package().parent
    text = "".join(path.read_text() for path in folder.rglob("*.js")) + (folder / "index.html").read_text()
    assert "facilitator" not in text.replace(".aside-facilitator", "").lower()
    assert '"kind":"guide"' not in text


def test_glossary_links_open_the_term(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-blocks/lesson")
    page.locator("a[href^='#/glossary/']").first.click()
    expect(page.locator("dl.glossary")).to_be_visible()
    expect(page.locator("dt:focus")).to_have_count(1)
    page.go_back()
    expect(page.locator("dl.glossary")).to_have_count(0)


def test_from_the_glossary_one_comes_back_to_the_word(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-blocks/lesson")
    word = page.locator("a[href^='#/glossary/']").first
    address = word.get_attribute("href")
    word.click()
    expect(page.locator("dl.glossary")).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_have_count(0)
    page.set_viewport_size({"width": 360, "height": 300})  # a glossary is long; the way back is at hand
    page.evaluate("window.scrollTo(0, 0)")
    expect(page.get_by_role("link", name="Previous")).to_be_in_viewport()
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(f"#page a[href='{address}']").first).to_be_focused()
    expect(page.get_by_role("button", name="Next")).to_be_visible()


# --- a phone -------------------------------------------------------------------------------------


def test_the_map_is_seen_wherever_one_reads(open_package: OpenPackage) -> None:
    page = open_package()
    page.set_viewport_size(PHONE)
    go(page, "all-blocks/lesson")
    read = page.evaluate("window.scrollTo(0, 500), window.scrollY")
    assert read > 300
    page.locator("#exit").focus()  # the bar is always in view: nothing moves
    assert page.evaluate("window.scrollY") == read
    page.get_by_role("button", name="Course map").click()
    expect(page.get_by_role("link", name="What you wrote")).to_be_in_viewport()
    page.get_by_role("button", name="Course map").click()
    expect(page.locator("#map")).to_be_hidden()
    assert page.evaluate("window.scrollY") == read


def test_what_one_wrote_stands_alone_and_leads_back(open_package: OpenPackage) -> None:
    page = open_package()
    page.set_viewport_size(PHONE)
    go(page, "all-blocks/lesson")
    title = page.locator("#title").inner_text()
    page.get_by_role("button", name="Course map").click()
    page.get_by_role("link", name="What you wrote").click()
    expect(page.locator("#title")).to_have_text("What you wrote")
    expect(page.locator("#map")).to_be_hidden()
    page.get_by_role("button", name="Course map").click()
    expect(page.locator("#map [aria-current=page]")).to_have_text("What you wrote")
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("#title")).to_have_text(title)


def test_the_end_is_told_where_one_looks(open_package: OpenPackage) -> None:
    page = open_package()
    page.set_viewport_size(PHONE)
    go(page, page.evaluate("JSON.parse(document.getElementById('milepost-course').textContent)" + LAST_PAGE))
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("#live")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("#live")).to_have_text("")


def test_the_bar_leaves_room_on_a_low_screen(open_package: OpenPackage) -> None:
    """A phone on its side, or letters of twice the size: the bar goes with the page."""
    page = open_package()
    go(page, "all-blocks/lesson")
    page.evaluate("window.scrollTo(0, 500)")
    expect(page.locator("#map-button")).to_be_in_viewport()
    page.set_viewport_size({"width": 640, "height": 360})
    page.evaluate("window.scrollTo(0, 500)")
    expect(page.locator("#map-button")).not_to_be_in_viewport()


def test_links_out_open_a_window_of_their_own(open_package: OpenPackage) -> None:
    page = open_package()
    link = page.locator(".sources a")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_page_that_does_not_load_can_be_asked_for_again(
    open_package: OpenPackage, page_errors: list[str], tmp_path: Path
) -> None:
    page = open_package()
    file = next(tmp_path.rglob("pages/2.js"))
    away = file.rename(file.with_suffix(".away"))
    page.locator("#next").click()
    expect(page.locator("#title")).to_contain_text("did not load")
    page_errors.clear()
    away.rename(file)
    page.get_by_role("button", name="Load again").click()
    expect(page.locator("#title")).to_have_text("Quiz: every type")


def test_leaving_says_that_the_window_can_be_closed(open_package: OpenPackage) -> None:
    page = open_package()
    page.get_by_role("button", name="Exit").click()
    expect(page.locator("#title")).to_contain_text("You can close this window now")


def test_without_storage_the_course_runs_and_says_so(open_package: OpenPackage, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"
    )
    open_package()
    expect(page.locator("#notice")).to_contain_text("keeps nothing")
    choose(page, "seat", 1)
    check(page, "seat")
    expect(question(page, "seat")).to_have_attribute("data-state", "right")


def test_one_module_alone(open_package: OpenPackage) -> None:
    page = open_package(module="all-blocks")
    expect(page.locator("#place")).to_have_text("Page 1 of 5")


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_accessible(serve_package: OpenPackage, axe: Callable[..., None], lang: str) -> None:
    page = serve_package(lang=lang)
    axe(page, "light", "dark")
    page.locator("#map-button").click()
    choose(page, "seat", 0)
    check(page, "seat")
    check(page, "answers")
    question(page, "meeting").locator("button.choice").first.click()
    axe(page, "light", "dark")
    for name in ("all-questions/quiz", "all-blocks/lesson", "all-blocks/worksheet", "glossary", "product"):
        go(page, name)
        axe(page, "light", "dark")


def test_right_to_left(open_package: OpenPackage) -> None:
    page = open_package(lang="ar")
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    previous, following = page.locator("#map-button").bounding_box(), page.locator("#exit").bounding_box()
    assert previous and following and previous["x"] > following["x"]
    go(page, "all-blocks/case")
    expect(page.locator("#page")).to_have_attribute(
        "lang", "en"
    )  # not translated: says so, and reads left to right
    expect(page.locator("#page")).to_have_attribute("dir", "ltr")
    expect(page.locator(".fallback-note")).to_be_visible()


def test_a_film_has_its_captions(serve_package: OpenPackage) -> None:
    page = serve_package()
    go(page, "all-blocks/case")
    cues = page.wait_for_function(
        "() => { const [track] = document.querySelector('video').textTracks; "
        "track.mode = 'hidden'; return track.cues && track.cues.length; }"
    )
    assert cues.json_value() > 0


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 650])
def test_nothing_scrolls_sideways(open_package: OpenPackage, lang: str, width: int) -> None:
    page = open_package(lang=lang)
    page.set_viewport_size({"width": width, "height": 666})
    page.locator("#map-button").click()
    for name in ("all-questions/checks", "all-questions/quiz", "all-blocks/lesson", "all-blocks/activity"):
        go(page, name)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, name


def test_it_runs_under_a_strict_policy(make_package: Callable[..., Path], page: Page) -> None:
    index = make_package()
    text = index.read_text()
    policy = "script-src file:; style-src file:; require-trusted-types-for 'script'; trusted-types milepost"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    index.write_text(text.replace("<meta charset", f"{meta}<meta charset"))
    page.goto(index.as_uri())
    choose(page, "seat", 1)
    check(page, "seat")
    expect(question(page, "seat")).to_have_attribute("data-state", "right")
