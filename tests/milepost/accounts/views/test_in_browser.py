"""Accounts in a real Chromium: passkeys by a virtual authenticator, Enter, "show password", axe, keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from milepost.accounts.models import Passkey, User
from milepost.accounts.services import people
from milepost.core import clock
from milepost.core.db import Database

SENTENCE = "a short sentence"


class Authenticator:
    """A device with passkeys (WebAuthn section 11, through the DevTools protocol)."""

    def __init__(self, page: Page) -> None:
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
            "authenticatorId"
        ]

    def credentials(self) -> list[dict[str, Any]]:
        return self.devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def refuse(self) -> None:
        """From now on the person's finger does not match."""
        self.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})
        self.devtools.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


@pytest.fixture
def authenticator(page: Page) -> Authenticator:
    """Give the browser a device with passkeys."""
    return Authenticator(page)


def join(page: Page, site: str, name: str = "Amina") -> None:
    page.goto(f"{site}/en/join")
    page.get_by_label("Your name on this site").fill(name)
    page.get_by_label("Password", exact=True).fill(SENTENCE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your account is ready.")
    expect(page).to_have_url(re.compile(rf"^{site}/en/(\?said=joined)?$"))  # scripts take the word away


def test_joining_and_signing_in_with_a_passkey(
    page: Page, site: str, authenticator: Authenticator, database: Database
) -> None:
    page.goto(f"{site}/en/join")
    page.get_by_label("Your name on this site").fill("Amina")
    page.get_by_role("button", name="Join with a passkey").click()
    expect(page).to_have_url(f"{site}/en/")
    (kept,) = authenticator.credentials()
    assert kept["rpId"] == "localhost"
    with database.session(write=False) as session:
        user, key = session.query(User).one(), session.query(Passkey).one()
        assert (user.display_name, user.password_hash, key.user_id) == ("Amina", None, user.id)

    page.goto(f"{site}/en/me")
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.goto(f"{site}/en/sign-in?next=/en/me")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{site}/en/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina")
    with database.session(write=False) as session:
        assert session.query(Passkey).one().last_used_at is not None


def test_the_only_passkey_stays_until_there_is_another_way_in(
    page: Page, site: str, authenticator: Authenticator, page_errors: list[str]
) -> None:
    page.goto(f"{site}/en/join")
    page.get_by_label("Your name on this site").fill("Amina")
    page.get_by_role("button", name="Join with a passkey").click()
    expect(page).to_have_url(f"{site}/en/")
    page.goto(f"{site}/en/me")
    page.locator("details", has_text="Your word for it").locator("summary").click()
    with page.expect_response(lambda answer: answer.status == 409):
        page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("only way in").first).to_be_visible()
    page_errors.clear()  # Chromium reports the 409 in its console


def test_adding_naming_and_removing_a_passkey(
    page: Page, site: str, authenticator: Authenticator, database: Database
) -> None:
    join(page, site)
    page.goto(f"{site}/en/me")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Your passkey is added")).to_be_visible()
    page.locator("details", has_text="Your word for it").locator("summary").click()
    page.get_by_label("Your word for it").fill("my phone")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The passkey has its new name.")).to_be_visible()
    page.locator("details", has_text="Your word for it").locator("summary").click()
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("You have no passkey.")).to_be_visible()
    with database.session(write=False) as session:
        assert session.query(Passkey).count() == 0


def test_a_passkey_that_the_site_does_not_know(
    page: Page, site: str, authenticator: Authenticator, database: Database, page_errors: list[str]
) -> None:
    page.goto(f"{site}/en/join")
    page.get_by_label("Your name on this site").fill("Amina")
    page.get_by_role("button", name="Join with a passkey").click()
    expect(page).to_have_url(f"{site}/en/")
    with database.session(write=True) as session:
        session.query(Passkey).delete()
        session.commit()
    page.context.clear_cookies()
    page.goto(f"{site}/en/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("does not know this passkey").first).to_be_visible()
    page_errors.clear()  # Chromium reports the 422 in its console


def test_a_taken_name_is_said_before_a_passkey_is_made(
    page: Page,
    site: str,
    authenticator: Authenticator,
    database: Database,
    make_person,
    page_errors: list[str],
) -> None:
    with database.session(write=True) as session:
        make_person(session, "Amina")
        session.commit()
    page.goto(f"{site}/en/join")
    page.get_by_label("Your name on this site").fill("amina")
    page.get_by_role("button", name="Join with a passkey").click()
    expect(page.get_by_text("Somebody has this name already").first).to_be_visible()
    assert authenticator.credentials() == []
    page_errors.clear()  # the 422 again
    page.get_by_role("button", name=re.compile("^amina ")).first.click()
    page.get_by_role("button", name="Join with a passkey").click()
    expect(page).to_have_url(f"{site}/en/")


def test_a_refused_finger_leaves_the_form_as_it_was(
    page: Page, site: str, authenticator: Authenticator
) -> None:
    authenticator.refuse()
    page.goto(f"{site}/en/sign-in")
    page.get_by_label("Your name on this site").fill("Amina")
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
    expect(button).to_be_enabled()
    expect(page.get_by_label("Your name on this site")).to_have_value("Amina")


def test_where_passkeys_cannot_work_there_is_no_button(page: Page, site: str) -> None:
    page.goto(f"{site.replace('localhost', '127.0.0.1')}/en/sign-in")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_text("passkey").first).to_be_hidden()


def test_without_scripts_everything_but_passkeys_works(new_context: Callable[..., Any], site: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    join(page, site)
    page.goto(f"{site}/en/me")
    expect(page.get_by_text("Show password").first).to_be_hidden()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()


def test_a_password_can_be_seen_and_pasted(page: Page, site: str) -> None:
    page.goto(f"{site}/en/join")
    field = page.get_by_label("Password", exact=True)
    expect(field).to_have_attribute("type", "password")
    page.get_by_label("Show password").check()
    expect(field).to_have_attribute("type", "text")
    paste = "new ClipboardEvent('paste', { bubbles: true, cancelable: true })"
    assert field.evaluate(f"field => field.dispatchEvent({paste})"), "pasting is forbidden"


def test_enter_in_the_name_field_joins_and_does_not_pick_a_name(page: Page, site: str) -> None:
    page.goto(f"{site}/en/join")
    page.get_by_label("Password", exact=True).fill(SENTENCE)
    page.get_by_label("Your name on this site").fill("Amina")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/en/")
    page.goto(f"{site}/en/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina")


def tab_to(page: Page, what: str, value: str) -> None:
    """Press Tab until what has the focus has this value (`name`, `textContent`)."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.{what}?.trim()") == value:
            return
    raise AssertionError(f"no Tab leads to {value}")


def test_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/en/join")
    tab_to(page, "name", "display_name")
    page.keyboard.type("Amina")
    tab_to(page, "name", "password")
    page.keyboard.type(SENTENCE)
    tab_to(page, "textContent", "Join")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/en/")


def test_after_signing_out_back_shows_nothing(page: Page, site: str) -> None:
    join(page, site, "Amina Linden")
    page.goto(f"{site}/en/me")
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{site}/en/sign-in?next=/en/me")
    assert "Linden" not in page.content()


@pytest.fixture
def pages(site: str, database: Database, make_person) -> Callable[[Page, str], list[str]]:
    """Return a callable (page, lang) that signs an administrator in and lists every kind of page."""

    def prepare(page: Page, lang: str) -> list[str]:
        with database.session(write=True) as session:
            amina = make_person(session, "Amina al-Haddad bint Yusuf")
            claim = people.administrator_link(session, site, clock.now())
            link = people.sign_in_link(session, amina, site, lang, clock.now())
            session.commit()
            amina_id = amina.id
        page.goto(claim)
        page.get_by_label(re.compile("Your name on this site")).fill("Rowan")
        page.get_by_label(re.compile("^.?Password.?$")).fill(SENTENCE)
        page.get_by_role("button", name="Join as administrator").click()
        home = f"{site}/{lang}"
        return [
            f"{home}/me", f"{home}/me/erase", f"{home}/people", f"{home}/people/{amina_id}",
            f"{home}/people/{amina_id}/erase", link, f"{home}/signed-out",
        ]  # fmt: skip

    return prepare


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_every_page_is_accessible_in_both_schemes_and_fits_a_small_phone(
    page: Page, site: str, axe: Callable[..., None], pages, lang: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})

    def look(address: str) -> None:
        page.goto(address)
        axe(page, "light", "dark")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address

    look(f"{site}/{lang}/join")
    look(f"{site}/{lang}/sign-in")
    for address in pages(page, lang):
        look(address)


@pytest.mark.parametrize("path", ["join", "sign-in"])
def test_a_form_with_errors_is_accessible(
    page: Page, site: str, axe: Callable[[Page], None], page_errors: list[str], path: str
) -> None:
    page.goto(f"{site}/en/{path}")
    page.locator("main form button:visible").filter(has_text=re.compile("^(Join|Sign in)$")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page_errors.clear()  # Chromium reports the 422 in its console
