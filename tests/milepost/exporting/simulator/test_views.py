"""The simulator's pages: who gets in, what is taken, and what is said of what is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from milepost.accounts.rules import Role
from milepost.app import create_app
from zip_factory import Part, pack

Token = Callable[[Role], str]
Make = Callable[..., Path]


@pytest.fixture
def trainer(app: Flask, token: Token) -> FlaskClient:
    """Return the browser of a signed-in trainer."""
    client = app.test_client()
    client.set_cookie("milepost_session", token(Role.TRAINER))
    return client


def csrf(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/en/try").text)
    assert found
    return found[1]


def send(client: FlaskClient, body: bytes, lang: str = "en", **more: Any) -> TestResponse:
    headers = {"X-CSRFToken": csrf(client), "Accept": "application/json", "Content-Type": "application/zip"}
    return client.post(f"/{lang}/try/upload", data=body, headers=headers, **more)


def test_a_trainer_uploads_and_tries(trainer: FlaskClient, package: Make) -> None:
    answer = send(trainer, package().read_bytes())
    assert answer.status_code == 200
    page = trainer.get(answer.json["address"])
    assert page.status_code == 200
    assert "SCORM 1.2" in page.text and "kept for 60 more minutes" in page.text
    assert "private" in page.headers["Cache-Control"]
    assert "frame-src http://127.0.0.1:" in page.headers["Content-Security-Policy"]


def test_findings_stand_on_the_page(trainer: FlaskClient, package: Make) -> None:
    answer = send(trainer, package(lesson_js='fetch("https://evil.example/x")').read_bytes())
    page = trainer.get(answer.json["address"]).text
    assert "lesson.js:1" in page and "asks another machine for https://evil.example/x" in page


def test_a_course_of_the_site_straight_away(trainer: FlaskClient) -> None:
    fields = {"csrf_token": csrf(trainer), "course": "tiny en", "format": "scorm-2004"}
    answer = trainer.post("/en/try/course", data=fields)
    assert answer.status_code == 303
    page = trainer.get(answer.location)
    assert "SCORM 2004 4th Edition" in page.text and "Nothing was found in the files." in page.text


def test_courses_in_the_language_of_the_page_come_first(trainer: FlaskClient) -> None:
    offered = re.findall(r'<option value="(\S+ \S+)"', trainer.get("/ar/try").text)
    tags = [one.rpartition(" ")[2] for one in offered]
    assert tags == sorted(tags, key=lambda tag: tag != "ar")
    assert {"ar", "en"} <= set(tags)


@pytest.mark.parametrize(
    "fields", [{"course": "none en"}, {"course": "tiny tlh"}, {"course": ""}, {"format": "exe"}]
)
def test_a_course_that_is_not_there(trainer: FlaskClient, fields: dict[str, str]) -> None:
    given = {"csrf_token": csrf(trainer), "course": "tiny en", "format": "scorm-1.2", **fields}
    assert trainer.post("/en/try/course", data=given).status_code in (404, 422)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "not a zip file"),
        (b"", "not a zip file"),
        (pack([Part("a.txt")]), "imsmanifest.xml is missing"),
        (pack([Part("course/imsmanifest.xml")]), "is in a folder"),
        (pack([Part("imsmanifest.xml", b"<manifest>")]), "line 1: is not well-formed XML"),
        (pack([Part("imsmanifest.xml", b"<manifest/>")]), "names nothing that could be opened"),
        (pack([Part("imsmanifest.xml"), Part("../evil")]), "leads out of the package"),
        (pack([Part("imsmanifest.xml"), Part("a", flags=1)]), "encrypted"),
        (pack([Part("imsmanifest.xml"), Part("a", mode=0o120777)]), "link to another file"),
    ],
)
def test_what_is_not_taken(app: Flask, trainer: FlaskClient, body: bytes, said: str) -> None:
    answer = send(trainer, body)
    assert answer.status_code == 422
    assert said in answer.json["error"]
    assert "/" not in answer.json["error"].replace("../evil", "").replace("course/", ""), (
        "no path of the server"
    )
    folder = app.extensions["milepost.settings"].data / "trials"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_too_large_is_refused_before_it_comes(trainer: FlaskClient) -> None:
    answer = send(trainer, b"x", environ_overrides={"CONTENT_LENGTH": str(400_000_000)})
    assert answer.status_code in (413, 422)


def test_other_forms_stay_as_small_as_they_were(app: Flask, trainer: FlaskClient) -> None:
    answer = trainer.post(
        "/en/try/course", data=b"x" * 2_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/en/try", f"/en/try/{'x' * 32}"])
def test_only_trainers_get_in(app: Flask, token: Token, path: str) -> None:
    assert app.test_client().get(path).status_code == 302
    learner = app.test_client()
    learner.set_cookie("milepost_session", token(Role.LEARNER))
    assert learner.get(path).status_code == 403


def test_learners_upload_nothing(app: Flask, token: Token, package: Make) -> None:
    learner = app.test_client()
    learner.set_cookie("milepost_session", token(Role.LEARNER))
    found = re.search(r'name="csrf_token" value="([^"]+)"', learner.get("/en/reading").text)
    assert found
    headers = {"X-CSRFToken": found[1], "Content-Type": "application/zip"}
    assert learner.post("/en/try/upload", data=package().read_bytes(), headers=headers).status_code == 403


def test_no_upload_without_its_form(trainer: FlaskClient, package: Make) -> None:
    answer = trainer.post("/en/try/upload", data=package().read_bytes(), content_type="application/zip")
    assert answer.status_code == 400


def test_removed_now(app: Flask, trainer: FlaskClient, package: Make) -> None:
    address = send(trainer, package().read_bytes()).json["address"]
    assert trainer.post(f"{address}/end", data={"csrf_token": csrf(trainer)}).status_code == 303
    gone = trainer.get(address)
    assert gone.status_code == 404 and "This trial is over" in gone.text
    assert list((app.extensions["milepost.settings"].data / "trials").iterdir()) == []


@pytest.mark.parametrize("try_url", ["", "http://localhost:9"])
def test_without_a_host_of_its_own_it_says_so(
    app: Flask, trainer: FlaskClient, token: Token, try_url: str
) -> None:
    """Another port is not enough: cookies ignore ports."""
    settings = app.extensions["milepost.settings"]._replace(try_url=try_url)
    other = create_app(settings, TESTING=True)
    client = other.test_client()
    client.set_cookie("milepost_session", token(Role.TRAINER))
    page = client.get("/en/try").text
    assert "MILEPOST_TRY_URL" in page and "milepost try FILE.zip" in page and "Try this file" not in page
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/en/reading").text)
    assert found
    headers = {"X-CSRFToken": found[1], "Accept": "application/json", "Content-Type": "application/zip"}
    assert client.post("/en/try/upload", data=pack([Part("a")]), headers=headers).status_code == 422
    other.extensions["milepost.database"].dispose()
