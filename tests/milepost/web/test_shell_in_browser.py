"""The shell in a real browser: accessible, keyboard only, at 320 px, without scripts, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from flask import Flask, render_template
from playwright.sync_api import BrowserContext, Page, expect

BOARD = Path(__file__).with_name("style_board.html")
SHELL = ("privacy", "accessibility", "reading", "board", "no/such/page")


@pytest.fixture
def board(app: Flask) -> Iterator[None]:
    """Add a page with every part in every state, made from the real templates."""
    own = jinja2.DictLoader({"board.html": BOARD.read_text(encoding="utf-8")})
    app.jinja_env.loader = jinja2.ChoiceLoader([app.jinja_env.loader or own, own])
    app.add_url_rule("/<lang>/board", "board", lambda lang: render_template("board.html"))
    yield


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_the_shell_breaks_no_rule(
    site: str, board: None, lang: str, page: Page, axe: Callable[..., None], page_errors: list[str]
) -> None:
    for name in SHELL:
        page.goto(f"{site}/{lang}/{name}")
        axe(page, "light", "dark")
    page_errors[:] = [error for error in page_errors if "404" not in error]


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_nothing_scrolls_sideways_on_a_small_screen(
    site: str, board: None, lang: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    for name in ("", "privacy", "reading", "board"):
        page.goto(f"{site}/{lang}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_nothing_scrolls_sideways_with_very_large_text(
    site: str, board: None, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(viewport={"width": 640, "height": 800})
    context.add_cookies([{"name": "milepost_reading", "value": "auto.larger.wide", "url": site}])
    page = context.new_page()
    page.goto(f"{site}/en/board")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "23px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_everything_to_touch_is_large_enough(
    site: str, board: None, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(f"{site}/en/board")
    small = page.evaluate(
        """(touched) => [...document.querySelectorAll(touched)]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
          .map((one) => one.outerHTML.slice(0, 80))""",
        "header a, footer a, nav a, button, .button, summary, .option, .check, select",
    )
    assert small == []


def test_the_first_tab_skips_to_the_content_and_is_seen(site: str, page: Page) -> None:
    page.goto(f"{site}/en/privacy")
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_has_the_focus_is_seen(site: str, board: None, page: Page) -> None:
    page.goto(f"{site}/en/board")
    seen: list[Any] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                  const now = document.activeElement, box = now.getBoundingClientRect();
                  const shown = getComputedStyle(now).outlineStyle !== 'none'
                    || getComputedStyle(now.closest('.card, .option') ?? now).outlineStyle !== 'none';
                  return [now.outerHTML.slice(0, 80), shown, box.top >= -1 && box.top < innerHeight];
                }"""
            )
        )
    assert [entry for entry in seen if not (entry[1] and entry[2])] == []


def test_a_menu_closes_on_escape_and_on_a_click_elsewhere(site: str, page: Page) -> None:
    page.goto(f"{site}/en/privacy")
    menu, summary = page.locator("details.menu").last, page.locator("details.menu summary").last
    summary.click()
    expect(menu.get_by_role("link").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link").first).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(menu.get_by_role("link").first).to_be_hidden()


def test_a_menu_opens_without_scripts(site: str, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/privacy")
    page.locator("details.menu summary").last.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_reading_settings_work_without_scripts(site: str, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/privacy")
    page.get_by_role("link", name="Reading settings").click()
    page.get_by_label("Dark").check()
    page.get_by_label("Very large").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{site}/en/privacy?said=reading")
    assert page.get_by_role("status").inner_text() == "Your reading settings are saved."
    root = page.locator("html")
    assert (root.get_attribute("data-theme"), root.get_attribute("data-text")) == ("dark", "larger")


def test_dark_colours_are_dark_whoever_asks_for_them(
    site: str, new_context: Callable[..., BrowserContext]
) -> None:
    def background(**options: Any) -> str:
        context = new_context(**options)
        if "color_scheme" not in options:
            context.add_cookies([{"name": "milepost_reading", "value": "dark.normal.normal", "url": site}])
        page = context.new_page()
        page.goto(f"{site}/en/privacy")
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert background() == background(color_scheme="dark") == "rgb(21, 25, 27)"
    assert background(color_scheme="light") == "rgb(250, 247, 240)"


def test_our_letters_are_used(site: str, page: Page) -> None:
    page.goto(f"{site}/en/privacy")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').length") == 1
