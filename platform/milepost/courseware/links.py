"""Where a link in the content leads: from paths as authors write them to canonical references."""

import posixpath
import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from milepost.core.i18n import LANGUAGES, fallbacks
from milepost.courseware.sources import FILES, PICTURES, Sources

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PAGE_FILE = re.compile(r"([0-9]{2})-([^/]+)\.md")
GLOSSARY = "glossary"
MODULE_ID_LIMIT = PAGE_ID_LIMIT = 30
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_IN_LANGUAGE = re.compile(r"(.+)\.([A-Za-z-]+)\.([a-z0-9]+)")


class BadLink(Exception):
    """A link that cannot be followed; the message says why and what to write."""


class Link(NamedTuple):
    """A link as found on a page; what it leads to is looked up by `check`.

    `kind` is page, media, picture or term. `path` is `<module>/<page>`, `<module>/<path in the
    module>` or a term; `fragment` is the id of a place in a page. It stands in `file`, on `line`.
    """

    kind: str
    path: str
    fragment: str
    file: str
    line: int


def bad_id(name: str, limit: int) -> str:
    """Return what is wrong with an id, or ''."""
    if not ID.fullmatch(name):
        return f"{name[:40]!r}: an id is made of a-z, 0-9 and single dashes"
    return f"{name[:40]!r}: an id has at most {limit} characters" if len(name) > limit else ""


def page_id(name: str) -> str:
    """Return the id of a page from its file name: `02-the-ladder.md` is `the-ladder`; else ''."""
    found = PAGE_FILE.fullmatch(name)
    return found[2] if found else ""


def href(target: str, base: str, line: int, sources: Sources) -> tuple[str, Link | None]:
    """Turn the target of a link in the file `base` into (address, what has to exist for it).

    Raises BadLink.
    """
    if external(target):
        return target, None
    path, fragment = _local(target, base)
    parts = path.split("/")
    match parts:
        case ["modules", module, _, "index.md"] if module == GLOSSARY:
            return f"milepost:term/{quote(fragment)}", Link("term", fragment, "", base, line)
        case ["modules", module, lang, name] if name.endswith(".md"):
            page = _first_page(module, lang, sources) if name == "index.md" else page_id(name)
            if not page:
                raise BadLink(f"there is no page {path}")
            link = Link("page", f"{module}/{page}", fragment, base, line)
            place = f"#{heading_id(quote(fragment))}" if fragment else ""
            return f"milepost:page/{module}/{page}{place}", link
        case ["modules", module, "media" | "videos", *_]:
            return _media(path, "media", FILES, base, line)
    raise BadLink(f"{target!r} is not a page, a file in media/, or the glossary")


def picture(target: str, base: str, lang: str, line: int, sources: Sources) -> tuple[str, Link]:
    """Turn the address of a picture into (canonical address, what has to exist). Raises BadLink.

    `name.<lang>.svg` is looked for in the page's language and then in its fallbacks.
    """
    if _SCHEME.match(target) or target.startswith("//"):
        raise BadLink("a picture has to be a file in media/: pages make no request to other sites")
    path, _ = _local(target, base)
    parts = path.split("/")
    if len(parts) < 4 or parts[0] != "modules" or parts[2] not in ("media", "videos"):
        raise BadLink(f"{target!r} is not a file in the media/ folder of a module")
    return _media(in_language(path, lang, sources), "picture", PICTURES, base, line)


def external(target: str) -> bool:
    """Say whether an address leads out of the course. Raises BadLink for one that no page may hold."""
    scheme = _SCHEME.match(target.strip())
    if scheme is None:
        if target.startswith(("//", "\\")):
            raise BadLink(f"{target!r} has no https: in front")
        return False
    if scheme[1].lower() not in ("https", "http", "mailto", "tel"):
        raise BadLink(f"links may start with https:, http:, mailto: or tel:, not with {scheme[1][:20]}:")
    try:
        if scheme[1].lower() in ("https", "http") and not urlsplit(target).netloc:
            raise ValueError
    except ValueError:
        raise BadLink(f"{target[:80]!r} is not a web address") from None
    return True


def in_language(path: str, lang: str, sources: Sources) -> str:
    """Return the variant of `name.<lang>.ext` for a language or its nearest fallback that exists."""
    found = _IN_LANGUAGE.fullmatch(path)
    if found is None or found[2] not in LANGUAGES:
        return path
    tags = dict.fromkeys((*fallbacks(lang), found[2]))
    return sources.first(f"{found[1]}.{tag}.{found[3]}" for tag in tags) or path


def heading_id(slug: str) -> str:
    """Return the id that a heading has in the page, apart from every id of the pages around it."""
    return f"h-{slug}"


def _local(target: str, base: str) -> tuple[str, str]:
    """Return (path from the content root, fragment) of a relative address. Raises BadLink."""
    address, _, fragment = target.partition("#")
    address = unquote(address)
    if not address:
        return base, unquote(fragment)
    if address.startswith("/") or "\\" in address or "\0" in address:
        raise BadLink(f"{target[:80]!r}: write the path from this file, for example ../media/name.svg")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), address.partition("?")[0]))
    if path.startswith(("..", "/")):
        raise BadLink(f"{target[:80]!r} leads out of the content folder")
    return path, unquote(fragment)


def _media(path: str, kind: str, endings: frozenset[str], base: str, line: int) -> tuple[str, Link]:
    _, module, *inside = path.split("/")
    if not all(_SAFE_NAME.fullmatch(part) for part in (module, *inside)) or len(inside) < 2:
        raise BadLink(f"{path!r}: file names are made of a-z, 0-9, dots and dashes")
    if inside[-1].rpartition(".")[2].lower() not in endings:
        raise BadLink(f"{inside[-1]!r}: files that can stand here: {', '.join(sorted(endings))}")
    where = f"{module}/{'/'.join(inside)}"
    return f"milepost:media/{where}", Link(kind, where, "", base, line)


def _first_page(module: str, lang: str, sources: Sources) -> str:
    if not ID.fullmatch(module):
        return ""
    found = sources.names(f"modules/{module}/{lang if lang in LANGUAGES else 'en'}")
    return next((page_id(name) for name in found if page_id(name)), "")
