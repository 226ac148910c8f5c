"""The page where trainers take a course away as a package."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue

from milepost.accounts.rules import Action
from milepost.accounts.views import require
from milepost.core.errors import Invalid, MilepostError, NotFound
from milepost.core.http import commit, lang, settings
from milepost.core.i18n import language, translations
from milepost.courseware.library import Library
from milepost.courseware.model import Course
from milepost.courseware.packing import Selection
from milepost.exporting.advice import advice
from milepost.exporting.naming import file_name
from milepost.exporting.registry import exporter, exporters, names

bp = Blueprint("exporting", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/<lang>/export/<course>", endpoint="course")
@require(Action.EXPORT)
def choose(lang: str, course: str) -> ResponseReturnValue:
    """Show what a course can be taken away as, and what to do with it then."""
    return _page(course, {})


@bp.post("/<lang>/export/<course>")
@require(Action.EXPORT)
def download(lang: str, course: str) -> ResponseReturnValue:
    """Make the package and send it. What cannot be made is said on the page, with the choices kept."""
    # Packing takes seconds. Who asked is known, so nobody has to wait for this request's transaction.
    commit()
    try:
        return _package(course)
    except NotFound:
        raise
    except MilepostError as error:
        field = error.field if isinstance(error, Invalid) else ""
        return _page(course, {field or "format": str(error)}), Invalid.status


def _package(course_id: str) -> Response:
    """Make the package that the form asks for, and send it from a file that is gone when it is sent."""
    library = _library()
    tag = _one_of("language", library.course_languages(course_id))
    course = library.course(course_id, tag)
    module = _one_of("module", ("", *(module.id for module in course.modules))) or None
    chosen = exporter(_one_of("format", names()))
    selection = Selection((course,), module)
    name = file_name(selection, chosen.name)
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=settings().data))
    try:
        path = chosen.export(library, selection, folder / name, progress=_unheard).path
        size, package = path.stat().st_size, path.open("rb")
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # an open file stays readable
    response = send_file(package, mimetype="application/zip", as_attachment=True, download_name=name)
    response.content_length = size
    return response


def _one_of(field: str, known: tuple[str, ...]) -> str:
    """Return the form's choice, the first of the known ones if it has none. Raises Invalid."""
    value = request.form.get(field, known[0])
    if value not in known:
        _ = translations(lang()).gettext
        raise Invalid(_("Choose one of these."), field)
    return value


def _page(course_id: str, errors: dict[str, str]) -> str:
    library = _library()
    course = library.course(course_id, library.nearest_language(course_id, lang()))
    languages = [language(tag) for tag in library.course_languages(course_id)]
    chosen = {name: request.form.get(name, "") for name in ("format", "language", "module")}
    return render_template(
        "exporting/choose.html",
        course=course,
        formats=[(each.name, each.title) for each in exporters()],
        offered=[(each.tag, each.name) for each in languages],
        modules=[("", _whole_course()), *((module.id, module.title) for module in course.modules)],
        chosen={**_usual(course), **{name: value for name, value in chosen.items() if value}},
        errors=errors,
        advice=advice(course, lang()),
    )


def _usual(course: Course) -> dict[str, str]:
    """Return what is chosen before anybody chose: the format that every LMS takes, the whole course."""
    return {"format": names()[0], "language": course.lang, "module": ""}


def _whole_course() -> str:
    return translations(lang()).gettext("The whole course")


def _library() -> Library:
    found: Library = current_app.extensions["milepost.library"]
    found.refresh()
    return found


def _unheard(done: int, total: int) -> None:
    """Nobody watches a download's progress but the browser."""
