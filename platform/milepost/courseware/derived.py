"""What exporters make of pages, kept for the next export: bytes by key, all of them in a file or two.

Two hundred small values are one read and one write. Any of it may be lost: then it is made again.
"""

from __future__ import annotations

import atexit
import contextlib
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from milepost.courseware import sealed

_MAGIC = b"milepost derived 1\n"
_INDEX = struct.Struct(">16sQIII")  # a `_Row`
_ROOM = 64 * 1024 * 1024
_BATCH = 1024 * 1024
_FEW = 8  # as long as new values have an eighth of the room of the others, they stand beside them
_DAY = 86_400
_FORGOTTEN = 30  # days


#: The digest of a key, where its value stands, how long it is, its CRC-32, and the last day of use.
_Row = tuple[bytes, int, int, int, int]


class Derived:
    """A store of bytes by key.

    New values are written in batches and when the process ends; what is lost with a killed process
    is made again. Without a path nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._packs: tuple[_Pack, ...] | None = None
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._waiting = 0
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the value of a key, making and keeping it when it is not there yet."""
        if self._path is None:
            return make()
        name = sealed.digest(key.encode())
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

    def _kept(self, name: bytes) -> bytes | None:
        with self._lock:
            if self._packs is None:
                self._packs = self._read()
            if name in self._new:
                return self._new[name]
            for pack in self._packs:
                if (value := pack.value(name)) is not None:
                    self._used.add(name)
                    return value
        return None

    def flush(self) -> None:
        """Write what is new. What nobody asked for in a month, or has no room, is left out."""
        with self._lock:
            atexit.unregister(self.flush)
            if self._path is None or not self._new:
                return
            today = int(time.time()) // _DAY
            later, base = self._read()  # another process may have written meanwhile
            news = _Values((name, today, value) for name, value in self._new.items())
            news.add(self._wanted(later, today))
            if _FEW * news.room <= base.room:
                _write(sealed.beside(self._path), news)
            else:
                news.add(self._wanted(base, today))
                _write(self._path, news)
                sealed.remove(sealed.beside(self._path))
            self._new.clear()
            self._waiting = 0
            self._packs = None

    def _wanted(self, pack: _Pack, today: int) -> Iterator[tuple[bytes, int, bytes]]:
        for name, *_, day in sorted(pack.rows.values(), key=lambda row: -row[4]):
            day = today if name in self._used else day
            value = pack.value(name) if today - day < _FORGOTTEN else None
            if value is not None:
                yield name, day, value

    def _read(self) -> tuple[_Pack, _Pack]:
        """Return what came later, and what it came to."""
        path = self._path or Path()
        return _Pack(sealed.beside(path)), _Pack(path)


class _Pack:
    """The values of one file; none where there is no sound file."""

    def __init__(self, path: Path) -> None:
        self._file: sealed.Sealed | None = None
        with contextlib.suppress(OSError, ValueError):
            self._file = sealed.read(path, _MAGIC)

    @property
    def room(self) -> int:
        """How many bytes all values take."""
        return len(self._file.data) - self._file.start if self._file else 0

    @cached_property
    def rows(self) -> Mapping[bytes, _Row]:
        """The values that there are, by the digests of their keys."""
        try:
            return {row[0]: row for row in _INDEX.iter_unpack(self._file.header)} if self._file else {}
        except struct.error:
            return {}

    def value(self, name: bytes) -> bytes | None:
        """Return a value if it is there and sound."""
        row = self.rows.get(name)
        if row is None or self._file is None:
            return None
        _, offset, length, crc, _ = row
        start = self._file.start + offset
        value = self._file.data[start : start + length]
        return value if len(value) == length and zlib.crc32(value) == crc else None


class _Values:
    """Values to write, each name once, as many as there is room for."""

    def __init__(self, values: Iterable[tuple[bytes, int, bytes]]) -> None:
        self.rows: dict[bytes, _Row] = {}
        self.blobs: list[bytes] = []
        self.room = 0
        self.add(values)

    def add(self, values: Iterable[tuple[bytes, int, bytes]]) -> None:
        for name, day, value in values:
            if self.room + len(value) > _ROOM:
                return
            if name not in self.rows:
                self.rows[name] = (name, self.room, len(value), zlib.crc32(value), day)
                self.blobs.append(value)
                self.room += len(value)


def _write(path: Path, values: _Values) -> None:
    index = b"".join(_INDEX.pack(*row) for row in values.rows.values())
    sealed.write(path, _MAGIC, index, values.blobs)
