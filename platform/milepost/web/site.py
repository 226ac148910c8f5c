"""Flask, with what is the same on every request worked out once.

A lesson page spends more time in finding its way than in the database, so what an address, a `Cookie`
header or a finished answer comes to is not worked out again (docs/decisions/0011-a-page-view.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Flask, Request, Response
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Map, MapAdapter
from werkzeug.utils import cached_property

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: How many addresses and how many `Cookie` headers a process remembers; then it begins anew.
MOST = 2000


class Addresses(Map):
    """The map of addresses; `found` is where reading requests led to before, by path."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found: dict[str, tuple[Any, dict[str, Any]]] = {}

    def add(self, rule: Any) -> None:
        """Add a rule; a path may lead elsewhere from now on."""
        super().add(rule)
        self.found.clear()


class Way(MapAdapter):
    """The map as one request sees it."""

    map: Addresses

    def match(self, *args: Any, **options: Any) -> Any:
        """Return the rule of a path and what the path holds; refusals and redirects are always made anew."""
        if args or options != _AS_FLASK_ASKS or self.default_method != "GET":
            return super().match(*args, **options)
        known = self.map.found.get(self.path_info)
        if known is None:
            if len(self.map.found) >= MOST:
                self.map.found.clear()
            rule, values = super().match(**options)
            known = self.map.found[self.path_info] = rule, dict(values)
        return known[0], known[1].copy()


_AS_FLASK_ASKS = {"return_rule": True}


class Cookies(ImmutableMultiDict[str, str]):
    """The cookies of a request. Most are asked for and not there, which Werkzeug finds out by an error."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        """Return the first cookie of a name."""
        return super().get(key, default, type) if key in self else default


class Visit(Request):
    """A request. What a browser's `Cookie` header holds is read once."""

    _known: ClassVar[dict[str, Cookies]] = {}

    @cached_property
    def cookies(self) -> Cookies:
        """The cookies that came along."""
        sent = self.environ.get("HTTP_COOKIE", "")
        cookies = self._known.get(sent)
        if cookies is None:
            if len(self._known) >= MOST:
                self._known.clear()
            cookies = self._known[sent] = Cookies(super().cookies)
        return cookies


class Answer(Response):
    """A response. One that is finished already goes out as it is."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer. Werkzeug's way looks at each header and wraps the body, for cases that this one is not."""
        body = self.response
        if (
            self.status_code == 200
            and isinstance(body, list)
            and environ["REQUEST_METHOD"] == "GET"
            and not self._on_close
            and "Content-Length" in self.headers
        ):
            start_response(self.status, self.headers.to_wsgi_list())
            return body
        return super().__call__(environ, start_response)


class Site(Flask):
    """The site's Flask."""

    request_class = Visit
    response_class = Answer
    url_map_class = Addresses
    url_map: Addresses

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the map as a request sees it. The site has one host and no subdomains to look for."""
        if request is None:
            return super().create_url_adapter(None)
        return Way(
            self.url_map,
            request.host,
            f"{request.root_path}/",
            "",
            request.scheme,
            request.path,
            request.method,
            request.query_string.decode("latin-1"),
        )

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
        """Return the function as it is: none of ours is asynchronous, and Flask asks before every call."""
        return func
