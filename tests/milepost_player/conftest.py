"""Packages of the test courses, unpacked in a folder and opened as a learner without an LMS would."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from milepost.courseware.library import Library
from milepost_player import assets
from milepost_player.page import cues_file, glossary_file, page_file
from milepost_player.places import media_name, places
from milepost_player.shell import index_html
from serving import served

MakePackage = Callable[..., Path]


@pytest.fixture(scope="session")
def library(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the test courses."""
    return Library(content_root, tmp_path_factory.mktemp("library"))


@pytest.fixture
def make_package(library: Library, tmp_path: Path) -> MakePackage:
    """Return a callable that writes a package's files to a folder and returns its index.html.

    Keywords: course, lang, module, and what replaces the course's own rules (mastery_score, …);
    adapters: sources put into the script; adapter: the one the page names.
    """

    def make(
        course: str = "mixed",
        lang: str = "en",
        *,
        module: str | None = None,
        adapters: tuple[str, ...] = (),
        adapter: str = "none",
    ) -> Path:
        found = library.course(course, lang)
        folder = tmp_path / f"{course}-{lang}-{module}"
        (folder / "pages").mkdir(parents=True)
        for place in places(found, module):
            made = page_file(
                found, place.module, place.page, library.blocks(found, place.module.id, place.page.id)
            )
            (folder / place.file).write_bytes(made.script)
            for medium in made.media:
                target = folder / media_name(medium)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(library.media(*medium), target)
        glossary = glossary_file(found, library.glossary(lang), {})
        (folder / "pages" / "glossary.js").write_bytes(glossary.script)
        (folder / "player.js").write_bytes(assets.script(*adapters))
        (folder / "player.css").write_bytes(assets.stylesheet())
        for name in assets.EXTRAS:
            (folder / name).write_bytes(assets.extra(name))
        for track in folder.rglob("*.vtt"):
            name = track.relative_to(folder).as_posix()
            (folder / f"{name}.js").write_bytes(cues_file(name, track))
        index = index_html(
            found, package_id=course, module=module, adapter=adapter, glossary="pages/glossary.js"
        )
        (folder / "index.html").write_bytes(index)
        return folder / "index.html"

    return make


@pytest.fixture
def open_package(page: Page, make_package: MakePackage) -> Callable[..., Page]:
    """Return a callable that makes a package (keywords of `make_package`) and opens it from file:."""

    def open_it(*arguments: str, **options: object) -> Page:
        page.goto(make_package(*arguments, **options).as_uri())
        page.wait_for_selector("#turn:not([hidden])")
        return page

    return open_it


@pytest.fixture
def serve_package(page: Page, make_package: MakePackage, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """As `open_package`, but from a web server, as in an LMS."""
    with served(tmp_path) as address:

        def open_it(*arguments: str, **options: object) -> Page:
            index = make_package(*arguments, **options).relative_to(tmp_path)
            page.goto(f"{address}/{index}")
            page.wait_for_selector("#turn:not([hidden])")
            return page

        yield open_it
        page.goto("about:blank")
