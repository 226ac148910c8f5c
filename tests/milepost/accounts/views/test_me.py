"""A person's own page."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa

from milepost.accounts.models import Throttle, User, UserSession
from milepost.accounts.services import people
from milepost.core import clock
from milepost.core.db import Database


@pytest.fixture
def amina(visitor, make_visitor, make_noise, database: Database):
    """Return a signed-in person called Amina among others."""
    with database.session(write=True) as session:
        make_noise(session, clock.now())
        session.commit()
    visitor.join("Amina")
    return visitor


def test_the_page_shows_who_can_see_what_and_only_my_own(amina) -> None:
    text = amina.get("/en/me").text
    assert "Who can see what" in text
    assert "Noisy" not in text
    assert text.count("last used") == 1


def test_another_name(amina, make_visitor) -> None:
    amina.post("/en/me/name", page="/en/me", display_name="Amina Linden")
    text = amina.get("/en/me").text
    assert "Your name is changed" in text
    assert "<h1><bdi>Amina Linden</bdi></h1>" in text
    assert make_visitor().sign_in("amina linden").status_code == 302
    assert make_visitor().sign_in("Amina").status_code == 422


def test_another_way_to_write_ones_own_name(amina) -> None:
    assert amina.post("/en/me/name", page="/en/me", display_name="AMINA").status_code == 302


@pytest.mark.parametrize(("name", "status"), [("noisy reed", 422), ("", 422)])
def test_a_name_that_will_not_do_stays_in_the_field(amina, errors_in, name: str, status: int) -> None:
    answer = amina.post("/en/me/name", page="/en/me", display_name=name)
    assert answer.status_code == status
    assert len(errors_in(answer)) == 1
    assert 'name="display_name" dir="auto" required autocomplete="username" maxlength="60"' in answer.text
    assert f'value="{name}"' in answer.text
    assert ('name="take"' in answer.text) == bool(name)


def test_another_password_ends_the_other_sessions(amina, make_visitor, password: str) -> None:
    other = make_visitor()
    other.sign_in("Amina")
    before = amina.session_token
    fields = {"current_password": password, "password": "a new sentence"}
    assert amina.post("/en/me/password", page="/en/me", **fields).status_code == 302
    assert amina.session_token != before
    assert amina.get("/en/me").status_code == 200
    assert other.get("/en/me").status_code == 302
    assert make_visitor().sign_in("Amina", "a new sentence").status_code == 302


def test_another_password_makes_an_unused_sign_in_link_worthless(
    amina, make_visitor, password: str, database: Database
) -> None:
    with database.session(write=True) as session:
        user = session.query(User).filter_by(display_name="Amina").one()
        link = people.sign_in_link(session, user, "", "en", clock.now())
        session.commit()
    assert make_visitor().get(link).status_code == 200
    amina.post("/en/me/password", page="/en/me", current_password=password, password="a new sentence")
    assert make_visitor().get(link).status_code == 404


@pytest.mark.parametrize(
    ("now_typed", "new", "said"),
    [
        ("not mine at all", "a new sentence", ["This is not your password now."]),
        ("", "a new sentence", ["This is not your password now."]),
        ("a quiet linden tree", "short", ["Use at least 10 characters. A short sentence works well."]),
    ],
)
def test_a_password_that_is_wrong_changes_nothing(
    amina, make_visitor, errors_in, now_typed: str, new: str, said: list[str]
) -> None:
    answer = amina.post("/en/me/password", page="/en/me", current_password=now_typed, password=new)
    assert answer.status_code == 422
    assert errors_in(answer) == said
    assert make_visitor().sign_in("Amina").status_code == 302


def test_whoever_found_an_open_phone_cannot_guess_the_password(amina) -> None:
    fields = {"current_password": "a wrong guess", "password": "a new sentence"}
    answers = [amina.post("/en/me/password", page="/en/me", **fields).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_sessions_are_shown_and_ended_one_by_one(amina, make_visitor) -> None:
    phone, library = make_visitor(), make_visitor()
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 14; Mobile) Firefox/132.0"
    phone.sign_in("Amina")
    library.sign_in("Amina", shared="1")
    text = amina.get("/en/me").text
    assert "Firefox, Android" in text
    assert "shared: ends with the browser" in text
    assert "this one" in text
    block = text[text.index("Firefox, Android") :]
    (handle, *_) = re.findall(r"/en/me/sessions/(\w{16})/end", block)
    assert amina.post(f"/en/me/sessions/{handle}/end", page="/en/me").status_code == 302
    assert [one.get("/en/me").status_code for one in (amina, phone, library)] == [200, 302, 200]


def test_all_other_sessions_end_at_once(amina, make_visitor, database: Database) -> None:
    others = [make_visitor() for _ in range(2)]
    for one in others:
        one.sign_in("Amina")
    amina.post("/en/me/sessions/end-others", page="/en/me")
    assert [one.get("/en/me").status_code for one in (amina, *others)] == [200, 302, 302]
    with database.session(write=False) as session:
        assert session.query(UserSession).filter_by(device="Noise").count() == 5


def test_somebody_elses_session_is_not_there(amina, database: Database) -> None:
    with database.session(write=False) as session:
        other = session.query(UserSession).filter_by(device="Noise").first()
        handle = other.token_hash[:8].hex()
    assert amina.post(f"/en/me/sessions/{handle}/end", page="/en/me").status_code == 404
    with database.session(write=False) as session:
        assert session.query(UserSession).filter_by(device="Noise").count() == 5


def test_own_data_as_a_file(amina) -> None:
    answer = amina.get("/en/me/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="milepost-my-data.json"'
    assert json.loads(answer.text)["account"]["display name"] == "Amina"
    assert "Noisy" not in answer.text


def test_erasing_needs_the_name(amina, errors_in) -> None:
    answer = amina.post("/en/me/erase", confirm="Anima")
    assert answer.status_code == 422
    assert errors_in(answer) == ["This is not your name. Type it as it stands above."]
    assert 'value="Anima"' in answer.text
    assert amina.get("/en/me").status_code == 200


def test_erasing_leaves_nothing(amina, make_visitor, database: Database) -> None:
    with database.session(write=False) as session:
        user_id = session.query(User).filter_by(display_name="Amina").one().id
    other = make_visitor()
    other.sign_in("Amina")
    answer = amina.post("/en/me/erase", confirm=" amina ")
    assert answer.status_code == 200
    assert "Everything is deleted" in answer.text
    assert amina.session_token is None
    assert other.get("/en/me").status_code == 302
    with database.session(write=False) as session:
        for table in User.metadata.sorted_tables:
            if "user_id" in table.c:
                mine = sa.select(sa.func.count()).select_from(table).where(table.c.user_id == user_id)
                assert session.scalar(mine) == 0, table.name
        assert session.get(User, user_id) is None
        assert session.query(User).count() == 3
        assert session.query(Throttle).filter(Throttle.key == b"noise" * 6).count() == 1
    make_visitor().join("Amina")


def test_the_last_administrator_stays(administrator, errors_in) -> None:
    answer = administrator.post("/en/me/erase", confirm="Rowan")
    assert answer.status_code == 409
    assert "only administrator" in errors_in(answer)[0]
    assert administrator.get("/en/people").status_code == 200


def test_a_stranger_is_sent_to_sign_in(visitor) -> None:
    for path in ("/en/me", "/en/me/data.json", "/en/me/erase"):
        assert visitor.get(path).location == f"/en/sign-in?next={path}"
