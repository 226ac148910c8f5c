"""The rules for a browser can be broken: what `axe` looks at, it sees, in each colour scheme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

PALE_IN_THE_DARK = """<!doctype html><html lang="en"><title>A page</title>
<main><h1>A title</h1><p>A text</p></main>
<style>body { background: #fff; color: #000; }
@media (prefers-color-scheme: dark) { body { background: #222; color: #444; } }</style>"""


def test_axe_looks_at_each_scheme(page: Page, axe: Callable[..., None]) -> None:
    page.set_content(PALE_IN_THE_DARK)
    axe(page, "light")
    with pytest.raises(AssertionError, match=r"dark(.|\n)*color-contrast"):
        axe(page, "light", "dark")


def test_axe_looks_at_the_rules_that_are_asked_for(page: Page, axe: Callable[..., None]) -> None:
    page.set_content(PALE_IN_THE_DARK.replace(' lang="en"', ""))
    axe(page, "light", rules=("color-contrast",))
    with pytest.raises(AssertionError, match="html-has-lang"):
        axe(page, "light")
