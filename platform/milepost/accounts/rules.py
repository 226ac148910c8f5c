"""Who may do what. Roles and actions are closed lists; every door asks `can`."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a person is here for. Each role may do all that the one before it may."""

    LEARNER = "learner"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Everything that somebody may be kept from doing."""

    SEE_RECORD = "see a learning record"
    SEE_GUIDES = "see the trainers' guides"
    EXPORT = "download a course as a package"
    WITHDRAW_CERTIFICATE = "withdraw a certificate"
    MANAGE_PEOPLE = "manage people and roles"


class Actor(Protocol):
    """Whoever wants to act: a `User` row or a request's `Person`."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def is_guest(self) -> bool: ...


class Owned(Protocol):
    """A thing that belongs to one person."""

    @property
    def user_id(self) -> int | None: ...


_TRAINER = frozenset({Action.SEE_GUIDES, Action.EXPORT})
_ADMINISTRATOR = _TRAINER | {Action.MANAGE_PEOPLE, Action.WITHDRAW_CERTIFICATE}
_ALLOWED: dict[str, frozenset[Action]] = {
    Role.LEARNER: frozenset(),
    Role.TRAINER: _TRAINER,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}


def can(user: Actor | None, action: Action, obj: Owned | None = None) -> bool:
    """Say whether this person may do this (to `obj`). Nobody sees another one's learning record."""
    if user is None:
        return False
    if action is Action.SEE_RECORD:
        return obj is not None and obj.user_id == user.id
    return action in _ALLOWED[user.role]
