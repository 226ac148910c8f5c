"""Files in media/ and videos/: what may stand there, and what must not be in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from milepost.courseware.model import Problem
from milepost.courseware.sources import FILES

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PICTURE_LIMIT = 1024 * 1024
SVG_LIMIT = 512 * 1024
TEXT_TWINS = frozenset({"md", "yaml", "json"})  # storyboards, transcripts: for authors, never served
_MAGIC = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF-",),
    "vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
}
_ACTIVE = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "a"}
)
_INNER = re.compile(r"#|data:image/(?:png|jpeg|webp|gif)[;,]")
_OUTER_STYLE = re.compile(r"@import|url\(\s*['\"]?\s*(?!['\"]?\s*#)|expression\(|javascript:", re.I)


def problems_of(root: Path, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a file below media/ or videos/."""
    place = root / path
    ending = place.suffix.lower().removeprefix(".")
    if not NAME.fullmatch(place.name):
        yield Problem(path, 0, "file names are made of a-z, 0-9, dots and dashes")
    if not place.resolve().is_relative_to(root.resolve()):
        yield Problem(path, 0, "this file leads out of the content folder")
        return
    if ending not in FILES | TEXT_TWINS:
        yield Problem(path, 0, f"this kind of file cannot be shown; known: {', '.join(sorted(FILES))}")
        return
    with place.open("rb") as file:
        start = file.read(16)
    if ending in _MAGIC and not start.startswith(_MAGIC[ending]):
        yield Problem(path, 0, f"this file does not hold what its name says ({ending})")
    size = place.stat().st_size
    if ending == "svg":
        yield from _svg(place, path, size)
    elif ending in _MAGIC and ending not in ("pdf", "vtt") and size > PICTURE_LIMIT:
        yield Problem(path, 0, f"this picture has {size / 1e6:.1f} MB; make it smaller than 1 MB")
    elif ending == "vtt" and b"-->" not in place.read_bytes()[:SVG_LIMIT]:
        yield Problem(path, 0, "this file has no cues, like `00:00.000 --> 00:02.000`")


def _svg(place: Path, path: str, size: int) -> Iterator[Problem]:
    if size > SVG_LIMIT:
        yield Problem(path, 0, f"this picture has {size // 1024} KB; it may have {SVG_LIMIT // 1024} KB")
        return
    reader = _SvgReader(path)
    reader.read(place.read_bytes())
    yield from reader.problems[:20]


class _SvgReader:
    """Reads an SVG and notes what could run, or could ask another site for something."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._in_style = False
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            self._note(f"this is not a sound SVG: {expat.errors.messages.get(error.code, error)}")
        except (ValueError, UnicodeError) as error:
            self._note(f"this is not a sound SVG: {error}")
        except _Stop:
            pass

    def _note(self, message: str) -> None:
        self.problems.append(Problem(self.path, self._parser.CurrentLineNumber, message))

    def _doctype(self, *declared: object) -> None:
        self._note("an SVG has no DOCTYPE and no entities")
        raise _Stop

    def _instruction(self, target: str, data: str) -> None:
        self._note(f"<?{target[:20]} … ?> cannot stand in a picture")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2].lower()
        self._depth += 1
        if self._depth > 200:
            self._note("nested too deep")
            raise _Stop
        if self._depth == 1 and element != "svg":
            self._note("this is no SVG")
        if element in _ACTIVE:
            self._note(f"<{name[:20]}> cannot stand in a picture")
        self._in_style = element == "style"
        for key, value in attributes.items():
            self._attribute(key.rpartition(":")[2].lower(), value.strip())

    def _attribute(self, key: str, value: str) -> None:
        if key.startswith("on"):
            self._note(f"{key[:20]}= would run a script")
        elif key in ("href", "src") and not _INNER.match(value):
            self._note(f"{key}={value[:40]!r} leads out of the picture")
        elif key == "attributename" and value.lower() in ("href", "xlink:href"):
            self._note("an address cannot be animated")
        elif _OUTER_STYLE.search(value) and key != "d":
            self._note(f"{key[:20]}= leads out of the picture")

    def _text(self, text: str) -> None:
        if self._in_style and _OUTER_STYLE.search(text):
            self._note("the style leads out of the picture")

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._in_style = False


class _Stop(Exception):
    """Nothing more is worth reading."""
