"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from milepost.core.dates import day


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", "2 November 2026"),
        ("fr", "2 novembre 2026"),
        ("ar", "2 نوفمبر 2026"),
        ("lv", "2026. gada 2. novembris"),
    ],
)
def test_a_day_is_written_as_in_the_language(lang: str, written: str) -> None:
    assert day(date(2026, 11, 2), lang) == written
