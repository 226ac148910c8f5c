"""The learner's way in a real Chromium: with scripts, without them, by keyboard, in both directions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

TINY = "/en/courses/tiny/tiny-one"
QUIZ = f"{TINY}/quiz"
CHECKS = "/en/courses/mixed/all-questions/checks"
SHEET = "/en/courses/mixed/all-blocks/worksheet"
PAGES = {
    "home": "/en/",
    "course": "/en/courses/mixed/",
    "lesson": "/en/courses/mixed/all-blocks/lesson",
    "case": "/en/courses/mixed/all-blocks/case",
    "activity": "/en/courses/mixed/all-blocks/activity",
    "worksheet": SHEET,
    "handout": "/en/courses/mixed/all-blocks/handout",
    "checks": CHECKS,
    "quiz": "/en/courses/mixed/all-questions/quiz",
    "product": "/en/courses/mixed/product",
    "glossary": "/en/glossary",
}


def choose(page: Page, question: str, text: str) -> None:
    page.locator(f"#ask-{question} .option", has_text=text).locator("input").check()
    page.locator(f"#ask-{question} button", has_text="Check my answer").click()


def take_the_quiz(page: Page) -> None:
    choose(page, "who", "Elected people")
    expect(page.locator("#q-who")).to_have_attribute("data-state", "right")
    choose(page, "parks", "False")
    expect(page.locator("#q-parks")).to_have_attribute("data-state", "wrong")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Your result: 1 of 2 points (50%)")).to_be_in_viewport()


@pytest.fixture
def plain_page(new_context):
    """A page in a browser that runs no scripts."""
    return new_context(java_script_enabled=False).new_page()


def test_the_whole_way_without_scripts(plain_page, site):
    page = plain_page
    page.goto(f"{site}/en/")
    page.get_by_role("link", name=re.compile("council|Tiny", re.I)).first.click()
    page.get_by_role("link", name="Start the course").click()
    page.goto(f"{page.url}#main")  # a link within the page, as an answer to a check leaves behind
    page.get_by_role("button", name=re.compile("^Next")).click()
    expect(page).to_have_url(f"{site}{QUIZ}")
    take_the_quiz(page)
    page.get_by_role("button", name="Take the quiz again").click()
    expect(page.locator("#q-who")).to_have_attribute("data-state", "open")
    page.goto(f"{site}{SHEET}")
    page.locator("textarea").first.fill("Parents who work at night")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved")).to_have_text("Saved")
    page.goto(f"{site}/en/courses/mixed/product")
    expect(page.get_by_text("Parents who work at night")).to_be_visible()


def test_with_scripts_an_answer_needs_no_reload_and_the_result_is_told(page, site):
    page.goto(f"{site}{QUIZ}")
    page.evaluate("window.stays = true")
    choose(page, "who", "Nobody")
    expect(page.locator("#q-who .q-result")).to_be_focused()
    assert page.evaluate("window.stays")
    expect(page.locator("#quiz-count")).to_have_text("1 of 2 questions answered")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("1 question has no answer yet.")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.evaluate("window.stays")
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.get_by_text("Your result: 0 of 2 points (0%)")).to_be_visible()


def test_an_activity_that_is_done_shows_on_the_map_at_once(page, site):
    page.goto(f"{site}/en/courses/mixed/all-blocks/activity")
    expect(page.locator("#course-progress")).to_contain_text("0 of 7")
    page.get_by_role("button", name="I have done this").click()
    expect(page.get_by_role("status").filter(has_text="You have done this activity.")).to_be_focused()
    expect(page.locator("#course-progress")).to_contain_text("1 of 7")


def test_a_worksheet_saves_itself_and_keeps_what_is_being_written(page, site):
    page.goto(f"{site}{SHEET}")
    field = page.locator("textarea").first
    field.fill("Half a sen")
    expect(page.locator("#saved")).to_have_text("Saved")
    with page.expect_response(lambda answer: "tence" in (answer.request.post_data or "")):
        field.press_sequentially("tence")
        expect(field).to_have_value("Half a sentence")
        expect(page.locator("#course-progress")).to_contain_text("1 of 7")
    page.reload()
    expect(page.locator("textarea").first).to_have_value("Half a sentence")


def test_a_page_for_paper_is_printed_with_its_pictures_and_without_the_shell(page, site):
    page.goto(f"{site}/en/courses/mixed/all-blocks/handout")
    page.evaluate(
        "window.print = () => { window.printed = [...document.images].every((one) => one.complete); }"
    )
    button = page.get_by_role("button", name="Print")
    button.click()
    page.wait_for_function("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for shell in (button, page.get_by_role("banner"), page.get_by_role("contentinfo")):
        expect(shell).to_be_hidden()


def test_when_the_server_is_away_the_form_is_sent_the_plain_way(page, site, page_errors):
    page.goto(f"{site}{QUIZ}")
    page.route(
        "**/quiz",
        lambda route: (
            route.abort() if route.request.headers.get("x-milepost-fragment") else route.continue_()
        ),
    )
    choose(page, "who", "Nobody")
    expect(page.locator("#q-who")).to_have_attribute("data-state", "wrong")
    assert "#q-who" in page.url
    page_errors.clear()


def test_a_number_that_is_none_is_told_at_its_field(page, site):
    page.goto(f"{site}{CHECKS}")
    form = page.locator("form.ask", has=page.locator('[data-type="number"]'))
    form.locator("input[type=text]").fill("many")
    form.get_by_role("button", name="Check my answer").click()
    expect(form.locator("input[type=text]")).to_be_focused()
    expect(form.locator("input[type=text]")).to_have_value("many")
    expect(form.locator("input[type=text]")).to_have_attribute("aria-invalid", "true")


def test_a_scenario_goes_on_step_by_step(page, site):
    page.goto(f"{site}{CHECKS}")
    form = page.locator("form.ask", has=page.locator('[data-type="scenario"]'))
    for _ in range(6):
        if not form.locator(".choice").count():
            break
        form.locator(".choice").first.click()
        expect(form).not_to_have_attribute("aria-busy", "true")
    expect(form.locator(".q-result")).not_to_be_empty()
    form.get_by_role("button", name="Start again").click()
    expect(form.locator(".q-result")).to_be_empty()


def test_a_quiz_by_keyboard_only(page, site):
    page.goto(f"{site}{QUIZ}")
    page.locator("#q-who input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#q-who")).not_to_have_attribute("data-state", "open")
    expect(page.locator("#q-who .q-result")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q.parks"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#q-parks")).not_to_have_attribute("data-state", "open")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.value") != "hand-in":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your result:")).to_be_visible()


def everything_touched(page: Page, site: str) -> None:
    """Answer, save and finish something, so that pages are looked at in use."""
    page.goto(f"{site}{CHECKS}")
    single = page.locator("form.ask", has=page.locator('[data-type="single"]')).first
    single.locator("input[type=radio]").first.check()
    single.get_by_role("button", name="Check my answer").click()
    expect(single.locator(".q-result")).not_to_be_empty()
    page.goto(f"{site}/en/courses/mixed/all-questions/quiz")
    choose(page, "q-seat", "The police")
    expect(page.locator("#quiz-count")).to_contain_text("1 of")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.get_by_text("Your result:")).to_be_visible()
    page.goto(f"{site}{SHEET}")
    page.locator("textarea").first.fill("Parents")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved")).to_have_text("Saved")


@pytest.mark.parametrize("lang", ["en", "ar-XB", "ar"])
def test_every_page_is_accessible_in_both_schemes_and_fits_a_small_screen(page, site, axe, lang):
    page.set_viewport_size({"width": 320, "height": 640})
    for used in (False, True):
        if used:
            everything_touched(page, site)
        for name, address in PAGES.items():
            page.goto(site + address.replace("/en/", f"/{lang}/"))
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, used)
            assert page.evaluate("document.documentElement.dir") == ("ltr" if lang == "en" else "rtl")
            if used or name in ("quiz", "course", "home"):
                axe(page, "light", "dark")


def test_a_page_that_is_not_there_is_accessible(page, site, axe, page_errors):
    page.goto(f"{site}/en/courses/mixed/all-blocks/nothing")
    axe(page)
    page_errors.clear()
