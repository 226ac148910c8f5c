"""What comes in from a question or a quiz: an answer, another try, handing in, taking it again."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from milepost.accounts.views import current_user, ensure_user, form_token
from milepost.core import clock
from milepost.core.errors import Invalid, NotFound
from milepost.core.http import commit, db, wants_fragment
from milepost.core.messages import N_
from milepost.courseware import scoring
from milepost.courseware.model import PageKind, Question, QuestionType
from milepost.learning.services import attempts, responses
from milepost.learning.services.responses import Recorded
from milepost.learning.views import pages, quiz
from milepost.learning.views.page_shell import CHECKS, CSRF, here, labels_of
from milepost.learning.views.site import Place, display_seed, questions_of

TYPED = {QuestionType.TEXT, QuestionType.NUMBER, QuestionType.REFLECT}


def answer(place: Place) -> ResponseReturnValue:
    """Record the answer to one question and show what it is worth. Without an answer, say so."""
    question = _question(place)
    scores = place.page.kind is PageKind.QUIZ
    shown = quiz.read_shown(request.form.get("shown", ""))
    drawn_from = (shown.drawn_from, shown.number) if scores else CHECKS
    order = scoring.display_order(question, display_seed(place.key, *drawn_from))
    try:
        response = scoring.read_response(question, request.form.to_dict(flat=False), order, place.page.lang)
        if response is None:
            raise Invalid(labels_of(place).error_nothing)
    except Invalid as error:
        return _refuse(place, question, str(error))
    recorded = responses.submit(
        db(),
        place.course,
        place.key,
        place.page,
        question,
        response,
        user_id=ensure_user().id,
        shown=shown,
        now=clock.now(),
    )
    if not wants_fragment():
        commit()
        return redirect(f"{here(place)}#q-{question.id}", 303)
    return _fragment(place, question, recorded)


def again(place: Place) -> ResponseReturnValue:
    """Open a check again, as if it had not been answered."""
    question = _question(place)
    if place.page.kind is PageKind.QUIZ:
        raise NotFound(N_("In a quiz, each question is answered once."))
    responses.forget_check(
        db(), place.course, place.key, question.id, user_id=ensure_user().id, now=clock.now()
    )
    commit()
    if wants_fragment():
        return fragment(pages.check(place, question, None))
    return redirect(f"{here(place)}#q-{question.id}", 303)


def hand_in(place: Place) -> ResponseReturnValue:
    """Close the attempt; when questions are still open, name them first and ask."""
    _only_quiz(place)
    standing = quiz.read(place, pages.read_record(place, current_user()))
    if standing.is_open and quiz.unanswered(place, standing) and "confirm" not in request.form:
        panel = quiz.panel(place, standing, confirm=True)
        if wants_fragment():
            return fragment(panel)
        return pages.show(place, {"quiz": panel}, Invalid.status)
    attempts.hand_in(db(), place.course, place.key, place.page, user_id=ensure_user().id, now=clock.now())
    commit()
    return redirect(f"{here(place)}#main", 303)


def retake(place: Place) -> ResponseReturnValue:
    """Open the next attempt."""
    _only_quiz(place)
    attempts.retake(db(), place.course, place.key, place.page, user_id=ensure_user().id, now=clock.now())
    commit()
    return redirect(f"{here(place)}#main", 303)


def fragment(*parts: str) -> Response:
    """Answer the script with pieces of the page; each replaces the element with its id."""
    return Response("".join(parts).replace(CSRF, form_token()), mimetype="text/html")


def _fragment(place: Place, question: Question, recorded: Recorded) -> Response:
    if recorded.attempt is None:
        commit()
        return fragment(pages.check(place, question, recorded.response))
    given = {name: found[0] for name, found in attempts.answered(db(), recorded.attempt.id).items()}
    commit()
    standing = quiz.Quiz(
        recorded.attempt, given, responses.Shown(recorded.attempt.number, recorded.attempt.drawn_from)
    )
    return fragment(quiz.ask(place, standing, question), quiz.panel(place, standing))


def _refuse(place: Place, question: Question, message: str) -> Response:
    """Show the question again with the message and what was typed; nothing is recorded."""
    typed: Any = request.form.get(f"q.{question.id}") if question.type in TYPED else None
    record = pages.read_record(place, current_user())
    if place.page.kind is PageKind.QUIZ:
        form = quiz.ask(place, quiz.read(place, record), question, message, typed, request.form)
    else:
        response = typed if typed is not None else record and record.checks.get(question.id)
        form = pages.check(place, question, response, message, request.form)
    if wants_fragment():
        return fragment(form)
    return pages.show(place, {f"ask:{question.id}": form}, Invalid.status)


def _question(place: Place) -> Question:
    found = questions_of(place).get(request.form.get("question", ""))
    if found is None:
        raise NotFound(N_("This question is not on the page any more. Load the page again."))
    return found


def _only_quiz(place: Place) -> None:
    if place.page.kind is not PageKind.QUIZ:
        raise NotFound(N_("This page is not a quiz. Load the page again."))
