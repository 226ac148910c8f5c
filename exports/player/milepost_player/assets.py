"""The player's own files, put together: one classic script, one stylesheet. The same bytes every time."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import milepost.courseware
from milepost.core.digests import blake2b
from milepost_player import small

HERE = Path(__file__).parent
COURSEWARE_ASSETS = Path(milepost.courseware.__file__).parent / "assets"

#: In this order: each may use those before it. An adapter stands before the last one, the start.
PARTS = (
    "rollup.js",
    "state.js",
    "storage.js",
    "alone.js",
    "windows.js",
    "copies.js",
    "record.js",
    "view.js",
    "pages.js",
    "tools.js",
    "map.js",
    "fields.js",
    "limit.js",
)
#: Only where a package holds more than one language.
LANGUAGES = "languages.js"
START = "player.js"
#: Scripts of their own, loaded when they are wanted, and what they are made of.
EXTRAS = {
    "questions.js": ("written.js", "scoring.js", "answers.js", "quiz.js"),
    "aloud.js": ("aloud.js",),
    "film.js": ("film.js", str(COURSEWARE_ASSETS / "films.js")),
}


def script(*adapters: str, languages: bool = False) -> bytes:
    """Return `player.js`, with the sources of adapters (README.md) inside."""
    names = (*PARTS, LANGUAGES) if languages else PARTS
    parts = [COURSEWARE_ASSETS / "questions.js", *(HERE / name for name in names)]
    return "".join((*map(small.read, parts), *adapters, small.read(HERE / START))).encode()


def adapter_script(*parts: Path) -> str:
    """Return the scripts of an adapter as one; only what they put into `milepost.adapters` leaves it."""
    return f'(() => {{\n"use strict";\n{"".join(map(small.read, parts))}}})();\n'


def extra(name: str) -> bytes:
    """Return one of `EXTRAS`."""
    return "".join(small.read(HERE / part) for part in EXTRAS[name]).encode()


def stylesheet() -> bytes:
    """Return `player.css`: how content looks, and the frame around it."""
    content = (COURSEWARE_ASSETS / "content.css").read_text(encoding="utf-8")
    return stripped_css(content + "\n" + _read("player.css")).encode()


@cache
def revision() -> str:
    """Return a name for this version of the player; whatever is made with it may be kept under the name."""
    found = []
    for folder, _, files in os.walk(HERE):
        for name in files:
            if name.endswith((".py", ".js", ".css", ".html")):
                look = os.stat(f"{folder}/{name}")  # noqa: PTH116 (quicker than pathlib)
                found.append(f"{folder}/{name} {look.st_size} {look.st_mtime_ns}")
    return blake2b("\n".join(sorted(found)).encode(), digest_size=8).hexdigest()


def stripped_css(source: str) -> str:
    """Return a stylesheet without comments, indents and empty lines."""
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines())
    return "\n".join(filter(None, lines)) + "\n"


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
