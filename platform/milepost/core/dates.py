"""Days as people write them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

#: Where Babel's name of a language is not ours.
_LOCALES = {"en": "en_GB", "ar-XB": "ar_001", "ar": "ar_001", "prs": "fa_AF"}


def day(when: date, lang: str) -> str:
    """Return the day in words of the language: "22 November 2026"."""
    return format_date(when, format="long", locale=_LOCALES.get(lang, lang.replace("-", "_")))
