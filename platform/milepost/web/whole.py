"""Short answers are handed to the server in one piece, which it sends far faster than a stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 128 * 1024  # bytes; longer ones, films above all, stay streams


class Whole:
    """WSGI middleware: an answer that says it is short becomes a list (PEP 3333, its body's length known)."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = MOST + 1

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal length
            length = next((int(value) for name, value in headers if name == "Content-Length"), length)
            return start_response(status, headers, exc_info)

        parts = self._app(environ, start)
        if length > MOST:
            return parts
        try:
            return list(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
