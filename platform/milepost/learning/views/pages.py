"""A course page as one person sees it: the shell of everybody, filled with what is theirs."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from milepost.accounts.services.sessions import Person
from milepost.accounts.views import current_user, form_token
from milepost.core.http import db, lang, looking
from milepost.courseware import scoring
from milepost.courseware.labels import labels_for
from milepost.courseware.model import Field, PageKind, Question, QuestionType, every
from milepost.courseware.render import QuestionState, question_html
from milepost.learning.services import enrolment, worksheets
from milepost.learning.services.enrolment import Record
from milepost.learning.views import quiz
from milepost.learning.views.page_shell import (
    CHECKS,
    CSRF,
    PERSONAL,
    PageShell,
    Snippet,
    ask_form,
    field,
    labels_of,
    notice,
    shelf,
    shell_of,
)
from milepost.learning.views.prerendered import Prerendered
from milepost.learning.views.site import (
    Place,
    SiteUrls,
    bp,
    display_seed,
    find_place,
    library,
)
from milepost.learning.views.words import count_of, pages_done, time_left

#: What goes into slots, in UTF-8.
Values = dict[str, bytes]
HTML = "text/html; charset=utf-8"

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


@bp.get("/<lang>/courses/<course>/<module>/<page>")
def page(lang: str, course: str, module: str, page: str) -> ResponseReturnValue:
    """Show a page. Nothing is written, whoever looks."""
    place = find_place(lang, course, module, page)
    said = current_app.extensions["milepost.said"]() if request.query_string else ""
    return show(place, {"said": notice(said)} if said else None)


def show(place: Place, changes: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return the page as it stands for this person. `changes` replaces what is in single slots."""
    person = current_user()
    shell = shell_of(place, person)
    record = read_record(place, person)
    alike = None if changes else _alike(place, shell, record)
    if alike is None:
        page = _put_together(place, shell, record, changes or {})
    else:
        page = shelf().pages.get((shell, *alike), lambda: _put_together(place, shell, record, {}))
    values = {
        "attributes": current_app.extensions["milepost.reading"]().encode(),
        "name": escape(person.display_name).encode() if person and person.display_name else b"",
        "csrf": form_token().encode(),
    }
    return Response(page.fill(values), status, content_type=HTML)


def _alike(place: Place, shell: PageShell, record: Record | None) -> tuple[object, ...] | None:
    """Return what people share for whom the page is the same, or None where it holds their own words."""
    if place.page.kind is PageKind.QUIZ or place.page.fields:
        return None
    if record is None:
        return ()
    asked = shell.questions
    if any(name in asked and asked[name].type not in CHOSEN for name in record.checks):
        return None
    return record.done, repr(record.checks)


def _put_together(
    place: Place, shell: PageShell, record: Record | None, changes: Mapping[str, str]
) -> Prerendered:
    """Return the page with everything in it but what is personal."""
    own = {**own_content(place, shell, record), **changes}
    values = {**PERSONAL, "messages": b"", "said": b"", **progress_slots(place, shell, record)}
    for name, untouched in shell.untouched.items():
        if name not in own:
            values[name] = untouched.fill(PERSONAL)
    values |= {name: html.encode() for name, html in own.items()}
    done = record is not None and place.mark in record.done
    saved = bool(place.page.fields) and "saved" in request.args
    values["foot"] = foot(shell, CSRF, done=done, saved=saved)
    return Prerendered.of(shell.page.fill(values).decode())


def foot(shell: PageShell, token: str, *, done: bool, saved: bool = False) -> bytes:
    """Return the foot of the page; on a worksheet that was just saved it says so."""
    words = labels_for(lang()).saved_now if saved else ""
    return shell.feet[done].fill({"csrf": token.encode(), "saved": words.encode()})


def read_record(place: Place, person: Person | None) -> Record | None:
    """Return a person's record in the course, with the answers to the page's checks."""
    if person is None:
        return None
    checks = place.key if place.page.questions and place.page.kind is not PageKind.QUIZ else None
    return enrolment.read(looking(), person.id, place.course.id, checks)


def progress_slots(place: Place, shell: PageShell, record: Record | None) -> Values:
    """Return what the record puts on the map and above the page."""
    done = record.done if record else frozenset()
    counts: dict[str, list[int]] = {module.id: [0, 0] for module in place.course.modules}
    left = left_here = 0
    for module_id, mark, minutes in shell.counted:
        counts[module_id][1] += 1
        if mark in done:
            counts[module_id][0] += 1
        else:
            left += minutes
            left_here += minutes if module_id == place.module.id else 0
    all_done, total = (sum(each) for each in zip(*counts.values(), strict=True))
    tag = lang()
    marks: Values = {f"count:{name}": count_of(tag, *count).encode() for name, count in counts.items()}
    for mark, variants in shell.stops.items():
        marks[f"stop:{mark}"] = variants[mark in done]
    time, words = time_left(tag, left), pages_done(tag, all_done, total)
    marks |= {"done": b"%d" % all_done, "all": b"%d" % total}
    marks["words"] = (f"{words} · {time}" if time else words).encode()
    time_here = time_left(tag, left_here)
    return {
        "map": shell.map.fill(marks),
        "posts": b"".join(
            b'<i class="here"></i>'
            if mark == place.mark
            else b'<i class="done"></i>'
            if mark in done
            else b"<i></i>"
            for mark in shell.posts
        ),
        "left": f"· {time_here}".encode() if time_here else b"",
    }


def own_content(place: Place, shell: PageShell, record: Record | None) -> dict[str, str]:
    """Return the questions and fields that this person has touched, as they left them."""
    if place.page.kind is PageKind.QUIZ:
        return quiz.slots(place, quiz.read(place, record))
    values: dict[str, str] = {}
    if record is None:
        return values
    if record.checks:
        for question_id, response in record.checks.items():
            if question_id in shell.questions:
                values[f"ask:{question_id}"] = check(place, shell.questions[question_id], response)
    if place.page.fields:
        values |= field_slots(place, worksheets.of_page(db(), record.id, place.module.id, place.page))
    return values


def field_slots(place: Place, entries: Mapping[str, str], message: str = "", at: str = "") -> dict[str, str]:
    """Return the worksheet's fields with what is written in them; `message` belongs to the field `at`."""
    asked = every(library().blocks(place.course, *place.key), Field)
    return {
        f"field:{one.id}": field(place, one, entries[one.id], message if one.id == at else "")
        for one in asked
        if one.id in entries
    }


def check(
    place: Place,
    question: Question,
    response: object,
    message: str = "",
    sent: Mapping[str, str] | None = None,
) -> str:
    """Return the form of a question outside a quiz, with the answer and what it is worth.

    `message` says why what was `sent` could not be taken.

    What many answer alike is made once. What somebody wrote in their own words is not kept.
    """
    if message or question.type not in CHOSEN:
        return _check(place, question, response, message, sent)
    key = (place, lang(), request.script_root, question.id, repr(response))
    return shelf().answered.get(key, lambda: Snippet(_check(place, question, response, ""))).text


def _check(
    place: Place,
    question: Question,
    response: object,
    message: str,
    sent: Mapping[str, str] | None = None,
) -> str:
    whole = response is not None and scoring.finished(question, response)
    state = QuestionState(
        response=response,
        score=scoring.score(question, response, place.page.lang) if whole else None,
        answered=whole and not message,
        locked=False,
        message=message,
        sent=sent,
    )
    order = scoring.display_order(question, display_seed(place.key, *CHECKS))
    urls = SiteUrls(lang(), place.course)
    html = question_html(question, labels_of(place), order=order, state=state, urls=urls)
    again = question.type is QuestionType.SCENARIO and bool(response)
    return ask_form(place, question, html, shown="", locked=False, again=again)
