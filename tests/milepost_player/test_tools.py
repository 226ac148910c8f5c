"""What some devices and pages have: a voice, a whole screen, films. And paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPackage = Callable[..., Page]

#: Headless Chromium has no voices. This one keeps what it is told to say and takes 50 ms for it, or `pace`;
#: a voice that is `slow` takes until `comesToItsEnd()`.
VOICES = """(voices) => {
  window.said = [];
  let going = 0;
  const speech = {
    getVoices: () => voices,
    addEventListener: (name, listener) => { window.voicesCame = listener; },
    cancel: () => clearTimeout(going),
    speak: (spoken) => {
      said.push([spoken.lang, spoken.text.trim()]);
      window.comesToItsEnd = () => spoken.onend();
      if (!window.slow) going = setTimeout(comesToItsEnd, window.pace ?? 50);
    },
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""
HERE = {"name": "Here", "lang": "en-GB", "localService": True}
FAR = {"name": "Far", "lang": "en-US", "localService": False}
ARABIC = {"name": "هنا", "lang": "ar-EG", "localService": True}


CAPTIONS = "[...document.querySelector('video').textTracks].filter(({ kind }) => kind === 'captions')"
SHOWN = f"{CAPTIONS}.filter(({{ mode, cues }}) => mode === 'showing' && cues?.length)"


def go(page: Page, name: str) -> None:
    page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
    expect(page.locator("#content")).to_have_attribute("data-page", name)


def with_voices(page: Page, *voices: dict[str, Any]) -> None:
    import json

    page.add_init_script(f"({VOICES})({json.dumps(voices)})")


def said(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("window.said")
    return found


# --- reading aloud -------------------------------------------------------------------------------


def test_without_a_voice_of_the_device_nothing_is_offered(open_package: OpenPackage, page: Page) -> None:
    """A voice from the network would send the text to somebody else."""
    with_voices(page, FAR, ARABIC)
    open_package("tiny")
    expect(page.get_by_role("button", name="Read aloud")).to_have_count(0)


def test_voices_that_come_late_are_offered(open_package: OpenPackage, page: Page) -> None:
    with_voices(page)
    open_package("tiny")
    expect(page.get_by_role("button", name="Read aloud")).to_have_count(0)
    page.evaluate(f"speechSynthesis.getVoices = () => [{str(HERE).replace('True', 'true')}]; voicesCame()")
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()


def test_a_page_is_read_in_order_and_to_its_end(open_package: OpenPackage, page: Page) -> None:
    with_voices(page, FAR, HERE)
    open_package("tiny")
    page.evaluate("window.slow = true")
    page.get_by_role("button", name="Read aloud").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.evaluate("window.slow = false; comesToItsEnd()")
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()  # it has come to the end
    texts = [text for _, text in said(page)]
    assert texts[:3] == [
        "What a council does",
        "A council decides about streets, schools and parks.",
        "Who sits in it",
    ]
    assert {lang for lang, _ in said(page)} == {"en-GB"}
    expect(page.locator(".is-read")).to_have_count(0)


def test_hidden_things_are_not_read(open_package: OpenPackage, page: Page) -> None:
    with_voices(page, HERE)
    open_package(module="all-questions")
    page.evaluate("window.pace = 5")
    page.wait_for_selector("form[data-open]")
    page.get_by_role("button", name="Read aloud").click()
    page.wait_for_function("said.length > 20")
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible(timeout=30_000)
    words = " ".join(text for _, text in said(page))
    for secret in ("They wrote section 2", "Who is missing", "Check my answer", "Move up"):
        assert secret not in words
    assert "Who" in words


def test_pausing_goes_on_where_it_was(open_package: OpenPackage, page: Page) -> None:
    with_voices(page, HERE)
    open_package("tiny")
    page.evaluate("window.slow = true")
    page.get_by_role("button", name="Read aloud").click()
    page.wait_for_function("said.length === 1")
    page.evaluate("comesToItsEnd()")
    page.wait_for_function("said.length === 2")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(300)
    assert len(said(page)) == 2
    page.get_by_role("button", name="Go on", exact=True).click()
    page.wait_for_function("said.length === 3")
    assert said(page)[2] == said(page)[1]
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Read aloud")).to_be_focused()


def test_it_stops_with_the_page(open_package: OpenPackage, page: Page) -> None:
    with_voices(page, HERE)
    open_package("tiny")
    page.get_by_role("button", name="Read aloud").click()
    page.wait_for_function("said.length > 0")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
    count = len(said(page))
    page.wait_for_timeout(200)
    assert len(said(page)) == count


def test_each_language_has_its_own_voice(open_package: OpenPackage, page: Page) -> None:
    """A page that is not translated is read in its own language; what has no voice is left out."""
    with_voices(page, ARABIC)
    open_package(lang="ar")
    go(page, "all-blocks/case")
    expect(page.locator("#page")).to_have_attribute("lang", "en")
    expect(page.locator("#aloud")).to_be_hidden()
    go(page, "all-blocks/lesson")
    expect(page.locator("#aloud button")).to_be_visible()


def test_what_is_read_is_shown_without_rushing(open_package: OpenPackage, page: Page) -> None:
    with_voices(page, HERE)
    page.emulate_media(reduced_motion="reduce")
    open_package(module="all-blocks")
    page.evaluate("window.slow = true")
    page.set_viewport_size({"width": 360, "height": 400})
    page.evaluate("""() => {
      window.ways = new Set();
      const real = Element.prototype.scrollIntoView;
      Element.prototype.scrollIntoView = function (how) { ways.add(how.behavior); real.call(this, how); };
    }""")
    page.get_by_role("button", name="Read aloud").click()
    page.wait_for_function("window.comesToItsEnd?.(), ways.size > 0")
    assert page.evaluate("[...ways]") == ["auto"]
    expect(page.locator(".is-read")).to_be_in_viewport()


# --- films ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["open_package", "serve_package"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_captions_are_on(request: pytest.FixtureRequest, way: str, lang: str) -> None:
    """From file:, where browsers refuse text tracks, and from a server."""
    page = request.getfixturevalue(way)(lang=lang)
    go(page, "all-blocks/case")
    page.wait_for_function(f"{SHOWN}.length === 1")
    shown = page.evaluate(f"{SHOWN}.map(({{ language, cues }}) => [language, cues[0].text])")
    assert shown == [["en", "A street in Oslo."]]  # the page is in English in both courses
    languages = page.evaluate(f"{CAPTIONS}.map(({{ language }}) => language)")
    assert sorted(languages) == ["ar", "en"]


@pytest.mark.parametrize("way", ["open_package", "serve_package"])
def test_chapters_and_descriptions_can_be_used(request: pytest.FixtureRequest, way: str) -> None:
    page = request.getfixturevalue(way)()
    go(page, "all-blocks/case")
    page.get_by_text("Chapters", exact=True).click()
    page.get_by_role("link", name="0:00 The street").click()
    expect(page.get_by_role("link", name="0:00 The street")).to_have_attribute("aria-current", "true")
    page.get_by_text("What the pictures show", exact=True).click()
    expect(page.get_by_text("A blue picture.")).to_be_visible()


def test_captions_that_the_server_refuses_come_by_script(
    serve_package: OpenPackage, page: Page, page_errors: list[str]
) -> None:
    page.route("**/*.vtt", lambda route: route.fulfill(status=403))
    serve_package()
    go(page, "all-blocks/case")
    page.wait_for_function(f"{SHOWN}.length === 1")
    page_errors.clear()


def test_cues_keep_their_place(serve_package: OpenPackage) -> None:
    """What a caption file says about the place of a caption holds, also by script."""
    page = serve_package()
    go(page, "all-blocks/case")
    page.wait_for_function("() => !!(milepost.cues && milepost.openFilm)")
    made = page.evaluate("""async () => {
      const video = document.querySelector('video');
      const figure = video.closest('figure').cloneNode(true);
      figure.querySelector('video').innerHTML =
        '<track kind=captions data-src=x.vtt srclang=en label=English default>';
      document.querySelector('#page').append(figure);
      milepost.cues('x.vtt', `WEBVTT

NOTE no

1
00:01:02.500 --> 00:01:04.000 line:-4 align:start
One
two

00:05.000 --> 00:06.000 line:80%
three
`);
      await milepost.openFilm(figure);
      await new Promise((resume) => setTimeout(resume, 100));
      return [...figure.querySelector('video').textTracks[0].cues].map(
        (cue) => [cue.startTime, cue.endTime, cue.line, cue.snapToLines, cue.align, cue.text]);
    }""")
    assert made == [
        [5, 6, 80, False, "center", "three"],
        [62.5, 64, -4, True, "start", "One\ntwo"],
    ]


def test_no_film_is_fetched_before_it_is_wanted(serve_package: OpenPackage, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    serve_package()
    go(page, "all-blocks/case")
    expect(page.get_by_text("Chapters", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.endswith(".mp4")] == []
    assert [url for url in asked if url.endswith("film.js")]
    expect(page.locator("video")).to_have_attribute("preload", "none")
    expect(page.locator(".film-size").first).to_contain_text("MB")
    page.locator("video").evaluate("(video) => { video.muted = true; return video.play(); }")
    assert [url for url in asked if url.endswith(".mp4")]


# --- the whole screen ------------------------------------------------------------------------------


def test_the_whole_screen_and_back(serve_package: OpenPackage) -> None:
    page = serve_package("tiny")
    page.get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("button", name="Leave full screen")).to_be_visible()
    assert page.evaluate("document.fullscreenElement === document.documentElement")
    page.get_by_role("button", name="Leave full screen").click()
    expect(page.get_by_role("button", name="Full screen", exact=True)).to_be_visible()


def test_a_frame_that_may_not_does_not_offer_it(serve_package: OpenPackage, page: Page) -> None:
    serve_package("tiny")
    address = page.url
    frame = f"""<iframe name="inner" src="{address}" allow="fullscreen 'none'" height="600"></iframe>"""
    outer = f"<!doctype html>{frame}"
    page.route("**/outer.html", lambda route: route.fulfill(body=outer, content_type="text/html"))
    page.goto(address.replace("index.html", "outer.html"))
    inner = page.frame("inner")
    assert inner is not None
    inner.wait_for_selector("#turn:not([hidden])")
    expect(inner.get_by_role("button", name="Full screen")).to_have_count(0)
    expect(inner.get_by_role("button", name="Print")).to_be_visible()


# --- paper -----------------------------------------------------------------------------------------


def test_paper_shows_what_was_written_and_no_buttons(open_package: OpenPackage, tmp_path: Path) -> None:
    page = open_package()
    go(page, "all-blocks/worksheet")
    long = "We ask the night shift. " * 30
    page.locator("textarea").first.fill(long)
    page.emulate_media(media="print")
    for name in (".bar button", ".bar-state", "#turn", ".page-tools", ".page-done button"):
        for part in page.locator(name).all():
            expect(part).to_be_hidden()
    area = page.locator("textarea").first
    assert area.evaluate("(area) => area.scrollHeight <= area.clientHeight + 2"), "the text is cut"


def test_an_empty_worksheet_on_paper_has_room_to_write_by_hand(open_package: OpenPackage) -> None:
    page = open_package()
    go(page, "all-blocks/worksheet")
    area = page.locator("textarea").first
    expect(area).to_be_enabled()
    seen = area.evaluate("(area) => area.offsetHeight")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")  # as before a real print
    page.emulate_media(media="print")
    assert area.evaluate("(area) => area.offsetHeight") >= seen > 50


# --- for everybody -----------------------------------------------------------------------------------


def test_tools_are_accessible(serve_package: OpenPackage, page: Page, axe: Callable[..., None]) -> None:
    with_voices(page, HERE)
    serve_package()
    page.evaluate("window.slow = true")
    page.get_by_role("button", name="Read aloud").click()
    expect(page.locator(".is-read")).to_be_visible()
    axe(page, "light", "dark")
    go(page, "all-blocks/case")
    page.get_by_text("Chapters", exact=True).click()
    axe(page, "light", "dark")
    page.get_by_role("button", name="Exit").click()
    axe(page, "light", "dark")


def test_an_exit_without_an_lms_can_erase_everything(serve_package: OpenPackage) -> None:
    page = serve_package("tiny")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="Quiz on councils")).to_be_visible()
    page.get_by_role("button", name="Exit").click()
    page.get_by_role("button", name="Erase my progress from this browser").click()
    expect(page.get_by_text("Your progress is erased from this browser.")).to_be_visible()
    kept = "Object.keys(localStorage).filter((name) => /:(state|location)$/.test(name))"
    assert page.evaluate(kept) == []
    page.goto("about:blank")
    page.go_back()
    page.get_by_role("button", name="Course map").click()
    expect(page.locator(".map-facts")).to_contain_text("Progress: 0%")


def test_a_second_window_without_an_lms_asks_too(open_package: OpenPackage) -> None:
    """From file:, where every file is of another origin."""
    page = open_package("tiny")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="Quiz on councils")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url.split("#")[0])
    expect(other.get_by_role("heading", name="This course is open in another window")).to_be_focused()
    other.get_by_role("button", name="Go on here").press("Enter")
    expect(other.get_by_role("heading", name="Quiz on councils")).to_be_focused()
    expect(page.get_by_role("heading", name="The course goes on in another window.")).to_be_visible()
