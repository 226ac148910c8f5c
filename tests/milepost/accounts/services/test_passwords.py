"""Passwords."""

from __future__ import annotations

import pytest

from milepost.accounts.services import passwords
from milepost.core.errors import Invalid


@pytest.mark.parametrize(
    "good",
    ["a short sentence", "correct horse", "ثلاث كلمات قصيرة", "кот на крыше", "x7!kQ2#mP9", " spaces  stay "],
)
def test_no_rules_of_composition(good: str) -> None:
    passwords.check(good, "Amina")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("short", "at least 10"),
        ("", "at least 10"),
        ("x" * 501, "too long"),
        ("1234567890", "Many people"),
        ("QWERTYUIOP", "Many people"),
        ("aaaaaaaaaaaa", "Many people"),
        ("abababababab", "Many people"),
        ("Amina Linden", "nearly your name"),
        ("aminalinden1", "nearly your name"),
    ],
)
def test_what_is_easy_to_guess_is_refused(bad: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        passwords.check(bad, "Amina Linden")
    assert refused.value.field == "password"


def test_the_hash_is_argon2id_with_the_chosen_cost_and_fits() -> None:
    kept = passwords.hashed("a short sentence")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.match(kept, "a short sentence") == passwords.Match(True)
    assert not passwords.match(kept, "another sentence").fits


def test_one_password_however_the_keyboard_composes_it() -> None:
    assert passwords.match(passwords.hashed("café au lait"), "cafe\u0301 au lait").fits


def test_a_weak_hash_is_made_anew() -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a short sentence")
    match = passwords.match(weak, "a short sentence")
    assert match.fits
    assert match.new_hash is not None
    assert match.new_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_unknown_name_never_fits_but_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    real = passwords._hasher()

    class Watched:
        def verify(self, kept: str, typed: str) -> bool:
            costs.append(kept.rsplit("$", 2)[0])
            return real.verify(kept, typed)

        check_needs_rehash = real.check_needs_rehash

    monkeypatch.setattr(passwords, "_hasher", Watched)
    assert not passwords.match(None, "a short sentence").fits
    assert not passwords.match(passwords._NOBODY, "a short sentence").fits
    assert costs[0] == costs[1] == "$argon2id$v=19$m=19456,t=2,p=1"


def test_a_broken_hash_does_not_fit() -> None:
    assert not passwords.match("not a hash", "a short sentence").fits
