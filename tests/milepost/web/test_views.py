"""Languages, health, reading settings, and what is always there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from milepost.web import reading


def test_the_front_door_leads_to_the_browsers_language(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.5"})
    assert answer.status_code == 302
    assert answer.location == "/en/"
    assert answer.headers["Vary"] == "Accept-Language"


def test_a_language_that_we_do_not_have_leads_to_english(client: FlaskClient) -> None:
    assert client.get("/", headers={"Accept-Language": "eo"}).location == "/en/"


def test_languages_are_those_of_the_courses(app: Flask) -> None:
    known = {language.tag for language in app.extensions["milepost.languages"].known}
    library = app.extensions["milepost.library"]
    spoken = {tag for course_id in library.course_ids() for tag in library.course(course_id, "en").languages}
    assert known >= spoken | {"en"}
    assert "ar-XB" not in known


def test_an_unknown_language_names_the_known_ones(client: FlaskClient) -> None:
    answer = client.get("/xx/privacy")
    assert answer.status_code == 404
    assert "“xx”" in answer.text
    assert 'href="/en/"' in answer.text
    assert '<html lang="en"' in answer.text


def test_the_pseudo_language_runs_from_right_to_left(client: FlaskClient) -> None:
    answer = client.get("/ar-XB/privacy")
    assert answer.status_code == 200
    assert '<html lang="ar-XB" dir="rtl">' in answer.text


def test_a_missing_page_speaks_the_language_of_its_address(client: FlaskClient) -> None:
    assert '<html lang="ar-XB" dir="rtl">' in client.get("/ar-XB/nothing/here").text


def test_health_and_readiness(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}
    with app.extensions["milepost.database"].engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    assert client.get("/readyz").status_code == 503


def save(client: FlaskClient, **form: str) -> object:
    client.application.config["WTF_CSRF_ENABLED"] = False
    return client.post("/en/reading", data=form)


def test_reading_settings_are_kept_on_the_device_and_shape_every_page(client: FlaskClient) -> None:
    answer = save(client, theme="dark", text="larger", spacing="normal", next="/en/privacy")
    assert answer.location == "/en/privacy?said=reading"  # type: ignore[attr-defined]
    assert "Your reading settings are saved." in client.get("/en/privacy?said=reading").text
    page = client.get("/en/privacy").text
    assert '<html lang="en" dir="ltr" data-theme="dark" data-text="larger">' in page
    assert 'value="dark" checked' in client.get("/en/reading").text


def test_reading_settings_lead_nowhere_else(client: FlaskClient) -> None:
    answer = save(client, theme="dark", next="https://elsewhere.example/")
    assert answer.location == "/en/?said=reading"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "value", ["", "dark", '"><script>', "a.b.c.d.e", "dark.large.wide.more", "..", "\x00"]
)
def test_a_strange_cookie_does_no_harm(value: str) -> None:
    found = reading.from_cookie(value)
    assert found.theme in reading.CHOICES["theme"]
    assert found.text in reading.CHOICES["text"]
    assert "script" not in found.attributes


def test_the_cookie_holds_what_was_chosen() -> None:
    chosen = reading.from_form({"theme": "light", "text": "large", "spacing": "wide"})
    assert reading.from_cookie(chosen.cookie) == chosen


def test_every_page_leads_to_privacy_and_accessibility(client: FlaskClient) -> None:
    page = client.get("/en/").text
    for place in ("/en/privacy", "/en/accessibility", "/en/reading?next=/en/"):
        assert f'href="{place}"' in page
    assert client.get("/en/accessibility").status_code == 200


def test_privacy_says_who_runs_the_site(app: Flask) -> None:
    plain = app.test_client().get("/en/privacy").text
    assert "Who runs this site" not in plain
    assert "ask the people who invited you here" in plain

    known = app.extensions["milepost.settings"]
    for contact, link in (
        ("data@city.example", 'href="mailto:data@city.example"'),
        ("https://city.example/data", 'href="https://city.example/data"'),
        ("+371 20000000", ""),
        ("javascript:alert(1)@city.example", ""),
    ):
        app.extensions["milepost.settings"] = known._replace(operator="City of <Riga>", contact=contact)
        page = app.test_client().get("/ar/privacy").text.partition("<main")[2].partition("</main>")[0]
        assert "<bdi>City of &lt;Riga&gt;</bdi>" in page
        assert link in page
        assert (f"<bdi>{contact.removeprefix('https://')}</bdi>") in page
        assert "javascript:alert" not in page.partition("<bdi>javascript")[0]
        assert page.count('href="') == bool(link)
    app.extensions["milepost.settings"] = known
