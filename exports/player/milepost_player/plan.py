"""The player's files in a package, whatever its format: planned, and kept deflated between exports.

An exporter asks `Plan` for the files, adds what its standard wants beside them (a manifest, schemas), and
hands all of them to `package.write`. What did not change since the last export is copied.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from milepost.courseware.labels import labels_for
from milepost.courseware.library import Library
from milepost.courseware.model import Course, Module
from milepost.courseware.packing import Selection
from milepost_player import small
from milepost_player.assets import COURSEWARE_ASSETS, adapter_script, revision, script, stylesheet
from milepost_player.package import Deflated, Stored, deflate, file_crc
from milepost_player.page import (
    Medium,
    PageFile,
    Place,
    glossary_file,
    index_html,
    media_name,
    page_file,
    places,
)

LAUNCH = "index.html"
GLOSSARY = "pages/glossary.js"
HEAD = struct.Struct(">III")  # CRC-32, length, length of the notes that follow

Content = Deflated | Stored
Settings = Mapping[str, Any]


class Adapter(NamedTuple):
    """The code that speaks to an LMS (README.md): its name in `milepost.adapters`, its scripts in order."""

    name: str
    parts: tuple[Path, ...]


class Unit(NamedTuple):
    """What an LMS launches as one thing: a SCO of SCORM, an AU of cmi5.

    `id` is stable: the course's id, or `<course>.<module>`. `launch` is the HTML file it begins with.
    """

    id: str
    launch: str
    module: Module | None
    places: tuple[Place, ...]

    @property
    def scored(self) -> bool:
        """Whether there are points to win."""
        return any(place.page.points for place in self.places)

    @property
    def questions(self) -> int:
        return sum(len(place.page.questions) for place in self.places)


class Files(NamedTuple):
    """The player's files by name, and the names of the media among them."""

    content: dict[str, Content]
    media: tuple[str, ...]


class _Kept(NamedTuple):
    """A file as it goes into the zip, and what has to go in with it."""

    content: Deflated
    media: tuple[Medium, ...] = ()
    uses_glossary: bool = False


class Plan:
    """The player's files of one package. `units` are what the LMS launches."""

    def __init__(self, library: Library, selection: Selection, adapter: Adapter) -> None:
        self.library, self.selection, self.adapter = library, selection, adapter
        self.course, self.module = selection.course, selection.module
        self.places: tuple[Place, ...] = places(self.course, self.module)
        self.id = f"{self.course.id}.{self.module}" if self.module else self.course.id
        only = selection.modules[0] if self.module else None
        self.units = (Unit(self.id, LAUNCH, only, self.places),)
        words = hashlib.blake2b(repr(labels_for(self.course.lang).as_dict()).encode(), digest_size=8)
        #: What the same maker makes of the same page is the same.
        self._maker = f"{revision()} {self.course.lang} {words.hexdigest()} {zlib.ZLIB_RUNTIME_VERSION}"

    def files(
        self, settings: Callable[[Course, Unit], Settings], progress: Callable[[int, int], None]
    ) -> Files:
        """Return all files. `settings` is what a unit's adapter is given (README.md), JSON values only.

        `progress` hears (pages done, pages in all).
        """
        pages = {}
        for done, place in enumerate(self.places, 1):
            pages[place.file] = self._page(place)
            progress(done, len(self.places))
        glossary = any(kept.uses_glossary for kept in pages.values())
        if glossary:
            pages[GLOSSARY] = self._glossary()
        media = {media_name(medium): medium for kept in pages.values() for medium in kept.media}
        parts = [path for part in self.adapter.parts for path in (part, small.twin(part)) if path.exists()]
        sources = looks(*parts, *sorted(COURSEWARE_ASSETS.rglob("*.*s")))
        content: dict[str, Content] = {
            **{name: kept.content for name, kept in pages.items()},
            **{name: self._medium(medium) for name, medium in media.items()},
            **{unit.launch: self._index(unit, settings(self.course, unit), glossary) for unit in self.units},
            "player.js": self.text(f"script {self._maker} {sources}", self._script),
            "player.css": self.text(f"style {self._maker} {sources}", stylesheet),
        }
        return Files(content, tuple(media))

    def text(self, key: str, make: Callable[[], bytes]) -> Deflated:
        """Return a text file, deflated; what was made under the same key before is used again."""
        return _unpacked(self.library.derived(key, lambda: _packed(deflate(make()))))[0]

    def _script(self) -> bytes:
        return script(adapter_script(*self.adapter.parts))

    def _page(self, place: Place) -> _Kept:
        """Return a page's script, from the cache when nothing has changed."""
        module, page = place.module, place.page

        def make() -> PageFile:
            return page_file(self.course, module, page, self.library.blocks(self.course, module.id, page.id))

        return self._page_file(f"page {self.library.page_key(self.course, module.id, page.id)}", make)

    def _glossary(self) -> _Kept:
        terms = self.library.glossary(self.course.lang)
        digest = hashlib.blake2b(repr(list(terms.values())).encode(), digest_size=16).hexdigest()
        return self._page_file(f"glossary {digest}", lambda: glossary_file(self.course, terms))

    def _index(self, unit: Unit, settings: Settings, glossary: bool) -> Deflated:
        def make() -> bytes:
            return index_html(
                self.course,
                package_id=unit.id,
                module=unit.module.id if unit.module else None,
                adapter=self.adapter.name,
                settings=settings,
                glossary=glossary,
            )

        facts = f"{unit.id} {self.course.revision} {glossary} {self.adapter.name} {settings}"
        return self.text(f"index {facts} {self._maker}", make)

    def _page_file(self, key: str, make: Callable[[], PageFile]) -> _Kept:
        def pack() -> bytes:
            made = make()
            notes = json.dumps([made.media, made.uses_glossary]).encode()
            return _packed(deflate(made.script), notes)

        kept, notes = _unpacked(self.library.derived(f"{key} {self._maker}", pack))
        media, uses_glossary = json.loads(notes)
        return _Kept(kept, tuple((module, path) for module, path in media), uses_glossary)

    def _medium(self, medium: Medium) -> Stored:
        """Return a file to copy; its checksum is read once for each size and time of change."""
        path = self.library.media(*medium)
        look = path.stat()
        key = f"crc {path} {look.st_size} {look.st_mtime_ns}"
        crc = self.library.derived(key, lambda: file_crc(path).to_bytes(4, "big"))
        return Stored(path, int.from_bytes(crc, "big"), look.st_size)


def looks(*paths: Path) -> str:
    """Return how files look to stat: what is made of them holds as long as this stays."""
    facts = ((path, path.stat()) for path in paths)
    return " ".join(f"{path} {look.st_size} {look.st_mtime_ns}" for path, look in facts)


def _packed(content: Deflated, notes: bytes = b"") -> bytes:
    return HEAD.pack(content.crc, content.size, len(notes)) + notes + content.data


def _unpacked(kept: bytes) -> tuple[Deflated, bytes]:
    crc, size, length = HEAD.unpack_from(kept)
    start = HEAD.size + length
    return Deflated(kept[start:], crc, size), kept[HEAD.size : start]
