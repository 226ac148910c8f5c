"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from milepost.accounts.rules import Action, Role, can


@dataclass
class Somebody:
    role: str
    id: int = 1
    is_guest: bool = False


@dataclass
class Record:
    user_id: int | None


MAY = {
    Role.LEARNER: set(),
    Role.TRAINER: {Action.SEE_GUIDES, Action.EXPORT},
    Role.ADMINISTRATOR: {Action.SEE_GUIDES, Action.EXPORT, Action.WITHDRAW_CERTIFICATE, Action.MANAGE_PEOPLE},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_exactly_what_is_listed(role: Role) -> None:
    assert {action for action in Action if can(Somebody(role), action)} == MAY[role]


def test_nobody_may_do_nothing() -> None:
    assert not any(can(None, action) for action in Action)


@pytest.mark.parametrize("role", Role)
def test_a_record_is_seen_by_its_owner_alone(role: Role) -> None:
    assert can(Somebody(role), Action.SEE_RECORD, Record(1))
    assert not can(Somebody(role), Action.SEE_RECORD, Record(2))
    assert not can(Somebody(role), Action.SEE_RECORD, Record(None))
    assert not can(Somebody(role), Action.SEE_RECORD)
