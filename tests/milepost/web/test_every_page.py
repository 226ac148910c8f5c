"""Every kind of page, as learners and as those who run the site see it, in both directions and colours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from milepost.accounts.models import Role
from milepost.accounts.services import start_guest
from milepost.core.db import Database

COURSE = "courses/inclusive-policy-making"
MODULE = f"{COURSE}/a1-why-participation"
FOR_ALL = (
    "",
    f"{COURSE}/",
    f"{MODULE}/where-it-happens",
    f"{MODULE}/case-modena",
    f"{MODULE}/empty-chair",
    f"{MODULE}/problem-card",
    f"{MODULE}/quiz",
    f"{COURSE}/product",
    "glossary",
    "join",
    "sign-in",
)
FOR_MEMBERS = (
    "",
    f"{COURSE}/",
    f"{MODULE}/guide",
    "me",
    "certificates/",
    "people",
    "export/inclusive-policy-making",
    "try",
)
#: What colours can break; the rest of a page is the same in the dark.
COLOURS = ("color-contrast", "link-in-text-block")


@pytest.fixture
def member(database: Database, now: datetime) -> str:
    """Return the session token of an administrator."""
    with database.session(write=True) as session:
        user, token = start_guest(session, datetime.now(now.tzinfo))
        user.display_name = user.sign_in_name = "amina"
        user.role = Role.ADMINISTRATOR
        session.commit()
    return token


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_no_page_breaks_a_rule_or_scrolls_sideways(
    lang: str,
    site: str,
    shipped: Flask,
    member: str,
    new_context: Callable[..., BrowserContext],
    axe: Callable[..., None],
) -> None:
    visitor, known = new_context(), new_context()
    known.add_cookies([{"name": "milepost_session", "value": member, "url": site}])
    for context, addresses in ((visitor, FOR_ALL), (known, FOR_MEMBERS)):
        page = context.new_page()
        for address in addresses:
            answer = page.goto(f"{site}/{lang}/{address}")
            assert answer is not None and answer.status == 200, address
            assert page.url == f"{site}/{lang}/{address}", f"{address} led to {page.url}"
            axe(page, "light")
            axe(page, "dark", rules=COLOURS)
            page.set_viewport_size({"width": 320, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
            page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_words_of_other_lengths_fit_and_break_no_rule(
    lang: str, site: str, member: str, new_context: Callable[..., BrowserContext], axe: Callable[[Page], None]
) -> None:
    known = new_context(color_scheme="light", reduced_motion="reduce", viewport={"width": 320, "height": 640})
    known.add_cookies([{"name": "milepost_session", "value": member, "url": site}])
    page, course = known.new_page(), "courses/mixed"
    quiz, sheet = f"{course}/all-questions/quiz", f"{course}/all-blocks/worksheet"
    for address in ("", f"{course}/", quiz, sheet, "me", "people", "export/mixed", "reading", "privacy"):
        page.goto(f"{site}/{lang}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        if address in (quiz, "me"):
            axe(page)


def test_a_lesson_asks_for_little(
    site: str, shipped: Flask, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/en/{MODULE}/where-it-happens", wait_until="networkidle")
    assert len([url for url in asked if "/media/" not in url]) <= 8, asked
