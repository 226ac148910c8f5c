"""A course page as one person sees it: the shell of everybody, filled with what is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from sys import getsizeof

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from milepost.accounts.views import current_user
from milepost.core.http import db, lang
from milepost.courseware import scoring
from milepost.courseware.labels import labels_for
from milepost.courseware.model import PageKind, Question, QuestionType
from milepost.courseware.render import QuestionState, question_html
from milepost.learning.services import enrolment, worksheets
from milepost.learning.services.enrolment import Record
from milepost.learning.services.product import fields
from milepost.learning.views import quiz
from milepost.learning.views.page_shell import (
    CHECKS,
    CSRF,
    SAVED,
    PageShell,
    ask_form,
    csrf_token,
    field,
    labels_of,
    shell_of,
)
from milepost.learning.views.prerendered import Kept
from milepost.learning.views.site import (
    Place,
    SiteUrls,
    bp,
    display_seed,
    find_place,
    library,
    questions_of,
)
from milepost.learning.views.words import count_of, pages_done, time_left

Values = dict[str, str]

#: Questions that are answered by choosing, so that there are few different answers.
CHOSEN = frozenset(
    {
        QuestionType.SINGLE,
        QuestionType.MULTIPLE,
        QuestionType.TRUEFALSE,
        QuestionType.MATCH,
        QuestionType.ORDER,
        QuestionType.SCENARIO,
    }
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page, as it is kept."""

    text: str

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return getsizeof(self.text)


#: A megabyte holds some 500 answered questions.
_answered: Kept[Snippet] = Kept(1024 * 1024)


@bp.get("/<lang>/courses/<course>/<module>/<page>")
def page(lang: str, course: str, module: str, page: str) -> ResponseReturnValue:
    """Show a page. Nothing is written, whoever looks."""
    return show(find_place(lang, course, module, page))


def show(place: Place, changes: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return the page as it stands for this person. `changes` replaces what is in single slots."""
    person = current_user()
    shell = shell_of(place, person)
    record = read_record(place)
    values = {
        "attributes": current_app.extensions["milepost.reading"](),
        "name": str(escape(person.display_name or "")) if person else "",
        "csrf": CSRF,
        "messages": "",
        **shell.untouched,
        **own_content(place, shell, record),
        **(changes or {}),
    }
    done = record is not None and "/".join(place.key) in record.done
    values |= progress_slots(place, shell, record)
    values["foot"] = foot(shell, done, saved="saved" in request.args)
    html = shell.page.fill(values).replace(CSRF, csrf_token())
    return Response(html, status, mimetype="text/html")


def foot(shell: PageShell, done: bool, *, saved: bool = False) -> str:
    """Return the foot of the page; on a worksheet that was just saved it says so."""
    return shell.feet[done].replace(SAVED, labels_for(lang()).saved_now if saved else "")


def read_record(place: Place) -> Record | None:
    """Return this person's record in the course, with the answers to the page's checks."""
    person = current_user()
    if person is None:
        return None
    checks = place.key if place.page.questions and place.page.kind is not PageKind.QUIZ else None
    return enrolment.read(db(), person.id, place.course.id, checks)


def progress_slots(place: Place, shell: PageShell, record: Record | None) -> Values:
    """Return what the record puts on the map and above the page."""
    done = record.done if record else frozenset()
    counts: dict[str, list[int]] = {module.id: [0, 0] for module in place.course.modules}
    left = 0
    for module_id, mark, minutes in shell.counted:
        counts[module_id][1] += 1
        if mark in done:
            counts[module_id][0] += 1
        else:
            left += minutes
    all_done, total = (sum(each) for each in zip(*counts.values(), strict=True))
    tag = lang()
    marks: Values = {f"count:{name}": count_of(tag, *count) for name, count in counts.items()}
    for mark, variants in shell.stops.items():
        marks[f"stop:{mark}"] = variants[mark in done]
    marks |= {"done": str(all_done), "all": str(total)}
    time = time_left(tag, left)
    marks["words"] = (
        f"{pages_done(tag, all_done, total)} · {time}" if time else pages_done(tag, all_done, total)
    )
    here = "/".join(place.key)
    return {
        "map": shell.map.fill(marks),
        "posts": "".join(
            '<i class="here"></i>' if mark == here else '<i class="done"></i>' if mark in done else "<i></i>"
            for mark in shell.posts
        ),
        "left": f"· {time}" if time else "",
    }


def own_content(place: Place, shell: PageShell, record: Record | None) -> Values:
    """Return the questions and fields that this person has touched, as they left them."""
    if place.page.kind is PageKind.QUIZ:
        return quiz.slots(place, quiz.read(place, record))
    values: Values = {}
    if record is None:
        return values
    if record.checks:
        asked = questions_of(place)
        for question_id, response in record.checks.items():
            if question_id in asked:
                values[f"ask:{question_id}"] = check(place, asked[question_id], response)
    if place.page.fields:
        values |= field_slots(place, worksheets.of_page(db(), record.id, place.module.id, place.page))
    return values


def field_slots(place: Place, entries: Mapping[str, str], message: str = "", at: str = "") -> Values:
    """Return the worksheet's fields with what is written in them; `message` belongs to the field `at`."""
    asked = fields(library().blocks(place.course, *place.key))
    return {
        f"field:{one.id}": field(place, one, entries[one.id], message if one.id == at else "")
        for one in asked
        if one.id in entries
    }


def check(place: Place, question: Question, response: object, message: str = "") -> str:
    """Return the form of a question outside a quiz, with the answer and what it is worth.

    What many answer alike is made once. What somebody wrote in their own words is not kept.
    """
    if message or question.type not in CHOSEN:
        return _check(place, question, response, message)
    edition = (library(), place.course.revision, place.key, lang(), request.script_root)
    key = (*edition, question.id, repr(response))
    return _answered.get(key, lambda: Snippet(_check(place, question, response, ""))).text


def _check(place: Place, question: Question, response: object, message: str) -> str:
    whole = response is not None and scoring.finished(question, response)
    state = QuestionState(
        response=response,
        score=scoring.score(question, response, place.page.lang) if whole else None,
        answered=whole and not message,
        locked=False,
        message=message,
    )
    order = scoring.display_order(question, display_seed(place.key, *CHECKS))
    urls = SiteUrls(lang(), place.course)
    html = question_html(question, labels_of(place), order=order, state=state, urls=urls)
    again = question.type is QuestionType.SCENARIO and bool(response)
    return ask_form(place, question, html, shown="", locked=False, again=again)
