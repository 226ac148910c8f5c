"""Films on the site: nothing loads before a tap, captions are on, chapters lead in, twins tell their size."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

CASE = "courses/mixed/all-blocks/case"


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Return the addresses that the page asks for, as it asks."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def time_of(page: Page) -> float:
    return float(page.locator(".film video").evaluate("(video) => video.currentTime"))


def test_nothing_of_a_film_loads_before_a_tap(page: Page, site: str, asked: list[str]) -> None:
    page.goto(f"{site}/en/{CASE}")
    page.locator(".film").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.endswith((".mp4", ".m4a"))] == []
    assert [url for url in asked if "poster.en.jpg" in url]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_captions_are_on_in_the_language_of_the_page(page: Page, site: str, lang: str) -> None:
    page.goto(f"{site}/{lang}/{CASE}")
    shown = page.wait_for_function("""() => {
      const tracks = [...document.querySelector('.film video').textTracks];
      const shown = tracks.filter(({ mode }) => mode === 'showing');
      return shown.length === 1 && shown[0].cues?.length && shown[0].language;
    }""")
    page_lang = page.locator(".film").evaluate("(film) => film.closest('[lang]').lang")
    assert shown.json_value() == page_lang


def test_a_chapter_plays_from_where_it_begins(page: Page, site: str) -> None:
    page.goto(f"{site}/en/{CASE}")
    page.locator(".film video").evaluate("(video) => { video.muted = true; video.playbackRate = 0.1; }")
    page.get_by_text("Chapters", exact=True).click()
    corner = page.get_by_role("link", name="0:00 The corner")
    corner.click()
    expect(corner).to_have_attribute("aria-current", "true")
    assert 0.5 <= time_of(page) <= 1.0
    expect(page.get_by_role("link", name="0:00 The street")).not_to_have_attribute("aria-current", "true")
    assert page.url.endswith(CASE)


def test_without_scripts_a_chapter_is_a_link_into_the_film(new_context, site: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/{CASE}")
    page.get_by_text("Chapters", exact=True).click()
    link = page.get_by_role("link", name="0:00 The corner")
    assert (link.get_attribute("href") or "").endswith("/videos/oslo/film.en.mp4#t=0.5")


def test_what_is_to_be_seen_and_said_can_be_read(page: Page, site: str, axe) -> None:
    page.goto(f"{site}/en/{CASE}")
    for name, text in (
        ("What the pictures show", "A blue picture."),
        ("Read the film as text", "A street in Oslo"),
    ):
        page.get_by_text(name).click()
        expect(page.locator(".film").get_by_text(text).first).to_be_visible()
    axe(page)


def test_the_film_and_its_sound_tell_their_size(page: Page, site: str) -> None:
    page.goto(f"{site}/en/{CASE}")
    twins = page.locator(".film-twin")
    assert [text.split()[-1] for text in twins.all_inner_texts()] == ["MB", "MB"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Only the sound").click()
    assert download.value.suggested_filename == "film.en.m4a"
