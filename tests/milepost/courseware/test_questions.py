"""Each type of question: what authors write becomes the body with its key."""

from __future__ import annotations

import pytest

from milepost.courseware.model import (
    AcceptedNumber,
    AcceptedText,
    Blank,
    Blanks,
    Choices,
    NumberAnswers,
    OpenAnswer,
    Option,
    Pairs,
    Question,
    QuestionType,
    Scenario,
    Sequence,
    TextAnswers,
)


@pytest.fixture
def question(parse):
    """Return a callable which parses the inside of a block as a question."""

    def question(opening: str, inside: str, lang: str = "en") -> Question:
        parsed = parse(f"::: {opening}\n\n{inside}\n\n:::\n", lang=lang)
        assert parsed.problems == ()
        return parsed.block

    return question


def test_single(question):
    found = question(
        "single #seat points=2.5 outcome=3 shuffle=no",
        "Who had **no** seat?\n\n- [ ] Police\n  > They *wrote* it.\n- [x] People\n- [ ] Seller {25%}\n\n"
        "> [!TIP]\n> Count.\n\n> [!TIP]\n> Look.\n\n> [!NOTE]\n> Because.\n\n> [!IMPORTANT]\n> Like this.",
    )
    assert found == Question(
        id="seat",
        type=QuestionType.SINGLE,
        stem="<p>Who had <strong>no</strong> seat?</p>",
        body=Choices(
            (
                Option("Police", False, None, "<p>They <em>wrote</em> it.</p>"),
                Option("People", True),
                Option("Seller", False, 0.25),
            )
        ),
        points=2.5,
        shuffle=False,
        hints=("<p>Count.</p>", "<p>Look.</p>"),
        explanation="<p>Because.</p>",
        model_answer="<p>Like this.</p>",
        outcome=3,
        line=7,
    )


def test_multiple(question):
    found = question("multiple #a", "Which?\n\n- [x] one\n- [x] two\n- [ ] three {-50%}")
    assert [(o.right, o.share) for o in found.body.options] == [(True, None), (True, None), (False, -0.5)]
    assert found.shuffle


def test_truefalse_is_never_shuffled(question):
    assert not question("truefalse #a", "So?\n\n- [ ] True\n- [x] False").shuffle


def test_text(question):
    body = question("text #a", "Word?\n\n- [x] missing *voice*\n- [ ] minority {30%}\n  > Not always.").body
    assert body == TextAnswers(
        (
            AcceptedText("missing voice", True),
            AcceptedText("minority", False, 0.3, "<p>Not always.</p>"),
        )
    )


@pytest.mark.parametrize(
    ("lang", "written", "value", "tolerance"),
    [
        ("en", "110 ± 5", 110, 5),
        ("en", "1,000.5", 1000.5, 0),
        ("de", "1.000,5 +- 0,5", 1000.5, 0.5),
        ("ar", "١١٠ ± ٥", 110, 5),
        ("en", "-3", -3, 0),
    ],
)
def test_number(lang, written, value, tolerance, question):
    body = question("number #a", f"How many?\n\n- [x] {written}", lang).body
    assert body == NumberAnswers((AcceptedNumber(value, tolerance, True),))


def test_match(question):
    found = question("match #a", "Match.\n\n| A | B |\n| - | - |\n| one | *1* |\n| two | 2 |\n| | 3 |")
    assert found.body == Pairs(("A", "B"), ("one", "two"), ("<em>1</em>", "2", "3"))
    assert found.stem == "<p>Match.</p>"


def test_order(question):
    assert question("order #a", "Sort.\n\n1. one\n2. two\n3. three").body == Sequence(("one", "two", "three"))


def test_blanks(question):
    found = question("blanks #a", "Fill.\n\nOnly [[eleven|11]] came, a [[*biased|random]] **part**.")
    assert found.stem == "<p>Fill.</p>"
    assert found.body == Blanks(
        ("<p>Only ", " came, a ", " <strong>part</strong>.</p>"),
        (Blank(("eleven", "11")), Blank(("biased",), ("biased", "random"))),
    )


def test_gaps_with_stars_are_no_emphasis(question):
    found = question("blanks #a", "[[*a|b]] and *this* and [[c|*d]] and *that*")
    assert [gap.accepted for gap in found.body.gaps] == [("a",), ("d",)]
    assert found.body.segments[1] == " and <em>this</em> and "


SCENARIO = """You are the clerk.

#### Monday

A draft.

- [Vote](#the-end) {-1}
  > Fast.
- [Ask](#hall) {1.5}

#### Hall

- [Go on](#the-end)

#### The end

Done."""


def test_scenario(question):
    body = question("scenario #a", SCENARIO).body
    assert isinstance(body, Scenario)
    monday, hall, end = body.steps
    assert (monday.title, monday.html) == ("Monday", "<p>A draft.</p>")
    assert [(c.html, c.points, c.goto, c.feedback) for c in monday.choices] == [
        ("Vote", -1, end.id, "<p>Fast.</p>"),
        ("Ask", 1.5, hall.id, ""),
    ]
    assert [choice.points for choice in hall.choices] == [0]
    assert end.choices == ()


def test_steps_are_known_by_place_so_that_languages_agree(question):
    arabic = SCENARIO.replace("The end", "النهاية").replace("#the-end", "#النهاية")
    one, two = (question("scenario #a", text, lang).body for text, lang in ((SCENARIO, "en"), (arabic, "ar")))
    assert [[c.goto for c in s.choices] for s in one.steps] == [
        [c.goto for c in s.choices] for s in two.steps
    ]


def test_reflect(question):
    found = question("reflect #a words=30", "Think.\n\n> [!IMPORTANT]\n> Say who.")
    assert (found.body, found.model_answer) == (OpenAnswer(30), "<p>Say who.</p>")


def test_sanitised(question):
    found = question(
        "single #a", "<b onclick=x>Who</b>?\n\n- [x] <script>1</script>\n- [ ] b\n  > <iframe src=x>"
    )
    everything = found.stem + "".join(o.html + o.feedback for o in found.body.options)
    assert "<script" not in everything and "<iframe" not in everything and "<b" not in everything


OPTIONS = "- [x] one\n- [ ] two"


@pytest.mark.parametrize(
    ("opening", "inside", "message", "line"),
    [
        ("single", f"Q?\n\n{OPTIONS}", "needs an id", 1),
        ("single #a", OPTIONS, "there is no question text", 1),
        ("single #a", "Q?\n\n- [ ] one\n- [ ] two", "has no right answer", 1),
        ("single #a", "Q?\n\n- [x] one\n- [x] two", "has 2 right answers", 1),
        ("single #a", "Q?\n\n- [x] one", "at least two options", 1),
        ("single #a", "Q?\n\n- one\n- two", "at least two options", 1),
        ("single #a", "Q?\n\n- [x] one\n- two", "starts with [ ] or [x]", 6),
        ("single #a", "Q?\n\n- [x] one\n- [ ] one", "stands here twice", 1),
        ("single #a", "Q?\n\n- [x] one\n- [ ] \n- [ ] three", "is empty", 6),
        ("single #a", "Q?\n\n- [x] one {5}\n- [ ] two", "the mark in braces", 5),
        ("single #a", "Q?\n\n- [x] one\n- [ ] two {150%}", "between {-100%} and {100%}", 6),
        ("single #a", "Q?\n\n- [x] one\n\n  second paragraph\n- [ ] two", "an option is one paragraph", 7),
        ("single #a pionts=2", f"Q?\n\n{OPTIONS}", "did you mean 'points'", 1),
        ("single #a points=many", f"Q?\n\n{OPTIONS}", "points= takes a number", 1),
        ("single #a points=0", f"Q?\n\n{OPTIONS}", "points= takes a number", 1),
        ("single #a outcome=1.5", f"Q?\n\n{OPTIONS}", "outcome= takes a whole number", 1),
        ("single #a shuffle=maybe", f"Q?\n\n{OPTIONS}", "shuffle= is yes or no", 1),
        ("truefalse #a shuffle=no", f"Q?\n\n{OPTIONS}", "shuffle= is not a key of this block", 1),
        ("single #a words=5", f"Q?\n\n{OPTIONS}", "words= is not a key of this block", 1),
        ("single #a", f"Q?\n\n{OPTIONS}\n\n> [!NOTE]\n> a\n\n> [!NOTE]\n> b", "one [!NOTE] at most", 11),
        ("single #a", f"Q?\n\n{OPTIONS}\n\n> [!TIP]\n", "[!TIP] is empty", 8),
        ("single #a", f"Q?[^n]\n\n{OPTIONS}\n\n[^n]: note", "holds no footnote", 3),
        ("truefalse #a", f"Q?\n\n{OPTIONS}\n- [ ] three", "exactly two options", 1),
        ("multiple #a", "Q?\n\n- [ ] one\n- [ ] two", "has no right answer", 1),
        ("text #a", "Q?", "has no right answer", 1),
        ("text #a", "Q?\n\n- [x] One\n- [x] one!", "stands here twice", 1),
        ("number #a", "Q?\n\n- [x] many", "write a number", 5),
        ("match #a", "Q?", "needs one table", 1),
        ("match #a", "Q?\n\n| A | B |\n| - | - |\n| a | b |", "at least two rows", 1),
        (
            "match #a",
            "Q?\n\n| A | B |\n| - | - |\n| a | b |\n| c | |\n| d | e |",
            "no match in its second",
            8,
        ),
        ("match #a", "Q?\n\n| A | B |\n| - | - |\n| a | b |\n| a | c |", "stands here twice", 1),
        ("match #a", "Q?\n\n| A |\n| - |\n| a |", "needs two columns", 1),
        ("order #a", "Q?", "needs one numbered list", 1),
        ("order #a", "Q?\n\n1. one", "at least two items", 1),
        ("order #a", "Q?\n\n1. one\n2. one", "stands here twice", 1),
        ("blanks #a", "No gap.", "has no gap", 1),
        ("blanks #a", "A [[]] gap.", "has no gap", 1),
        ("blanks #a", "A [[a||b]] gap.", "has an empty answer", 1),
        ("blanks #a", "A [[*a]] gap.", "two or more", 1),
        ("blanks #a", "A [[a|A]] gap.", "stands here twice", 1),
        ("blanks #a", "A [[a]].\n\n> [!TIP]\n> Not [[b]].", "not in a hint", 1),
        ("blanks #a", "[x](https://a.b/ '[[c]]')", "a gap stands in plain text", 1),
        ("scenario #a", "Q?", "needs steps", 1),
        ("scenario #a", "Q?\n\n#### A\n\n- [x](#b)", "there is no step #b", 7),
        ("scenario #a", "Q?\n\n#### A\n\n- [x](#a)", "has no loops", 5),
        (
            "scenario #a",
            "Q?\n\n#### A\n\n- [x](#b)\n\n#### B\n\n- [y](#c)\n\n#### C\n\n- [z](#b)",
            "has no loops",
            9,
        ),
        ("scenario #a", "Q?\n\n#### A\n\n- [x](#b)\n\n#### B\n\n#### C", "no choice leads to this step", 11),
        ("scenario #a", "Q?\n\n#### A\n\nend", "the first step needs choices", 5),
        ("scenario #a", "Q?\n\n#### A\n\n- [x](#b)\n- y\n\n#### B", "a choice is one link", 8),
        ("scenario #a", "Q?\n\n#### A\n\n- [x](#b) one\n\n#### B", "only its points", 7),
        ("scenario #a", "Q?\n\n#### A\n\n- [x](#b)\n\n#### B\n\n#### B", "same heading", 11),
        ("reflect #a", "> [!TIP]\n> x", "there is no question text", 1),
        ("single #a", f"::: easy\n\nx\n\n:::\n\nQ?\n\n{OPTIONS}", "a block inside ::: single", 3),
    ],
)
def test_problems(opening, inside, message, line, parse):
    parsed = parse(f":::: {opening}\n\n{inside}\n\n::::\n")
    assert [p.line - 6 for p in parsed.problems if message in p.message] == [line], parsed.problems


@pytest.mark.parametrize("opening", ["::: field #a\n\n", "- ", "> "])
def test_gaps_of_a_block_that_stands_in_the_wrong_place_leave_no_mark(opening, parse):
    indent = "  " if opening == "- " else opening if opening == "> " else ""
    lines = ["::: blanks #b", "", "Only [[a|b]].", "", ":::"]
    parsed = parse(opening + f"\n{indent}".join(lines) + ("\n\n:::\n" if "field" in opening else "\n"))
    assert parsed.problems
    assert "\ufdd0" not in str(parsed.page.blocks)
