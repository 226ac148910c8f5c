"""An LMS for tests: scorm-again (as the simulator ships it) behind tests/fixtures/scorm/lms.html."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Frame, Page


@dataclass
class Lms:
    """A folder that is served, with the double at `lms.html` and the package under `package/`."""

    page: Page
    folder: Path
    address: str

    def put(self, files: dict[str, str]) -> None:
        """Put a package made by hand in place."""
        for name, text in files.items():
            path = self.folder / "package" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def upload(self, package: Path) -> None:
        """Unpack a package as an LMS does."""
        with zipfile.ZipFile(package) as zipped:
            zipped.extractall(self.folder / "package")

    def launch(self, edition: str, **options: str) -> Frame:
        """Open the package; results of earlier launches in this page are known. Return its frame.

        Options: late (ms until the API is there), without (no API), failing (methods, by comma),
        shared (one LMS for two windows), width, height, cmi.* values.
        """
        self.page.goto(f"{self.address}/lms.html?{urlencode({'edition': edition, **options})}")
        self.page.wait_for_selector("iframe[name=sco]")
        frame = self.page.frame("sco")
        assert frame is not None
        frame.wait_for_load_state()
        return frame

    def leave(self) -> None:
        """Go away from the LMS's page, as a learner does who closes the window."""
        self.page.goto(f"{self.address}/nothing.html")

    @property
    def kept(self) -> dict[str, str]:
        """What the LMS has on its server."""
        kept: dict[str, str] = self.page.evaluate(
            "JSON.parse((window.store ?? sessionStorage).getItem('server') ?? '{}')"
        )
        return kept

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Every call of this launch: method, values, answer, error."""
        calls: list[dict[str, Any]] = self.page.evaluate("calls")
        return calls

    def trace(self) -> list[dict[str, Any]]:
        """Return every call of every launch so far, with its edition; nothing once the page is elsewhere."""
        if self.page.is_closed() or not self.page.url.startswith(self.address):
            return []
        trace: list[dict[str, Any]] = self.page.evaluate(
            "JSON.parse(sessionStorage.getItem('trace') ?? '[]')"
        )
        return trace

    def fail(self, *methods: str, code: str = "101") -> None:
        """Let these methods answer "false" and an error from now on; none: all is well again."""
        self.page.evaluate(
            "([methods, code]) => { failing = methods; failure = code; }", [list(methods), code]
        )

    def errors(self) -> list[dict[str, Any]]:
        """Return the calls that the LMS did not like."""
        return [call for call in self.calls if call["error"] not in ("0", "", None)]
