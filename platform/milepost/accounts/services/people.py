"""People as administrators see them: names, roles, sessions, ways back in. Nobody's learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import User
from milepost.accounts.rules import Role
from milepost.accounts.services import sessions, tokens
from milepost.accounts.services.names import fold
from milepost.core.errors import Conflict, NotFound
from milepost.core.messages import N_

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of people (1 is the first), out of `total` that match."""

    people: Sequence[User]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def listing(session: Session, search: str = "", role: str = "", page: int = 1) -> Listing:
    """Return the people with an account whose name holds `search`, by name. Guests have none."""
    matching = sa.select(User).where(User.sign_in_name.is_not(None))
    if folded := fold(search):
        matching = matching.where(User.sign_in_name.contains(folded, autoescape=True))
    if role:
        matching = matching.where(User.role == role)
    total = session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    ordered = matching.order_by(User.sign_in_name, User.id).limit(PAGE).offset((page - 1) * PAGE)
    return Listing(session.scalars(ordered).all(), total, page)


def get(session: Session, user_id: int) -> User:
    """Return a person or a guest. Raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(N_("This person is not here any more."))
    return user


def named(session: Session, user_id: int) -> User:
    """Return a person with an account. Raises NotFound, for guests too."""
    user = get(session, user_id)
    if user.is_guest:
        raise NotFound(N_("This person is not here any more."))
    return user


def set_role(session: Session, user: User, role: Role) -> None:
    """Give a person another role. Raises Conflict when it would leave no administrator."""
    if role is not Role.ADMINISTRATOR:
        refuse_last_administrator(session, user.id)
    user.role = role
    session.flush()


def refuse_last_administrator(session: Session, user_id: int) -> None:
    """Raise Conflict when this person is the only administrator. Locks them all until the commit."""
    administrators = sa.select(User.id).where(User.role == Role.ADMINISTRATOR).order_by(User.id)
    if session.scalars(administrators.with_for_update()).all() == [user_id]:
        raise Conflict(
            N_("This is the only administrator. Make somebody else administrator first, then try again.")
        )


def has_administrator(session: Session) -> bool:
    """Say whether anybody can manage people here."""
    return session.scalar(sa.select(sa.exists().where(User.role == Role.ADMINISTRATOR))) is True


def administrator_link(session: Session, base_url: str, now: datetime) -> str:
    """Return an address that makes its opener administrator, once, within a day. Older ones stop working."""
    tokens.revoke(session, tokens.Purpose.ADMINISTRATOR, None)
    return f"{base_url}/claim/{tokens.make(session, tokens.Purpose.ADMINISTRATOR, now)}"


def sign_in_link(session: Session, user: User, base_url: str, lang: str, now: datetime) -> str:
    """Return an address by which a person gets in once and sets a password. Older ones stop working."""
    tokens.revoke(session, tokens.Purpose.SIGN_IN, user.id)
    token = tokens.make(session, tokens.Purpose.SIGN_IN, now, user_id=user.id)
    return f"{base_url}/{lang}/sign-in/{token}"


def end_sessions(session: Session, user: User) -> int:
    """Sign a person out everywhere and return from how many browsers."""
    return sessions.revoke_all(session, user.id)


def become_administrator(session: Session, user: User, token: str, now: datetime) -> None:
    """Use an administrator's link up for this person. Raises NotFound."""
    tokens.use(session, tokens.Purpose.ADMINISTRATOR, token, now)
    user.role = Role.ADMINISTRATOR
    session.flush()
