"""Display names: what is allowed, how two are compared, which free ones to offer."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.accounts.models import FOLDED_LENGTH, NAME_LENGTH, User
from milepost.core.errors import Invalid
from milepost.core.messages import N_

#: Joiners shape letters in Persian, Urdu and Indic names; every other format character only hides.
_JOINERS = "\u200c\u200d"
_HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs")
_EMAIL = re.compile(r"\S@\S+\.\S")

_QUALITIES = ("Bright", "Calm", "Early", "Gentle", "Kind", "Open", "Patient", "Quiet", "Steady", "Warm")
_LEAVES = (
    "Alder", "Almond", "Ash", "Aspen", "Basil", "Birch", "Cedar", "Clover", "Fern", "Hazel", "Ivy",
    "Juniper", "Laurel", "Linden", "Maple", "Mint", "Myrtle", "Olive", "Poplar", "Rowan", "Sage", "Sorrel",
    "Thyme", "Willow",
)  # fmt: skip


class NameTaken(Invalid):
    """Somebody has this name already; `free` lists names that nobody has."""

    def __init__(self, free: tuple[str, ...]) -> None:
        super().__init__(N_("Somebody has this name already. Choose another one."), "display_name")
        self.free = free


def tidy(name: str) -> str:
    """Return the name as it is shown: composed (NFC), single spaces, nothing invisible. Raises Invalid."""
    kept = (c for c in name if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _HIDDEN)
    shown = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    if not any(unicodedata.category(c)[0] in "LN" for c in shown):
        raise Invalid(N_("Type a name with at least one letter."), "display_name")
    if len(shown) > NAME_LENGTH or len(fold(shown)) > FOLDED_LENGTH:
        raise Invalid(N_("This name is too long. Use at most 60 letters."), "display_name")
    if _EMAIL.search(shown):
        raise Invalid(N_("This looks like an e-mail address. Choose a name instead."), "display_name")
    return shown


def fold(name: str) -> str:
    """Return what two names are compared by: NFKC, case folded, single spaces, nothing invisible.

    Source: Unicode Standard 3.13, D145 (compatibility caseless match), shortened to one round.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(c for c in folded if c.isspace() or unicodedata.category(c) not in _HIDDEN)
    return " ".join(seen.split())


def find(session: Session, name: str) -> User | None:
    """Return the person with this name, however it is written, or None."""
    return session.scalars(sa.select(User).filter_by(sign_in_name=fold(name))).one_or_none()


def claim(session: Session, name: str, *, owner_id: int | None = None) -> tuple[str, str]:
    """Return (display name, sign-in name) for somebody who wants this name. Raises Invalid, NameTaken."""
    shown = tidy(name)
    holder = find(session, shown)
    if holder is not None and holder.id != owner_id:
        raise NameTaken(free(session, shown))
    return shown, fold(shown)


def free(session: Session, wanted: str, count: int = 3) -> tuple[str, ...]:
    """Return up to `count` names like the wanted one that nobody has."""
    room = NAME_LENGTH - 1 - max(map(len, _LEAVES))
    leaves = secrets.SystemRandom().sample(_LEAVES, len(_LEAVES))
    return _untaken(session, (f"{wanted[:room].strip()} {leaf}" for leaf in leaves), count)


def made_up(session: Session) -> str:
    """Return a friendly name that nobody has and that says nothing about anybody."""
    pairs = [f"{quality} {leaf}" for quality in _QUALITIES for leaf in _LEAVES]
    secrets.SystemRandom().shuffle(pairs)
    numbered = (f"{pair} {number}" for number in range(2, 1000) for pair in pairs)
    found = _untaken(session, iter(pairs), 1) or _untaken(session, numbered, 1)
    return found[0] if found else ""


def _untaken(session: Session, names: Iterator[str], count: int) -> tuple[str, ...]:
    kept: list[str] = []
    for name in names:
        if find(session, name) is None:
            kept.append(name)
            if len(kept) == count:
                break
    return tuple(kept)
