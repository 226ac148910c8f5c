"""Waiting for what becomes true on the other side, however busy the machine is."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

STEP = 25  # ms
MOST = 600  # steps


def until(page: Page, happened: Callable[[], object], told: Callable[[], object] = str) -> None:
    """Let a page go on until something has happened; `told` says what was seen instead, for a failure."""
    for _ in range(MOST):
        if happened():
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(f"it did not happen: {told()}")
