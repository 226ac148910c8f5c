"""Passkeys without a browser: challenges, hostile answers, the last way in (a real one: views)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from milepost.accounts.services import passkeys
from milepost.core.errors import Conflict, Invalid, NotFound

RP = passkeys.RelyingParty("localhost", ("http://localhost:8000",))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda s: st.lists(s) | st.dictionaries(st.text(), s),
)


def test_the_site_is_known_by_its_host_and_by_its_own_address_only() -> None:
    rp = passkeys.relying_party("https://learn.example.org", "https://evil.example.org/")
    assert (rp.id, rp.origins) == ("learn.example.org", ("https://learn.example.org",))


def test_on_localhost_any_port_is_this_machine() -> None:
    rp = passkeys.relying_party("http://localhost:8000", "http://localhost:5555/")
    assert rp.origins == ("http://localhost:8000", "http://localhost:5555")


@pytest.mark.usefixtures("noise")
def test_options_ask_for_a_discoverable_key_and_name_the_ones_there_are(
    session: Session, now: datetime, make_person, make_passkey
) -> None:
    amina = make_person(session, "Amina")
    key = make_passkey(session, amina)
    text, asked = passkeys.ask_to_register(session, RP, "Amina", now, user_id=amina.id)
    options = json.loads(text)
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"
    assert len(options["excludeCredentials"]) == 1
    assert bytes.fromhex(asked.handle) == key.user_handle


def test_somebody_new_gets_a_handle_that_says_nothing(session: Session, now: datetime) -> None:
    handles = {passkeys.ask_to_register(session, RP, "Amina", now)[1].handle for _ in range(3)}
    assert len(handles) == 3
    assert all(len(bytes.fromhex(one)) == 32 for one in handles)


def test_without_a_challenge_nothing_is_accepted(session: Session, now: datetime) -> None:
    with pytest.raises(Invalid, match="took too long"):
        passkeys.sign_in(session, RP, None, {}, now)
    with pytest.raises(Invalid, match="took too long"):
        passkeys.verify_new(session, RP, passkeys.Asked("never asked"), {}, now)


def test_a_challenge_works_once_even_after_a_wrong_answer(session: Session, now: datetime) -> None:
    _, asked = passkeys.ask_to_sign_in(session, RP, now)
    with pytest.raises(Invalid, match="does not know"):
        passkeys.sign_in(session, RP, asked, {"rawId": "AAAA"}, now)
    with pytest.raises(Invalid, match="took too long"):
        passkeys.sign_in(session, RP, asked, {"rawId": "AAAA"}, now)


def test_a_challenge_gets_too_old(session: Session, now: datetime) -> None:
    _, asked = passkeys.ask_to_sign_in(session, RP, now)
    with pytest.raises(Invalid, match="took too long"):
        passkeys.sign_in(session, RP, asked, {"rawId": "AAAA"}, now + timedelta(minutes=10))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(answer=st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), JSON))
def test_any_answer_is_refused_in_plain_words(
    session: Session, now: datetime, answer: dict[str, object]
) -> None:
    _, asked = passkeys.ask_to_register(session, RP, "Amina", now)
    with pytest.raises(Invalid):
        passkeys.verify_new(session, RP, asked, answer, now)
    _, asked = passkeys.ask_to_sign_in(session, RP, now)
    with pytest.raises(Invalid):
        passkeys.sign_in(session, RP, asked, answer, now)


@pytest.mark.parametrize("answer", ["", "refused", "[]", "null", "{", '"x"', "1" * 5000])
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(Invalid):
        passkeys.parse(answer)


def test_the_last_way_in_stays(session: Session, now: datetime, make_person, make_passkey) -> None:
    amina = make_person(session, "Amina")
    first, second = make_passkey(session, amina, "phone"), make_passkey(session, amina, "laptop")
    amina.password_hash = None
    passkeys.remove(session, amina, first.id)
    with pytest.raises(Conflict, match="only way in"):
        passkeys.remove(session, amina, second.id)
    assert [key.name for key in passkeys.of_user(session, amina.id)] == ["laptop"]


def test_with_a_password_every_passkey_may_go(session: Session, make_person, make_passkey) -> None:
    amina = make_person(session, "Amina")
    passkeys.remove(session, amina, make_passkey(session, amina).id)
    assert not passkeys.of_user(session, amina.id)


@pytest.mark.usefixtures("noise")
def test_nobody_changes_somebody_elses_passkey(session: Session, make_person, make_passkey) -> None:
    amina, noor = make_person(session, "Amina"), make_person(session, "Noor")
    key = make_passkey(session, noor)
    with pytest.raises(NotFound):
        passkeys.remove(session, amina, key.id)
    with pytest.raises(NotFound):
        passkeys.rename(session, amina.id, key.id, "mine")
    assert key.name == "phone"


def test_a_passkey_is_named_by_its_owner(session: Session, make_person, make_passkey) -> None:
    amina = make_person(session, "Amina")
    key = make_passkey(session, amina)
    for name, kept in (("  my   phone ", "my phone"), ("", "Passkey"), ("x" * 99, "x" * 60)):
        passkeys.rename(session, amina.id, key.id, name)
        assert key.name == kept


def test_one_credential_is_kept_once(session: Session, now: datetime, make_person) -> None:
    new = passkeys.Verified(b"credential", b"key", 0, b"handle")
    passkeys.add(session, make_person(session, "Amina"), new, "phone", now)
    with pytest.raises(Conflict):
        passkeys.add(session, make_person(session, "Noor"), new, "phone", now)
