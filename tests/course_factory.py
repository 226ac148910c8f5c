"""A small course made in memory, for tests that need no content on disk."""

from __future__ import annotations

from milepost.courseware.model import (
    Choice,
    Choices,
    Course,
    Keep,
    Module,
    MoveOn,
    OpenAnswer,
    Option,
    Page,
    PageKind,
    Question,
    QuestionHead,
    QuestionType,
    Review,
    Scenario,
    Step,
)


def question(name: str, points: float = 1.0) -> Question:
    """Return a question whose right answer is option 1 of 3."""
    options = (Option("<p>no</p>", False), Option("<p>yes</p>", True), Option("<p>half</p>", False, 0.5))
    return Question(name, QuestionType.SINGLE, "<p>?</p>", Choices(options), points=points)


def reflection(name: str) -> Question:
    return Question(name, QuestionType.REFLECT, "<p>?</p>", OpenAnswer(30))


def scenario(name: str) -> Question:
    """Return a scenario of two steps; the best way is 1, then 0."""
    steps = (
        Step("a", "A", "", (Choice("x", 0, "b"), Choice("y", 1, "b"))),
        Step("b", "B", "", (Choice("go", 1, "end"), Choice("stop", 0, "end"))),
        Step("end", "End", ""),
    )
    return Question(name, QuestionType.SCENARIO, "<p>?</p>", Scenario(steps))


def head(asked: Question) -> QuestionHead:
    return QuestionHead(asked.id, asked.type, asked.points)


def page(name: str, kind: PageKind = PageKind.LESSON, *questions: Question, **more: object) -> Page:
    return Page(
        name, kind, name.title(), 5, "en", f"en/{name}.md", questions=tuple(map(head, questions)), **more
    )  # type: ignore[arg-type]


def module(name: str, *pages: Page) -> Module:
    return Module(name, name, "", (), sum(p.minutes for p in pages), Review.DRAFT, "en", pages)


Q1, Q2, REFLECT, WAY = question("q1"), question("q2", 3.0), reflection("why"), scenario("way")


def make_course(**more: object) -> Course:
    """Return a course: lesson with a check, activity, worksheet, quiz (4 points, 2 attempts), guide."""
    one = module(
        "m1",
        page("lesson", PageKind.LESSON, question("check")),
        page("notes", PageKind.GUIDE),
        page("doing", PageKind.ACTIVITY),
    )
    two = module(
        "m2",
        page("sheet", PageKind.WORKSHEET, fields=("who", "what")),
        page("quiz", PageKind.QUIZ, Q1, Q2, REFLECT, attempts=2, keep=more.pop("keep", Keep.BEST)),
    )
    given = {"move_on": MoveOn.COMPLETED_AND_PASSED, "modules": (one, two)} | more
    name = given.pop("id", "c")
    return Course(name, "en", ("en",), "C", "", "", (), **given)  # type: ignore[arg-type]
