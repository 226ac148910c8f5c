"""From a finished course to a paper, and from the paper to the public page."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import joining, sessions
from milepost.certificates import paper, services
from milepost.core import clock
from milepost.core.db import Database
from milepost.core.signals import course_completed

SignIn = Callable[..., FlaskClient]
TAKE = "/en/courses/tiny/certificate"


@pytest.fixture
def sign_in(app: Flask, database: Database) -> SignIn:
    """Return a callable (name, role) which makes a person who finished `tiny`, in a browser of their own."""

    def make(name: str | None, role: Role = Role.LEARNER, *, finished: bool = True) -> FlaskClient:
        moment = clock.now()
        with database.session(write=True) as session:
            if name is None:
                user = User(created_at=moment, last_seen_at=moment)
                session.add(user)
                session.flush()
            else:
                user = joining.join(session, name, moment, role=role)
            token = sessions.start(session, user.id, moment)
            if finished:
                news = {"user_id": user.id, "course_id": "tiny", "score_scaled": 0.8, "now": moment}
                course_completed.send(1, session=session, **news)
            session.commit()
        client = app.test_client()
        client.set_cookie("milepost_session", token)
        return client

    return make


def post(client: FlaskClient, address: str, page: str, **fields: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token
    return client.post(address, data={"csrf_token": token[1], **fields})


def number_of(database: Database, user_name: str = "Anna") -> str:
    with database.session(write=False) as session:
        user = session.query(User).filter_by(display_name=user_name).one()
        return services.of_person(session, user.id)[0].number


def test_the_paper_is_made_once_the_name_is_typed(sign_in: SignIn, database: Database) -> None:
    client = sign_in("Anna")
    answer = post(client, TAKE, TAKE, name="Ānna Ozola", show_name="1")
    assert answer.location.endswith("/en/certificates/")
    paper = client.get(f"/certificates/{number_of(database)}.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(("show", "shown"), [("1", True), ("", False)])
def test_the_public_page_shows_the_name_only_if_the_holder_allows_it(
    sign_in: SignIn, app: Flask, database: Database, show: str, shown: bool
) -> None:
    post(sign_in("Anna"), TAKE, TAKE, name="Ānna Ozola", **({"show_name": show} if show else {}))
    page = app.test_client().get(f"/verify/{number_of(database)}", follow_redirects=True)
    assert "This certificate is valid." in page.text
    assert ("Ānna Ozola" in page.text) is shown


def test_a_number_mistyped_from_the_paper_is_told_as_such(app: Flask) -> None:
    page = app.test_client().get("/verify/aaaa-bbbb", follow_redirects=True)
    assert page.status_code == 404
    assert "We do not know this number." in page.text and "aaaa-bbbb" in page.text


def test_the_holder_can_change_their_mind_about_showing(
    sign_in: SignIn, app: Flask, database: Database
) -> None:
    client = sign_in("Anna")
    post(client, TAKE, TAKE, name="Ānna Ozola")
    number = number_of(database)
    post(client, f"/en/certificates/{number}/showing", "/en/certificates/")
    assert "Ānna Ozola" in app.test_client().get(f"/en/verify/{number}").text


def test_nobody_waits_for_the_database_while_a_paper_is_made(
    sign_in: SignIn, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paper takes a second, and in a room of forty people many are made at once."""
    make, written = paper.make, threading.Event()

    def write() -> None:
        with database.session(write=True) as session:
            joining.join(session, "Somebody else", clock.now())
            session.commit()
        written.set()

    def make_slowly(printed: paper.Paper) -> bytes:
        threading.Thread(target=write, daemon=True).start()
        assert written.wait(10), "another writer had to wait"
        return make(printed)

    monkeypatch.setattr(paper, "make", make_slowly)
    client = sign_in("Anna")
    assert post(client, TAKE, TAKE, name="Anna").status_code == 302
    assert client.get(f"/certificates/{number_of(database)}.pdf").data.startswith(b"%PDF")


def test_letters_that_cannot_be_printed_are_named_at_the_field_and_nothing_is_lost(
    sign_in: SignIn, database: Database
) -> None:
    answer = post(sign_in("Anna"), TAKE, TAKE, name="Anna 王")
    assert answer.status_code == 422
    assert "王. Please type" in answer.text
    assert 'value="Anna 王"' in answer.text


def test_an_empty_name_is_asked_for_again(sign_in: SignIn) -> None:
    answer = post(sign_in("Anna"), TAKE, TAKE, name=" ")
    assert (answer.status_code, "Type the name" in answer.text) == (422, True)


def test_a_course_that_is_not_finished_gives_no_certificate(sign_in: SignIn) -> None:
    assert "Not yet" in sign_in("Anna", finished=False).get(TAKE).text


def test_a_guest_is_asked_to_join_first(sign_in: SignIn) -> None:
    page = sign_in(None).get(TAKE)
    assert "Join and keep my progress" in page.text
    assert "<form method" not in page.text.split("<main", 1)[1].split("</main", 1)[0]


def test_nobody_downloads_another_persons_paper(sign_in: SignIn, app: Flask, database: Database) -> None:
    post(sign_in("Anna"), TAKE, TAKE, name="Anna")
    number = number_of(database)
    assert sign_in("Berta").get(f"/certificates/{number}.pdf").status_code == 404
    assert app.test_client().get(f"/certificates/{number}.pdf").status_code in (302, 401)


def test_an_unknown_number_is_answered_plainly(app: Flask) -> None:
    answer = app.test_client().get("/en/verify/aaaa-bbbb")
    assert (answer.status_code, "We do not know this number." in answer.text) == (404, True)


def test_only_an_administrator_withdraws_and_then_the_page_says_so(
    sign_in: SignIn, app: Flask, database: Database
) -> None:
    post(sign_in("Anna"), TAKE, TAKE, name="Ānna Ozola", show_name="1")
    page = f"/en/verify/{number_of(database)}"
    assert post(sign_in("Tom", Role.TRAINER), f"{page}/withdraw", "/en/me").status_code == 403
    post(sign_in("Rowan", Role.ADMINISTRATOR, finished=False), f"{page}/withdraw", page)
    text = app.test_client().get(page).text
    assert "This certificate was withdrawn." in text
    assert "Ānna Ozola" not in text


def test_hearing_the_news_again_changes_nothing(sign_in: SignIn, database: Database, now: datetime) -> None:
    sign_in("Anna")
    number = number_of(database)
    with database.session(write=True) as session:
        user = session.query(User).filter_by(display_name="Anna").one()
        news = {"user_id": user.id, "course_id": "tiny", "score_scaled": 1.0, "now": now}
        course_completed.send(1, session=session, **news)
        session.commit()
    assert number_of(database) == number
