"""What a package costs a learner: bytes and script until the first page is seen, and calls to the LMS."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from bench import courses
from bench.measure import ROOT, Row, in_turn, run, temporary
from milepost_player.assets import DESK, QUESTIONS
from milepost_scorm.preflight.chromium import find_browser, switches
from serving import served

MEDIA = (".jpg", ".png", ".svg", ".mp4", ".vtt")
SHOWN = "#turn:not([hidden])"
#: The longest course, and the one whose words weigh most.
SHIPPED = {
    "a shipped course": ("inclusive-policy-making",),
    "a shipped course in Arabic": ("political-leadership", "ar"),
}
#: Scripts that the first view does without.
LATER = ("index.js", DESK, QUESTIONS)
READING = 3000  # ms between two answers, longer than a commit waits for more
#: Notes when the first page is seen, and what had come by then.
FIRST_VIEW = """new MutationObserver((_, observer) => {
  if (!document.querySelector('#turn:not([hidden])')) return;
  observer.disconnect();
  const come = performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd > 0);
  window.firstView = [location.href, ...come.map(({ name }) => name)];
}).observe(document, { childList: true, subtree: true, attributes: true });"""


def measure() -> list[Row]:
    """Return the rows of bytes, of script time and of commits."""
    with temporary() as folder, sync_playwright() as playwright:
        content = folder / "content"
        small, big = courses.write(content, 10), courses.write(content, 200)
        small, big = (_export(folder, course, {"MILEPOST_CONTENT": str(content)}) for course in (small, big))
        shipped = {words: _export(folder, course, {}, *lang) for words, (course, *lang) in SHIPPED.items()}
        (folder / "lms.html").write_bytes((ROOT / "tests" / "fixtures" / "scorm" / "lms.html").read_bytes())
        (folder / "scorm-again").symlink_to(
            ROOT / "exports" / "scorm" / "milepost_scorm" / "simulator" / "scorm-again"
        )
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=switches("localhost", "127.0.0.1")
        )
        with served(folder) as address:
            rows = [
                *_first_view(browser, folder, address, {"10 lessons": small, "200 lessons": big}),
                *_first_view(browser, folder, address, shipped),
                _script_time(browser, address, small, big),
                *_commits(browser, address, small),
            ]
        browser.close()
    return rows


def _export(folder: Path, course: str, environment: dict[str, str], lang: str = "en") -> str:
    """Export a course and unpack it; return the name of its folder, and of the zip beside it."""
    name = f"{course}-{lang}"
    out = folder / f"{name}.zip"
    format = ("--format", "scorm-1.2", "--lang", lang)
    command: list[str | Path] = [sys.executable, "-m", "milepost", "export", course, *format, "-o", out]
    run(command, {**environment, "MILEPOST_DATA": str(folder / "data")})
    with zipfile.ZipFile(out) as package:
        package.extractall(folder / name)
    return name


# --- bytes ---------------------------------------------------------------------------------------


def _first_view(browser: Browser, folder: Path, address: str, named: dict[str, str]) -> list[Row]:
    rows = []
    for words, course in named.items():
        page = _opened(browser, f"{address}/{course}/index.html")
        page.wait_for_load_state("networkidle")
        first: list[str] = page.evaluate("window.firstView")
        everything: list[str] = page.evaluate(
            "[location.href, ...performance.getEntriesByType('resource').map(({ name }) => name)]"
        )
        page.context.close()
        sizes = _deflated(folder / f"{course}.zip", course)
        rows += [
            Row(f"package of {words}, first view without media", "KB", _kb(first, sizes), 30),
            Row(f"package of {words}, opened, all scripts", "KB", _kb(everything, sizes), None),
        ]
    return rows


def _deflated(package: Path, course: str) -> dict[str, int]:
    with zipfile.ZipFile(package) as zipped:
        return {f"/{course}/{each.filename}": each.compress_size for each in zipped.infolist()}


def _kb(addresses: list[str], sizes: dict[str, int]) -> float:
    paths = {urlsplit(each).path for each in addresses}
    return sum(sizes[path] for path in paths if path in sizes and not path.endswith(MEDIA)) / 1000


# --- script --------------------------------------------------------------------------------------


def _script_time(browser: Browser, address: str, small: str, big: str) -> Row:
    """Seconds of script until the first page stands, as Chromium counts them.

    What the first view does without stays on its way, or some of it would be counted now and then.
    """

    def opened(course: str) -> float:
        page = browser.new_page()
        held: list[Route] = []
        for later in LATER:
            page.route(f"**/{later}?*", lambda route: held.append(route))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(f"{address}/{course}/index.html", wait_until="commit")
        page.wait_for_selector(SHOWN)
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        for route in held:
            route.abort()
        page.context.close()
        return float(metrics["ScriptDuration"])

    opened(small), opened(big)
    of_big, of_small = in_turn(41, lambda: opened(big), lambda: opened(small))
    return Row(
        "package of 200 lessons, script at first view",
        "ms",
        of_big * 1000,
        1.1,
        of_small * 1000,
        note="floor: 10 lessons",
    )


# --- calls to the LMS ----------------------------------------------------------------------------


def _commits(browser: Browser, address: str, course: str) -> list[Row]:
    """Answer every question of four lessons at reading pace, and count what the LMS hears."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/lms.html?edition=scorm-1.2&launch=/{course}/index.html")
    page.wait_for_selector("iframe[name=sco]")
    frame = page.frame("sco")
    assert frame is not None
    pages = answers = 0
    for _ in range(4):
        frame.wait_for_selector("form[data-open]")
        for form in frame.locator("form.answer").all()[:2]:
            form.locator("input").first.check()
            form.get_by_role("button").last.click()
            answers += 1
            page.wait_for_timeout(READING)
        title = frame.locator("#title").inner_text()
        frame.locator("#next").click()
        frame.wait_for_function("title => document.querySelector('#title').textContent !== title", arg=title)
        page.wait_for_timeout(READING)
        pages += 1
    calls: list[str] = page.evaluate("calls.map(({ method }) => method)")
    context.close()
    commits = calls.count("Commit") - 1  # the trace that is left before the first page
    return [
        Row("commits to the LMS", "a page", commits / pages, 1, note=f"{answers} answers, {pages} pages"),
        Row("calls to the LMS", "an answer", len(calls) / answers, None),
    ]


# --- the browser ---------------------------------------------------------------------------------


def _opened(browser: Browser, address: str) -> Page:
    """Open a package in a fresh profile."""
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.add_init_script(FIRST_VIEW)
    page.goto(address)
    page.wait_for_selector(SHOWN)
    return page
