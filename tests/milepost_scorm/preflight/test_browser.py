"""What a real Chromium finds wrong with pages whose text looks right."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from milepost_scorm.preflight import browser
from milepost_scorm.preflight.browser import NoBrowser, watch
from milepost_scorm.preflight.findings import Finding
from scorm_packages import Files, files
from zip_factory import write_files

pytestmark = pytest.mark.browser


def seen(tmp_path: Path, edition: str = "scorm-1.2", **changed: str) -> list[Finding]:
    """Return the findings, in a thread of their own: another Playwright may be at work in this one."""
    package: Files = files(edition) | {name.replace("_", "."): text for name, text in changed.items()}
    path = write_files(tmp_path / "a.zip", package)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(watch, path, lambda done, total: None).result()


@pytest.mark.parametrize("edition", ["scorm-1.2", "scorm-2004"])
def test_a_good_page(tmp_path: Path, edition: str) -> None:
    assert seen(tmp_path, edition) == []


STARTS = 'var api = parent.API; api.LMSInitialize("");\n'


ELSEWHERE = "['https:', '', 'tr.example.org', 'x'].join('/')"  # not to be read from the text


@pytest.mark.parametrize(
    ("script", "kind", "said"),
    [
        (STARTS + "nobody.home();", "page-errors", "nobody is not defined"),
        (STARTS + "console.error('not loaded');", "page-errors", "not loaded"),
        (STARTS + "fetch('data' + '/words.json');", "page-requests", "data/words.json"),
        (STARTS + f"new Image().src = {ELSEWHERE};", "outside-seen", "tr.example.org"),
        (STARTS + f"location = {ELSEWHERE};", "outside-seen", "tr.example.org"),
        ("var api = parent.API_1484_11;", "never-starts", "LMSInitialize"),
        (STARTS + "api.LMSSetValue('cmi.core.lesson_status', 'done');", "api-errors", "error 405"),
    ],
)
def test_a_page_that_goes_wrong(tmp_path: Path, script: str, kind: str, said: str) -> None:
    found = seen(tmp_path, lesson_js=script)
    assert [each for each in found if each.kind == kind and said in each.what], found


def test_no_library_to_drive_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(NoBrowser, match="pip install playwright"):
        watch(write_files(tmp_path / "a.zip", files("scorm-1.2")), lambda done, total: None)


def test_no_browser_to_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: str(tmp_path / "no-such-browser"))
    with pytest.raises(NoBrowser, match="install Chromium or Chrome"):
        seen(tmp_path)
