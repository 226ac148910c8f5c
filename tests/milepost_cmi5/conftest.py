"""An LMS with its LRS on one port of loopback, and a cmi5 package that is served from another."""

from __future__ import annotations

import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from learner import Learner
from lrs_double import JSON, Lrs, serve
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost_cmi5.exporter import cmi5
from milepost_cmi5.structure import iri
from serving import served
from statement_rules import broken_rules
from waiting import until

#: What the LMS calls the AU; never the name in cmi5.xml (8.1, activityId).
ACTIVITY = "https://lms.example/activities/42"
Packed = Callable[..., Path]


@pytest.fixture
def page_errors(page_errors: list[str]) -> Iterator[list[str]]:
    """Collect complaints. Browsers call two answers of an LRS errors that are none.

    404: there is no such document yet. 412: the last document was quicker than the one before it
    (test_trouble.py says what happens then).
    """
    yield page_errors
    harmless = re.compile(r"status of (404|412) .*/xapi/")
    page_errors[:] = [error for error in page_errors if not harmless.search(error)]


@pytest.fixture(scope="session")
def packed(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Return a callable that exports a test course once: (course, module, units, languages) → file."""
    folder = tmp_path_factory.mktemp("packages")
    library = Library(content_root, folder / "cache")

    def pack(
        course: str = "tiny",
        *languages: str,
        module: str | None = None,
        units: Units = Units.ONE,
        out: Path | None = None,
    ) -> Path:
        path = out or folder / f"{course}-{'-'.join(languages)}-{module}-{units}.zip"
        if not path.exists():
            selection = select(library, course, *languages, module=module, units=units)
            cmi5.export(library, selection, path, progress=lambda *_: None)
        return path

    return pack


@pytest.fixture
def lrs() -> Iterator[Lrs]:
    """Return an LMS with its LRS; whatever it was told in the test has to keep the rules of cmi5."""
    lrs = Lrs()
    with serve(lrs):
        yield lrs
    assert broken_rules(lrs.statements) == []


@dataclass
class Au:
    """A package that an LMS can launch, for one learner in one registration."""

    page: Page
    lrs: Lrs
    folder: Path
    address: str
    registration: str

    def upload(self, package: Path) -> None:
        with zipfile.ZipFile(package) as zipped:
            zipped.extractall(self.folder)

    def launch(self, mode: str = "Normal", file: str = "index.html", **data: Any) -> Learner:
        """Launch the AU in a session of its own; `data` goes into LMS.LaunchData.

        Nobody is back within a quarter of a second: what the last visit sent on its way out has arrived.
        """
        self.until(lambda: time.monotonic() - self.lrs.heard > 0.25)
        publisher = iri("au", "tiny")
        address = self.lrs.launch(
            f"{self.address}/{file}",
            ACTIVITY,
            self.registration,
            mode=mode,
            **{"masteryScore": 0.5, "publisher": publisher, **data},
        )
        self.page.goto(address)
        return Learner(self.page)

    def close(self) -> None:
        """Go elsewhere, as a learner does who closes the window, and let the last requests arrive."""
        before = len(self.lrs.named("terminated"))
        self.page.goto(f"{self.address}/nothing.html")
        self.until(lambda: len(self.lrs.named("terminated")) > before)

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait until the LRS has heard of something."""
        until(self.page, happened, lambda: f"{self.lrs.verbs()} {self.lrs.requests[-8:]}")

    @property
    def state(self) -> JSON:
        return self.lrs.state(ACTIVITY, self.registration)


@pytest.fixture
def au(page: Page, lrs: Lrs, packed: Packed, tmp_path: Path) -> Iterator[Au]:
    """Return the course `tiny` as an LMS has it after its upload."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "nothing.html").write_text(
        "<!doctype html><link rel=icon href='data:,'><title>Elsewhere</title>", encoding="utf-8"
    )
    with served(folder) as address:
        au = Au(page, lrs, folder, address, str(uuid.uuid4()))
        au.upload(packed())
        yield au
