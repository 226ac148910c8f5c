"""The player's own files, put together: one classic script, one stylesheet. The same bytes every time."""

from __future__ import annotations

import os
import re
from functools import cache
from itertools import chain
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
    "map.js",
    "limit.js",
)
#: Only where pages speak another language than the course, and where one can be chosen.
WORDS, LANGUAGES = "words.js", "languages.js"
START = "player.js"
DESK, QUESTIONS = "desk.js", "questions.js"
#: Scripts of their own, and what they are made of. The first two come when the first page is seen, the others
#: when they are wanted.
EXTRAS = {
    DESK: ("tools.js", "list.js", "fields.js"),
    QUESTIONS: (str(COURSEWARE_ASSETS / "questions.js"), "written.js", "scoring.js", "answers.js", "quiz.js"),
    "aloud.js": ("aloud.js",),
    "film.js": ("film.js", str(COURSEWARE_ASSETS / "films.js")),
}


def script(*adapters: str, words: bool = False, languages: bool = False) -> bytes:
    """Return `player.js`, with the sources of adapters (README.md) inside.

    `words`: of more than one language; `languages`: there is a choice of them.
    """
    names = (*PARTS, *([WORDS] if words or languages else []), *([LANGUAGES] if languages else []))
    parts = (small.read(HERE / name) for name in names)
    return "".join((*parts, *adapters, small.read(HERE / START))).encode()


def adapter_script(*parts: Path) -> str:
    """Return the scripts of an adapter as one; only what they put into `milepost.adapters` leaves it."""
    return f'(() => {{\n"use strict";\n{"".join(map(small.read, parts))}}})();\n'


def extra(name: str) -> bytes:
    """Return one of `EXTRAS`."""
    parts = (small.read(HERE / part) for part in EXTRAS[name])
    return f'{"".join(parts)}milepost.came("{name}");\n'.encode()


def stylesheet() -> bytes:
    """Return `player.css`: how content looks, and the frame around it."""
    content = (COURSEWARE_ASSETS / "content.css").read_text(encoding="utf-8")
    return stripped_css(content + "\n" + _read("player.css")).encode()


@cache
def revision() -> str:
    """Return a name for this version of the player; whatever is made with it may be kept under the name."""
    found = []
    for folder, _, files in chain(os.walk(HERE), os.walk(COURSEWARE_ASSETS)):
        for name in files:
            if name.endswith((".py", ".js", ".css", ".html")):
                look = os.stat(f"{folder}/{name}")  # noqa: PTH116 (quicker than pathlib)
                found.append(f"{folder}/{name} {look.st_size} {look.st_mtime_ns}")
    return blake2b("\n".join(sorted(found)).encode(), digest_size=8).hexdigest()


def stripped_css(source: str) -> str:
    """Return a stylesheet without comments and without spaces that say nothing; quoted texts stay."""
    parts = re.split(r'("[^"]*")', re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    parts[::2] = (re.sub(_TIGHT, r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2])
    return "".join(parts).replace(";}", "}").strip() + "\n"


#: Spaces around marks, and behind the colon of a declaration; a selector has none there.
_TIGHT = r" ?([{};,]) ?|(?<=[\w-]:) "


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
