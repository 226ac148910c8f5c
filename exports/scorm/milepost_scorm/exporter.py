"""A course becomes a SCORM package: plan the files, write the manifest, check, zip.

Pages are kept deflated by content (`Library.derived`), so a second export copies what has not changed.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from milepost.core.errors import UnknownName
from milepost.courseware.labels import labels_for
from milepost.courseware.library import Library
from milepost.courseware.model import Course
from milepost_player import small
from milepost_player.assets import COURSEWARE_ASSETS, revision, script, stylesheet
from milepost_player.page import (
    Medium,
    PageFile,
    Place,
    glossary_file,
    index_html,
    media_name,
    page_file,
    places,
    plain_text,
)
from milepost_scorm import xsd
from milepost_scorm.check import check
from milepost_scorm.manifest import Description, manifest
from milepost_scorm.package import Deflated, Member, Stored, deflate, file_crc, write
from milepost_scorm.profiles import SCORM_12, SCORM_2004, Profile

RUNTIME = Path(__file__).parent / "runtime"
#: In the order in which they are put together.
SCRIPTS = ("api.js", "status.js", "formats.js", "interactions.js", "connection.js", "adapter.js")
#: What player.js and player.css are made of, beside the player's own files.
SOURCES = (*sorted(RUNTIME.rglob("*.js")), *sorted(COURSEWARE_ASSETS.rglob("*.*s")))
LAUNCH = "index.html"
MANIFEST = "imsmanifest.xml"
GLOSSARY = "pages/glossary.js"
KEPT = struct.Struct(">III")  # CRC-32, length, length of the notes that follow


def runtime() -> str:
    """Return the SCORM adapter as one classic script; only `milepost.adapters.scorm` leaves it."""
    body = "".join(small.read(RUNTIME / name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


@dataclass(frozen=True, slots=True)
class ScormExporter:
    """The exporter of one edition (see `milepost.exporting.interface.Exporter`)."""

    profile: Profile

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def title(self) -> str:
        return self.profile.title

    def export(
        self,
        library: Library,
        course: Course,
        out: Path,
        *,
        module: str | None = None,
        progress: Callable[[int, int], None],
    ) -> Path:
        """Write the package to `out`; see the interface. The same input gives the same bytes."""
        if module is not None and course.module(module) is None:
            raise UnknownName("module", module, (known.id for known in course.modules))
        plan = _Plan(library, course, module, self.profile)
        steps = len(plan.places)
        pages = {}
        for done, place in enumerate(plan.places, 1):
            pages[place.file] = plan.page(place)
            progress(done, 2 * steps)
        write(
            out, plan.members(pages), lambda done, total: progress(steps + steps * done // total, 2 * steps)
        )
        return out


class _Kept(NamedTuple):
    """A file as it goes into the zip, and what has to go in with it."""

    content: Deflated
    media: tuple[Medium, ...] = ()
    uses_glossary: bool = False


class _Plan:
    """The files of one package."""

    def __init__(self, library: Library, course: Course, module: str | None, profile: Profile) -> None:
        self.library, self.course, self.module, self.profile = library, course, module, profile
        self.places: tuple[Place, ...] = places(course, module)
        self.id = f"{course.id}.{module}" if module else course.id
        words = hashlib.blake2b(repr(labels_for(course.lang).as_dict()).encode(), digest_size=8).hexdigest()
        #: What the same maker makes of the same page is the same.
        self._maker = f"{revision()} {course.lang} {words} {zlib.ZLIB_RUNTIME_VERSION}"

    def page(self, place: Place) -> _Kept:
        """Return a page's script, from the cache when nothing has changed."""
        module, page = place.module, place.page

        def make() -> PageFile:
            return page_file(self.course, module, page, self.library.blocks(self.course, module.id, page.id))

        return self._page_file(f"page {self.library.page_key(self.course, module.id, page.id)}", make)

    def members(self, pages: dict[str, _Kept]) -> list[Member]:
        """Return all files in order, checked: the manifest first, the others by name."""
        uses_glossary = any(kept.uses_glossary for kept in pages.values())
        if uses_glossary:
            pages = {**pages, GLOSSARY: self._glossary()}
        media = dict.fromkeys(medium for kept in pages.values() for medium in kept.media)
        content: dict[str, Deflated | Stored] = {
            **{name: kept.content for name, kept in pages.items()},
            **{media_name(medium): self._medium(medium) for medium in media},
            LAUNCH: self._index(uses_glossary),
            "player.js": self._text(f"script {self._maker} {_looks(*SOURCES)}", lambda: script(runtime())),
            "player.css": self._text(f"style {self._maker} {_looks(*SOURCES)}", stylesheet),
        }
        text = manifest(self.profile, self._description(), LAUNCH, sorted(content))
        schemas = {path.name: self._schema(path) for path in xsd.schema_files(self.profile)}
        others = sorted({**content, **schemas}.items())
        members = [Member(MANIFEST, deflate(text.encode())), *(Member(*each) for each in others)]
        check(members, text, LAUNCH, frozenset({MANIFEST, *schemas}), map(media_name, media))
        return members

    def _index(self, glossary: bool) -> Deflated:
        settings = {
            "lms": self.profile.for_runtime(),
            "moveOn": str(self.course.move_on),
            "scored": any(place.page.points for place in self.places),
            "questions": sum(len(place.page.questions) for place in self.places),
        }

        def make() -> bytes:
            return index_html(
                self.course,
                package_id=self.id,
                module=self.module,
                adapter="scorm",
                settings=settings,
                glossary=glossary,
            )

        facts = f"{self.id} {self.course.revision} {glossary} {settings}"
        return self._text(f"index {facts} {self._maker}", make)

    def _description(self) -> Description:
        course = self.course
        chosen = course.module(self.module) if self.module else None
        if chosen:
            return Description(self.id, course.lang, chosen.title, chosen.summary, (course.title,))
        text = course.summary or plain_text(course.description)
        keywords = dict.fromkeys([*(module.title for module in course.modules), course.audience])
        return Description(self.id, course.lang, course.title, text, tuple(filter(None, keywords)))

    def _glossary(self) -> _Kept:
        terms = self.library.glossary(self.course.lang)
        digest = hashlib.blake2b(repr(list(terms.values())).encode(), digest_size=16).hexdigest()
        return self._page_file(f"glossary {digest}", lambda: glossary_file(self.course, terms))

    # --- what is kept between exports ---

    def _page_file(self, key: str, make: Callable[[], PageFile]) -> _Kept:
        def pack() -> bytes:
            made = make()
            notes = json.dumps([made.media, made.uses_glossary]).encode()
            return _packed(deflate(made.script), notes)

        kept, notes = _unpacked(self.library.derived(f"{key} {self._maker}", pack))
        media, uses_glossary = json.loads(notes)
        return _Kept(kept, tuple((module, path) for module, path in media), uses_glossary)

    def _text(self, key: str, make: Callable[[], bytes]) -> Deflated:
        """Return a text file, deflated."""
        return _unpacked(self.library.derived(key, lambda: _packed(deflate(make()))))[0]

    def _schema(self, path: Path) -> Deflated:
        """Return a schema as packages ship it."""
        key = f"schema {xsd.VERSION} {_looks(path)} {zlib.ZLIB_RUNTIME_VERSION}"
        return self._text(key, lambda: xsd.lean(path.read_text(encoding="utf-8")).encode())

    def _medium(self, medium: Medium) -> Stored:
        """Return a file to copy; its checksum is read once for each size and time of change."""
        path = self.library.media(*medium)
        look = path.stat()
        key = f"crc {path} {look.st_size} {look.st_mtime_ns}"
        crc = self.library.derived(key, lambda: file_crc(path).to_bytes(4, "big"))
        return Stored(path, int.from_bytes(crc, "big"), look.st_size)


def _looks(*paths: Path) -> str:
    """Return how files look to stat: what is made of them holds as long as this stays."""
    facts = ((path, path.stat()) for path in paths)
    return " ".join(f"{path} {look.st_size} {look.st_mtime_ns}" for path, look in facts)


def _packed(content: Deflated, notes: bytes = b"") -> bytes:
    return KEPT.pack(content.crc, content.size, len(notes)) + notes + content.data


def _unpacked(kept: bytes) -> tuple[Deflated, bytes]:
    crc, size, length = KEPT.unpack_from(kept)
    start = KEPT.size + length
    return Deflated(kept[start:], crc, size), kept[KEPT.size : start]


scorm_12 = ScormExporter(SCORM_12)
scorm_2004 = ScormExporter(SCORM_2004)
