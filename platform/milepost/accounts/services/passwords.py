"""Passwords: argon2id, a length, a short list of refusals, no rules of composition (NIST SP 800-63B)."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from milepost.accounts.services.names import fold
from milepost.core.errors import Invalid
from milepost.core.messages import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 500

#: Each hash holds 19 MiB (OWASP's second choice for argon2id), so a process makes two at a time.
_TURN = threading.BoundedSemaphore(2)

#: A hash of a password that was thrown away, so that an unknown name costs the same work as a known one.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$5oB8cKM/Hn/kk9/n/id5cw$xEgl8gojdxjIzCdZFIqr92ZkqlRT83nAdHjBcIuFmvM"

_COMMON = frozenset(
    """
    0123456789 1234567890 0987654321 9876543210 1029384756 1234512345 1231231234 123456789a 123456789q
    12345678910 1234567891 123456789012 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwerty12345 qwerty123456
    qwertyuiop123 qazwsxedcrfv asdfghjkl1 asdfghjkl123 zxcvbnm123 azertyuiop azerty12345 qwertzuiop
    abcdefghij abcdefghijk abcdef1234 abcd123456 abc1234567 aabbccddee a123456789 aa12345678 password12
    password123 password1234 password12345 passw0rd123 mypassword mypassword1 newpassword newpassword1
    thepassword changeme123 changemenow administrator administrator1 admin12345 admin123456 welcome123
    welcome1234 letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1234 iloveyouso princess123
    superman123 liverpool1 manchester chelsea123 barcelona1 realmadrid football123 basketball
    basketball1 jennifer123 christopher charlie123 sunshine123 monkey12345 dragon12345 trustno1trustno1
    starwars123 whatever123 hello12345 hello123456 computer123 internet123 samsung123 google12345
    facebook123 migration1 integration citycouncil municipality parliament1 milepost123 mymilepost
    learning123 welcomehome secret12345 secretsecret letmeinplease 1111122222 1122334455 1212121212
    1357924680 2468013579 5555555555 passwort123 hallo12345 contrasena123 contraseña123 motdepasse
    motdepasse1 bonjour123 wachtwoord wachtwoord1
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a password fits, and a new hash when the kept one is weaker than today's settings."""

    fits: bool
    new_hash: str | None = None


def check(password: str, *names: str) -> None:
    """Refuse a password that is short, very common, or one of the names. Raises Invalid."""
    if len(password) < SHORTEST:
        raise Invalid(N_("Use at least 10 characters. A short sentence works well."), "password")
    if len(password) > LONGEST:
        raise Invalid(N_("This password is too long. Use at most 500 characters."), "password")
    plain = fold(password).replace(" ", "")
    if plain in _COMMON or len(set(plain)) < 4:
        raise Invalid(N_("Many people use this password. Choose one that is harder to guess."), "password")
    if any(name and fold(name).replace(" ", "") in (plain, plain.rstrip("0123456789!.?")) for name in names):
        raise Invalid(N_("This is nearly your name. Choose one that is harder to guess."), "password")


def hashed(password: str) -> str:
    """Return the argon2id hash in PHC string form. Takes some 45 ms: hold no transaction meanwhile."""
    with _TURN:
        return _hasher().hash(_normal(password))


def match(kept: str | None, password: str) -> Match:
    """Compare a typed password with the kept hash; `None` costs the same work and never fits."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _TURN:
            _hasher().verify(kept or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return Match(False)
    if kept is None:
        return Match(False)
    return Match(True, hashed(password) if _hasher().check_needs_rehash(kept) else None)


@cache
def _hasher() -> PasswordHasher:
    """Import argon2 when the first password comes, not when the site starts."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def _normal(password: str) -> str:
    """One password, however the keyboard composes its letters (NIST SP 800-63B asks for NFKC or NFKD)."""
    return unicodedata.normalize("NFKC", password)
