"""What comes in from a page: going on, done, saved; and the one door for all forms of a page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from milepost.accounts.views import current_user, ensure_user
from milepost.core import clock
from milepost.core.errors import NotFound
from milepost.core.http import commit, db, lang, wants_fragment
from milepost.core.messages import N_, say
from milepost.courseware.model import PageKind
from milepost.learning.forms import TooLong, read_entries
from milepost.learning.services import enrolment, worksheets
from milepost.learning.services.progress import PageKey
from milepost.learning.views import answers, pages
from milepost.learning.views.page_shell import CSRF, here, shell_of
from milepost.learning.views.site import Place, SiteUrls, bp, find_place

#: Pages that are done when they are left by "next" (docs/authoring.md, "What counts").
READ = {PageKind.LESSON, PageKind.CASE, PageKind.HANDOUT}


@bp.post("/<lang>/courses/<course>/<module>/<page>")
def act(lang: str, course: str, module: str, page: str) -> ResponseReturnValue:
    """Take in a form of the page; `do` names the button."""
    place = find_place(lang, course, module, page)
    wanted = request.form.get("do") or ("answer" if "question" in request.form else "")
    act = ACTS.get(wanted)
    if act is None:
        raise NotFound(N_("This button is not on the page any more. Load the page again."))
    return act(place)


def go_on(place: Place) -> ResponseReturnValue:
    """Leave the page by "next": it is complete (a worksheet: saved), and the next one opens."""
    at = place.next or place.key
    user_id = ensure_user().id
    if place.page.kind in READ:
        enrolment.complete_page(db(), place.course, place.key, user_id=user_id, at=at, now=clock.now())
    elif place.page.fields and (refused := _save(place, user_id, at)):
        return refused
    commit()
    if place.next is None:
        return redirect(url_for("learning.course", lang=lang(), course=place.course.id), 303)
    return redirect(SiteUrls(lang(), place.course).page(*place.next), 303)


def done(place: Place) -> ResponseReturnValue:
    """Mark an activity as done."""
    if place.page.kind is not PageKind.ACTIVITY:
        raise NotFound(N_("Only an activity is marked as done. Load the page again."))
    enrolment.complete_page(
        db(), place.course, place.key, user_id=ensure_user().id, at=place.key, now=clock.now()
    )
    commit()
    return _progress(place) if wants_fragment() else redirect(f"{here(place)}#page-foot", 303)


def save(place: Place) -> ResponseReturnValue:
    """Save a worksheet."""
    if refused := _save(place, ensure_user().id, place.key):
        return refused
    commit()
    return _progress(place) if wants_fragment() else redirect(f"{here(place)}?saved=1#page-foot", 303)


def _save(place: Place, user_id: int, at: PageKey) -> Response | None:
    """Save the fields sent; return the page with the message when one cannot be taken."""
    try:
        entries = read_entries(request.form, place.page.fields)
    except TooLong as error:
        message = say(lang(), error.message)
        changes = pages.field_slots(place, error.entries, message, error.field)
        return pages.show(place, changes, error.status)
    worksheets.save(
        db(), place.course, place.key, place.page, entries, user_id=user_id, at=at, now=clock.now()
    )
    return None


def _progress(place: Place) -> Response:
    """Answer the script with the map and the foot of the page, as they are now."""
    person = current_user()
    shell, record = shell_of(place, person), pages.read_record(place, person)
    marks = pages.progress_slots(place, shell, record)
    finished = record is not None and place.mark in record.done
    return answers.fragment(pages.foot(shell, CSRF, done=finished).decode(), marks["map"].decode())


ACTS: dict[str, Callable[[Place], ResponseReturnValue]] = {
    "answer": answers.answer,
    "again": answers.again,
    "hand-in": answers.hand_in,
    "retake": answers.retake,
    "next": go_on,
    "done": done,
    "save": save,
}
