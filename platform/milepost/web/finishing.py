"""The last step of every answer, whoever made it: one piece where it is short, compressed where that
helps, with the headers that protect it.

Short answers are handed to the server in one piece, which it sends far faster than a stream. Static
files are compressed once, in `static`; here text is that was made for one request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from milepost.web import compress
from milepost.web.headers import PERSONAL, always

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 128 * 1024  # bytes; longer ones, films above all, stay streams
VARY = ("Vary", "Accept-Encoding")


class Finishing:
    """WSGI middleware around the whole site, so that no answer can slip past a Flask hook.

    Answers without a `Cache-Control` of their own get one that keeps them out of shared caches.
    """

    def __init__(self, app: WSGIApplication, *, https: bool, frames: str = "") -> None:
        self._app = app
        self._always = always(https=https, frames=frames)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[Any] = []

        def start(*answer: Any) -> Any:
            begun[:] = answer
            return _no_write

        parts = self._app(environ, start)
        status, headers = begun[:2]
        given = dict(headers)
        length = int(given.get("Content-Length", -1))
        squeezable = length >= compress.LEAST and compress.helps(given)
        if 0 <= length <= MOST or squeezable:
            parts = _whole(parts)
            if squeezable:
                headers.append(VARY)
                if parts and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
                    parts = [compress.gzip(b"".join(parts))]
                    headers.remove(("Content-Length", given["Content-Length"]))
                    headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(parts[0])))]
        if "Cache-Control" not in given:
            headers.append(PERSONAL)
        headers += self._always
        start_response(status, headers, *begun[2:])
        return parts


def _whole(parts: Iterable[bytes]) -> list[bytes]:
    """Return a body as a list (PEP 3333: its length is known), and close it."""
    if isinstance(parts, list):
        return parts
    try:
        return list(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()


def _no_write(data: bytes) -> None:
    raise NotImplementedError("answers are returned, not written piece by piece")
