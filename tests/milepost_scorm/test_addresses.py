"""Addresses with a version: a cache that never asks again mixes no old file with a new package."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost_player import assets
from milepost_scorm.exporter import ScormExporter, scorm_12, scorm_2004
from serving import Files, served

VERSION = re.compile(r'(?:href|src)="(player\.(?:css|js))\?v=([0-9a-f]{8})"')
#: A year, and `immutable`: such a file is not even asked for when the page is loaded again (RFC 8246).
FOR_A_YEAR = "public, max-age=31536000, immutable"


class Content:
    """A copy of the test courses that can be edited, and exported again."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder, self.made = root, folder, 0

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / "modules" / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def export(self, exporter: ScormExporter = scorm_12, course: str = "tiny", **shape: object) -> Path:
        self.made += 1
        out = self.folder / f"{self.made}.zip"
        library = Library(self.root)
        exporter.export(library, select(library, course, **shape), out, progress=lambda *_: None)  # type: ignore[arg-type]
        return out


@pytest.fixture
def content(content_root: Path, tmp_path: Path) -> Content:
    return Content(Path(shutil.copytree(content_root, tmp_path / "content")), tmp_path)


def read(package: Path, name: str) -> str:
    with zipfile.ZipFile(package) as zipped:
        return zipped.read(name).decode()


def version(package: Path, launch: str = "index.html") -> str:
    """Return the version that a launch page asks with, the same for style and script."""
    found = dict(VERSION.findall(read(package, launch)))
    assert found.keys() == {"player.css", "player.js"}
    assert len({*found.values()}) == 1
    return found["player.js"]


def test_the_same_content_has_the_same_version_and_any_change_another(content: Content) -> None:
    first, again = content.export(), content.export()
    assert first.read_bytes() == again.read_bytes()
    content.edit("tiny-one/en/01-hello.md", "A council decides", "A council debates")
    assert version(content.export()) != version(first)


def test_a_changed_player_is_another_version(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    first = version(content.export())
    script = assets.script
    monkeypatch.setattr("milepost_player.plan.script", lambda *a, **k: script(*a, **k) + b"//")
    monkeypatch.setattr("milepost_player.plan.revision", lambda: "another")
    assert version(content.export()) != first


@pytest.mark.parametrize("exporter", [scorm_12, scorm_2004], ids=lambda each: each.name)
def test_the_manifest_names_files(exporter: ScormExporter, content: Content) -> None:
    """An href with a query is one more thing to trust; the address of the launch page stays what it is."""
    package = content.export(exporter)
    manifest = read(package, "imsmanifest.xml")
    assert "?" not in re.sub(r"<\?xml[^>]*>", "", manifest)
    assert 'href="index.html"' in manifest
    with zipfile.ZipFile(package) as zipped:
        assert not [name for name in zipped.namelist() if "?" in name]


def test_each_launch_page_of_a_package_asks_with_the_version(content: Content) -> None:
    package = content.export(scorm_12, units=Units.PER_MODULE)
    assert version(package, "tiny-one.html") == version(package, "tiny-two.html")
    with zipfile.ZipFile(package) as zipped:
        assert {"tiny-one.js", "tiny-two.js"} <= {*zipped.namelist()}


# --- in a browser --------------------------------------------------------------------------------


class _ForAYear(Files):
    """Marks every file of a package as good for a year; its launch page is asked for, as LMSs do, or not."""

    asked: list[str]
    launch_pages_too = False

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def end_headers(self) -> None:
        launches = self.path.partition("?")[0].endswith(".html") and not self.launch_pages_too
        anew = "/package/" not in self.path or launches
        self.send_header("Cache-Control", "no-cache" if anew else FOR_A_YEAR)
        super().end_headers()


class CachingLms(Lms):
    """An LMS whose files stay in the browser; `asked` are the addresses that reached it."""

    asked: list[str]
    handler: type[_ForAYear]


@pytest.fixture
def caching_lms(page: Page, lms_folder: Path) -> Iterator[CachingLms]:
    handler: type[_ForAYear] = type("Handler", (_ForAYear,), {"asked": []})
    with served(lms_folder, handler) as address:
        lms = CachingLms(page, lms_folder, address)
        lms.asked, lms.handler = handler.asked, handler
        yield lms
        page.goto("about:blank")


def replace(lms: Lms, package: Path) -> None:
    shutil.rmtree(lms.folder / "package")
    lms.upload(package)


def changed_player(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer Milepost: its player and its style say who they are."""
    script, style = assets.script, assets.stylesheet
    monkeypatch.setattr(
        "milepost_player.plan.script", lambda *a, **k: script(*a, **k) + b"\nmilepost.newer = true;\n"
    )
    monkeypatch.setattr("milepost_player.plan.stylesheet", lambda: style() + b":root{--newer:yes}\n")
    monkeypatch.setattr("milepost_player.plan.revision", lambda: "newer")


def answered(frame: Frame) -> None:
    frame.get_by_label("Elected people").check()
    frame.get_by_label("True", exact=True).check()
    frame.get_by_role("button", name="Hand in").click()
    expect(frame.locator("#quiz-result")).to_contain_text("100%")


PICTURE = "\n![A hall](../media/hall.svg)\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="10"><path d="M0 0h9v9z"/></svg>'


@pytest.mark.parametrize("exporter", [scorm_12, scorm_2004], ids=lambda each: each.name)
def test_a_new_package_over_an_old_one(
    exporter: ScormExporter,
    caching_lms: CachingLms,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """New player, new style, new page, new picture; and what was done before is still done."""
    picture = content.root / "modules/tiny-one/media/hall.svg"
    picture.parent.mkdir()
    picture.write_text(SVG.format(width=10), encoding="utf-8")
    page_file = content.root / "modules/tiny-one/en/01-hello.md"
    page_file.write_text(page_file.read_text(encoding="utf-8") + PICTURE, encoding="utf-8")
    lms = caching_lms
    lms.upload(content.export(exporter))
    frame = lms.launch(exporter.name)
    frame.get_by_role("button", name="Next", exact=True).click()
    answered(frame)
    lms.leave()
    before = len(lms.asked)
    frame = lms.launch(exporter.name)
    expect(frame.locator("#quiz-result")).to_contain_text("100%")
    again = [path for path in lms.asked[before:] if "/package/" in path]
    assert again == ["/package/index.html"], "everything else stands in the cache"
    lms.leave()

    content.edit("tiny-one/en/01-hello.md", "A council decides", "A council debates")
    content.edit("tiny-one/en/02-quiz.md", "Quiz on councils", "Quiz on city councils")
    picture.write_text(SVG.format(width=20), encoding="utf-8")
    changed_player(monkeypatch)
    replace(lms, content.export(exporter))
    frame = lms.launch(exporter.name)
    expect(frame.locator("#title")).to_have_text("Quiz on city councils")
    expect(frame.locator("#quiz-result")).to_contain_text("100%")
    assert frame.evaluate("milepost.newer") is True
    assert frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--newer')") == "yes"
    frame.get_by_role("link", name="Previous").click()
    expect(frame.locator("#page")).to_contain_text("A council debates")
    expect(frame.locator("#page img")).to_have_js_property("naturalWidth", 20)
    lms.leave()
    score = lms.kept[f"{exporter.profile.runtime['score']}.raw"]
    assert float(score) == 100


def test_where_even_the_launch_page_is_kept_the_old_package_comes_in_one_piece(
    caching_lms: CachingLms, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file can help against that; but nothing is mixed, and loading the page again brings the new one."""
    lms = caching_lms
    lms.handler.launch_pages_too = True
    lms.upload(content.export())
    frame = lms.launch("scorm-1.2")
    frame.get_by_role("button", name="Next", exact=True).click()
    answered(frame)
    lms.leave()
    content.edit("tiny-one/en/02-quiz.md", "Quiz on councils", "Quiz on city councils")
    changed_player(monkeypatch)
    replace(lms, content.export())
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#title")).to_have_text("Quiz on councils")
    assert frame.evaluate("milepost.newer") is None
    frame.evaluate("location.reload()")
    expect(frame.locator("#title")).to_have_text("Quiz on city councils")
    assert frame.evaluate("milepost.newer") is True
    expect(frame.locator("#quiz-result")).to_contain_text("100%")


def test_without_versions_the_cache_would_mix(caching_lms: CachingLms, content: Content) -> None:
    """The double is honest: an address that stays brings back the old file."""
    lms = caching_lms
    lms.upload(content.export())
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#page")).to_contain_text("A council decides")
    frame.evaluate("fetch('pages/1.js').then((answer) => answer.text())")
    content.edit("tiny-one/en/01-hello.md", "A council decides", "A council debates")
    lms.leave()
    replace(lms, content.export())
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#page")).to_contain_text("A council debates")
    old: str = frame.evaluate("fetch('pages/1.js').then((answer) => answer.text())")
    assert "A council decides" in old


def test_a_window_that_was_open_meanwhile_shows_no_page_for_another(
    caching_lms: CachingLms, content: Content
) -> None:
    """Its pages have moved: it says what to do, and shows no page under another's title."""
    lms = caching_lms
    lms.upload(content.export())
    frame = lms.launch("scorm-1.2")
    expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
    folder = content.root / "modules/tiny-one/en"
    (folder / "02-quiz.md").rename(folder / "03-quiz.md")
    (folder / "02-more.md").write_text(
        "---\ntitle: More\nkind: lesson\nminutes: 1\n---\n\nMore.\n", encoding="utf-8"
    )
    replace(lms, content.export())
    frame.get_by_role("button", name="Next", exact=True).click()
    expect(frame.locator("#title")).to_contain_text("Open the course again to go on.")
    frame = lms.launch("scorm-1.2")
    expect(frame.locator("#place")).to_have_text("Page 1 of 4")


def test_the_rest_of_a_real_package_is_asked_for_again(
    lms: Lms, content: Content, page_errors: list[str]
) -> None:
    """Words and ids that the first view does without come late: nothing stops, nothing is lost."""
    lms.upload(content.export())
    away = (lms.folder / "package/index.js").rename(lms.folder / "package/away")
    frame = lms.launch("scorm-1.2")
    expect(frame.get_by_role("heading", name="What a council does")).to_be_visible()
    frame.get_by_role("button", name="Next", exact=True).click()
    expect(frame.locator("#title")).to_contain_text("did not load")
    away.rename(lms.folder / "package/index.js")
    page_errors.clear()
    frame.get_by_role("button", name="Load again").click()
    answered(frame)
    frame.get_by_role("button", name="Course map").click()
    expect(frame.locator(".map-facts")).to_contain_text("What you wrote")
    frame.get_by_role("button", name="Exit").click()
    assert float(lms.kept["cmi.core.score.raw"]) == 100


def test_from_a_folder_too(content: Content, page: Page, tmp_path: Path) -> None:
    """Scripts, pictures and captions are found below `file:`, whatever stands behind the question mark."""
    with zipfile.ZipFile(content.export(scorm_2004, "mixed")) as zipped:
        zipped.extractall(tmp_path / "folder")
    page.goto((tmp_path / "folder" / "index.html").as_uri())
    expect(page.locator("#q-seat .option").first).to_be_visible(timeout=15_000)  # it looks for an LMS first
    page.evaluate("location.hash = '#/all-blocks/lesson'")
    expect(page.locator("#page img").first).not_to_have_js_property("naturalWidth", 0)
    page.evaluate("location.hash = '#/all-blocks/case'")
    page.wait_for_function(
        "[...(document.querySelector('video')?.textTracks ?? [])].some(({ cues }) => cues?.length)"
    )
    asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert [name for name in asked if "?v=" not in name and not name.endswith(".mp4")] == []
