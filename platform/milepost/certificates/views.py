"""Own certificates, the paper, and the public page that a QR code leads to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import login_required
from werkzeug.wrappers import Response as WerkzeugResponse

from milepost.accounts.rules import Action, can
from milepost.accounts.views import current_user, require
from milepost.certificates import paper, services
from milepost.certificates.forms import NameForm
from milepost.certificates.models import Certificate
from milepost.core import clock
from milepost.core.dates import day
from milepost.core.errors import Conflict, Invalid, MilepostError, NotFound
from milepost.core.http import commit, db, lang, settings
from milepost.core.i18n import LANGUAGES, translations
from milepost.core.messages import N_, say
from milepost.core.pdf import MissingGlyphs
from milepost.core.signals import course_completed, guest_joined, own_data_asked, user_erased
from milepost.courseware.library import Library
from milepost.courseware.model import Course

bp = Blueprint("certificates", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages and listen for the news that concerns certificates."""
    app.register_blueprint(bp)
    course_completed.connect(_on_course_completed)
    guest_joined.connect(_on_guest_joined)
    user_erased.connect(_on_user_erased)
    own_data_asked.connect(_on_own_data_asked)


def _on_course_completed(sender: int, *, session: Any, user_id: int, course_id: str, **news: Any) -> None:
    services.issue(
        session, user_id=user_id, course_id=course_id, score_scaled=news["score_scaled"], now=news["now"]
    )


def _on_guest_joined(sender: int, *, session: Any, guest_id: int, user_id: int, **news: Any) -> None:
    services.hand_over(session, guest_id=guest_id, user_id=user_id)


def _on_user_erased(sender: int, *, session: Any, user_id: int, **news: Any) -> None:
    services.forget(session, user_id, news["now"])


def _on_own_data_asked(sender: int, *, session: Any, user_id: int, data: dict[str, Any]) -> None:
    data["certificates"] = services.own_data(session, user_id)


@bp.get("/<lang>/certificates/")
@login_required  # type: ignore[untyped-decorator]
def own(lang: str) -> str:
    """The holder's certificates."""
    user = current_user()
    held = [] if user is None else services.of_person(db(), user.id)
    return render_template("certificates/own.html", certificates=held, title_of=_title, day=_day)


@bp.route("/<lang>/courses/<course>/certificate", methods=["GET", "POST"])
def take(lang: str, course: str) -> str | WerkzeugResponse | tuple[str, int]:
    """Type the name for the paper. Guests are asked to join first, so that the paper can be checked later."""
    user = current_user()
    earned = services.of_course(db(), user.id, course) if user is not None else None
    found = _course(course)
    if user is None or earned is None or found is None:
        return render_template("certificates/not_yet.html", course=found, course_id=course)
    if user.is_guest:
        return render_template("certificates/join_first.html", course=found)
    form = NameForm(name=earned.name or user.display_name, show_name=earned.show_name)
    if not form.is_submitted():
        return render_template("certificates/take.html", form=form, course=found, certificate=earned)
    if not form.validate():
        return render_template("certificates/take.html", form=form, course=found, certificate=earned), 422
    try:
        name = services.clean_name(form.name.data or "")
        printed = _paper(earned, found, name, lang)
        commit()  # a second of work: nobody waits for the writer's turn meanwhile
        pdf = paper.make(printed)
        services.put_name(
            db(),
            services.find_own(db(), user.id, printed.number),
            name=name,
            show_name=bool(form.show_name.data),
            lang=lang,
            course_title=found.title,
            pdf=pdf,
        )
    except Invalid as error:
        form.name.errors = [say(lang, error.message)]
    except MissingGlyphs as error:
        wrong = translations(lang).gettext(
            "We cannot print these letters well yet: {letters}. Please type the name in other letters."
        )
        form.name.errors = [wrong.format(letters=" ".join(error.characters))]
    else:
        commit()
        flash(translations(lang).gettext("Your certificate is ready."), "good")
        return redirect(url_for("certificates.own", lang=lang))
    return render_template("certificates/take.html", form=form, course=found, certificate=None), 422


@bp.get("/certificates/<number>.pdf")
@login_required  # type: ignore[untyped-decorator]
def download(number: str) -> Response:
    """The paper. A missing one was never named: the holder does that first."""
    user = current_user()
    certificate = services.find_own(db(), user.id if user else 0, number)
    if not certificate.is_valid:
        raise Conflict(N_("This certificate was withdrawn, so there is no paper of it any more."))
    if certificate.pdf is None:
        raise NotFound(N_("This certificate has no name yet. Type it first, on your page of certificates."))
    answer = make_response(certificate.pdf)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{certificate.course_id}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/<lang>/certificates/<number>/showing")
@login_required  # type: ignore[untyped-decorator]
def showing(lang: str, number: str) -> WerkzeugResponse:
    """Let the public page show the name, or stop it."""
    user = current_user()
    certificate = services.find_own(db(), user.id if user else 0, number)
    services.set_showing(db(), certificate, show_name=not certificate.show_name)
    commit()
    return redirect(url_for("certificates.own", lang=lang))


@bp.get("/verify/<number>")
def verify_any(number: str) -> WerkzeugResponse:
    """Where the QR code leads: on to the page in the language of the paper, or else of the reader."""
    try:
        tag = services.find(db(), number).lang
    except NotFound:  # a letter mistyped from the paper: that page says what to compare
        tag = ""
    if tag not in current_app.extensions["milepost.languages"]:
        tag = current_app.extensions["milepost.languages"].best(request.accept_languages)
    return redirect(url_for("certificates.verify", lang=tag, number=number))


@bp.get("/<lang>/verify/<number>")
def verify(lang: str, number: str) -> tuple[str, int] | str:
    """The public page: valid or withdrawn, and the name only if the holder allows it."""
    try:
        certificate = services.find(db(), number)
    except NotFound:
        return render_template("certificates/unknown.html", number=number), 404
    return render_template(
        "certificates/verify.html",
        certificate=certificate,
        title=_title(certificate),
        course=_course(certificate.course_id),
        day=_day,
        may_withdraw=can(current_user(), Action.WITHDRAW_CERTIFICATE),
    )


@bp.post("/<lang>/verify/<number>/withdraw")
@require(Action.WITHDRAW_CERTIFICATE)
def withdraw(lang: str, number: str) -> WerkzeugResponse:
    """Take a certificate back."""
    services.withdraw(db(), services.find(db(), number), clock.now())
    commit()
    return redirect(url_for("certificates.verify", lang=lang, number=number))


def _course(course_id: str) -> Course | None:
    """Return the course in the page's language or the nearest one; None when it is not there any more."""
    library: Library = current_app.extensions["milepost.library"]
    if course_id not in library.course_ids():
        return None
    try:
        return library.course(course_id, lang())
    except MilepostError:
        return None


def _day(moment: datetime) -> str:
    return day(moment.date(), lang())


def _title(certificate: Certificate) -> str:
    course = _course(certificate.course_id)
    return course.title if course else certificate.course_title or certificate.course_id


def _paper(certificate: Certificate, course: Course, name: str, lang: str) -> paper.Paper:
    return paper.Paper(
        name=name,
        course_title=course.title,
        course_lang=course.lang,
        outcomes=course.outcomes,
        hours=course.hours,
        score_scaled=certificate.score_scaled,
        issued_at=certificate.issued_at,
        number=certificate.number,
        address=f"{settings().base_url}/verify/{certificate.number}",
        lang=lang if lang in LANGUAGES else "en",
    )
