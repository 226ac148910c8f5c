"""The main job, once through, with nothing stood in for: real content, browser, database and PDF."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from milepost.accounts.rules import Role
from milepost.accounts.services import joining, passwords
from milepost.core import clock

COURSE = "/en/courses/tiny"


def test_from_the_first_page_to_a_certificate_that_a_stranger_can_check(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="A tiny course").click()
    page.get_by_role("link", name=re.compile("Start")).click()
    read_a_lesson(page)
    pass_the_quiz(page)
    write_a_letter(page)
    join_to_keep_it(page, site)
    address = take_the_certificate(page)
    page.context.clear_cookies()
    page.goto(address)
    expect(page.get_by_text("This certificate is valid.")).to_be_visible()
    expect(page.get_by_text("Līga Bērziņa")).to_be_visible()


def read_a_lesson(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("What a council does")
    page.get_by_role("button", name=re.compile("Next")).click()


def pass_the_quiz(page: Page) -> None:
    for question, option in (("who", "Elected people"), ("parks", "True")):
        asked = page.locator(f"#q-{question}")
        asked.get_by_text(option, exact=True).click()
        page.locator("form", has=asked).get_by_role("button", name="Check my answer").click()
        expect(page.locator(f"#q-{question}")).to_have_attribute("data-state", "right")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("100%").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Next")).or_(
        page.get_by_role("button", name=re.compile("Next"))
    ).first.click()


def write_a_letter(page: Page) -> None:
    page.get_by_label("What do you ask the council for?").fill("A bench at the bus stop.")
    page.get_by_role("button", name=re.compile("Save")).first.click()


def join_to_keep_it(page: Page, site: str) -> None:
    page.goto(f"{site}{COURSE}/certificate")
    page.get_by_role("link", name="Join and keep my progress").click()
    page.get_by_label("Name", exact=False).first.fill("Līga")
    page.get_by_label("Password", exact=True).fill("a quiet linden tree")
    page.get_by_role("button", name=re.compile("Join|Create")).first.click()


def take_the_certificate(page: Page) -> str:
    """Type the name, download the paper; return the address printed on it."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Your certificate")
    page.get_by_label("The name on the paper").fill("Līga Bērziņa")
    page.get_by_label("Show this name to people who scan the code").check()
    page.get_by_role("button", name="Make my certificate").click(timeout=60_000)  # a whole process prints it
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    printed = PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages[0].extract_text()
    assert "Līga Bērziņa" in printed
    found = re.search(r"http://localhost:\d+/verify/[a-z2-7-]+", printed.replace("\n", ""))
    assert found, printed
    return found[0]


def test_a_trainer_downloads_the_same_course_as_packages(page: Page, site: str, app: Flask) -> None:
    with app.extensions["milepost.database"].session(write=True) as session:
        joining.join(
            session,
            "Tomas",
            clock.now(),
            password_hash=passwords.hashed("a quiet linden tree"),
            role=Role.TRAINER,
        )
        session.commit()
    page.goto(f"{site}/en/sign-in")
    page.get_by_label("Name", exact=False).first.fill("Tomas")
    page.get_by_label("Password", exact=True).fill("a quiet linden tree")
    page.get_by_role("button", name="Sign in").first.click()
    for edition in ("SCORM 1.2", "SCORM 2004"):
        page.goto(f"{site}/en/export/tiny")
        page.get_by_label(edition, exact=False).first.check()
        with page.expect_download() as download:
            page.get_by_role("button", name=re.compile("Download")).click()
        with zipfile.ZipFile(Path(download.value.path())) as package:
            assert package.namelist()[0] == "imsmanifest.xml"
            assert package.testzip() is None
