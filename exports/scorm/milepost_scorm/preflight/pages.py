"""What a page, a style sheet or a script asks for: every address in it, and what it leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]

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
#: Lengths are bounded, so that no file can make the patterns go back and forth over it.
IN_CSS = re.compile(
    r"""url\(\s{0,9}(?:"([^"\n]{0,500})"|'([^'\n]{0,500})'|([^"'()\s]{0,500}))\s{0,9}\)
        |@import\s{1,9}(?:"([^"\n]{0,500})"|'([^'\n]{0,500})')""",
    re.IGNORECASE | re.VERBOSE,
)
#: Calls and assignments of a script that load what their text names; an address in other text is only text.
IN_JS = re.compile(
    r"""(?:\b(?:fetch|importScripts|import|sendBeacon|EventSource|WebSocket|Worker|getScript)\s*\(\s*
        |\bfrom\s+(?=["'](?:https?:)?//)
        |\.open\s*\(\s*["'`](?:GET|POST|PUT|HEAD)["'`]\s*,\s*
        |\.src\s*=\s*
        )(["'`])((?:https?:|wss?:)?//[^"'`\s]{1,500})\1""",
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
    root = _tree(text)
    if root is None:
        return Page((), (), (), (), "", "")
    every = [element for element in root.iter() if isinstance(element.tag, str)]
    html = next((element for element in every if element.tag == "html"), root)
    title = next((element.text or "" for element in every if element.tag == "title"), "")
    scripts = [element for element in every if element.tag == "script" and element.text]
    return Page(
        tuple(address for element in every for address in _addresses(element)),
        tuple((element.sourceline or 1, element.text) for element in scripts),
        tuple(element.sourceline or 1 for element in every if _lacks_alt(element)),
        tuple(element.sourceline or 1 for element in every if _lacks_captions(element)),
        html.get("lang") or "",
        " ".join(title.split()),
    )


def in_css(text: str, line: int = 1) -> Iterator[Address]:
    """Yield what a style sheet asks for."""
    for number, part in enumerate(_without_comments(text).split("\n"), line):
        for found in IN_CSS.finditer(part):
            target = next(filter(None, found.groups()), "")
            kind = "style" if found[4] or found[5] else "other"
            if target and not target.startswith(("data:", "#", "about:")):
                yield Address(kind, target, number)


def _without_comments(css: str) -> str:
    """Return a style sheet with nothing but line ends in place of its comments."""
    first, *rest = css.split("/*")
    parts = [part.partition("*/") for part in rest]
    return first + "".join("\n" * comment.count("\n") + after for comment, _, after in parts)


def in_js(text: str, line: int = 1) -> Iterator[Address]:
    """Yield the outside addresses that a script loads, as far as its text shows it."""
    reached = 0
    for found in IN_JS.finditer(text):
        line += text.count("\n", reached, found.start())
        reached = found.start()
        yield Address("script", found[2], line)


def is_outside(target: str) -> bool:
    """Say whether an address leads to another machine."""
    return bool(OUTSIDE.match(target))


def inside(page: str, target: str) -> str | None:
    """Return the name in the zip that an address on a page leads to; None where it is none of the package's.

    An address from the root of the host (`/x.js`) comes back with its slash: no LMS serves a package there.
    """
    target = target.strip()
    try:
        parts = urlsplit(target)
    except ValueError:  # "http://[" is no address at all
        return None
    if parts.scheme or parts.netloc or not parts.path or is_outside(target):
        return None
    if target.startswith("/"):
        return parts.path
    return unquote(urlsplit(urljoin(f"package:///{page}", target)).path).removeprefix("/")


def _tree(text: str) -> Any:
    """Return the root of a page, or None where there is nothing to read. The parser is a linear one."""
    parser = etree.HTMLParser(recover=True, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace").replace(b"\0", b" "), parser)
    except etree.XMLSyntaxError:
        return None


def _lacks_alt(element: Any) -> bool:
    return (
        element.tag == "img"
        and element.get("alt") is None
        and element.get("role") not in ("presentation", "none")
    )


def _lacks_captions(element: Any) -> bool:
    tracks = (track.get("kind", "subtitles") for track in element.iter("track"))
    return element.tag == "video" and not {"captions", "subtitles"} & set(tracks)


def _addresses(element: Any) -> Iterator[Address]:
    tag, given, line = element.tag, element.attrib, element.sourceline or 1
    for name in LOADS.get(tag, ()):
        for target in _targets(name, given.get(name, "")):
            yield Address(_kind(tag), target, line)
    if tag == "link" and LOADED_LINKS & set(given.get("rel", "").lower().split()):
        yield Address("style", given.get("href", ""), line)
    elif tag in ("a", "area") and given.get("href"):
        yield Address("link", given["href"], line)
    elif tag == "form" and given.get("action"):
        yield Address("form", given["action"], line)
    yield from in_css(given.get("style", ""), line)
    if tag == "style":
        yield from in_css(element.text or "", line)
    elif tag == "script":
        yield from in_js(element.text or "", line)


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
