"""Errors at the edge: what went wrong, in plain words, and never a trace.

Whatever happened, the request's transaction is rolled back: only `core.http.commit` commits.
"""

from __future__ import annotations

import errno

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from milepost.accounts.views.gate import StalePage
from milepost.core.errors import MilepostError, TooMany, UnknownName
from milepost.core.http import wants_fragment
from milepost.core.i18n import DEFAULT, language
from milepost.core.messages import N_, Message, say
from milepost.courseware.library import ContentError
from milepost.learning.views import courses
from milepost.web import words

#: What to say when an error brings no words of its own: heading, text.
WORDS = {
    400: (
        N_("This did not work"),
        N_("Something is missing here. Go back, load the page again, and retry."),
    ),
    403: (N_("This is not open to you"), N_("Your account may not see or do this.")),
    404: (N_("There is no such page"), N_("The address may be old, or a letter is missing.")),
    405: (
        N_("This did not work"),
        N_("This address cannot be used in this way. Go back and try again."),
    ),
    409: (
        N_("Something has changed meanwhile"),
        N_("Load the page again. Nothing that you saved is lost."),
    ),
    413: (N_("This is too large"), N_("Send a smaller text or file.")),
    422: (
        N_("Something is not right yet"),
        N_("Go back, check what you wrote and send it again."),
    ),
    429: (N_("A little too fast"), N_("Wait a moment, then try again.")),
    500: (
        N_("Something broke on our side"),
        N_(
            "It is not your fault. What you saved before is safe; the last step was not saved. "
            "Please try again."
        ),
    ),
    503: (
        N_("The site cannot save or look up anything right now"),
        N_(
            "It is not your fault. What you saved before is safe; the last step was not saved. "
            "Please try again in a few minutes."
        ),
    ),
}
#: What learners read while the files of a course have a mistake; its author reads the log.
CLOSED_COURSE = (
    N_("This course is closed for a moment"),
    N_("Its pages are being mended. What you saved is safe. Please come back later."),
)
#: The disk is full, or may not be written to.
DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def init_app(app: Flask) -> None:
    """Answer every kind of error."""
    app.register_error_handler(MilepostError, _on_ours)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_surprise)


def _on_ours(error: MilepostError) -> ResponseReturnValue:
    if isinstance(error, ContentError):
        current_app.logger.error("%s %s: a course has mistakes\n%s", request.method, request.path, error)
        return _broken(503, CLOSED_COURSE)
    if error.status >= 500:
        current_app.logger.error("%s", error, exc_info=error)
        return _broken(error.status)
    if isinstance(error, UnknownName) and error.what == "language":
        return _answer(404, words.gettext("We do not speak “%(tag)s” yet. We speak:", tag=error.name), True)
    if isinstance(error, UnknownName) and error.what == "course":
        if (kept := courses.gone(error.name)) is not None:
            return kept
        return _answer(404, words.gettext("This course is not on this site. The list shows those that are."))
    said = _said(error)
    typed = error.typed if isinstance(error, StalePage) else ()
    response = _answer(error.status, said, typed=typed, detail="" if said else error.message)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _said(error: MilepostError) -> str:
    """Return what an error says, if it can say it in the language of the page; else nothing.

    Words for the terminal, such as a file's path, stay in English; another language has those of the status.
    """
    tag = words.page_language()
    marked = isinstance(error.message, Message)
    return say(tag, error.message) if marked or tag == DEFAULT else ""


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error  # a redirect, or an answer that brings itself
    if error.code >= 500:
        return _broken(error.code)
    response = _answer(error.code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _on_surprise(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    down = isinstance(error, DBAPIError) or (isinstance(error, OSError) and error.errno in DISK)
    return _broken(503 if down else 500)


def _answer(
    status: int,
    message: str = "",
    offer_languages: bool = False,
    typed: tuple[str, ...] = (),
    detail: str = "",
) -> Response:
    """Return an error that is the visitor's to mend: a page, a piece of one, or JSON.

    `detail` is for scripts, which know what was sent: in English what the page's language has no words for.
    """
    heading, text = _words(status)
    if _wants_json():
        more = {"detail": detail} if detail else {}
        return _with_status(jsonify(error=message or text, **more), status)
    template = "web/error_fragment.html" if wants_fragment() else "web/error.html"
    try:
        page = render_template(
            template,
            status=status,
            heading=heading,
            message=message or text,
            offer_languages=offer_languages,
            typed=typed,
        )
    except Exception as error:  # e.g. the database went away while the page asked who is there
        current_app.logger.error("no page for error %s", status, exc_info=error)
        return _broken(status)
    return Response(page, status)


def _broken(status: int, said: tuple[str, str] | None = None) -> Response:
    """Return an error of ours, in words of its own or those of its status.

    It asks neither the database nor the session for anything.
    """
    heading, text = _words(status, said)
    if _wants_json():
        return _with_status(jsonify(error=text), status)
    name = "web/error_fragment.html" if wants_fragment() else "web/broken.html"
    tag = words.page_language()
    page = current_app.jinja_env.get_template(name).render(
        status=status, heading=heading, message=text, lang=tag, direction=language(tag).direction
    )
    return Response(page, status)


def _words(status: int, said: tuple[str, str] | None = None) -> tuple[str, str]:
    heading, text = said or WORDS.get(status) or WORDS[400]
    tag = words.page_language()
    return say(tag, heading), say(tag, text)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), default="text/html")
    return best == "application/json" or request.is_json


def _with_status(response: Response, status: int) -> Response:
    response.status_code = status
    return response
