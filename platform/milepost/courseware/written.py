"""Texts and numbers as people write them. `milepost_player/written.js` is the twin of this file."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_VOWEL_SIGNS = "[\u0640\u064b-\u065f\u0670]"  # and the tatweel
_SPACES = r"[\s\x00-\x20\x7f-\x9f]+"
_SAME = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
# Lower case does not know the language: Greek final sigma, Turkish dotted and dotless i become one letter.
_LETTERS = (("\u03c2", "\u03c3"), ("i\u0307", "i"), ("\u0131", "i"))


def fold(text: str) -> str:
    """Return the form in which two texts are compared: what a kind reader would not see is gone.

    NFKC, lower case, one kind of apostrophe and of dash, single spaces; without Arabic vowel signs
    and tatweel, invisible marks and outer punctuation (unless there is nothing else).
    """
    text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).lower()
    text = re.sub(_VOWEL_SIGNS, "", re.sub(_INVISIBLE, "", text))
    for letter, plain in _LETTERS:
        text = text.replace(letter, plain)
    text = re.sub(_SPACES, " ", text).strip(" ")
    first, last = 0, len(text)
    while first < last and _is_outer(text[first]):
        first += 1
    while last > first and _is_outer(text[last - 1]):
        last -= 1
    return text[first:last] or text


def _is_outer(character: str) -> bool:
    return character == " " or unicodedata.category(character).startswith("P")


#: Decimal marks and grouping marks (after Unicode CLDR, with the digits of Europe and of Arabic script).
#: A space and an apostrophe group digits in every language (ISO 80000-1, 7.3.1; Swiss usage).
_POINT, _COMMA, _ARABIC = (".", ","), (",", "."), ("\u066b.", "\u066c,")
_MARKS = {"en": _POINT, "ur": _POINT, "ar": _ARABIC, "fa": _ARABIC, "prs": _ARABIC, "ps": _ARABIC}
_MARKS |= dict.fromkeys(
    ("ca", "da", "de", "el", "es", "fr", "it", "lv", "nl", "ru", "sv", "tr", "uk"), _COMMA
)
_DIGITS = str.maketrans(
    {ord(first) + n: str(n) for first in "\u0660\u06f0\uff10" for n in range(10)}
    | dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
    | {0x2019: "'"}
)


def number_marks(lang: str) -> tuple[str, str]:
    """Return the decimal marks and the grouping marks of a language, the usual one first."""
    return _MARKS.get(lang) or _MARKS.get(lang.split("-")[0], _POINT)


def decimals(number: float, places: int, lang: str) -> str:
    """Return a number with `places` decimals and the decimal mark that people type in a language."""
    mark = next(mark for mark in number_marks(lang)[0] if mark in ".,")
    return f"{number:.{places}f}".replace(".", mark)


def read_number(text: str, lang: str) -> float | None:
    """Read a number as people of a language write it, or return None.

    Western, Arabic-Indic and Persian digits; the language's decimal mark; its grouping mark only
    before exactly three digits. A percent sign or a currency sign around it is no matter.
    """
    if len(text) > 60:
        return None
    text = re.sub(_INVISIBLE, "", text).translate(_DIGITS).strip(" %\u066a\u20ac$\u00a3\t\r\n")
    decimal, grouping = (re.escape(marks) for marks in number_marks(lang))
    found = re.fullmatch(
        rf"([+-]?) ?(?:([0-9]{{1,3}}(?:([{grouping} '])[0-9]{{3}}(?:\3[0-9]{{3}})*)|[0-9]+)"
        rf"(?:[{decimal}]([0-9]+))?|[{decimal}]([0-9]+))",
        text,
    )
    if found is None:
        return None
    sign, whole, _, fraction, bare = found.groups()
    digits = re.sub(r"[^0-9]", "", whole or "0")
    return float(f"{sign}{digits}.{fraction or bare or 0}")
