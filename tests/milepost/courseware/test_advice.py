"""Warnings: long sentences for the level, acronyms without a long name, outcomes without a question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from milepost.courseware.advice import lowest, sentences, words
from milepost.courseware.check import check_content, review_content
from milepost.courseware.cli import check
from milepost.courseware.model import Severity

LESSON = "modules/tiny-one/en/01-hello.md"
INDEX = "modules/tiny-one/en/index.md"
LONG = "The people who live in this street and who walk to the bus every day want a lamp there."


def added(content: Path, text: str) -> None:
    with (content / LESSON).open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture
def told(content: Path):
    """Return a callable which adds a text to a lesson and gives the warnings about that lesson."""

    def told(text: str, level: str = "B1") -> list[str]:
        plan = content / "course/tiny/course.yaml"
        plan.write_text(plan.read_text("utf-8").replace("level: A2", f"level: {level}"), "utf-8")
        added(content, f"\n{text}\n")
        found = [p for p in review_content(content) if p.severity is Severity.WARNING and p.path == LESSON]
        return [p.message for p in found]

    return told


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four.", 4),
        ("Ask Dr. Smith, e.g. about No. 4 of p. 3.", 1),
        ("Did they come? No. The hall was full.", 3),
        ("J. Smith paid 3.5 percent.", 1),
        ("It starts at 9.30 in the U.S. embassy.", 1),
        ('"Come in," she says. "Sit down."', 2),
        ("Bring three things: A pen, a chair, a friend.", 2),
        ("See [the page. It is new](02-case.md) now.", 2),
        ("**Before you go on.** Read this.", 2),
        ("He waited … and left.", 1),
        ("One wrapped\nline of text.", 1),
    ],
)
def test_where_a_sentence_ends(text, parts):
    assert len(sentences(text)) == parts, sentences(text)


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("It costs 40 000 euros.", 4),
        ("A well-known city-wide plan", 4),
        ("10,000 people – and you", 4),
        ("don't", 1),
        ("", 0),
    ],
)
def test_words_are_counted_as_people_count_them(sentence, count):
    assert words(sentence) == count


def test_a_long_sentence_is_told_with_its_length_and_beginning(told):
    (message,) = told(LONG)
    assert message.startswith("a sentence of 19 words, 15 is the most here: The people who live")


@pytest.mark.parametrize("level", ["B2", "C1"])
def test_a_higher_level_takes_longer_sentences(told, level):
    assert told(LONG, level) == []


@pytest.mark.parametrize(
    "text",
    [
        f"## {LONG}",
        f"> {LONG}",
        f"| a |\n| --- |\n| {LONG} |",
        f"```\n{LONG}\n```",
        f"::: facilitator\n\n{LONG}\n\n:::",
        f"![{LONG}](../media/none.svg)",
        LONG.replace(" and", ".\n\nAnd"),
    ],
)
def test_what_is_no_plain_prose_may_be_longer(told, text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"- {LONG}",
        f"> [!NOTE]\n> {LONG}",
        f"::: truefalse #lamp\n\n{LONG}\n\n- [x] True\n- [ ] False\n\n:::",
        f"::: truefalse #lamp\n\nA lamp?\n\n- [x] True\n  > {LONG}\n- [ ] False\n\n:::",
        f"::: field #wish\n\n{LONG}\n\n:::",
    ],
)
def test_lists_alerts_questions_and_fields_are_prose(told, text):
    assert len(told(text)) == 1


def test_a_module_of_no_course_has_no_level(content):
    (content / "modules/all-blocks/en/05-handout.md").write_text(
        f"---\ntitle: a\nkind: handout\n---\n\n{LONG}\n", "utf-8"
    )
    (content / "course/mixed/course.yaml").write_text("languages: [en, ar]\nmodules: [all-questions]\n")
    assert [p for p in review_content(content) if "words" in p.message] == []


def test_the_easiest_level_counts():
    assert (lowest(["B2", "B1", ""]), lowest([])) == ("B1", "")


@pytest.mark.parametrize(
    "text",
    [
        "Ask the FRA about it.",
        "Ask the FRA. It is the Fundamental Rights Agency.\n\nThe FRA (an agency) helps.",
        "| who |\n| --- |\n| FRA |",
    ],
)
def test_an_unexplained_acronym(told, text):
    (message,) = told(text)
    assert message == "FRA is not explained where it comes first: write “Long Name (FRA)”"


@pytest.mark.parametrize(
    "text",
    [
        "The Fundamental Rights Agency (FRA) helps. Ask the FRA.",
        "FRA (the Fundamental Rights Agency) helps.",
        "The FRA, the agency for fundamental rights, helps.",
        "Ask the Fundamental Rights Agency, FRA for short.",
        "The project FRA ended, and the ABC project began.",
        "The EU and the UN send a PDF.",
        "Henry VIII and Part II.",
        "THIS IS NOT A PLACE TO PARK",
        "A sign says STOP!",
        "See `FRA` and [a page](https://example.org/FRA) in MUST-a-Lab.",
        "## The FRA\n\nThe Fundamental Rights Agency (FRA) helps.",
    ],
)
def test_an_acronym_that_needs_no_word(told, text):
    assert told(text) == []


def test_an_acronym_in_the_glossary_is_known(told, content):
    glossary = content / "modules/glossary/en/index.md"
    glossary.write_text(glossary.read_text("utf-8") + "| fra | FRA | An agency. |\n", "utf-8")
    assert told("Ask the FRA about it.") == []


def test_an_outcome_that_no_question_of_a_quiz_tests(content):
    index = content / INDEX
    index.write_text(index.read_text("utf-8").replace("outcomes:\n", "outcomes:\n  - Fly.\n"), "utf-8")
    quiz = content / "modules/tiny-one/en/02-quiz.md"
    quiz.write_text(quiz.read_text("utf-8").replace("::: single #who", "::: single #who outcome=2"))
    found = [str(p) for p in review_content(content) if p.path == INDEX]
    assert f"{INDEX}:5: warning: no quiz question tests outcome 1: Fly." in found


def test_warnings_leave_the_exit_code_alone(content, capsys):
    added(content, "\nAsk the FRA about it.\n")
    line = (content / LESSON).read_text("utf-8").count("\n")
    assert check_content(content) == ()
    assert check([str(content / LESSON)]) == 0
    told = capsys.readouterr()
    assert f"{LESSON}:{line}: warning: FRA is not explained" in told.out
    assert told.err.startswith("no problems, 1 warning in")
    assert check([str(content / LESSON), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["severity"], found["line"]) == ("warning", line)
    assert check([str(content / LESSON), "--no-warnings"]) == 0
    assert capsys.readouterr().out == ""


def test_a_problem_still_counts_beside_warnings(content, capsys):
    added(content, "\nAsk the FRA.\n\n::: nothing\n\nx\n\n:::\n")
    assert check([str(content / LESSON)]) == 1
    assert "1 problem, 1 warning in" in capsys.readouterr().err
