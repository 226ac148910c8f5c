"""The catalogues hold every word on screen, whole, with the same placeholders and the right plurals."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from milepost.core.i18n import CATALOGUES, translations
from milepost.courseware.labels import labels_for

ROOT = Path(__file__).parents[3]
LANGUAGES = sorted(path.parents[1].name for path in CATALOGUES.glob("*/LC_MESSAGES/milepost.po"))
#: One number for each plural form of CLDR that a language may have (zero, one, two, few, many, other).
SAMPLES = (0, 1, 2, 5, 11, 100)


def catalogue(lang: str) -> Catalog:
    with (CATALOGUES / lang / "LC_MESSAGES" / "milepost.po").open("rb") as file:
        return read_po(file, locale=lang, domain="milepost")


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return what the documented command finds in the code and the templates."""
    pot = tmp_path_factory.mktemp("words") / "milepost.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
    subprocess.run([*command, "-o", str(pot), "."], cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return read_po(file)


def names(text: str) -> set[str]:
    """Return the placeholders of a message, in both ways of writing them."""
    braces = {name for _, name, _, _ in string.Formatter().parse(text.replace("%%", "")) if name}
    return braces | set(re.findall(r"%\((\w+)\)[sd]", text))


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_french_and_arabic_are_here() -> None:
    assert LANGUAGES == ["ar", "fr"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_has_every_word_of_the_code_and_no_other(lang: str, extracted: Catalog) -> None:
    wanted, held = ({message.id for message in one if message.id} for one in (extracted, catalogue(lang)))
    assert len(wanted) > 500
    assert wanted - held == set(), "new words: docs/translating.md says how to take them in"
    assert held - wanted == set(), "words that nothing says any more"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_left_empty_or_in_doubt(lang: str) -> None:
    for message in catalogue(lang):
        if message.id:
            assert not message.fuzzy, message.id
            assert all(form.strip() for form in forms(message)), message.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_source(lang: str) -> None:
    for message in catalogue(lang):
        if isinstance(message.id, str) and message.id:
            assert names(message.string) == names(message.id), message.id
            assert message.string.count("%%") == message.id.count("%%"), message.id
        elif message.id:
            allowed = names(message.id[0]) | names(message.id[1])
            for form in message.string:  # "one" and "two" may say the number as a word
                assert names(form) <= allowed, message.id
            assert names(message.string[-1]) == allowed, message.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tool_that_compiles_has_nothing_to_say(lang: str) -> None:
    assert [(message.id, errors) for message, errors in catalogue(lang).check()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plural_forms_are_those_of_the_language(lang: str) -> None:
    held, rule = catalogue(lang), Locale.parse(lang).plural_form
    count = {"fr": 2, "ar": 6}[lang]  # French has a third form, for millions only
    assert held.num_plurals == count
    for message in held:
        if message.id and message.pluralizable:
            assert len(message.string) == count, message.id
    tags = {n: rule(n) for n in range(1000)}
    words = translations(lang)
    by_tag = {tag: {words.ngettext("{n} minute", "{n} minutes", n) for n, of in tags.items() if of == tag}
              for tag in set(tags.values())}  # fmt: skip
    assert all(len(found) == 1 for found in by_tag.values()), by_tag


def test_arabic_counts_as_arabic_does() -> None:
    minutes = labels_for("ar").minutes
    assert [minutes(n) for n in SAMPLES] == [
        "أقل من دقيقة", "دقيقة واحدة", "دقيقتان", "5 دقائق", "11 دقيقة", "100 دقيقة",
    ]  # fmt: skip
    questions = translations("ar").ngettext
    counted = [questions("%(num)s question", "%(num)s questions", n) for n in (3, 11, 99, 100, 102, 103)]
    three, eleven, ninety_nine, hundred, hundred_two, hundred_three = counted
    assert three == hundred_three != eleven == ninety_nine != hundred == hundred_two


def test_french_counts_nothing_as_one() -> None:
    minutes = labels_for("fr").minutes
    assert [minutes(n) for n in (0, 1, 2)] == ["0 minute", "1 minute", "2 minutes"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_words(lang: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue(lang))
    kept = (CATALOGUES / lang / "LC_MESSAGES" / "milepost.mo").read_bytes()
    assert kept == compiled.getvalue(), "run `pybabel compile` (docs/translating.md)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_draft_says_that_it_is_one(lang: str) -> None:
    assert "Draft: written by one hand, not yet read by a second one." in catalogue(lang).header_comment


def test_french_marks_stay_with_their_word() -> None:
    for message in catalogue("fr"):
        for form in forms(message) if message.id else ():
            assert not re.search(r" [:;?!»%](?!\()|« ", form), form


def test_one_language_is_loaded_and_no_other() -> None:
    code = (
        "from milepost.courseware.labels import labels_for; labels_for('fr');"
        "from gettext import _translations; print(len(_translations))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "1"


def test_a_checkout_without_compiled_catalogues_speaks_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.core.i18n.CATALOGUES", tmp_path)
    translations.cache_clear()
    try:
        assert translations("fr").gettext("Course map") == "Course map"
        assert translations("ar").gettext("Course map") == "\u2066Course map\u2069"
    finally:
        translations.cache_clear()
