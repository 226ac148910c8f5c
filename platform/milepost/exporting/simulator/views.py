"""The pages where trainers try a package. They show what happens; the package itself is on another host."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from milepost.accounts.rules import Action
from milepost.accounts.views import require
from milepost.core import clock
from milepost.core.errors import Invalid, MilepostError, NotFound
from milepost.core.http import commit, lang, settings
from milepost.core.i18n import language
from milepost.core.sizes import MB
from milepost.courseware.packing import Selection
from milepost.exporting.asking import _, library, unheard, workbench
from milepost.exporting.registry import exporter
from milepost.exporting.simulator.hosts import ByHost, is_apart
from milepost.exporting.simulator.pages import described, shown
from milepost.exporting.simulator.registry import formats, player
from milepost.exporting.simulator.trials import KEPT, LIMITS, Trials, too_large

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PIECE = 256 * 1024

bp = Blueprint("simulator", __name__, template_folder="../templates")


def init_app(app: Flask) -> None:
    """Register the pages; where the stage has a host name of its own, let it answer there."""
    app.register_blueprint(bp)
    found = app.extensions["milepost.settings"]
    trials = app.extensions["milepost.trials"] = Trials(found.data / "trials")
    trials.sweep(clock.now())
    if is_apart(found.try_url, found.base_url):

        def stage() -> WSGIApplication:
            return player().stage(lambda token: trials.find(token, clock.now()), found.base_url)

        app.wsgi_app = ByHost(app.wsgi_app, stage, found.try_url)  # type: ignore[method-assign]


@bp.url_value_preprocessor
def take_more(endpoint: str | None, values: object) -> None:
    """Let a package be larger than a form; this runs before anything looks at the body."""
    if endpoint == "simulator.upload":
        request.max_content_length = LIMITS.upload


@bp.get("/<lang>/try")
@require(Action.EXPORT)
def choose(lang: str) -> str:
    """Show how to try a package: one's own file, or a course of this site."""
    return _choose({})


@bp.post("/<lang>/try/upload")
@require(Action.EXPORT)
def upload(lang: str) -> ResponseReturnValue:
    """Take a zip, sent as it is, and say where it can be tried."""
    commit()  # an upload takes its time: nobody has to wait for this request's transaction
    if (request.content_length or 0) > LIMITS.upload:
        raise too_large()
    return jsonify(address=_address(_begin(_body())))


@bp.post("/<lang>/try/course")
@require(Action.EXPORT)
def own_course(lang: str) -> ResponseReturnValue:
    """Export a course and go straight to trying it."""
    commit()
    try:
        return redirect(_address(_begin(_exported())), 303)
    except NotFound:
        raise
    except MilepostError as error:
        return _choose({"course": str(error)}), Invalid.status


@bp.get("/<lang>/try/<token>")
@require(Action.EXPORT)
def play(lang: str, token: str) -> ResponseReturnValue:
    """Show a package, and beside it what an LMS would see of it."""
    until = _trials().until(token, clock.now())
    if until is None:
        raise NotFound(_("This trial is over. Packages are kept for an hour; choose yours again."))
    return render_template(
        "exporting/simulator/play.html",
        outer="layout.html",
        **shown(json.loads(_trials().noted(token)), token, settings().try_url, _),
        languages_offered=languages_offered(),
        minutes=max(1, round((until - clock.now()).total_seconds() / 60)),
        kept=True,
    )


@bp.post("/<lang>/try/<token>/end")
@require(Action.EXPORT)
def end(lang: str, token: str) -> ResponseReturnValue:
    """Remove a package before its hour is over."""
    _trials().end(token)
    return redirect(url_for("simulator.choose", lang=lang), 303)


def languages_offered() -> list[tuple[str, str]]:
    """Return what a pretend learner may prefer: the languages of the site."""
    site = current_app.extensions["milepost.languages"]
    return [(one.tag, one.name) for one in site.known]


def _begin(pieces: Iterator[bytes]) -> str:
    _need_stage()
    token = _trials().start(pieces, clock.now())
    try:
        trial = _trials().find(token, clock.now())
        assert trial is not None
        _trials().note(token, described(player().open(trial.archive)))
    except BaseException:
        _trials().end(token)
        raise
    later = threading.Timer(KEPT.total_seconds(), _trials().end, [token])
    later.daemon = True
    later.start()
    return token


def _body() -> Iterator[bytes]:
    while piece := request.stream.read(PIECE):
        yield piece


def _exported() -> Iterator[bytes]:
    """Yield a course of this site as a package."""
    courses = library()
    course_id, __, tag = request.form.get("course", "").partition(" ")
    chosen = exporter(request.form.get("format") or formats()[0])
    selection = Selection((courses.course(course_id, tag),))
    with workbench() as folder:
        made = chosen.export(courses, selection, folder / "package.zip", progress=unheard)
        with made.path.open("rb") as package:
            while piece := package.read(PIECE):
                yield piece


def _choose(errors: dict[str, str]) -> str:
    courses = library()
    known = [(id, tag) for id in courses.course_ids() for tag in courses.course_languages(id)]
    offered = [
        (f"{id} {tag}", f"{courses.course(id, tag).title} ({language(tag).name})")
        for id, tag in sorted(known, key=lambda one: one[1] != lang())
    ]
    return render_template(
        "exporting/simulator/choose.html",
        courses=offered,
        formats=[(name, exporter(name).title) for name in formats()],
        chosen={"course": request.form.get("course", ""), "format": request.form.get("format", "")},
        errors=errors,
        has_stage=is_apart(settings().try_url, settings().base_url),
        most=LIMITS.upload // MB,
    )


def _need_stage() -> None:
    if not is_apart(settings().try_url, settings().base_url):
        raise Invalid(_("An administrator has to give the simulator a host name of its own first."))


def _address(token: str) -> str:
    return url_for("simulator.play", lang=lang(), token=token)


def _trials() -> Trials:
    found: Trials = current_app.extensions["milepost.trials"]
    return found
