"""The stage: an origin of its own on which a stranger's package is played. One WSGI application (PEP 3333).

SCORM content finds its LMS through frames of its own origin, so a sandbox that takes its origin away would
break it. It gets another host name instead: cookies do not reach across, and nothing of the site answers
here. Beside the stage's own page there are package files only, below a token that nobody can guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import parse_qs

from milepost.core.archives import Archive, Refused

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

HERE = Path(__file__).parent
#: The stage's own files, read when they are asked for.
OWN = {
    "stage.js": HERE / "stage.js",
    "stage.css": HERE / "stage.css",
    "scorm12.min.js": HERE / "scorm-again" / "scorm12.min.js",
    "scorm2004.min.js": HERE / "scorm-again" / "scorm2004.min.js",
}
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Milepost: a package on trial</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/-/stage.css">
<body data-site="{site}" data-token="{token}"><script src="/-/stage.js"></script></body></html>
"""
ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-DNS-Prefetch-Control", "off"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
    ),
]
#: Each trial begins with an empty browser: packages share this origin, and must not read each other's notes.
#: Never "cookies": that would take those of a site under the same domain as well.
FORGET = ("Clear-Site-Data", '"storage"')
#: What files are, by ending; an LMS that sends another type would be the exception.
TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "json": "application/json",
    "xml": "text/xml",
    "xsd": "text/xml",
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "pdf": "application/pdf",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "swf": "application/x-shockwave-flash",
    "wasm": "application/wasm",
}
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
MOST_REPORT = 16_000  # bytes


class Trial(Protocol):
    """A package on trial. `reports` are what the browser refused it, as JSON objects."""

    @property
    def archive(self) -> Archive: ...
    def report(self, text: str) -> None:
        """Note something that was refused; a trial keeps so many and no more."""
        ...

    def reports(self) -> list[str]:
        """Return what was noted."""
        ...


class Answer(NamedTuple):
    """What is sent: status, headers of its own, body in pieces."""

    status: HTTPStatus
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


class Stage:
    """The application. `find` gives the trial of a token, or None; `site` is who may show it in a frame."""

    def __init__(self, find: Callable[[str], Trial | None], site: str) -> None:
        self._find, self._site = find, site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._answer(environ)
        headers = [*answer.headers, *ALWAYS]
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else answer.body

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        top, _, rest = path.removeprefix("/").partition("/")
        method = environ["REQUEST_METHOD"]
        if top == "-" and rest in OWN and method in ("GET", "HEAD"):
            return _text(OWN[rest].read_bytes(), TYPES[rest.rpartition(".")[2]], "default-src 'none'")
        trial = self._find(top) if top else None
        if trial is None:
            return _plain(
                HTTPStatus.NOT_FOUND, "There is nothing here. A package on trial is kept for an hour."
            )
        if rest == "reports":
            return _reports(trial, environ)
        if method not in ("GET", "HEAD"):
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED, "Nothing can be sent here.")
        if rest == "stage.html":
            page = PAGE.format(site=escape(self._site), token=escape(top))
            answer = _text(page.encode(), "text/html; charset=utf-8", self._stage_policy(top))
            return answer._replace(headers=[*answer.headers, FORGET])
        if rest.startswith("package/"):
            policy = self._package_policy(top)
            return _file(trial, rest.removeprefix("package/"), environ, policy)
        return _plain(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def _stage_policy(self, token: str) -> str:
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
            "frame-src 'self'; form-action 'none'; base-uri 'none'; "
            f"frame-ancestors {self._site}; report-uri /{token}/reports"
        )

    def _package_policy(self, token: str) -> str:
        """Everything that the package brings, nothing from elsewhere; what is refused is reported."""
        return (
            "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'self'; "
            f"form-action 'self'; base-uri 'self'; frame-ancestors 'self' {self._site}; "
            f"report-uri /{token}/reports"
        )


def _file(trial: Trial, name: str, environ: WSGIEnvironment, policy: str) -> Answer:
    entry = trial.archive.entries.get(name)
    if environ.get("HTTP_SERVICE_WORKER") == "script":
        trial.report(json.dumps({"service-worker": name}))
        return _plain(HTTPStatus.FORBIDDEN, "No service worker here.")
    if entry is None:
        return _plain(HTTPStatus.NOT_FOUND, "The package has no such file. Capital letters count.")
    kind = TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    headers = [("Content-Type", kind), ("Accept-Ranges", "bytes"), ("Content-Security-Policy", policy)]
    asked = RANGE.fullmatch(environ.get("HTTP_RANGE", ""))
    if asked is None or not (asked[1] or asked[2]):
        length = [("Content-Length", str(entry.size))]
        return Answer(HTTPStatus.OK, headers + length, _whole(trial.archive, name, 0, entry.size))
    start, end = _range(asked[1], asked[2], entry.size)
    if start >= end:
        span = [("Content-Range", f"bytes */{entry.size}"), ("Content-Length", "0")]
        return Answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers + span, ())
    span = [
        ("Content-Range", f"bytes {start}-{end - 1}/{entry.size}"),
        ("Content-Length", str(end - start)),
    ]
    return Answer(HTTPStatus.PARTIAL_CONTENT, headers + span, _whole(trial.archive, name, start, end - start))


def _whole(archive: Archive, name: str, start: int, length: int) -> Iterator[bytes]:
    """Yield a part of a file; a damaged one ends early, which the browser sees by its length."""
    try:
        yield from archive.pieces(name, start, length)
    except Refused:
        return


def _range(first: str, last: str, size: int) -> tuple[int, int]:
    """Return start and end (RFC 9110 section 14.1.2); an empty one cannot be satisfied."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1 if last else size, size)


def _reports(trial: Trial, environ: WSGIEnvironment) -> Answer:
    if environ["REQUEST_METHOD"] == "POST":
        length = min(int(environ.get("CONTENT_LENGTH") or 0), MOST_REPORT)
        trial.report(environ["wsgi.input"].read(length).decode("utf-8", "replace"))
        return Answer(HTTPStatus.NO_CONTENT, [], ())
    asked = parse_qs(environ.get("QUERY_STRING", "")).get("after", ["0"])[0]
    after = int(asked) if asked.isdigit() else 0
    body = json.dumps([_report(text) for text in trial.reports()[after:]]).encode()
    return _text(body, "application/json", "default-src 'none'")


def _report(text: str) -> dict[str, str]:
    """Return a report in few words: what was refused (an address or a word), by which rule, and where."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        found = {}
    if "service-worker" in found:
        return {"blocked": str(found["service-worker"]), "rule": "service-worker", "where": ""}
    about = found.get("csp-report")
    about = about if isinstance(about, dict) else {}
    rule = str(about.get("effective-directive") or about.get("violated-directive") or "")
    place = str(about.get("source-file") or about.get("document-uri") or "")
    line = about.get("line-number")
    where = place.rpartition("/package/")[2].partition("?")[0][:200]
    return {
        "blocked": str(about.get("blocked-uri", ""))[:300],
        "rule": rule.partition(" ")[0][:40],
        "where": f"{where}:{line}" if isinstance(line, int) and where else where,
    }


def _text(body: bytes, kind: str, policy: str) -> Answer:
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", policy),
    ]
    return Answer(HTTPStatus.OK, headers, (body,))


def _plain(status: HTTPStatus, words: str) -> Answer:
    answer = _text(words.encode(), "text/plain; charset=utf-8", "default-src 'none'")
    return answer._replace(status=status)
