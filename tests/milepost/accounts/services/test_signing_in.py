"""Signing in with a password."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.services import passwords, sessions, signing_in, throttle
from milepost.accounts.services.passwords import Match
from milepost.core.errors import Invalid, TooMany

pytestmark = pytest.mark.usefixtures("noise")
WRONG = Match(False)


def try_once(session: Session, name: str, typed: str, now: datetime, address: str = "192.0.2.1") -> User:
    tried = signing_in.look_up(session, name, address, "secret", now)
    match = passwords.match(tried.password_hash, typed)
    return signing_in.confirm(session, tried, match, now)


@pytest.mark.parametrize("written", ["Amina", " aMINA ", "Ａｍｉｎａ"])
def test_the_right_password_lets_in(session: Session, now, make_person, password: str, written: str) -> None:
    amina = make_person(session, "Amina")
    assert try_once(session, written, password, now) is amina


def test_the_answer_does_not_tell_whether_the_name_exists(session: Session, now, make_person) -> None:
    make_person(session, "Amina")
    said = []
    for name in ("Amina", "Nobody"):
        with pytest.raises(Invalid) as refused:
            try_once(session, name, "wrong password", now)
        said.append((str(refused.value), refused.value.field))
    assert said[0] == said[1]


def test_somebody_with_passkeys_only_has_no_password(
    session: Session, now, make_person, password: str
) -> None:
    make_person(session, "Amina").password_hash = None
    with pytest.raises(Invalid):
        try_once(session, "Amina", password, now)


def test_one_name_is_tried_from_many_addresses_in_vain(
    session: Session, now, make_person, password: str
) -> None:
    make_person(session, "Amina")
    for n in range(5):
        tried = signing_in.look_up(session, "amina", f"192.0.2.{n}", "secret", now)
        with pytest.raises(Invalid):
            signing_in.confirm(session, tried, WRONG, now)
    with pytest.raises(TooMany) as refused:
        try_once(session, "AMINA", password, now, "192.0.2.99")
    assert 0 < refused.value.retry_after <= 15
    assert try_once(session, "Amina", password, now + timedelta(seconds=15), "192.0.2.99")


def test_one_address_tries_many_names_in_vain(
    session: Session, now, make_person, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "ADDRESS", replace(throttle.ADDRESS, free=8))
    make_person(session, "Amina")
    for n in range(8):
        signing_in.look_up(session, f"name {n}", "192.0.2.1", "secret", now)
    with pytest.raises(TooMany):
        try_once(session, "Amina", password, now, "192.0.2.1")
    assert try_once(session, "Amina", password, now, "192.0.2.2")


def test_a_full_room_signs_in_from_one_address(session: Session, now, make_person, password: str) -> None:
    for n in range(60):
        make_person(session, f"Person {n}")
    match = Match(True)
    for n in range(60):
        tried = signing_in.look_up(session, f"Person {n}", "192.0.2.1", "secret", now)
        signing_in.confirm(session, tried, match, now)


def test_a_password_that_changed_meanwhile_is_not_right(session: Session, now, make_person) -> None:
    amina = make_person(session, "Amina")
    tried = signing_in.look_up(session, "Amina", "192.0.2.1", "secret", now)
    amina.password_hash = "another"
    session.flush()
    with pytest.raises(Invalid):
        signing_in.confirm(session, tried, Match(True), now)


def test_a_stronger_hash_is_kept(session: Session, now, make_person) -> None:
    amina = make_person(session, "Amina")
    tried = signing_in.look_up(session, "Amina", "192.0.2.1", "secret", now)
    signing_in.confirm(session, tried, Match(True, "stronger"), now)
    assert amina.password_hash == "stronger"


def test_every_sign_in_has_a_token_of_its_own_and_ends_the_session_before(
    session: Session, now: datetime, make_person
) -> None:
    amina = make_person(session, "Amina")
    first = signing_in.begin(session, amina, now, before=None, device="", shared=False)
    before = sessions.find(session, first, now)
    second = signing_in.begin(session, amina, now, before=before, device="", shared=False)
    assert first != second
    assert sessions.find(session, first, now) is None
    assert sessions.find(session, second, now)
