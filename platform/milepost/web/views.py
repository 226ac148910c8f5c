"""The shell of the site: static files, languages, health, privacy, accessibility, reading settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from milepost.accounts.views.gate import safe_next
from milepost.core.db import DatabaseGone
from milepost.core.errors import UnknownName
from milepost.core.http import settings, with_word
from milepost.migrations import head, status
from milepost.web import errors, reading, said, words
from milepost.web.finishing import Finishing
from milepost.web.languages import SiteLanguages
from milepost.web.sessions import SignedCookie
from milepost.web.static import StaticFiles
from milepost.web.templates_cache import CompiledTemplates

bp = Blueprint("web", __name__, template_folder="templates")

PACKAGE = Path(__file__).parents[1]
ASSETS = PACKAGE / "courseware" / "assets"
#: Content and shell travel in one file: one request less on every first visit.
BUNDLES = {"site.css": (ASSETS / "content.css", PACKAGE / "web" / "static" / "site.css")}


def init_app(app: Flask) -> None:
    """Give the site its languages, static files, words, headers and error pages."""
    languages = app.extensions["milepost.languages"] = SiteLanguages(app.extensions["milepost.library"])
    folders = [ASSETS, *sorted(PACKAGE.glob("*/static"))]
    app.extensions["milepost.static"] = StaticFiles(folders, BUNDLES)
    app.extensions["milepost.addresses"] = {}
    app.session_interface = SignedCookie(app)
    settings = app.extensions["milepost.settings"]
    app.jinja_options = {**app.jinja_options, "bytecode_cache": CompiledTemplates(settings.cache)}

    @app.url_value_preprocessor
    def know_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and (tag := values.get("lang")) and tag not in languages:
            raise UnknownName("language", tag, (known.tag for known in languages.known))

    words.init_app(app)
    app.extensions["milepost.said"] = said.said
    app.context_processor(lambda: {"said": said.said()})
    errors.init_app(app)
    app.register_blueprint(bp)
    finishing = Finishing(app.wsgi_app, https=settings.https, frames=settings.try_url)
    app.wsgi_app = finishing  # type: ignore[method-assign]


@bp.get("/")
def front() -> ResponseReturnValue:
    """Go to the home page in the browser's best language."""
    tag = current_app.extensions["milepost.languages"].best(request.accept_languages)
    response = redirect(f"{request.script_root}/{tag}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@bp.get("/static/<tag>/<path:name>")
def static(tag: str, name: str) -> Response:
    """Send a static file."""
    files: StaticFiles = current_app.extensions["milepost.static"]
    return files.answer(request, tag, name)


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Send the mark to browsers that ask without being told to."""
    files: StaticFiles = current_app.extensions["milepost.static"]
    return files.answer(request, "", "icon-180.png")


@bp.get("/robots.txt")
def robots() -> Response:
    """Let search engines find courses, and keep them out of what is personal."""
    return Response("User-agent: *\nDisallow: /verify/\nDisallow: /claim/\n", mimetype="text/plain")


@bp.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """Say whether the database answers and its tables are as this version needs them."""
    try:
        found = status.revision(current_app.extensions["milepost.database"])
    except (DBAPIError, DatabaseGone):
        return {"status": "no database"}, 503
    return ({"status": "ok"}, 200) if found == head() else ({"status": "migrations missing"}, 503)


@bp.get("/<lang>/privacy")
def privacy(lang: str) -> str:
    """Show in plain words what is kept, why and how long."""
    known = settings()
    return render_template(
        "web/privacy.html",
        operator=known.operator,
        contact=known.contact,
        contact_href=_href(known.contact),
    )


def _href(contact: str) -> str:
    """Return where a contact leads; nothing for a phone number or an address on paper."""
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact and not any(mark in contact for mark in " :/?&") else ""


@bp.get("/<lang>/accessibility")
def accessibility(lang: str) -> str:
    """Show what has been done so that everybody can use the site, and what is still missing."""
    return render_template("web/accessibility.html")


@bp.get("/<lang>/reading")
def read_settings(lang: str) -> str:
    """Show the reading settings."""
    return render_template("web/reading.html", next=safe_next(request.args.get("next")))


@bp.post("/<lang>/reading")
def save_settings(lang: str) -> ResponseReturnValue:
    """Keep the reading settings on the device, then go back to where the reader was."""
    back = safe_next(request.form.get("next")) or f"{request.script_root}/{lang}/"
    response = redirect(with_word(back, "reading"), 303)
    response.set_cookie(
        reading.COOKIE,
        reading.from_form(request.form).cookie,
        max_age=reading.YEAR,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response
