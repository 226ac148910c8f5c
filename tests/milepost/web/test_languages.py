"""Every page in every language of the site: no English word of ours is left on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from milepost.accounts.models import Role, User
from milepost.accounts.services import people, start_guest
from milepost.certificates import services as certificates
from milepost.core.db import Database
from milepost.core.i18n import CATALOGUES

#: Words do not depend on the database.
once = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

LANGUAGES = ["ar", "fr"]
PAGES = ["lesson", "case", "activity", "worksheet", "handout"]
#: Addresses that answer with a file or lead elsewhere.
FILES = {"accounts.own_data", "learning.product_pdf"}
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-autosave", "data-failed")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Words(HTMLParser):
    """Collects what is said on a page, in text and in attributes, outside of what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _silent(self) -> bool:
        return any(silent for _, silent in self._open)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attributes}
        silent = held.get("lang") == "en" or tag in ("script", "style")
        if not silent and not self._silent:
            self.said += [held[name] for name in held if name in SPOKEN or name.startswith("data-label")]
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def said_on(html: str) -> list[str]:
    words = Words()
    words.feed(html)
    return [" ".join(text.split()) for text in words.said if text.strip()]


def translated(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.fixture(scope="session")
def english() -> dict[str, re.Pattern[str]]:
    """Return, by language, a pattern of every message that is said otherwise there."""
    found = {}
    for lang in LANGUAGES:
        with (CATALOGUES / lang / "LC_MESSAGES" / "milepost.po").open("rb") as file:
            messages = [message for message in read_po(file) if message.id]
        forms = {
            form
            for message in messages
            for form in ([message.id] if isinstance(message.id, str) else message.id)
            if form not in translated(message) and len(form) > 3
        }
        found[lang] = re.compile("|".join(sorted(map(as_pattern, forms), key=len, reverse=True)))
    return found


def as_pattern(message: str) -> str:
    """Return a pattern for a message with anything in the place of its placeholders."""
    holes = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    return r"\S+?".join(re.escape(part.replace("%%", "%")) for part in holes.split(message))


@pytest.fixture
def as_person(app: Flask, database: Database, now: datetime) -> Callable[[str], FlaskClient]:
    """Return a callable that opens the site as a visitor, a guest, or somebody with a role."""

    def enter(who: str) -> FlaskClient:
        client = app.test_client()
        if who == "visitor":
            return client
        with database.session(write=True) as session:
            user, token = start_guest(session, datetime.now(now.tzinfo), device="Firefox, Android")
            if who != "guest":
                user.display_name, user.sign_in_name, user.role = "Zoë", "zoë", Role(who)
            earned = certificates.issue(
                session, user_id=user.id, course_id="mixed", score_scaled=0.8, now=now
            )
            earned.lang, earned.course_title = "ar", "Mixed"
            session.commit()
        client.set_cookie("milepost_session", token)
        return client

    return enter


@pytest.fixture
def addresses(app: Flask, database: Database, now: datetime) -> Callable[[str], Iterator[str]]:
    """Return a callable that yields the address of every page that can be read, in a language."""

    def all_of(lang: str) -> Iterator[str]:
        with database.session(write=True) as session:
            person = User(display_name="Ali", sign_in_name="ali", created_at=now, last_seen_at=now)
            session.add(person)
            session.flush()
            link = people.sign_in_link(session, person, "", lang, datetime.now(now.tzinfo))
            earned = certificates.issue(session, user_id=person.id, course_id="tiny", score_scaled=1, now=now)
            session.commit()
            known = {"user_id": person.id, "number": earned.number, "token": link.rsplit("/", 1)[1]}
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "lang" not in rule.arguments or "GET" not in (rule.methods or ()) or rule.endpoint in FILES:
                continue
            for course, module, page in (
                ("mixed", "all-questions", "checks"),
                ("mixed", "all-questions", "quiz"),
                ("tiny", "tiny-one", "hello"),
                *(("mixed", "all-blocks", page) for page in PAGES),
            ):
                values = {"lang": lang, "course": course, "module": module, "page": page, **known}
                address = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
                yield address
                if "course" not in rule.arguments:
                    break
        yield from (f"/{lang}/no/such/page", f"/{lang}/?said=joined", f"/{lang}/courses/none/")

    return all_of


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", ["visitor", "guest", "trainer", "administrator"])
@once
def test_no_page_has_an_english_word_of_ours(
    lang: str,
    who: str,
    english: dict[str, re.Pattern[str]],
    as_person: Callable[[str], FlaskClient],
    addresses: Callable[[str], Iterator[str]],
) -> None:
    client, seen = as_person(who), 0
    for address in dict.fromkeys(addresses(lang)):
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code in (301, 302):
            continue
        seen += 1
        left = [text for text in said_on(answer.text) if english[lang].fullmatch(text)]
        assert left == [], address
    assert seen > 15


def test_the_search_finds_english_where_it_is_left(english: dict[str, re.Pattern[str]]) -> None:
    left = said_on('<main><p>Save</p><a aria-label="Course map">x</a><p>Page 3 of 7</p><p lang="en">Save</p>')
    assert [text for text in left if english["fr"].fullmatch(text)] == ["Save", "Course map", "Page 3 of 7"]


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fr", "ltr")])
@once
def test_content_that_falls_back_to_english_has_a_frame_in_the_language_asked_for(
    app: Flask, lang: str, direction: str
) -> None:
    html = app.test_client().get(f"/{lang}/courses/tiny/tiny-one/hello").text
    assert f'<html lang="{lang}" dir="{direction}">' in html
    assert '<div class="prose" lang="en" dir="ltr">' in html
    assert '<h1 lang="en" dir="ltr">' in html


@once
def test_what_is_sent_and_refused_is_told_in_the_language(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    refused = client.post("/fr/join", data={"display_name": "a@b.example", "password": "short"}).text
    assert "Ceci ressemble à une adresse e-mail." in refused and "Utilisez au moins 10 caractères." in refused
    assert "Cette adresse ne s’utilise pas ainsi." in client.get("/fr/sign-out").text


@pytest.mark.parametrize("address", ["/claim/none", "/certificates/none.pdf", "/nowhere"])
@once
def test_an_address_without_a_language_speaks_the_browsers(app: Flask, address: str) -> None:
    answer = app.test_client().get(address, headers={"Accept-Language": "ar,fr;q=0.5"}, follow_redirects=True)
    if "/sign-in" not in answer.request.path:  # where English is what the address says
        assert '<html lang="ar" dir="rtl">' in answer.text
        assert "none" not in answer.text or "لا" in answer.text


@once
def test_words_for_the_terminal_stay_off_a_page_in_another_language(app: Flask) -> None:
    client = app.test_client()
    assert "there is no file" in client.get("/media/tiny-one/media/none.svg").text
    french = client.get("/media/tiny-one/media/none.svg", headers={"Accept-Language": "fr"}).text
    assert "there is no file" not in french and "Cette page n’existe pas" in french


@once
def test_the_menu_names_languages_of_content_and_of_words(app: Flask) -> None:
    html = app.test_client().get("/en/").text
    assert re.findall(r'hreflang="([\w-]+)"', html) == ["en", "fr", "ar"]


@once
def test_the_pseudo_language_shows_what_is_not_marked(app: Flask) -> None:
    html = app.test_client().get("/ar-XB/join").text
    assert '<html lang="ar-XB" dir="rtl">' in html
    plain = [text for text in said_on(html) if re.search("[A-Za-z]{3}", text) and "\u202e" not in text]
    known = {"Milepost", "English", "Français", "AR-XB"}
    assert [text for text in plain if text not in known] == []
