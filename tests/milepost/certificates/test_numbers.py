"""The certificate's number."""

from __future__ import annotations

import re

from milepost.certificates.services import new_number


def test_a_number_has_128_bits_in_groups_that_a_person_can_read_out() -> None:
    assert re.fullmatch(r"([a-z2-7]{4}-){6}[a-z2-7]{2}", new_number())


def test_no_two_numbers_are_alike() -> None:
    assert len({new_number() for _ in range(1000)}) == 1000
