"""An LMS double on loopback: scorm-again (the simulator's own) plays packages in a real Chromium."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from conformance import not_allowed
from lms_double import Lms

FIXTURES = Path(__file__).parents[1] / "fixtures"
SIMULATOR = Path(__file__).parents[2] / "exports" / "scorm" / "milepost_scorm" / "simulator"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are not what a test prints."""


@pytest.fixture
def lms(page: Page, tmp_path: Path) -> Iterator[Lms]:
    """Return an LMS that plays packages in `page`, and holds every call against the conformance data."""
    folder = tmp_path / "lms"
    (folder / "package").mkdir(parents=True)
    (folder / "lms.html").write_bytes((FIXTURES / "scorm" / "lms.html").read_bytes())
    (folder / "nothing.html").write_text(
        "<!doctype html><link rel=icon href='data:,'><title>Elsewhere</title>", encoding="utf-8"
    )
    (folder / "scorm-again").symlink_to(SIMULATOR / "scorm-again")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    lms = Lms(page, folder, f"http://127.0.0.1:{server.server_port}")
    yield lms
    refused = [*not_allowed(lms.trace())]
    server.shutdown()
    thread.join()
    server.server_close()
    assert refused == [], "only what both judges accept is ever called (tests/fixtures/conformance)"
