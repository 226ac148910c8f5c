"""`milepost try`: play a package on one's own computer as an LMS would. No database, no account, no network.

The page is the site's. It stands on `localhost`, the package on `127.0.0.1`: two origins here as well.
"""

from __future__ import annotations

import json
import secrets
import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import waitress
from flask import Flask, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import FileSystemLoader

from milepost.core.archives import Archive
from milepost.core.command_line import CommandLine, WrongCall
from milepost.core.i18n import LANGUAGES, translations
from milepost.exporting.simulator.hosts import ByHost
from milepost.exporting.simulator.interface import Trial
from milepost.exporting.simulator.pages import described, shown
from milepost.exporting.simulator.registry import player
from milepost.web import words
from milepost.web.finishing import Finishing
from milepost.web.languages import PSEUDO, SiteLanguages
from milepost.web.serving import MOST_PORT
from milepost.web.static import StaticFiles
from milepost.web.views import ASSETS, BUNDLES, PACKAGE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TEMPLATES = [PACKAGE / "web" / "templates", PACKAGE / "exporting" / "templates"]
STATIC = [ASSETS, PACKAGE / "web" / "static", PACKAGE / "exporting" / "static"]


class OneTrial:
    """The package that the command was called with (see `simulator.interface.Trial`)."""

    MOST_REPORTS = 200

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._reports: list[str] = []

    def report(self, text: str) -> None:
        """Note something that was refused."""
        if len(self._reports) < self.MOST_REPORTS:
            self._reports.append(text)

    def reports(self) -> list[str]:
        """Return what was noted."""
        return self._reports


class NoCourses:
    """A library for the list of languages: here there are only those of the words on screen."""

    def course_ids(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()


def try_package(argv: list[str]) -> int:
    """Run `milepost try FILE.zip [--open] [--port N]`; return when it is stopped."""
    call = _parser().parse_args(argv)
    with Archive(call.file) as archive, _listen(call.port) as listening:
        port = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        app = application(OneTrial(archive), token, port)
        address = f"http://localhost:{port}/{token}"
        print(f"\n  Try {call.file.name} here:  {address}\n\n  Stop with Ctrl+C.\n", flush=True)
        if call.open:
            webbrowser.open(address)
        waitress.create_server(app, sockets=[listening], threads=8).run()
    return 0


def application(trial: Trial, token: str, port: int) -> WSGIApplication:
    """Return page and stage as one application. Raises Invalid when the package cannot be played."""
    site, stage = f"http://localhost:{port}", f"http://127.0.0.1:{port}"
    about = json.loads(described(player().open(trial.archive)))

    def find(asked: str) -> Trial | None:
        return trial if secrets.compare_digest(asked.encode(), token.encode()) else None

    page = Finishing(_page(about, token, stage).wsgi_app, https=False, frames=stage)
    return ByHost(page, lambda: player().stage(find, site), stage)


def _page(about: dict[str, Any], token: str, stage: str) -> Flask:
    """Return the application of the page alone."""
    app = Flask("milepost", static_folder=None, template_folder=None)
    app.jinja_loader = FileSystemLoader(TEMPLATES)
    languages = app.extensions["milepost.languages"] = SiteLanguages(NoCourses())  # type: ignore[arg-type]
    files = app.extensions["milepost.static"] = StaticFiles(STATIC, BUNDLES)
    app.extensions["milepost.addresses"] = {}
    words.init_app(app)

    @app.get(f"/{token}")
    def front() -> ResponseReturnValue:
        return redirect(f"/{languages.best(request.accept_languages)}/{token}")

    @app.get(f"/<lang>/{token}")
    def play(lang: str) -> str:
        if lang not in languages:
            abort(404)
        return render_template(
            "exporting/simulator/play.html",
            outer="exporting/simulator/alone.html",
            **shown(about, token, stage, translations(lang).gettext),
            languages_offered=[(one.tag, one.name) for one in LANGUAGES.values() if one.tag != PSEUDO],
            minutes=0,
            kept=False,
        )

    @app.get("/static/<tag>/<path:name>")
    def static(tag: str, name: str) -> Response:
        return files.answer(request, tag, name)

    return app


def _listen(port: int) -> socket.socket:
    if not 0 <= port <= MOST_PORT:
        raise WrongCall(f"there is no port {port}; leave --port out, or choose one from 1 to {MOST_PORT}")
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongCall(f"cannot listen on port {port} ({reason}); leave --port out") from error


def _parser() -> CommandLine:
    parser = CommandLine(
        prog="milepost try",
        description="Play a package on this computer as an LMS would, and see what it tells the LMS.",
    )
    parser.add_argument("file", metavar="FILE.zip", type=Path, help="the package, ours or a stranger's")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--port", type=int, default=0, help="a port of your choice; any free one if left out")
    return parser
