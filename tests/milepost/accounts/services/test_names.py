"""Display names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from milepost.accounts.services import names
from milepost.core.errors import Invalid


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina", "  amina "),
        ("Straße", "STRASSE"),
        ("José", "jose\u0301"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("Ａｍｉｎａ", "amina"),
        ("A\u200dmina", "amina"),
        ("Am\u00adina", "amina"),
        ("Big  Tree", "big\u00a0tree"),
    ],
)
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other)


@pytest.mark.parametrize(("one", "other"), [("Amina", "Amine"), ("أمينة", "أمين"), ("Ola", "Øla")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert names.fold(one) != names.fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(st.text())
def test_any_text_is_tidied_or_refused(text: str) -> None:
    try:
        shown = names.tidy(text)
    except Invalid as error:
        assert error.field == "display_name"
    else:
        assert shown.strip() == shown
        assert 0 < len(shown) <= 60
        assert names.tidy(shown) == shown


@pytest.mark.parametrize("wrong", ["", "   ", "\u202e", "!!!", "a" * 61, "amina@example.org", "ﷺ" * 20])
def test_what_is_no_name_is_refused_with_a_reason(wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        names.tidy(wrong)
    assert refused.value.field == "display_name"
    assert str(refused.value).endswith(".")


def test_persian_joiners_stay_and_direction_tricks_go() -> None:
    assert names.tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert names.tidy("Ami\u202ena") == "Amina"


@pytest.mark.usefixtures("noise")
def test_a_taken_name_comes_with_free_ones(session: Session, make_person) -> None:
    make_person(session, "Amina")
    with pytest.raises(names.NameTaken) as refused:
        names.claim(session, "AMINA")
    free = refused.value.free
    assert len(set(free)) == 3
    for name in free:
        assert name.startswith("AMINA ")
        assert names.claim(session, name)


def test_ones_own_name_is_not_taken(session: Session, make_person) -> None:
    amina = make_person(session, "Amina")
    assert names.claim(session, "AMINA", owner_id=amina.id) == ("AMINA", "amina")


def test_a_free_name_for_the_longest_name(session: Session, make_person) -> None:
    make_person(session, "b" * 60)
    with pytest.raises(names.NameTaken) as refused:
        names.claim(session, "b" * 60)
    assert all(names.tidy(name) == name for name in refused.value.free)


def test_a_made_up_name_is_free(session: Session, make_person) -> None:
    first = names.made_up(session)
    make_person(session, first)
    assert names.made_up(session) != first
