"""Secrets that work once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from milepost.accounts.models import OneTimeToken
from milepost.accounts.services import tokens
from milepost.accounts.services.tokens import Purpose
from milepost.core.errors import NotFound

pytestmark = pytest.mark.usefixtures("noise")


def test_a_token_works_once(session: Session, now: datetime) -> None:
    token = tokens.make(session, Purpose.ADMINISTRATOR, now)
    tokens.look(session, Purpose.ADMINISTRATOR, token, now)
    tokens.use(session, Purpose.ADMINISTRATOR, token, now)
    with pytest.raises(NotFound, match="used already"):
        tokens.use(session, Purpose.ADMINISTRATOR, token, now)
    with pytest.raises(NotFound, match="used already"):
        tokens.look(session, Purpose.ADMINISTRATOR, token, now)


def test_looking_does_not_use_it_up(session: Session, now: datetime) -> None:
    token = tokens.make(session, Purpose.ADMINISTRATOR, now)
    for _ in range(3):
        tokens.look(session, Purpose.ADMINISTRATOR, token, now)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_gets_too_old(session: Session, now: datetime, make_person, purpose: Purpose) -> None:
    token = tokens.make(session, purpose, now, user_id=make_person(session, "Amina").id)
    end = now + tokens.LIFETIME[purpose]
    tokens.look(session, purpose, token, end - timedelta(seconds=1))
    with pytest.raises(NotFound, match="not work any more"):
        tokens.look(session, purpose, token, end)


def test_a_token_is_good_for_one_purpose(session: Session, now: datetime, make_person) -> None:
    token = tokens.make(session, Purpose.SIGN_IN, now, user_id=make_person(session, "Amina").id)
    with pytest.raises(NotFound):
        tokens.use(session, Purpose.ADMINISTRATOR, token, now)


def test_a_guess_is_refused(session: Session, now: datetime) -> None:
    for token in ("", "guess", "\0"):
        with pytest.raises(NotFound, match="new one"):
            tokens.look(session, Purpose.ADMINISTRATOR, token, now)


def test_the_table_does_not_hold_the_token(session: Session, now: datetime) -> None:
    token = tokens.make(session, Purpose.ADMINISTRATOR, now)
    hashes = [row.token_hash for row in session.query(OneTimeToken)]
    assert all(token.encode() not in one and len(one) == 32 for one in hashes)


def test_expired_tokens_are_swept_away(session: Session, now: datetime) -> None:
    tokens.make(session, Purpose.PASSKEY, now + timedelta(days=9))
    assert [row.purpose for row in session.query(OneTimeToken)] == ["passkey"]
