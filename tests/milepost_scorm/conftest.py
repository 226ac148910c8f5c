"""An LMS double on loopback: scorm-again (the simulator's own) plays packages in a real Chromium."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from conformance import not_allowed
from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import select
from milepost_scorm.exporter import scorm_12, scorm_2004, scorm_2004_3

FIXTURES = Path(__file__).parents[1] / "fixtures"
SIMULATOR = Path(__file__).parents[2] / "exports" / "scorm" / "milepost_scorm" / "simulator"


EXPORTERS = {each.name: each for each in (scorm_12, scorm_2004, scorm_2004_3)}


@pytest.fixture(scope="session")
def packed(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a callable that exports a test course once: (edition, course, language) → file."""
    folder = tmp_path_factory.mktemp("packages")
    library = Library(content_root, folder / "cache")

    def pack(edition: str, course: str = "tiny", lang: str = "en") -> Path:
        out = folder / f"{course}-{lang}-{edition}.zip"
        if not out.exists():
            EXPORTERS[edition].export(library, select(library, course, lang), out, progress=lambda *_: None)
        return out

    return pack


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are not what a test prints."""

    def send_header(self, keyword: str, value: str) -> None:
        """Say nothing of when a file changed: two versions in one second would look the same."""
        if keyword != "Last-Modified":
            super().send_header(keyword, value)


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
