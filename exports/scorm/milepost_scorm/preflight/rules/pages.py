"""What the pages ask for and leave unsaid, as far as their text shows it. A browser sees the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from milepost.core.archives import folded
from milepost_scorm.preflight.findings import Found, Level
from milepost_scorm.preflight.package import HOME, Package
from milepost_scorm.preflight.pages import (
    LEAVING,
    SERVICE_WORKER,
    Address,
    in_css,
    in_js,
    inside,
    is_outside,
)

STATE = re.compile(r'"state":\{"answers":(?P<answers>\d+),"texts":\d+,"limit":(?P<limit>\d+)\}')
MENDS = {
    "script": "put a copy into the package",
    "style": "put a copy into the package",
    "media": "put a copy into the package",
    "frame": "put the content into the package, or offer it as a link",
    "form": "remove the form: answers go to the LMS",
    "other": "put a copy into the package",
}


class Asked(NamedTuple):
    """Something that a file asks for. `base` is the page from which its address is understood."""

    where: str
    base: str
    address: Address


def asked(package: Package) -> Iterator[Asked]:
    """Yield everything that pages, style sheets and scripts ask for."""
    for name, page in package.pages.items():
        yield from (Asked(f"{name}:{each.line}", name, each) for each in page.addresses)
    for name, page in package.own_pages.items():
        yield from (Asked(name, HOME, each) for each in page.addresses)
    for name, text in package.styles:
        yield from (Asked(f"{name}:{each.line}", name, each) for each in in_css(text))
    for name, text in package.scripts:
        yield from (Asked(f"{name}:{each.line}", HOME, each) for each in in_js(text))


def outside(package: Package) -> Iterator[Found]:
    """Yield what is asked of other machines: it tells them who learns, and fails in closed nets."""
    for where, _, address in asked(package):
        if is_outside(address.target) and address.kind != "link":
            what = f"asks another machine for {address.target[:120]}"
            level = Level.ERROR if address.kind in ("script", "style", "form") else Level.WARNING
            yield Found(where, what, MENDS[address.kind], level)


def dead_addresses(package: Package) -> Iterator[Found]:
    """Yield addresses of files that are not in the package, or are spelt otherwise there."""
    present = set(package.names)
    for where, base, address in asked(package):
        target = inside(base, address.target)
        if address.kind == "form" or not target or target in present or target.endswith("/"):
            continue
        other = package.by_folded.get(folded(target))
        level = Level.WARNING if address.kind == "link" else Level.ERROR
        if target.startswith("/"):
            what = f"asks for {target} at the root of the host, where no LMS puts a package"
            yield Found(where, what, "write a relative address", level)
        elif other:
            yield Found(
                where, f"asks for {target}, and the file is called {other}", "spell both alike", level
            )
        else:
            what = f"asks for {target}, which is not in the package"
            yield Found(where, what, "add it or remove the link", level)


def leaving(package: Package) -> Iterator[Found]:
    """Yield `unload`, which browsers are giving up: results saved there are lost."""
    what = "saves when the page is unloaded, which browsers no longer promise: results can be lost"
    for where in _first(package, LEAVING):
        yield Found(where, what, "save on pagehide as well")


def service_worker(package: Package) -> Iterator[Found]:
    """Yield a service worker, which an LMS's addresses and policies do not allow."""
    for where in _first(package, SERVICE_WORKER):
        yield Found(where, "registers a service worker, which fails in an LMS", "leave it out of the package")


def captions(package: Package) -> Iterator[Found]:
    """Yield films without captions (WCAG 2.2, 1.2.2)."""
    for name, page in (*package.pages.items(), *package.own_pages.items()):
        for line in page.films_without_captions:
            mend = "add a <track kind=captions> with a .vtt file"
            yield Found(_line(package, name, line), "a film has no captions", mend)


def alternatives(package: Package) -> Iterator[Found]:
    """Yield pictures without a text alternative (WCAG 2.2, 1.1.1)."""
    for name, page in (*package.pages.items(), *package.own_pages.items()):
        for line in page.images_without_alt:
            mend = 'add alt="…", or alt="" if it only decorates'
            yield Found(_line(package, name, line), "a picture has no alt text", mend)


def languages(package: Package) -> Iterator[Found]:
    """Yield launch pages without a language (WCAG 2.2, 3.1.1) or a title (2.4.2)."""
    for name in dict.fromkeys(resource.href for _, resource in package.contents.launched):
        page = package.pages.get(name)
        if page and not page.lang:
            what = "does not say its language, so screen readers guess"
            yield Found(f"{name}:1", what, '<html lang="…">')
        if page and not page.title:
            yield Found(f"{name}:1", "has no title", "add <title>")


def state(package: Package) -> Iterator[Found]:
    """Yield our own packages whose answers alone are longer than what their edition promises to keep.

    Of strangers' packages nothing is known before somebody learns with them.
    """
    for name in dict.fromkeys(resource.href for _, resource in package.contents.launched):
        found = STATE.search(package.text(name)) if name in package.pages else None
        if found and int(found["answers"]) > int(found["limit"]):
            what = (
                f"answers can need {found['answers']} characters of state, and an LMS keeps {found['limit']}"
            )
            yield Found(name, what, "export for SCORM 2004, or one package per module")


def _first(package: Package, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield where the pattern is found first, in every script."""
    for name, line, text in _code(package):
        if found := pattern.search(text):
            yield f"{name}:{line + text.count(chr(10), 0, found.start())}"


def _code(package: Package) -> Iterator[tuple[str, int, str]]:
    """Yield (file, line on which it begins, text) of every script."""
    for name, text in package.scripts:
        yield name, 1, text
    for name, page in package.pages.items():
        yield from ((name, line, text) for line, text in page.scripts)


def _line(package: Package, name: str, line: int) -> str:
    """Return a place; in our own pages all is one line."""
    return name if name in package.own_pages else f"{name}:{line}"
