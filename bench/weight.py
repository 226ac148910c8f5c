"""What a learner's phone has to fetch, counted by a real browser: the first lesson, and the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench import courses, servers
from bench.measure import ROOT, Row, temporary
from milepost_scorm.preflight.chromium import find_browser, switches

MEDIA = frozenset({"Image", "Media"})
FONTS = ROOT / "platform" / "milepost" / "web" / "static" / "fonts"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came over the wire: header and body, compressed; nothing when it was cached."""

    kind: str
    address: str
    size: int


def measure() -> list[Row]:
    """Return the rows of a first view, of the next lesson, and of the fonts."""
    with temporary() as folder:
        course_id = courses.write(folder / "content", 10)
        environment = {"MILEPOST_CONTENT": str(folder / "content"), "MILEPOST_DATA": str(folder / "data")}
        address = f"/en/courses/{course_id}/{course_id}-m01/lesson-04"
        with servers.milepost(environment, "/en/", workers=1) as server:
            first, following = _visit(f"http://localhost:{server.port}{address}")
    own = [answer for answer in first if answer.kind not in MEDIA]
    fonts = [answer for answer in own if answer.kind == "Font"]
    more = [answer for answer in following if answer.kind not in MEDIA]
    return [
        Row("first view of a lesson, without its media and font", "KB", _kb(set(own) - set(fonts)), 25),
        Row("first view of a lesson, its font", "KB", _kb(fonts), 35),
        Row("first view of a lesson, without its media", "requests", len(own), 8),
        Row("next lesson, without its media", "KB", _kb(more), 10),
        Row("font of another script, the largest", "KB", _largest(FONTS.glob("noto-*.woff2")), 70),
    ]


def _visit(address: str) -> tuple[list[Answer], list[Answer]]:
    """Open a lesson as a stranger would, and go on to the next; return what came each time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=switches("localhost", "127.0.0.1")
        )
        page = browser.new_page(viewport={"width": 360, "height": 740})
        answers = _listen(page.context.new_cdp_session(page))
        page.goto(address, wait_until="networkidle")
        first = list(answers)
        answers.clear()
        _go_on(page)
        page.wait_for_load_state("networkidle")
        following = list(answers)
        browser.close()
    return first, following


def _go_on(page: Page) -> None:
    before = page.url
    page.locator("main form button, main a[rel=next]").last.click()
    page.wait_for_url(lambda url: url != before)


def _listen(session: CDPSession) -> list[Answer]:
    answers: list[Answer] = []
    asked: dict[str, tuple[str, str]] = {}

    def received(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["type"], event["response"]["url"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in asked and event["encodedDataLength"]:
            answers.append(Answer(*asked[event["requestId"]], int(event["encodedDataLength"])))

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    return answers


def _kb(answers: Iterable[Answer]) -> float:
    return sum(answer.size for answer in answers) / 1000


def _largest(paths: Iterable[Path]) -> float:
    return max(path.stat().st_size for path in paths) / 1000
