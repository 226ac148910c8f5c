"""Marks, forms and the order in which options are shown."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import scoring_vectors
from course_factory import make_course
from milepost.core.errors import Invalid
from milepost.courseware import scoring
from milepost.courseware.model import Blank, Blanks, Question, QuestionType
from milepost.courseware.scoring import display_order, fold, read_number, read_response, rollup

#: A busy machine is no failure.
THOROUGHLY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VECTORS = scoring_vectors.vectors()
QUESTIONS = list({id(vector.question): vector.question for vector in VECTORS}.values())


def question(kind: str, **parts: object) -> Question:
    return scoring_vectors.question_from({"type": kind, **parts})


SINGLE = question("single", options=[{"right": False}, {"right": True}, {"right": False}])
MULTIPLE = question("multiple", options=[{"right": True}, {"right": True}, {"right": False}])
MATCH = question("match", prompts=["a", "b"], targets=["1", "2", "3"])
ORDER = question("order", items=["a", "b", "c"])
TEXT = question("text", accepted=[{"text": "x", "right": True}])
NUMBER = question("number", accepted=[{"value": 1, "tolerance": 0, "right": True}])
REFLECT = question("reflect", words=30)
BLANKS = question("blanks", gaps=[{"accepted": ["a"]}, {"accepted": ["b"], "choices": ["b", "c"]}])
SCENARIO = question(
    "scenario",
    steps=[
        {"id": "1", "choices": [{"points": 0, "goto": "2"}, {"points": 1, "goto": "3"}]},
        {"id": "2", "choices": [{"points": 0, "goto": "3"}]},
        {"id": "3", "choices": []},
    ],
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_vector(vector: scoring_vectors.Vector) -> None:
    result = scoring.score(vector.question, vector.response, vector.lang)
    for name, expected in vector.expected.items():
        found = getattr(result, name)
        found = list(found) if isinstance(found, tuple) else found
        near = isinstance(expected, float) or (isinstance(expected, int) and not isinstance(expected, bool))
        assert found == (pytest.approx(expected) if near else expected), name


def test_every_type_has_vectors() -> None:
    assert {vector.question.type for vector in VECTORS} == set(QuestionType)


@pytest.mark.parametrize(("won", "possible", "scaled"), scoring_vectors.ROLLUPS)
def test_rollup(won: float, possible: float, scaled: float) -> None:
    assert rollup(won, possible) == scaled


# --- the order shown -----------------------------------------------------------------------------


def test_order_is_the_same_for_the_same_seed_and_differs_between_seeds() -> None:
    orders = {display_order(SINGLE, f"seed {n}") for n in range(40)}
    assert display_order(SINGLE, "seed 1") == display_order(SINGLE, "seed 1")
    assert len(orders) == 6
    assert all(sorted(order) == [0, 1, 2] for order in orders)


def test_true_or_false_and_unshuffled_options_stay_in_place() -> None:
    still = question("truefalse", options=[{"right": True}, {"right": False}])
    assert {display_order(still, str(n)) for n in range(20)} == {(0, 1)}
    fixed = Question("q", SINGLE.type, "", SINGLE.body, shuffle=False)
    assert {display_order(fixed, str(n)) for n in range(20)} == {(0, 1, 2)}


@pytest.mark.parametrize("shuffle", [True, False])
def test_an_order_question_never_shows_its_solution(shuffle: bool) -> None:
    asked = Question("q", ORDER.type, "", ORDER.body, shuffle=shuffle)
    assert (0, 1, 2) not in {display_order(asked, str(n)) for n in range(60)}


def test_equal_targets_are_shown_once() -> None:
    doubled = question("match", prompts=["a", "b", "c"], targets=["yes", "no", "yes"])
    assert sorted(display_order(doubled, "seed")) == [0, 1]


# --- reading forms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "form", "order", "response"),
    [
        (SINGLE, {"q.q": ["0"]}, (2, 1, 0), 2),
        (SINGLE, {"q.q": ["1", "1"]}, (2, 1, 0), 1),
        (SINGLE, {}, (2, 1, 0), None),
        (SINGLE, {"q.q": [""]}, (0, 1, 2), None),
        (SINGLE, {"q.other": ["0"]}, (0, 1, 2), None),
        (MULTIPLE, {"q.q": ["0", "2", "0"]}, (2, 0, 1), [1, 2]),
        (MULTIPLE, {"q.q": []}, (0, 1, 2), None),
        (TEXT, {"q.q": ["  a\r\nb\0 "]}, (), "a\nb"),
        (TEXT, {"q.q": ["x\ud800"]}, (), "x\ufffd"),
        (TEXT, {"q.q": ["   "]}, (), None),
        (NUMBER, {"q.q": ["1,5"]}, (), None),
        (REFLECT, {"q.q": ["y" * 20_000]}, (), "y" * 20_000),
        (MATCH, {"q.q.0": ["2"], "q.q.1": [""]}, (1, 2, 0), [0, None]),
        (MATCH, {"q.q.0": [""], "q.q.1": [""]}, (0, 1, 2), None),
        (ORDER, {"q.q.0": ["3"], "q.q.1": ["1"], "q.q.2": ["2"]}, (1, 2, 0), [2, 0, 1]),
        (ORDER, {"q.q.0": ["", ""]}, (0, 1, 2), None),
        (BLANKS, {"q.q.0": ["A"], "q.q.1": ["c"]}, (), ["A", "c"]),
        (BLANKS, {"q.q.1": ["b"]}, (), ["", "b"]),
        (BLANKS, {"q.q.0": [" "]}, (), None),
        (SCENARIO, {"q.q": [""], "q.q.next": ["1"]}, (), [1]),
        (SCENARIO, {"q.q": ["0"], "q.q.next": ["0"]}, (), [0, 0]),
        (SCENARIO, {"q.q": ["0,0"]}, (), [0, 0]),
        (SCENARIO, {"q.q": [""]}, (), None),
    ],
)
def test_read_response(
    asked: Question, form: dict[str, list[str]], order: scoring.Order, response: object
) -> None:
    lang = "de" if asked is NUMBER else "en"
    expected = "1,5" if asked is NUMBER else response
    assert read_response(asked, form, order, lang) == expected


@pytest.mark.parametrize(
    ("asked", "form", "field"),
    [
        (SINGLE, {"q.q": ["3"]}, "q.q"),
        (SINGLE, {"q.q": ["-1"]}, "q.q"),
        (SINGLE, {"q.q": ["9" * 5000]}, "q.q"),
        (SINGLE, {"q.q": ["٢"]}, "q.q"),
        (SINGLE, {"q.q": ["0", "1"]}, "q.q"),
        (SINGLE, {"q.q": [3]}, "q.q"),
        (SINGLE, {"q.q": {"a": "b"}}, "q.q"),
        (MULTIPLE, {"q.q": ["0", "77"]}, "q.q"),
        (TEXT, {"q.q": ["x" * 1_000_000]}, "q.q"),
        (NUMBER, {"q.q": ["about one"]}, "q.q"),
        (REFLECT, {"q.q": ["x" * 20_001]}, "q.q"),
        (MATCH, {"q.q.0": ["0"], "q.q.1": ["x"]}, "q.q.1"),
        (ORDER, {"q.q.0": ["1"], "q.q.1": ["1"], "q.q.2": ["2"]}, "q.q"),
        (ORDER, {"q.q.0": ["1"]}, "q.q"),
        (ORDER, {"q.q.0": ["0"], "q.q.1": ["1"], "q.q.2": ["2"]}, "q.q.0"),
        (BLANKS, {"q.q.1": ["not offered"]}, "q.q.1"),
        (SCENARIO, {"q.q": ["0,0"], "q.q.next": ["0"]}, "q.q"),
        (SCENARIO, {"q.q": ["x"]}, "q.q"),
        (SCENARIO, {"q.q": [",".join("0" * 400)]}, "q.q"),
    ],
)
def test_a_form_that_makes_no_sense_is_invalid(
    asked: Question, form: dict[str, list[str]], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read_response(asked, form, (0, 1, 2), "en")
    assert caught.value.field == field
    assert str(caught.value)


def test_the_message_for_a_number_shows_the_language_s_own_mark() -> None:
    with pytest.raises(Invalid, match="1,5"):
        read_response(NUMBER, {"q.q": ["1.5"]}, (), "de")


_texts = st.text() | st.from_regex(r"[0-9]{1,3}(,[0-9]){0,3}", fullmatch=True)
_values = st.one_of(
    st.lists(_texts, max_size=4), _texts, st.integers(), st.none(), st.lists(st.none(), max_size=2)
)
_names = st.sampled_from(["q.q", "q.q.next", *(f"q.q.{n}" for n in range(6))])


@THOROUGHLY
@given(
    st.sampled_from(QUESTIONS),
    st.dictionaries(_names, _values, max_size=6),
    st.sampled_from(["en", "ar", "de"]),
)
def test_any_form_is_read_or_refused_and_what_is_read_can_be_scored(
    asked: Question, form: dict[str, list[str]], lang: str
) -> None:
    try:
        response = read_response(asked, form, display_order(asked, "seed"), lang)
    except Invalid:
        return
    result = scoring.score(asked, response, lang)
    assert result.share is None or 0 <= result.share <= 1


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=8,
)


@THOROUGHLY
@given(st.sampled_from(QUESTIONS), _json | st.lists(st.integers(-1, 4), max_size=6))
def test_any_stored_value_scores_between_nothing_and_all(asked: Question, response: object) -> None:
    result = scoring.score(asked, response, "en")
    assert result.share is None or 0 <= result.share <= 1
    assert result.correct == (None if result.share is None else result.share == 1)


@THOROUGHLY
@given(st.permutations(range(5)))
def test_the_share_of_an_order_is_that_of_the_pairs_in_order(response: list[int]) -> None:
    five = question("order", items=["a", "b", "c", "d", "e"])
    ordered = sum(response[i] < response[j] for i in range(5) for j in range(i + 1, 5))
    assert scoring.score(five, response, "en").share == pytest.approx(max(0, 2 * ordered / 10 - 1))


# --- texts and numbers ---------------------------------------------------------------------------


@THOROUGHLY
@given(st.text())
@example("İ.")
@example("\u0640\u0640")
@example("´")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@THOROUGHLY
@given(st.text(alphabet="abc οςσ İiıI \u0640\u064b.,!", max_size=20))
def test_folding_does_not_mind_case(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@THOROUGHLY
@given(st.text())
def test_reading_a_number_never_fails(text: str) -> None:
    assert isinstance(read_number(text, "en"), float | None)


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("1,234,567.5", "en", 1234567.5),
        ("1.234.567,5", "it", 1234567.5),
        ("1 234 567,5", "ru", 1234567.5),
        ("1'234.5", "en", 1234.5),
        ("١٬٢٣٤٫٥", "ar", 1234.5),
        ("۱٬۲۳۴٫۵", "fa", 1234.5),
        ("1234.5", "ur", 1234.5),
        ("€ 20", "en", 20),
        ("+7", "en", 7),
        ("1,234 567", "en", None),
        ("12,34,567", "en", None),
        ("1.234", "de", 1234),
        ("1.234", "en", 1.234),
        ("1,234", "en", 1234),
        ("0x10", "en", None),
        ("٣٫٢٫١", "ar", None),
        ("9" * 61, "en", None),
    ],
)
def test_read_number(text: str, lang: str, number: float | None) -> None:
    assert read_number(text, lang) == number


# --- scenarios -----------------------------------------------------------------------------------


def test_a_scenario_is_finished_at_an_ending_only() -> None:
    assert not scoring.finished(SCENARIO, None)
    assert not scoring.finished(SCENARIO, [0])
    assert scoring.finished(SCENARIO, [0, 0])
    assert scoring.finished(SCENARIO, [1])


def test_a_loop_that_nobody_checked_ends_anyway() -> None:
    looped = question("scenario", steps=[{"id": "1", "choices": [{"points": 1, "goto": "1"}]}])
    assert scoring.score(looped, [0] * 50, "en").share in (0, 1)


def test_a_gap_accepts_what_folds_to_nothing_only_by_itself() -> None:
    marks = Question("q", QuestionType.BLANKS, "", Blanks(("", ""), (Blank(("!",)),)))
    assert scoring.score(marks, ["!"], "en").correct
    assert not scoring.score(marks, ["?"], "en").correct


@pytest.mark.parametrize(
    ("share", "shown"), [(0.696, 69), (0.29, 29), (0.7, 70), (0.9999, 99), (1.0, 100), (0.0, 0)]
)
def test_percent_never_says_more_than_was_won(share: float, shown: int) -> None:
    """0.29 * 100 is 28.999999999999996."""
    assert scoring.percent(share) == shown


@pytest.mark.parametrize(("mastery", "shown"), [(0.7, 70), (0.625, 63), (0.29, 29), (0.07, 7), (1.0, 100)])
def test_who_has_as_many_percent_as_are_asked_for_passes(mastery: float, shown: int) -> None:
    assert make_course(mastery_score=mastery).mastery_percent == shown
