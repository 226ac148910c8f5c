"""Languages and the words on screen. Pure: the site, the packages and the PDFs all use it.

Direction comes from this table, never from a form. Adding a language is one line here, and a
catalogue in `milepost/translations/<tag>/LC_MESSAGES/milepost.po`.
"""

import gettext as _gettext
from functools import cache
from pathlib import Path
from typing import NamedTuple

CATALOGUES = Path(__file__).parents[1] / "translations"
DEFAULT = "en"


class Language(NamedTuple):
    """A language by BCP 47 tag, named in itself. `fallback` is where missing text comes from."""

    tag: str
    name: str
    direction: str = "ltr"
    fallback: str = DEFAULT


LANGUAGES = {
    language.tag: language
    for language in (
        Language("en", "English"),
        Language("ar", "العربية", "rtl"),
        Language("ca", "Català", fallback="es"),
        Language("da", "Dansk"),
        Language("de", "Deutsch"),
        Language("el", "Ελληνικά"),
        Language("es", "Español"),
        Language("fa", "فارسی", "rtl"),
        Language("fr", "Français"),
        Language("it", "Italiano"),
        Language("lv", "Latviešu"),
        Language("nl", "Nederlands"),
        Language("prs", "دری", "rtl", fallback="fa"),
        Language("ru", "Русский"),
        Language("sv", "Svenska"),
        Language("tr", "Türkçe"),
        Language("uk", "Українська"),
        Language("ur", "اردو", "rtl"),
        # English made right-to-left, for tests and for designers (Unicode CLDR's pseudo-locale).
        Language("ar-XB", "[ pseudo ]", "rtl"),
    )
}


def language(tag: str) -> Language:
    """Return the language of a tag; an unlisted tag is taken as left-to-right and named by itself."""
    return LANGUAGES.get(tag) or Language(tag, tag)


def fallbacks(tag: str) -> tuple[str, ...]:
    """Return the tags to try in turn, the wanted one first and English last."""
    chain = [tag]
    while (following := language(chain[-1]).fallback) not in chain:
        chain.append(following)
    return tuple(chain)


class _Pseudo(_gettext.NullTranslations):
    """Every message between right-to-left marks: what is not translated stands out at once."""

    def gettext(self, message: str) -> str:
        return f"\u202e{message}\u202c"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class _Isolated(_gettext.NullTranslations):
    """English inside a right-to-left page, isolated (Unicode UAX #9: LRI, PDI).

    Without it "13 minutes" reads "minutes 13" there, and full stops jump to the front.
    """

    def gettext(self, message: str) -> str:
        return f"\u2066{message}\u2069" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def translations(tag: str) -> _gettext.NullTranslations:
    """Return the catalogue for a tag with its fallbacks behind it; message ids are English."""
    if tag == "ar-XB":
        return _Pseudo()
    if tag == DEFAULT:
        return _gettext.NullTranslations()
    found = _gettext.translation("milepost", CATALOGUES, list(fallbacks(tag)), fallback=True)
    if language(tag).direction == "ltr":
        return found
    if not isinstance(found, _gettext.GNUTranslations):
        return _Isolated()
    found.add_fallback(_Isolated())
    return found
