"""Joining, signing in and out, by form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from milepost.accounts.models import User, UserSession
from milepost.accounts.services import people, sessions, throttle
from milepost.accounts.views.gate import safe_next
from milepost.app import create_app
from milepost.core import clock
from milepost.core.db import Database


def users(database: Database) -> list[tuple[str | None, str]]:
    with database.session(write=False) as session:
        return [(one.display_name, one.role) for one in session.query(User).order_by(User.id)]


def open_sessions(database: Database) -> list[UserSession]:
    with database.session(write=False) as session:
        return list(session.scalars(sa.select(UserSession)))


# --- joining -------------------------------------------------------------------------------------


def test_joining_asks_for_a_name_and_a_password_only(visitor) -> None:
    text = visitor.get("/en/join").text
    shown = re.findall(r'<input type="(?!hidden)(\w+)" id="f-(\w+)"', text)
    assert sorted(shown) == [("checkbox", "shared"), ("password", "password"), ("text", "display_name")]
    assert 'autocomplete="username"' in text
    assert 'autocomplete="new-password"' in text


def test_whoever_joins_is_signed_in(visitor, database: Database) -> None:
    answer = visitor.join("Amina")
    assert answer.location == "/en/?said=joined"
    assert "Your account is ready." in visitor.get(answer.location).text
    assert "Amina" in visitor.get("/en/me").text
    assert users(database) == [("Amina", "learner")]


def test_on_the_way_back_after_signing_out_no_page_speaks_of_an_account(visitor) -> None:
    joined = visitor.join("Amina").location
    visitor.post("/en/sign-out", page="/en/me")
    assert "Your account is ready." not in visitor.get(joined).text


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor, app) -> None:
    answer = visitor.join("Amina")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("milepost_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert "Max-Age=2592000" in cookie
    assert len(visitor.session_token) >= 43


def test_over_tls_only_this_host_can_set_the_cookies(app) -> None:
    settings = app.extensions["milepost.settings"]._replace(base_url="https://learn.example.org")
    site = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    client, words = site.test_client(), {"display_name": "Amina", "password": "a short sentence"}
    answer = client.post("/en/join", data=words, base_url=settings.base_url)
    cookies = [one for one in answer.headers.getlist("Set-Cookie") if "session=" in one]
    assert {one.partition("=")[0] for one in cookies} <= {"__Host-milepost_session", "__Host-session"}
    assert [one for one in cookies if one.startswith("__Host-milepost_session=")]
    for one in cookies:
        assert "Secure" in one
        assert "Path=/" in one
        assert "Domain" not in one
    assert client.get("/en/me", base_url=settings.base_url).status_code == 200
    token = client.get_cookie("__Host-milepost_session", "learn.example.org").value
    other = site.test_client()
    other.set_cookie("milepost_session", token, domain="learn.example.org")
    assert other.get("/en/me", base_url=settings.base_url).status_code != 200
    site.extensions["milepost.trials"].close()
    site.extensions["milepost.database"].dispose()


def test_on_a_shared_phone_the_session_ends_with_the_browser(visitor, database: Database) -> None:
    answer = visitor.join("Amina", shared="1")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("milepost_session="))
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    (one,) = open_sessions(database)
    assert one.expires_at - one.created_at == timedelta(hours=2)


MISTAKES = [
    ("", "a short sentence", {"display_name"}),
    ("Amina", "short", {"password"}),
    ("", "short", {"display_name", "password"}),
    ("Amina", "1234567890", {"password"}),
    ("amina@example.org", "a short sentence", {"display_name"}),
]


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(visitor, database: Database) -> None:
    for name, password, wrong in MISTAKES:
        answer = visitor.post("/en/join", display_name=name, password=password, shared="1", next="/en/me")
        assert answer.status_code == 422
        assert set(re.findall(r'id="f-(\w+)-error"', answer.text)) == wrong
        assert f'value="{name}"' in answer.text
        assert 'name="next" value="/en/me"' in answer.text
        assert re.search(r'name="shared"[^>]* checked', answer.text)
        assert f'value="{password}"' not in answer.text
    assert users(database) == []


def test_a_taken_name_brings_free_ones_as_buttons(
    visitor, make_visitor, database: Database, errors_in
) -> None:
    make_visitor().join("Amina")
    answer = visitor.post("/en/join", display_name="AMINA", password="a short sentence", shared="1")
    assert answer.status_code == 422
    assert errors_in(answer) == ["Somebody has this name already. Choose another one."]
    free = re.findall(r'name="take" value="(AMINA \w+)"', answer.text)
    assert len(free) == 3
    taken = visitor.post("/en/join", display_name="AMINA", password="", take=free[0], shared="1")
    assert taken.status_code == 200
    assert f'value="{free[0]}"' in taken.text
    assert errors_in(taken) == []
    assert re.search(r'name="shared"[^>]* checked', taken.text)
    visitor.join(free[0])
    assert {name for name, _ in users(database)} == {"Amina", free[0]}


def test_a_name_is_chosen_for_me(visitor) -> None:
    text = visitor.post("/en/join", display_name="", pick="1").text
    (name,) = re.findall(r'id="f-display_name"[^>]* value="(\w+ \w+)"', text)
    visitor.join(name)


def test_a_member_is_not_asked_to_join_again(visitor) -> None:
    visitor.join("Amina")
    assert visitor.get("/en/join").location == "/en/me"


def test_the_password_is_kept_as_argon2id(visitor, database: Database) -> None:
    visitor.join("Amina", "a short sentence")
    with database.session(write=False) as session:
        (kept,) = session.scalars(sa.select(User.password_hash))
    assert kept is not None
    assert kept.startswith("$argon2id$")


def test_a_robot_that_makes_accounts_has_to_wait(make_visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "JOIN", replace(throttle.JOIN, free=3))
    for n in range(3):
        make_visitor().join(f"Robot {n}")
    answer = make_visitor().post("/en/join", display_name="Robot 3", password="a short sentence")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="Robot 3"' in answer.text
    make_visitor("192.0.2.1").join("Amina")


# --- signing in ----------------------------------------------------------------------------------


def test_signing_in_and_out(visitor, make_visitor, database: Database) -> None:
    make_visitor().join("Amina")
    assert visitor.sign_in("amina").location == "/en/"
    assert "Amina" in visitor.get("/en/me").text
    token = visitor.session_token
    answer = visitor.post("/en/sign-out", page="/en/me")
    assert answer.location == "/en/signed-out"
    assert visitor.session_token is None
    assert "Amina" not in visitor.get(answer.location).text
    with database.session(write=False) as session:
        assert sessions.find(session, token, clock.now()) is None


def test_a_wrong_password_keeps_the_name(visitor, make_visitor, errors_in) -> None:
    make_visitor().join("Amina")
    answer = visitor.sign_in("Amina", "not my password", shared="1", next="/en/me")
    assert answer.status_code == 422
    assert errors_in(answer) == ["This name and this password do not belong together."]
    assert 'value="Amina"' in answer.text
    assert "not my password" not in answer.text
    assert 'name="next" value="/en/me"' in answer.text
    assert visitor.session_token is None


def test_an_unknown_name_looks_the_same(visitor, make_visitor, errors_in) -> None:
    make_visitor().join("Amina")
    known, unknown = visitor.sign_in("Amina", "not my password"), visitor.sign_in("Noor", "not my password")
    assert errors_in(known) == errors_in(unknown)
    assert known.status_code == unknown.status_code == 422


def test_guessing_has_to_wait_and_says_how_long(visitor, make_visitor, errors_in) -> None:
    make_visitor().join("Amina")
    for _ in range(5):
        assert visitor.sign_in("Amina", "not my password").status_code == 422
    answer = visitor.sign_in("Amina")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 15
    assert re.fullmatch(r"Too many tries\. Wait \d+ seconds?, then try again\.", errors_in(answer)[0])
    assert make_visitor("192.0.2.7").sign_in("Amina").status_code == 429
    make_visitor("192.0.2.7").join("Noor")


def test_a_session_from_before_signing_in_is_worth_nothing_after(visitor, make_visitor, database) -> None:
    make_visitor().join("Amina")
    visitor.client.set_cookie("milepost_session", "planted by somebody else")
    visitor.sign_in("Amina")
    first = visitor.session_token
    assert first != "planted by somebody else"
    visitor.sign_in("Amina", page="/en/me")
    assert visitor.session_token not in (first, None)
    with database.session(write=False) as session:
        assert sessions.find(session, first, clock.now()) is None


def test_where_one_wanted_to_go(visitor, make_visitor) -> None:
    make_visitor().join("Amina")
    asked = visitor.get("/en/me")
    assert asked.location == "/en/sign-in?next=/en/me"
    page = visitor.get(asked.location)
    assert 'name="next" value="/en/me"' in page.text
    assert "/en/join?next=/en/me" in page.text
    assert "Then the page that you asked for opens." in page.text
    assert "asked for" not in visitor.get("/en/sign-in").text
    assert visitor.sign_in("Amina", next="/en/me").location == "/en/me"


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
    "/\x00/evil",
    "",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_next_is_ignored(target: str) -> None:
    assert safe_next(target) is None


@pytest.mark.parametrize("target", ["/en/", "/en/people?q=a&page=2", "/claim/abc#x", "/en/courses/a:b/"])
def test_a_page_of_ours_is_a_fine_next(target: str) -> None:
    assert safe_next(target) == target


def test_signing_in_never_leads_to_another_site(visitor, make_visitor) -> None:
    make_visitor().join("Amina")
    assert "evil" not in visitor.get("/en/sign-in", query_string={"next": HOSTILE[0]}).text
    assert visitor.sign_in("Amina", next=HOSTILE[1]).location == "/en/"


POSTS = ["join", "sign-in", "sign-out", "me/name", "me/erase", "me/sessions/end-others", "people/1/role"]


def test_without_a_csrf_token_nothing_is_taken(visitor, database: Database) -> None:
    visitor.join("Amina")
    fields = {"display_name": "Mallory", "password": "a short sentence", "confirm": "Amina"}
    for path in (*(f"/en/{post}" for post in POSTS), "/passkeys/new", "/passkeys/sign-in", "/claim/x"):
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}):
            answer = visitor.client.post(path, data={**fields, **token})
            assert answer.status_code == 400, path
            assert "open too long" in answer.text
    assert users(database) == [("Amina", "learner")]
    assert visitor.get("/en/me").status_code == 200


def test_what_was_written_on_a_page_open_too_long_is_shown_again_but_no_password(visitor) -> None:
    fields = {"f.card": "My <b>long</b> answer", "q.one": "3", "password": "a short sentence"}
    answer = visitor.client.post("/en/join", data=fields)
    assert answer.status_code == 400
    assert "My &lt;b&gt;long&lt;/b&gt; answer" in answer.text and "copy them first" in answer.text
    assert answer.text.count('class="kept-words"') == 1
    assert "a short sentence" not in answer.text


def test_a_csrf_token_of_somebody_else_is_not_taken(visitor, make_visitor) -> None:
    other = make_visitor()
    answer = visitor.client.post(
        "/en/join", data={"csrf_token": other.token("/en/join"), "display_name": "A"}
    )
    assert answer.status_code == 400


def test_a_form_that_was_open_for_days_is_still_taken(visitor, app, monkeypatch: pytest.MonkeyPatch) -> None:
    token = visitor.token("/en/join")
    from itsdangerous import TimestampSigner

    real = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) + 5 * 86400)
    fields = {"csrf_token": token, "display_name": "Amina", "password": "a short sentence"}
    assert visitor.client.post("/en/join", data=fields).status_code == 302


# --- one-time links ------------------------------------------------------------------------------


def claim_path(database: Database) -> str:
    with database.session(write=True) as session:
        link = people.administrator_link(session, "http://localhost:8000", clock.now())
        session.commit()
    return link.removeprefix("http://localhost:8000")


def test_the_link_makes_a_new_account_administrator_once(visitor, make_visitor, database: Database) -> None:
    path = claim_path(database)
    for _ in range(3):  # a messenger's preview opens it first
        assert make_visitor().get(path).status_code == 200
    answer = visitor.post(path, display_name="Rowan", password="a short sentence")
    assert answer.location == "/en/people?said=administrator"
    assert "You manage this site now." in visitor.get(answer.location).text
    assert users(database) == [("Rowan", "administrator")]
    again = make_visitor()
    assert again.get(path).status_code == 404
    assert "used already" in again.get(path).text


def test_the_link_makes_the_signed_in_person_administrator(visitor, database: Database) -> None:
    visitor.join("Amina")
    path = claim_path(database)
    assert "Amina" in visitor.get(path).text
    visitor.post(path)
    assert users(database) == [("Amina", "administrator")]


def test_a_mistake_does_not_use_the_link_up(visitor, database: Database, errors_in) -> None:
    path = claim_path(database)
    answer = visitor.post(path, display_name="Rowan", password="short")
    assert answer.status_code == 422
    assert errors_in(answer)
    visitor.post(path, display_name="Rowan", password="a short sentence")
    assert users(database) == [("Rowan", "administrator")]


def test_two_who_press_with_one_link(visitor, make_visitor, database: Database) -> None:
    path, other = claim_path(database), make_visitor()
    token = other.token(path)
    visitor.post(path, display_name="Rowan", password="a short sentence")
    fields = {"csrf_token": token, "display_name": "Mallory", "password": "a short sentence"}
    assert other.client.post(path, data=fields).status_code == 404
    assert users(database) == [("Rowan", "administrator")]


def test_a_guessed_link_opens_nothing(visitor) -> None:
    assert visitor.get("/claim/guess").status_code == 404


def test_a_sign_in_link_sets_a_new_password_and_ends_other_sessions(
    administrator, make_visitor, database: Database
) -> None:
    thief, visitor = make_visitor(), make_visitor()
    thief.join("Amina", "the old password")
    with database.session(write=False) as session:
        amina = session.query(User).filter_by(display_name="Amina").one().id
    shown = administrator.post(f"/en/people/{amina}/link", page=f"/en/people/{amina}")
    (link,) = re.findall(r'value="http://localhost:\d+(/en/sign-in/[\w-]+)"', shown.text)
    assert link not in administrator.get(f"/en/people/{amina}").text
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, password="short").status_code == 422
    assert visitor.post(link, password="the new password").location == "/en/"
    assert "Amina" in visitor.get("/en/me").text
    assert thief.get("/en/me").status_code == 302
    assert make_visitor().sign_in("Amina", "the old password").status_code == 422
    assert make_visitor().sign_in("Amina", "the new password").status_code == 302
    assert make_visitor().get(link).status_code == 404
