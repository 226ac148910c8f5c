"""Compiled courseware on disk: one artefact a course and language, and what exporters make of pages.

An artefact holds units. A unit is what one source file became: a head (JSON), data (bytes, read
only when asked for), and the inputs it was made from. A unit is used as long as its inputs look
the same; the rest of an artefact is copied when one unit changes. Every file may be deleted at
any time, and a file that is broken or from somewhere else is made anew.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import mmap
import os
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from milepost.core.digests import blake2b
from milepost.core.i18n import CATALOGUES
from milepost.core.version import __version__
from milepost.courseware.sources import HEAD_LIMIT, names

_MAGIC = b"milepost artefact 1\n"
_DIGEST = 16
_DAY = 86_400
_FORGOTTEN = 30  # days
_TICK = 2_000_000_000  # nanoseconds: the clock of FAT
#: An input (see `Sources`), how it looks to stat, and what it holds. "" means: it is not there.
Stamp = tuple[str, str, str]


class Unit(NamedTuple):
    """What a source became. `read()` gives its data."""

    stamps: tuple[Stamp, ...]
    head: Any
    read: Callable[[], bytes]
    key: str


# --- inputs --------------------------------------------------------------------------------------


def look(root: Path | str, source: str) -> str:
    """Return how an input looks to stat: if this stays, its content is taken to have stayed."""
    try:
        # Joined by hand: this runs for every page, and pathlib would take longer than stat itself.
        found = os.stat(f"{root}/{source.rstrip('?@/')}")  # noqa: PTH116
    except (OSError, ValueError):
        return ""
    if source[-1] == "?":
        return str(found.st_size)
    return f"{found.st_mtime_ns}.{found.st_ctime_ns}.{found.st_size}"


def stamp(root: Path, source: str) -> Stamp:
    """Return an input with how it looks now and what it holds now."""
    looks = look(root, source)
    return source, looks, _content(root, source, looks)


def stays(root: Path, known: Stamp) -> bool | None:
    """Say whether an input is as it was: True, False, or None for "yes, but it looks different"."""
    source, looks, content = known
    now = look(root, source)
    if now == looks and (content or not now):  # what could not be read may be readable now
        return True
    return None if content and _content(root, source, now) == content else False


def _content(root: Path, source: str, looks: str) -> str:
    if not looks or source.endswith("?"):
        return looks
    if source.endswith("@"):
        data = _beginning(root / source[:-1])
    elif source.endswith("/"):
        data = "\0".join(names(root, source)).encode()
    else:
        try:
            data = (root / source).read_bytes() if int(looks.rpartition(".")[2]) < 1 << 20 else looks.encode()
        except OSError:
            return ""
    return blake2b(data, digest_size=_DIGEST).hexdigest()


def _beginning(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(HEAD_LIMIT)
    except OSError:
        return b""


def unit_key(path: str, stamps: Iterable[Stamp]) -> str:
    """Return a name for what a source became: the same only for equal inputs and an equal engine."""
    facts = [engine(), path, *(f"{source} {content}" for source, _, content in stamps)]
    return blake2b("\n".join(facts).encode(), digest_size=_DIGEST).hexdigest()


@cache
def engine() -> str:
    """Return the version of everything that turns a source into a unit: our code, words and parsers."""
    ours = Path(__file__).parent
    code: list[tuple[Path | str, str]] = [(ours.parent / "core", "i18n.py")]
    for top, ending in ((ours, ".py"), (CATALOGUES, ".mo")):
        for folder, _, files in os.walk(top):
            code += [(folder, name) for name in files if name.endswith(ending)]
    for name in ("markdown_it", "mdit_py_plugins", "nh3", "yaml"):
        found = importlib.util.find_spec(name)
        code += [os.path.split(found.origin)] if found and found.origin else []
    facts = [
        __version__,
        sys.version,
        *sorted(f"{folder}/{name} {look(folder, name)}" for folder, name in code),
    ]
    return blake2b("\n".join(facts).encode(), digest_size=6).hexdigest()


# --- artefacts -----------------------------------------------------------------------------------


def read_artefact(path: Path) -> dict[str, Unit]:
    """Return the units of an artefact by their names; none where there is no sound artefact.

    The file is mapped, not read: workers share its pages, and it may be replaced meanwhile.
    """
    try:
        header, data, base = _opened(path)
        return {name: _unit(entry, data, base) for name, entry in json.loads(header).items()}
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return {}


def _opened(path: Path) -> tuple[bytes, mmap.mmap, int]:
    """Return an artefact's header, and its bytes with the place where data begin. Raises ValueError."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = len(_MAGIC) + 8 + _DIGEST
    length = int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 8], "big")
    header = data[start : start + length]
    if data[: len(_MAGIC)] != _MAGIC or data[start - _DIGEST : start] != _digest(header):
        raise ValueError(f"{path} is no artefact")
    return header, data, start + length


class Broken(Exception):
    """The data of a unit is not what was written."""


def _unit(entry: list[Any], data: mmap.mmap, base: int) -> Unit:
    stamps, head, key, offset, length, crc = entry

    def read() -> bytes:
        found = data[base + offset : base + offset + length]
        if len(found) != length or zlib.crc32(found) != crc:
            raise Broken
        return found

    return Unit(tuple((source, looks, content) for source, looks, content in stamps), head, read, key)


def write_artefact(path: Path, units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Write units to an artefact, in one piece; return them as they are read from there.

    A disk that is full or read-only is no error: then none are returned.
    """
    entries, blobs, offset = {}, [], 0
    for name, unit in units.items():
        data = unit.read()
        stamps = [(source, _settled(looks, content), content) for source, looks, content in unit.stamps]
        entries[name] = [stamps, unit.head, unit.key, offset, len(data), zlib.crc32(data)]
        blobs.append(data)
        offset += len(data)
    header = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    write(path, [_MAGIC, len(header).to_bytes(8, "big"), _digest(header), header, *blobs])
    try:
        written, mapped, base = _opened(path)
    except (OSError, ValueError):
        return {}
    if written != header:  # another process was quicker
        return {}
    return {name: _unit(entry, mapped, base) for name, entry in entries.items()}


def _settled(looks: str, content: str) -> str:
    """Return how an input looks, or "" when it changed a moment ago: then its content decides next time.

    The next change could look the same to a coarse clock; git calls such files racily clean.
    """
    times = looks.split(".")[:-1] if content else ()
    return "" if any(time.time_ns() - int(changed) < _TICK for changed in times) else looks


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Replace a file in one step, so that nobody ever reads half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.writelines(parts)
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def folder(cache_folder: Path) -> Path:
    """Return this engine's folder in the cache; folders of engines long gone are removed.

    The cache hides itself from git: the data folder may lie in an author's own repository.
    """
    mine = cache_folder / f"courseware-{engine()}"
    if not mine.exists():
        import shutil  # with every compression it knows; once a version is enough

        for other in cache_folder.glob("courseware-*"):
            with contextlib.suppress(OSError):
                if time.time() - other.stat().st_mtime > _DAY:
                    shutil.rmtree(other, ignore_errors=True)
        write(cache_folder / ".gitignore", [b"*\n"])
    return mine


# --- what exporters make of pages ----------------------------------------------------------------

_PACK = b"milepost derived 1\n"
_ROW = struct.Struct(">16sQIII")  # digest of the key, offset, length, CRC-32, day of the last use
_PACK_LIMIT = 64 * 1024 * 1024
_BATCH = 1024 * 1024


class Derived:
    """A store of bytes by key, all in one file: two hundred small values are one read and one write.

    New values are written in batches and when the process ends; what is lost with a killed process
    is made again. Without a path nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._rows: dict[bytes, tuple[int, int, int, int]] | None = None
        self._data: mmap.mmap | bytes = b""
        self._base = 0
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._waiting = 0
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the value of a key, making and keeping it when it is not there yet."""
        if self._path is None:
            return make()
        name = _digest(key.encode())
        value = self._kept(name)
        if value is None:
            value = make()
            with self._lock:
                if not self._new:
                    atexit.register(self.flush)
                self._new[name] = value
                self._waiting += len(value)
            if self._waiting > _BATCH:
                self.flush()
        return value

    def flush(self) -> None:
        """Write what is new. What nobody asked for in a month, or has no room, is left out."""
        with self._lock:
            atexit.unregister(self.flush)
            if self._path is None or not self._new:
                return
            today = int(time.time()) // _DAY
            self._open()  # another process may have written meanwhile
            rows: list[bytes] = []
            values: list[bytes] = []
            place = 0
            for name, day, value in self._wanted(today):
                if place + len(value) > _PACK_LIMIT:
                    break
                rows.append(_ROW.pack(name, place, len(value), zlib.crc32(value), day))
                values.append(value)
                place += len(value)
            index = b"".join(rows)
            write(self._path, [_PACK, len(index).to_bytes(8, "big"), _digest(index), index, *values])
            self._new.clear()
            self._waiting = 0
            self._open()

    def _wanted(self, today: int) -> Iterator[tuple[bytes, int, bytes]]:
        for name, value in self._new.items():
            yield name, today, value
        kept = sorted(self._rows or {}, key=lambda name: -(self._rows or {})[name][3])
        for name in kept:
            day = today if name in self._used else (self._rows or {})[name][3]
            sound = self._sound(name) if name not in self._new and today - day < _FORGOTTEN else None
            if sound is not None:
                yield name, day, sound

    def _kept(self, name: bytes) -> bytes | None:
        with self._lock:
            if self._rows is None:
                self._open()
            if name in self._new:
                return self._new[name]
            value = self._sound(name)
            if value is not None:
                self._used.add(name)
            return value

    def _sound(self, name: bytes) -> bytes | None:
        row = (self._rows or {}).get(name)
        if row is None:
            return None
        offset, length, crc, _ = row
        value = self._data[self._base + offset : self._base + offset + length]
        return value if len(value) == length and zlib.crc32(value) == crc else None

    def _open(self) -> None:
        self._rows = {}
        try:
            with (self._path or Path()).open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            start = len(_PACK) + 8 + _DIGEST
            length = int.from_bytes(data[len(_PACK) : len(_PACK) + 8], "big")
            index = data[start : start + length]
            if data[: len(_PACK)] == _PACK and data[start - _DIGEST : start] == _digest(index):
                self._rows = {name: tuple(row) for name, *row in _ROW.iter_unpack(index)}
                self._data, self._base = data, start + length
        except (OSError, ValueError, struct.error):
            return
