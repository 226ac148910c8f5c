"""The trainers' page: who gets in, what it offers, and the file that comes out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.core.db import Database
from milepost.courseware.library import Library
from milepost.courseware.packing import select
from milepost_scorm.exporter import ScormExporter, scorm_12
from milepost_scorm.profiles import SCORM_12

PAGE = "/en/export/mixed"
Token = Callable[[Role], str]


@pytest.fixture
def trainer(app: Flask, token: Token) -> FlaskClient:
    """Return the browser of a signed-in trainer."""
    return browser(app, token(Role.TRAINER))


def browser(app: Flask, value: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("milepost_session", value)
    return client


def send(client: FlaskClient, **fields: str) -> TestResponse:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGE).text)
    assert found
    return client.post(PAGE, data={"csrf_token": found[1], **fields}, buffered=True)


def test_trainer_downloads_what_the_command_makes(
    trainer: FlaskClient, content_root: Path, tmp_path: Path
) -> None:
    answer = send(trainer, format="scorm-1.2", language="ar", module="")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == "attachment; filename=mixed-ar-scorm-1.2.zip"
    library = Library(content_root)
    selection = select(library, "mixed", "ar")
    made = scorm_12.export(library, selection, tmp_path / "a.zip", progress=lambda *_: None)
    assert answer.data == made.path.read_bytes()


def test_one_module(trainer: FlaskClient) -> None:
    answer = send(trainer, format="scorm-2004", language="en", module="all-blocks")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
        assert b'identifier="item-mixed.all-blocks"' in zipped.read("imsmanifest.xml")


def test_a_package_for_each_module_in_one_download(trainer: FlaskClient, tmp_path: Path) -> None:
    """Nobody takes the outer file for a package: its name says so, and it holds no manifest."""
    answer = send(trainer, format="scorm-1.2", language="en", module="", shape="split")
    name = "unpack-first-mixed-en-scorm-1.2-modules.zip"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as outer:
        packages = ["mixed-all-questions-en-scorm-1.2.zip", "mixed-all-blocks-en-scorm-1.2.zip"]
        assert outer.namelist() == ["README.txt", *packages]
        readme = outer.read("README.txt").decode()
        assert "Do not upload this zip file itself." in readme
        assert f"1. {packages[0]}" in readme and f"2. {packages[1]}" in readme
        for package in packages:
            with zipfile.ZipFile(io.BytesIO(outer.read(package))) as inner:
                assert inner.namelist()[0] == "imsmanifest.xml"
    again = send(trainer, format="scorm-1.2", language="en", module="", shape="split")
    assert again.data == answer.data


def test_all_languages_in_one_package(trainer: FlaskClient) -> None:
    answer = send(trainer, format="scorm-2004", language="all", module="all-blocks")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
        assert {"languages/ar.js", "languages/en.js"} <= set(zipped.namelist())


def test_a_grade_for_each_module_is_for_scorm_12(trainer: FlaskClient) -> None:
    answer = send(trainer, format="scorm-1.2", language="en", module="", shape="per-module")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
        assert "all-blocks.html" in zipped.namelist()
    refused = send(trainer, format="scorm-2004", language="en", module="", shape="per-module")
    assert refused.status_code == 422
    assert "SCORM 2004 4th Edition cannot grade each module inside one package." in refused.text


@pytest.mark.parametrize(("page", "mark"), [("en", ""), ("ar-XB", ' lang="en"')])
def test_a_module_in_another_language_than_the_page_is_marked_in_the_list(
    trainer: FlaskClient, page: str, mark: str
) -> None:
    assert f'<option value="tiny-one"{mark}>' in trainer.get(f"/{page}/export/tiny").text


def test_page_says_what_fits_and_what_to_tick(trainer: FlaskClient) -> None:
    """Points 5 and 21: the room that a learner's state needs, and Moodle's boxes for each edition."""
    text = trainer.get(PAGE).text
    assert re.search(r"state \d\.\d of 4\.0 KB", text) and re.search(r"state \d\.\d of 62\.5 KB", text)
    assert "Done means: every page is done and the score is at least 70%." in text
    assert "tick both Passed and Completed" in text and "tick Completed only" in text


def test_page_warns_where_a_course_is_too_long_for_a_format(
    trainer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the button, and only for the formats that it is true for."""
    warning = "the whole course has more room to write than every LMS keeps"
    assert warning not in trainer.get(PAGE).text
    tight = SCORM_12._replace(suspend_data=500)
    monkeypatch.setattr("milepost_scorm.exporter.scorm_12", ScormExporter(tight))
    text = trainer.get(PAGE).text
    assert f"SCORM 1.2: {warning}" in text
    assert "Then the longest texts are not kept" in text


def test_nothing_is_left_behind(app: Flask, trainer: FlaskClient) -> None:
    data = app.extensions["milepost.settings"].data
    send(trainer, format="scorm-1.2", language="en", module="")
    assert list(data.glob("export-*")) == []


def test_nobody_waits_for_a_download(
    app: Flask, trainer: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packing takes seconds: meanwhile others can write."""
    written = []

    def export(*_: object, **__: object) -> Path:
        with database.session(write=True) as session:
            written.append(session.query(User).count())
        raise OSError("enough seen")

    monkeypatch.setattr("milepost_scorm.exporter.ScormExporter.export", export)
    app.config.update(PROPAGATE_EXCEPTIONS=False, TESTING=False)
    assert send(trainer, format="scorm-1.2", language="en", module="").status_code >= 500
    assert written == [1]


@pytest.mark.parametrize(
    ("field", "value"),
    [("format", "exe"), ("language", "tlh"), ("module", "../../etc"), ("shape", "round")],
)
def test_wrong_choice_is_said_at_the_field_and_the_others_are_kept(
    trainer: FlaskClient, field: str, value: str
) -> None:
    chosen = {"format": "scorm-2004", "language": "ar", "module": "all-blocks", field: value}
    answer = send(trainer, **chosen)
    assert answer.status_code == 422
    assert "Choose one of these." in answer.text
    if field != "module":
        assert '<option value="all-blocks" selected>' in answer.text
    if field != "format":
        assert re.search(r'value="scorm-2004"[^>]* checked', answer.text)


def test_unknown_course_is_not_found(trainer: FlaskClient) -> None:
    assert trainer.get("/en/export/nothing").status_code == 404


def test_learner_may_not(app: Flask, token: Token) -> None:
    client = browser(app, token(Role.LEARNER))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"format": "scorm-1.2"}).status_code in (400, 403)


def test_stranger_is_asked_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get(PAGE)
    assert answer.status_code == 302
    assert "/en/sign-in" in answer.headers["Location"]


def test_form_from_elsewhere_is_refused(trainer: FlaskClient) -> None:
    assert trainer.post(PAGE, data={"format": "scorm-1.2"}).status_code == 400


def test_page_in_a_browser(
    site: str, page: Page, token: Token, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page.context.add_cookies([{"name": "milepost_session", "value": token(Role.TRAINER), "url": site}])
    for lang in ("en", "ar"):
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(f"{site}/{lang}/export/mixed")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(site + PAGE)
    page.get_by_label("SCORM 2004 4th Edition").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "mixed-en-scorm-2004.zip"
    download.value.save_as(tmp_path / "a.zip")
    assert zipfile.is_zipfile(tmp_path / "a.zip")
    expect(page.get_by_role("heading", name="What the package sends to your LMS")).to_be_visible()
