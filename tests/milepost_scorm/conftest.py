"""An LMS double on loopback: scorm-again (the simulator's own) plays packages in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from conformance import not_allowed
from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import select
from milepost_scorm.exporter import scorm_12, scorm_2004, scorm_2004_3
from serving import served

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


@pytest.fixture
def lms_folder(tmp_path: Path) -> Path:
    """Return the files of an LMS, with room for a package."""
    folder = tmp_path / "lms"
    (folder / "package").mkdir(parents=True)
    (folder / "lms.html").write_bytes((FIXTURES / "scorm" / "lms.html").read_bytes())
    (folder / "nothing.html").write_text(
        "<!doctype html><link rel=icon href='data:,'><title>Elsewhere</title>", encoding="utf-8"
    )
    (folder / "scorm-again").symlink_to(SIMULATOR / "scorm-again")
    return folder


@pytest.fixture
def lms(page: Page, lms_folder: Path) -> Iterator[Lms]:
    """Return an LMS that plays packages in `page`, and holds every call against the conformance data."""
    with served(lms_folder) as address:
        lms = Lms(page, lms_folder, address)
        yield lms
        refused = [*not_allowed(lms.trace())]
    assert refused == [], "only what both judges accept is ever called (tests/fixtures/conformance)"
