"""Words on screen: what is not translated yet keeps its order on a right-to-left page."""

from __future__ import annotations

import pytest

from milepost.core.i18n import CATALOGUES, LANGUAGES, translations
from milepost.core.pdf import _document

BARE = [
    one
    for one in LANGUAGES.values()
    if not (CATALOGUES / one.tag).exists() and one.tag not in ("en", "ar-XB")
]


@pytest.mark.parametrize("tag", [one.tag for one in BARE if one.direction == "rtl"])
def test_english_on_a_right_to_left_page_is_isolated(tag: str) -> None:
    words = translations(tag)
    assert words.gettext("No account needed.") == "\u2066No account needed.\u2069"
    assert words.ngettext("%(num)s minute", "%(num)s minutes", 13) % {"num": 13} == "\u206613 minutes\u2069"
    assert words.gettext("") == ""


@pytest.mark.parametrize("tag", ["en", *(one.tag for one in BARE if one.direction == "ltr")])
def test_english_on_a_left_to_right_page_is_left_alone(tag: str) -> None:
    assert translations(tag).gettext("No account needed.") == "No account needed."


def test_the_marks_stay_out_of_the_pdf() -> None:
    page = _document("<p>\u2066Date\u2069</p>", lang="ar", title="\u2066Certificate\u2069", css="")
    assert "<p>Date</p>" in page and "<title>Certificate</title>" in page
