"""How Chromium is started: all that Playwright turns off is still off. And where it is looked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from milepost_scorm.preflight import chromium
from milepost_scorm.preflight.chromium import find_browser, switches


def test_what_playwright_turns_off_stays_off(browser: Browser) -> None:
    """Chromium heeds the last list only. A newer Playwright may have a longer one."""
    line: str = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    first, last = (set(found.split(",")) for found in re.findall(r" --disable-features=(\S+)", line))
    assert first == set(chromium.OFF_FOR_PLAYWRIGHT)
    assert last == first | set(chromium.OFF_FOR_SPEED)


def test_only_named_hosts_are_known() -> None:
    rules = "--host-resolver-rules=MAP * ~NOTFOUND"
    assert f"{rules}, EXCLUDE localhost, EXCLUDE 127.0.0.1" in switches("localhost", "127.0.0.1")
    assert f"{rules}, EXCLUDE 127.0.0.1" in switches("127.0.0.1")


def test_a_browser_that_is_named_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_BIN", "/opt/mine")
    assert find_browser() == "/opt/mine"


def test_a_browser_in_its_place_on_windows_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tail = str(Path("Google", "Chrome", "Application", "chrome.exe"))
    place = tmp_path / tail
    place.parent.mkdir(parents=True)
    place.touch()
    monkeypatch.delenv("BROWSER_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(chromium, "MAC", ())
    monkeypatch.setattr(chromium, "WINDOWS", (tail,))
    assert find_browser() == str(place)


def test_no_browser_is_left_to_playwright(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "MAC", ())
    monkeypatch.setattr(chromium, "WINDOWS", ())
    assert find_browser() is None
