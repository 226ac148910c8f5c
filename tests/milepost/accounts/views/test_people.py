"""The people page of administrators."""

from __future__ import annotations

import re

import pytest

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.core.db import Database


@pytest.fixture
def ids(database: Database, make_person, administrator) -> dict[str, int]:
    """Return the ids of Rowan (administrator), Amina (learner), Noor (trainer) by name."""
    with database.session(write=True) as session:
        make_person(session, "Amina")
        make_person(session, "Noor", Role.TRAINER)
        session.commit()
        return {user.display_name: user.id for user in session.query(User)}


def role_of(database: Database, user_id: int) -> str:
    with database.session(write=False) as session:
        return session.get_one(User, user_id).role


def test_people_are_found_by_name_and_role(administrator, ids) -> None:
    def found(query: str) -> list[str]:
        return re.findall(r"<bdi>(\w+)</bdi></strong></a>", administrator.get(f"/en/people{query}").text)

    assert found("") == ["Amina", "Noor", "Rowan"]
    assert found("?q=AMI") == ["Amina"]
    assert found("?role=trainer") == ["Noor"]
    assert found("?role=mayor&page=x") == ["Amina", "Noor", "Rowan"]
    assert found("?q=%00zz") == []


def test_a_new_role_works_at_once(administrator, ids, make_visitor, database: Database) -> None:
    amina, page = make_visitor(), f"/en/people/{ids['Amina']}"
    amina.sign_in("Amina")
    assert amina.get("/en/people").status_code == 403
    administrator.post(f"{page}/role", page=page, role="administrator")
    assert "The role is changed." in administrator.get(page).text
    assert role_of(database, ids["Amina"]) == "administrator"
    assert role_of(database, ids["Noor"]) == "trainer"
    assert amina.get("/en/people").status_code == 200


def test_the_last_administrator_keeps_the_role(administrator, ids, database: Database, errors_in) -> None:
    page = f"/en/people/{ids['Rowan']}"
    answer = administrator.post(f"{page}/role", page=page, role="learner")
    assert answer.status_code == 409
    assert "only administrator" in errors_in(answer)[0]
    assert role_of(database, ids["Rowan"]) == "administrator"


def test_a_role_that_is_none_is_refused(administrator, ids, database: Database) -> None:
    page = f"/en/people/{ids['Amina']}"
    for fields in ({"role": "mayor"}, {}):
        assert administrator.post(f"{page}/role", page=page, **fields).status_code == 422
    assert role_of(database, ids["Amina"]) == "learner"


def test_giving_ones_own_role_away(administrator, ids, database: Database) -> None:
    page = f"/en/people/{ids['Noor']}"
    administrator.post(f"{page}/role", page=page, role="administrator")
    own = f"/en/people/{ids['Rowan']}"
    assert administrator.post(f"{own}/role", page=own, role="learner").location == "/en/me"
    assert administrator.get("/en/people").status_code == 403


def test_ending_somebodys_sessions(administrator, ids, make_visitor) -> None:
    amina, noor = make_visitor(), make_visitor()
    amina.sign_in("Amina")
    noor.sign_in("Noor")
    page = f"/en/people/{ids['Amina']}"
    administrator.post(f"{page}/end-sessions", page=page)
    assert [one.get("/en/me").status_code for one in (amina, noor, administrator)] == [302, 200, 200]


def test_erasing_somebody_who_asked_for_it(administrator, ids, database: Database) -> None:
    page = f"/en/people/{ids['Amina']}"
    assert administrator.post(f"{page}/erase", confirm="Noor").status_code == 422
    assert administrator.post(f"{page}/erase", confirm="Amina").location == "/en/people"
    with database.session(write=False) as session:
        assert {user.display_name for user in session.query(User)} == {"Rowan", "Noor"}
    assert administrator.get(page).status_code == 404


@pytest.mark.parametrize("who", ["nobody", "Amina", "Noor"])
def test_nobody_else_sees_or_changes_people(ids, make_visitor, database: Database, who: str) -> None:
    visitor, page = make_visitor(), f"/en/people/{ids['Amina']}"
    if who != "nobody":
        visitor.sign_in(who)
    refused = {302} if who == "nobody" else {403}
    assert {visitor.get(path).status_code for path in ("/en/people", page, f"{page}/erase")} == refused
    form = "/en/sign-in" if who == "nobody" else "/en/me"
    for verb in ("role", "end-sessions", "link", "erase"):
        answer = visitor.post(f"{page}/{verb}", page=form, role="administrator", confirm="Amina")
        assert answer.status_code in refused
        assert "Amina" not in (answer.location or "")
    assert role_of(database, ids["Amina"]) == "learner"
