"""What a page, a style sheet or a script asks for: every address in it, and what it leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

HTML, CSS, JS = (".html", ".htm", ".xhtml"), (".css",), (".js", ".mjs")
#: Attributes that make a browser load something, by element; "link" is told apart by its rel.
LOADS = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "body": ("background",),
}
LOADED_LINKS = frozenset(
    {"stylesheet", "preload", "modulepreload", "prefetch", "manifest", "icon", "preconnect"}
)
OUTSIDE = re.compile(r"^\s*(?:https?:|wss?:|ftp:)?//", re.IGNORECASE)
IN_CSS = re.compile(r"url\(\s*([\"']?)(.*?)\1\s*\)|@import\s+([\"'])(.*?)\3", re.IGNORECASE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Calls and assignments of a script that load what their text names; an address in other text is only text.
IN_JS = re.compile(
    r"""(?:\b(?:fetch|importScripts|import|sendBeacon|EventSource|WebSocket|Worker|getScript)\s*\(\s*
        |\bfrom\s+(?=["'](?:https?:)?//)
        |\.open\s*\(\s*["'`](?:GET|POST|PUT|HEAD)["'`]\s*,\s*
        |\.src\s*=\s*
        )(["'`])((?:https?:|wss?:)?//[^"'`\s]+)\1""",
    re.VERBOSE,
)
LEAVING = re.compile(
    r"""\bon(?:before)?unload\s*=(?!=)|addEventListener\(\s*["']unload["']|\.unload\s*\(|on\(\s*["']unload["']"""
)
SERVICE_WORKER = re.compile(r"serviceWorker\s*\.\s*register\s*\(")


class Address(NamedTuple):
    """Something that is asked for. `kind` is script, style, frame, media, link or other."""

    kind: str
    target: str
    line: int


class Page(NamedTuple):
    """An HTML file. The lists hold line numbers."""

    addresses: tuple[Address, ...]
    scripts: tuple[tuple[int, str], ...]
    images_without_alt: tuple[int, ...]
    films_without_captions: tuple[int, ...]
    lang: str
    title: str


def read_page(text: str) -> Page:
    """Read an HTML file, however badly it is written."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_film()
    return Page(
        tuple(reader.addresses),
        tuple(reader.scripts),
        tuple(reader.without_alt),
        tuple(reader.without_captions),
        reader.lang,
        " ".join(reader.title.split()),
    )


def in_css(text: str, line: int = 1) -> Iterator[Address]:
    """Yield what a style sheet asks for."""
    text = CSS_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in IN_CSS.finditer(text):
        target = found[2] if found[2] is not None else found[4]
        kind = "style" if found[4] else "other"
        if target and not target.startswith(("data:", "#", "about:")):
            yield Address(kind, target, line + text.count("\n", 0, found.start()))


def in_js(text: str, line: int = 1) -> Iterator[Address]:
    """Yield the outside addresses that a script loads, as far as its text shows it."""
    for found in IN_JS.finditer(text):
        yield Address("script", found[2], line + text.count("\n", 0, found.start()))


def is_outside(target: str) -> bool:
    """Say whether an address leads to another machine."""
    return bool(OUTSIDE.match(target))


def inside(page: str, target: str) -> str | None:
    """Return the name in the zip that an address on a page leads to; None where it is none of the package's.

    An address from the root of the host (`/x.js`) comes back with its slash: no LMS serves a package there.
    """
    target = target.strip()
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path or is_outside(target):
        return None
    if target.startswith("/"):
        return parts.path
    return unquote(urlsplit(urljoin(f"package:///{page}", target)).path).removeprefix("/")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[Address] = []
        self.scripts: list[tuple[int, str]] = []
        self.without_alt: list[int] = []
        self.without_captions: list[int] = []
        self.lang = self.title = ""
        self._inside = ""
        self._film = 0
        self._has_captions = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self._note_addresses(tag, given, line)
        if tag in ("script", "style", "title"):
            self._inside = tag
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "img" and "alt" not in given and given.get("role") not in ("presentation", "none"):
            self.without_alt.append(line)
        elif tag == "video":
            self.end_film()
            self._film, self._has_captions = line, False
        elif tag == "track" and given.get("kind", "subtitles") in ("captions", "subtitles"):
            self._has_captions = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag == "video":
            self.end_film()

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0]
        if self._inside == "title":
            self.title += data
        elif self._inside == "style":
            self.addresses.extend(in_css(data, line))
        elif self._inside == "script":
            self.scripts.append((line, data))
            self.addresses.extend(in_js(data, line))

    def end_film(self) -> None:
        """Note the film that has just ended, if it has no captions."""
        if self._film and not self._has_captions:
            self.without_captions.append(self._film)
        self._film = 0

    def _note_addresses(self, tag: str, given: dict[str, str], line: int) -> None:
        for name in LOADS.get(tag, ()):
            for target in _targets(name, given.get(name, "")):
                self.addresses.append(Address(_kind(tag), target, line))
        if tag == "link" and LOADED_LINKS & set(given.get("rel", "").lower().split()):
            self.addresses.append(Address("style", given.get("href", ""), line))
        elif tag in ("a", "area") and given.get("href"):
            self.addresses.append(Address("link", given["href"], line))
        elif tag == "form" and given.get("action"):
            self.addresses.append(Address("form", given["action"], line))
        self.addresses.extend(in_css(given.get("style", ""), line))


def _targets(attribute: str, value: str) -> list[str]:
    if attribute == "srcset":
        found = [part.split()[0] for part in value.split(",") if part.strip()]
    else:
        found = [value.strip()]
    return [target for target in found if target and not target.startswith(("data:", "blob:", "about:", "#"))]


def _kind(tag: str) -> str:
    if tag in ("script", "embed", "object"):
        return "script"
    return "frame" if tag in ("iframe", "frame") else "media"
