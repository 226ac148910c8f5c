"""Canonical references become addresses of the site, a package or a book."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Protocol

from milepost.courseware.model import Html


class Urls(Protocol):
    """Where things are, on the site, in a package or in a book.

    Every method returns an address (it is escaped later), or '' for what cannot be reached from
    here: the link then becomes plain text. `fragment` is percent-encoded and may be ''.
    """

    def page(self, module: str, page: str, fragment: str) -> str: ...
    def media(self, module: str, path: str) -> str: ...
    def term(self, term: str) -> str: ...


_REFERENCE = re.compile(
    r'<(a href|img src|source src|track kind="[a-z]+" src|video poster)='
    r'"milepost:(page|media|term)/([^"#]*)(?:#([^"]*))?"'
)
_TAG = re.compile(r"<[^>]*>")
_ALT = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')


def resolve(html: Html, urls: Urls) -> Html:
    """Put addresses in the place of canonical references."""
    return _REFERENCE.sub(lambda found: _resolved(found, urls), html) if "milepost:" in html else html


def _resolved(found: re.Match[str], urls: Urls) -> str:
    start, kind, path, fragment = found[1], found[2], unescape(found[3]), unescape(found[4] or "")
    module, _, rest = path.partition("/")
    if kind == "page":
        address = urls.page(module, rest, fragment)
    else:
        address = urls.media(module, rest) if kind == "media" else urls.term(path)
        if address and fragment and kind == "media":
            address = f"{address}#{fragment}"
    return f'<{start}="{escape(address)}"' if address else f"<{start.split()[0]}"


def text_of(html: Html) -> str:
    """Return HTML as plain text: for places that take no marks, like the options of a list box."""
    return " ".join(unescape(_TAG.sub("", _ALT.sub(r"\1", html))).split())
