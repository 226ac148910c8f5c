"""The paper: every script right, nothing silently dropped."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from milepost.certificates.paper import Paper, make
from milepost.certificates.services import new_number
from milepost.core.pdf import MissingGlyphs

NUMBER = new_number()
PAPER = Paper(
    name="Anna Ozola",
    course_title="Inclusive local policy-making",
    course_lang="en",
    outcomes=("Explain integration as a two-way process", "Write a promise that can be kept"),
    hours=4.5,
    score_scaled=0.875,
    issued_at=datetime(2026, 11, 22, tzinfo=UTC),
    number=NUMBER,
    address=f"http://localhost:8000/verify/{NUMBER}",
    lang="en",
)


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, presentation forms turned back into letters."""
    pages = PdfReader(BytesIO(pdf)).pages
    return unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in pages))


NAMES = [
    ("en", "Āris Žagars-Ķēniņš O’Neill"),
    ("el", "Ελένη Παπαδοπούλου"),
    ("uk", "Ґанна Їжакевич Єва"),
    ("ru", "Пётр Щёголев"),
    ("ar", "ليلى حسن"),
    ("fa", "گچپژ"),
]


@pytest.mark.parametrize(("lang", "name"), NAMES)
def test_every_letter_of_the_name_is_printed(lang: str, name: str) -> None:
    printed = text_of(make(replace(PAPER, lang=lang, name=name)))
    assert set(name.replace(" ", "")) <= set(printed)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_facts_are_printed_in_both_directions(lang: str) -> None:
    printed = text_of(make(replace(PAPER, lang=lang)))
    for fact in (NUMBER, "87%", "4.5", "2026", PAPER.course_title, *PAPER.outcomes):
        assert fact in printed


def test_a_name_in_two_directions_keeps_its_signs() -> None:
    printed = text_of(make(replace(PAPER, lang="ar", name="ليلى (Lily) حسن 2/3")))
    assert {"(", ")", "/", "L", "2"} <= set(printed)


def test_joiners_of_persian_names_are_not_drawn() -> None:
    joined = make(replace(PAPER, lang="fa", name="علی‌رضا"))
    assert len(PdfReader(BytesIO(joined)).pages) == 1


@pytest.mark.parametrize(("name", "letters"), [("王芳", "王芳"), ("ښه", "ښ"), ("ڕۆژ", "ڕ")])
def test_letters_that_cannot_be_printed_well_are_refused_by_name(name: str, letters: str) -> None:
    with pytest.raises(MissingGlyphs) as refused:
        make(replace(PAPER, name=name))
    assert set(letters) <= set(refused.value.characters)


def test_one_page_holds_eight_long_outcomes_and_a_long_name() -> None:
    outcomes = tuple(
        f"Outcome {n} says in one rather long sentence what a person can do now" for n in range(8)
    )
    pdf = make(replace(PAPER, outcomes=outcomes, name="Maximiliana Konstantinopolitana-Featherstonehaugh"))
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize(
    ("course_id", "lang"), [("inclusive-policy-making", "ar"), ("political-leadership", "fr")]
)
def test_the_longest_lists_of_outcomes_stay_on_one_page(
    shipped_content: Path, course_id: str, lang: str
) -> None:
    path = shipped_content / "course" / course_id / f"{lang}.md"
    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
    paper = replace(
        PAPER, lang=lang, course_lang=lang, course_title=front["title"], outcomes=tuple(front["outcomes"])
    )
    pdf = make(replace(paper, hours=18, name="Maximiliana Konstantinopolitana"))
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    printed = text_of(pdf)
    assert "Certificate of completion" not in printed
    assert ("Attestation de réussite" in printed) is (lang == "fr")


def test_markup_in_a_name_is_printed_as_it_is() -> None:
    assert "<b>Anna</b> & Co" in text_of(make(replace(PAPER, name="<b>Anna</b> & Co")))


def test_every_font_is_embedded() -> None:
    fonts = PdfReader(BytesIO(make(PAPER))).pages[0]["/Resources"]["/Font"].values()
    used = [font.get_object() for font in fonts]
    embedded = [font for font in used if "/FontDescriptor" in font]
    assert {"Noto" in str(font["/BaseFont"]) for font in embedded} == {True}
