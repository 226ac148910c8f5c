"""Two host names, two applications: the site, and the stage on which packages are tried.

Cookies ignore ports and follow host names, so another host name is what keeps a package away from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

USUAL_PORTS = {"http": ":80", "https": ":443"}


class ByHost:
    """WSGI middleware: what asks for the stage's host gets the stage and nothing else; the rest, the site."""

    def __init__(self, site: WSGIApplication, stage: Callable[[], WSGIApplication], address: str) -> None:
        """`stage` makes the application when it is asked for first: most sites never need it."""
        self._site, self._make, self._host = site, stage, host_of(address)
        self._stage: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_HOST", "").lower() != self._host:
            return self._site(environ, start_response)
        self._stage = self._stage or self._make()
        return self._stage(environ, start_response)


def host_of(address: str) -> str:
    """Return what browsers send as `Host` for an address."""
    parts = urlsplit(address)
    return parts.netloc.lower().removesuffix(USUAL_PORTS.get(parts.scheme, ""))


def is_apart(stage: str, site: str) -> bool:
    """Say whether the stage has a host name of its own; another port is not enough."""
    return bool(stage) and urlsplit(stage).hostname not in (None, urlsplit(site).hostname)
