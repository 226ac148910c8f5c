"""The pages of a package in a real Chromium, with a real API beside them: what it complains about.

Playwright and a browser are needed for this part of the check only.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from milepost.core.archives import Archive
from milepost.core.errors import MilepostError
from milepost.core.progress import Progress
from milepost_scorm.preflight.chromium import find_browser, switches
from milepost_scorm.preflight.contents import Contents, Item, Resource, with_parameters
from milepost_scorm.preflight.findings import Finding, Level
from milepost_scorm.preflight.package import Package
from milepost_scorm.preflight.tree import XmlFlaw
from milepost_scorm.simulator.local import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

INSTALL = (
    "install Chromium or Chrome, and the library that drives it: pip install playwright "
    "(then, without a browser of your own: playwright install --only-shell chromium)"
)
MOST_PAGES = 20
PATIENCE = 5_000  # ms for a page to find the API, once it is there
LOADING = 20_000  # ms for a page to be there
LAUNCH = "order => milepostStage.launch(order)"
HAS_LOADED = "milepostStage.orders.loaded"
HAS_STARTED = "milepostStage.calls.some(call => /Initialize$/.test(call.method))"
SOURCE = "seen in Chromium"


class NoBrowser(MilepostError):
    """There is no browser, or nothing to drive it with. The message says what to install."""


def watch(path: Path, progress: Progress) -> list[Finding]:
    """Return what a browser finds wrong with each page that an LMS would launch. Raises NoBrowser."""
    with Archive(path) as archive:
        try:
            contents = Package(archive).contents
        except (KeyError, XmlFlaw):
            return []
        pages = [pair for pair in contents.launched if pair[1].href in archive.entries]
        first = {
            with_parameters(resource.launch, item.parameters): (item, resource)
            for item, resource in reversed(pages)
        }
        chosen = list(reversed(first.values()))[:MOST_PAGES]
        if not chosen:
            return []
        with serve(archive) as served:
            return list(_all(served, contents, chosen, progress))


def _all(
    served: Served, contents: Contents, chosen: list[tuple[Item, Resource]], progress: Progress
) -> Iterator[Finding]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowser(f"its pages in a browser; {INSTALL}") from error
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=switches("127.0.0.1"))
        except Error as error:
            raise NoBrowser(f"its pages in a browser; {INSTALL}") from error
        for done, (item, resource) in enumerate(chosen):
            progress(done, len(chosen))
            yield from _Watch(browser, served, contents.edition).run(item, resource)
        browser.close()


def _until(page: Page, holds: str, patience: float) -> bool:
    """Ask a page again and again, for so many milliseconds.

    Playwright's own waiting evaluates text inside the page later, which the stage's policy refuses.
    """
    last = time.monotonic() + patience / 1000
    while not page.evaluate(holds):
        if time.monotonic() > last:
            return False
        page.wait_for_timeout(25)
    return True


class _Watch:
    """One launch, in a profile of its own."""

    def __init__(self, browser: Browser, served: Served, edition: str) -> None:
        self._served, self._edition = served, edition
        self._context = browser.new_context(viewport={"width": 1024, "height": 768}, service_workers="block")
        self._complaints: dict[tuple[str, str, str], None] = {}
        self._context.on("weberror", lambda error: self._note("script", "", str(error.error)))
        self._context.on("console", self._console)
        self._context.on("response", self._response)

    def run(self, item: Item, resource: Resource) -> Iterator[Finding]:
        before = len(self._served.trial.reports())
        page = self._context.new_page()
        page.goto(f"{self._served.address}/{self._served.token}/stage.html")
        page.evaluate(LAUNCH, self._order(item, resource))
        started = self._wait(page)
        calls = page.evaluate("milepostStage.calls")
        self._context.close()
        yield from self._said(resource.href)
        yield from self._refused(resource.href, self._served.trial.reports()[before:])
        yield from self._called(resource, calls, started)

    def _wait(self, page: Page) -> bool:
        """Wait until the page is there and quiet; say whether it has found the API."""
        from playwright.sync_api import Error

        if not (_until(page, HAS_LOADED, LOADING) and _until(page, HAS_STARTED, PATIENCE)):
            return bool(page.evaluate(HAS_STARTED))
        with contextlib.suppress(Error):
            page.wait_for_load_state("networkidle", timeout=PATIENCE)
        return True

    def _order(self, item: Item, resource: Resource) -> dict[str, Any]:
        return {
            "edition": str(self._edition),
            "href": with_parameters(resource.launch, item.parameters),
            "data": {},
            "learner": {"id": "check", "name": "Check, Package"},
            "language": "en",
            "mode": "normal",
            "credit": "credit",
            "launch_data": item.launch_data,
            "mastery": item.mastery,
            "time_limit": item.time_limit,
            "time_limit_action": item.time_limit_action,
            "strict": False,
        }

    def _note(self, kind: str, url: str, text: str) -> None:
        self._complaints.setdefault((kind, self._name(url), " ".join(text.split())[:200]))

    def _console(self, message: Any) -> None:
        text = str(message.text)
        # What policy refused is told by the reports, and a missing file by its answer.
        if message.type == "error" and "Content Security Policy" not in text and "Failed to load" not in text:
            place = message.location or {}
            self._note("console", place.get("url", ""), text)

    def _response(self, response: Any) -> None:
        if response.status >= 400 and "/package/" in response.url:
            self._note("missing", response.url, "")

    def _name(self, url: str) -> str:
        return unquote(urlsplit(url).path).partition("/package/")[2]

    def _said(self, launch: str) -> Iterator[Finding]:
        for kind, name, text in self._complaints:
            if kind == "missing":
                what = f"asks for {name}, which is not in the package"
                yield self._finding("page-requests", launch, what, "add the file or remove what asks for it")
            else:
                where = "" if name in ("", launch) else f" ({name})"
                mend = "mend the script; the browser's console shows the place"
                yield self._finding("page-errors", launch, f"the browser complains: {text}{where}", mend)

    def _refused(self, launch: str, reports: list[str]) -> Iterator[Finding]:
        for report in dict.fromkeys(reports):
            found = _blocked(report)
            if found and not found.startswith(self._served.address):
                what = f"asks another machine for {found}"
                yield self._finding("outside-seen", launch, what, "put a copy into the package")

    def _called(self, resource: Resource, calls: list[dict[str, str]], started: bool) -> Iterator[Finding]:
        method = "LMSInitialize" if self._edition == "scorm-1.2" else "Initialize"
        if resource.kind == "sco" and not started:
            what = (
                f"has not called {method} within {PATIENCE // 1000} seconds, so it may never report anything"
            )
            mend = "look for the API as the edition names it, or wait less before it"
            yield self._finding("never-starts", resource.href, what, mend, Level.WARNING)
        for call in {(call["method"], call["element"], call["error"]): call for call in calls}.values():
            # 403 (2004): a value that was never set. Content has no other way to ask.
            if call["error"] not in ("0", "403"):
                what = f"{call['method']}({call['element']}) is answered by error {call['error']}"
                mend = f"{call['diagnostic'] or 'see the standard'}; some LMSs stop at any error"
                yield self._finding("api-errors", resource.href, what, mend, Level.WARNING)

    def _finding(self, kind: str, where: str, what: str, mend: str, level: Level = Level.ERROR) -> Finding:
        return Finding(level, where, what, mend, kind, SOURCE)


def _blocked(report: str) -> str:
    """Return the address that a report of the browser is about, if it is one outside."""
    _, _, rest = report.partition('"blocked-uri":"')
    found = rest.partition('"')[0].replace("\\/", "/")
    return found if found.startswith(("http:", "https:", "ws:", "wss:", "//")) else ""
