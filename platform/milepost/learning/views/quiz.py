"""A quiz page: the questions of an attempt, and the panels above and below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template

from milepost.accounts.views import current_user
from milepost.core.http import db, lang
from milepost.courseware import scoring
from milepost.courseware.labels import fill, labels_for
from milepost.courseware.model import Question, QuestionType
from milepost.courseware.render import QuestionState, question_html
from milepost.courseware.written import decimals
from milepost.learning.services import attempts
from milepost.learning.services.attempts import AttemptState
from milepost.learning.services.enrolment import Record
from milepost.learning.services.progress import is_mastered
from milepost.learning.services.responses import Shown
from milepost.learning.views.page_shell import CSRF, ask_form, labels_of
from milepost.learning.views.site import Place, SiteUrls, display_seed, questions_of


@dataclass(frozen=True, slots=True)
class Quiz:
    """Where a person stands in a quiz. `given` holds the responses of the attempt shown, which is the
    open one, else the last one handed in."""

    attempt: AttemptState | None
    given: dict[str, Any]
    shown: Shown

    @property
    def is_open(self) -> bool:
        """Whether questions can be answered."""
        return self.attempt is None or self.attempt.is_open

    @property
    def form_value(self) -> str:
        """What a form carries to say for which attempt it was made."""
        return f"{self.shown.number}.{self.shown.drawn_from}"


def read(place: Place, record: Record | None) -> Quiz:
    """Return where this person stands, by two queries at most."""
    last = attempts.latest(db(), record.id, place.key) if record else None
    if last is None:
        person = current_user()
        return Quiz(None, {}, Shown(1, str(person.id) if person else attempts.ANYBODY))
    given = {name: found[0] for name, found in attempts.answered(db(), last.id).items()}
    return Quiz(last, given, Shown(last.number, last.drawn_from))


def read_shown(value: str) -> Shown:
    """Read what `Quiz.form_value` wrote; anything else belongs to no attempt."""
    number, _, drawn_from = value.partition(".")
    return Shown(int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0, drawn_from)


def slots(place: Place, quiz: Quiz) -> dict[str, str]:
    """Return every question of the attempt, and the panels."""
    asked = questions_of(place)
    found = {f"ask:{name}": ask(place, quiz, question) for name, question in asked.items()}
    return found | {"messages": head(place, quiz), "quiz": panel(place, quiz)}


def ask(
    place: Place,
    quiz: Quiz,
    question: Question,
    message: str = "",
    typed: Any = None,
    sent: Mapping[str, str] | None = None,
) -> str:
    """Return the form of one question; `message` says why `typed` and `sent` could not be taken."""
    response = quiz.given.get(question.id)
    whole = response is not None and scoring.finished(question, response)
    untouched = response is None and not message and quiz.is_open
    state = (
        None
        if untouched
        else QuestionState(
            response=typed if typed is not None else response,
            score=scoring.score(question, response, place.page.lang) if whole else None,
            answered=whole,
            locked=whole or not quiz.is_open,
            message=message,
            sent=sent,
        )
    )
    order = scoring.display_order(question, display_seed(place.key, quiz.shown.drawn_from, quiz.shown.number))
    urls = SiteUrls(lang(), place.course)
    html = question_html(question, labels_of(place), order=order, state=state, urls=urls)
    locked = whole or not quiz.is_open
    return ask_form(place, question, html, shown=quiz.form_value, locked=locked, again=False)


def unanswered(place: Place, quiz: Quiz) -> list[tuple[int, str]]:
    """Return the questions without a whole answer: number on the page (from 1), id."""
    asked = questions_of(place)
    return [
        (n, name)
        for n, (name, question) in enumerate(asked.items(), 1)
        if quiz.given.get(name) is None or not scoring.finished(question, quiz.given[name])
    ]


def head(place: Place, quiz: Quiz) -> str:
    """Return what stands above the questions: the rules, or the result."""
    return _render("learning/quiz_head.html", place, quiz)


def panel(place: Place, quiz: Quiz, *, confirm: bool = False) -> str:
    """Return what stands below the questions: how many are answered, and the button to hand in."""
    return _render("learning/quiz_panel.html", place, quiz, confirm=confirm)


def _render(template: str, place: Place, quiz: Quiz, **more: Any) -> str:
    tag = lang()
    closed = quiz.attempt if quiz.attempt is not None and not quiz.is_open else None
    used = quiz.shown.number - (1 if quiz.is_open else 0)
    open_ones = unanswered(place, quiz)
    scored = [head for head in place.page.questions if head.type is not QuestionType.REFLECT]
    return render_template(
        template,
        page=place.page,
        course=place.course,
        labels=labels_for(lang()),
        fill=fill,
        closed=closed,
        percent=scoring.percent(attempts.share(closed)) if closed else 0,
        enough=closed is not None
        and is_mastered(closed.points_won or 0, closed.points_possible or 0, place.course.mastery_score),
        mastery=place.course.mastery_percent,
        number=quiz.shown.number,
        left=attempts.attempts_left(place.page, used),
        unanswered=open_ones,
        total=len(place.page.questions),
        answered=len(place.page.questions) - len(open_ones),
        scored=len(scored),
        points=lambda value: number(value, tag),
        csrf_token=lambda: CSRF,
        **more,
    )


def number(points: float, tag: str) -> str:
    """Return points as people write them in a language: no ".0", two decimals at most."""
    return decimals(points, 2, tag).rstrip("0").rstrip(".,")
