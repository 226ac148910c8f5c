"""Pages are tested with the real argon2id at a low cost; test_passwords.py tests the real cost."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from milepost.accounts.services import passwords


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)
