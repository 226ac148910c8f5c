"""The headers that every answer carries, whoever made it: pages, files, errors, packages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types milepost"
)
ALWAYS = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # Following a link to a source tells that site nothing about where the reader learns.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
        "midi=(), payment=(), usb=()",
    ),
]
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000")
# Pages differ from person to person: a shared cache must not keep them, a browser asks again.
PERSONAL = ("Cache-Control", "private, no-cache")


class Headers:
    """WSGI middleware around the whole site, so that no answer can slip past a Flask hook.

    Answers without a `Cache-Control` of their own get one that keeps them out of shared caches.
    """

    def __init__(self, app: WSGIApplication, *, https: bool) -> None:
        self._app = app
        self._always = [*ALWAYS, HTTPS_ONLY] if https else ALWAYS

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if not any(name == "Cache-Control" for name, _ in headers):
                headers.append(PERSONAL)
            headers.extend(self._always)
            return start_response(status, headers, exc_info)

        return self._app(environ, start)
