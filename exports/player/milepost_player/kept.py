"""Files that outlive an export: deflated once, used again as long as what they are made of stays."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from milepost.courseware.library import Library
from milepost_player.budget import StateSize
from milepost_player.package import Deflated, Stored, deflate, file_crc
from milepost_player.places import Medium, PageFile

HEAD = struct.Struct(">III")  # CRC-32, length, length of the notes that follow

Content = Deflated | Stored


class KeptPage(NamedTuple):
    """A page's script as it goes into the zip, and what has to go in with it."""

    content: Deflated
    media: tuple[Medium, ...] = ()
    uses_glossary: bool = False
    state: StateSize = StateSize(0, 0)


class Shelf:
    """What a library keeps for exporters (`Library.derived`). A key names all that a file is made of."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def text(self, key: str, make: Callable[[], bytes]) -> Deflated:
        """Return a text file, deflated; what was made under the same key before is used again."""
        return _unpacked(self._library.derived(key, lambda: _packed(deflate(make()))))[0]

    def page(self, key: str, make: Callable[[], PageFile]) -> KeptPage:
        """Return a page's script, and the notes that were kept with it."""

        def pack() -> bytes:
            made = make()
            notes = json.dumps([made.media, made.uses_glossary, made.state]).encode()
            return _packed(deflate(made.script), notes)

        kept, notes = _unpacked(self._library.derived(key, pack))
        media, uses_glossary, state = json.loads(notes.decode())
        return KeptPage(
            kept, tuple((module, path) for module, path in media), uses_glossary, StateSize(*state)
        )

    def medium(self, medium: Medium) -> Stored:
        """Return a file to copy; its checksum is read once for each size and time of change."""
        path, look = self._library.medium(*medium)
        key = f"crc {path} {look.st_size} {look.st_mtime_ns}"
        crc = self._library.derived(key, lambda: file_crc(path).to_bytes(4, "big"))
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
