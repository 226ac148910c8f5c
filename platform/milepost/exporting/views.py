"""The page where trainers take a course away as a package."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path

from flask import Blueprint, Flask, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from milepost.accounts.rules import Action
from milepost.accounts.views import require
from milepost.core.errors import Invalid, MilepostError, NotFound
from milepost.core.http import commit, lang
from milepost.core.i18n import Language, language
from milepost.courseware.library import Library
from milepost.courseware.model import Course
from milepost.courseware.packing import Selection, Units
from milepost.exporting.advice import advice, done_means, in_moodle, state_advice, state_words
from milepost.exporting.asking import _, library, unheard, workbench
from milepost.exporting.bundle import bundle, readme
from milepost.exporting.interface import Exporter
from milepost.exporting.naming import bundle_name, file_name
from milepost.exporting.registry import exporter, exporters, offered
from milepost.exporting.shapes import export_all, one_each

EVERY = "all"  # all languages, in one package
ONE, SPLIT, PER_MODULE = SHAPES = ("one", "split", "per-module")

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
    """Make what the form asks for, and send it from a file that is gone when it is sent."""
    courses = library()
    chosen = exporter(_one_of("format", offered()))
    selection = _selection(courses, course_id, chosen)
    pack = _split if _one_of("shape", SHAPES) == SPLIT and selection.module is None else _one
    with workbench() as folder:
        made = pack(chosen, courses, selection, folder)
        size, package = made.stat().st_size, made.open("rb")
    response = send_file(package, mimetype="application/zip", as_attachment=True, download_name=made.name)
    response.content_length = size
    return response


def _selection(library: Library, course_id: str, chosen: Exporter) -> Selection:
    """Return what the form asks for. Raises Invalid."""
    offered = library.course_languages(course_id)
    tag = _one_of("language", (*offered, EVERY))
    courses = tuple(library.course(course_id, each) for each in (offered if tag == EVERY else (tag,)))
    module = _one_of("module", ("", *(module.id for module in courses[0].modules))) or None
    units = Units.PER_MODULE if _one_of("shape", SHAPES) == PER_MODULE and not module else Units.ONE
    if units not in chosen.units:
        refused = _("{format} cannot grade each module inside one package. Take SCORM 1.2.")
        raise Invalid(refused.format(format=chosen.title), "shape")
    return Selection(courses, module, units)


def _one(chosen: Exporter, library: Library, selection: Selection, folder: Path) -> Path:
    out = folder / file_name(selection, chosen.name)
    return chosen.export(library, selection, out, progress=unheard).path


def _split(chosen: Exporter, library: Library, selection: Selection, folder: Path) -> Path:
    """Return a zip of packages, one for each module."""
    parts = one_each(selection)
    packages = [made.path for made in export_all(chosen, library, parts, folder, unheard)]
    words = readme(
        parts, [path.name for path in packages], advice(selection, chosen.statuses, lang()), lang()
    )
    out = folder / bundle_name(selection, chosen.name)
    bundle(out, packages, words)
    return out


def _one_of(field: str, known: tuple[str, ...]) -> str:
    """Return the form's choice, the first of the known ones if it has none. Raises Invalid."""
    value = request.form.get(field, known[0])
    if value not in known:
        raise Invalid(_("Choose one of these."), field)
    return value


def _page(course_id: str, errors: dict[str, str]) -> str:
    courses = library()
    course = courses.course(course_id, courses.nearest_language(course_id, lang()))
    languages = [language(tag) for tag in courses.course_languages(course_id)]
    chosen = {name: request.form.get(name, "") for name in ("format", "language", "module", "shape")}
    formats = exporters()
    return render_template(
        "exporting/choose.html",
        course=course,
        formats=[(each.name, each.title) for each in formats],
        offered=[*((each.tag, each.name) for each in languages), *_every(languages)],
        modules=[
            ("", _("The whole course")),
            *(
                (module.id, module.title, "" if module.lang == lang() else module.lang)
                for module in course.modules
            ),
        ],
        shapes=_shapes(),
        chosen={**_usual(course), **{name: value for name, value in chosen.items() if value}},
        errors=errors,
        done=done_means(Selection((course,)), lang()),
        moodle=_moodle(course, formats),
        room=_room(courses, course, formats),
    )


def _every(languages: list[Language]) -> list[tuple[str, str]]:
    """Return the choice of all languages, where there are several."""
    return [(EVERY, _("All of them: learners choose"))] if len(languages) > 1 else []


def _shapes() -> list[tuple[str, str]]:
    """Return the shapes with their words, in the order of SHAPES."""
    words = (
        _("One package, one grade"),
        _("A package for each module, all in one download"),
        _("One package, a grade for each module (not in SCORM 2004)"),
    )
    return list(zip(SHAPES, words, strict=True))


def _room(library: Library, course: Course, formats: tuple[Exporter, ...]) -> dict[str, object]:
    """Return what the saved state of the whole course, and of its largest module, needs in each format.

    `tight` are the formats in which the whole course may be too long, `warnings` say what happens then.
    """
    rows, tight = [], {}
    for each in formats:
        whole = each.budget(library, Selection((course,)))
        part = max(
            (each.budget(library, one) for one in one_each(Selection((course,)))), key=attrgetter("needed")
        )
        rows.append((each.title, state_words(whole, lang()), state_words(part, lang())))
        if warning := state_advice(whole, lang()):
            tight[each.title] = warning
    return {"rows": rows, "tight": ", ".join(tight), "warnings": list(dict.fromkeys(tight.values()))}


def _moodle(course: Course, formats: tuple[Exporter, ...]) -> dict[str, tuple[str, ...]]:
    """Return what to set in Moodle, by the formats that it holds for."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for each in formats:
        if each.statuses:
            sentences = in_moodle(Selection((course,)), each.statuses, lang())
            titles.setdefault(sentences, []).append(each.title)
    return {", ".join(names): sentences for sentences, names in titles.items()}


def _usual(course: Course) -> dict[str, str]:
    """Return what is chosen before anybody chose: the format that every LMS takes, the whole course."""
    return {"format": offered()[0], "language": course.lang, "module": "", "shape": ONE}
