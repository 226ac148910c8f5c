"""Compiled courseware on disk: one artefact a course and language. What is derived from it: `derived`.

An artefact holds units. A unit is what one source file became: a head (JSON), data (bytes, read
only when asked for), and the inputs it was made from. A unit is used as long as its inputs look
the same. Every file may be deleted at any time, and a file that is broken or from somewhere else is
made anew.
"""

import contextlib
import importlib.util
import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from milepost.core.digests import blake2b
from milepost.core.i18n import CATALOGUES
from milepost.core.version import __version__
from milepost.courseware import sealed
from milepost.courseware.sources import HEAD_LIMIT, names

_MAGIC = b"milepost artefact 2\n"
_DAY = 86_400
_FEW = 8  # up to one unit in so many is written beside the others
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
    return blake2b(data, digest_size=sealed.DIGEST).hexdigest()


def _beginning(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(HEAD_LIMIT)
    except OSError:
        return b""


def unit_key(path: str, stamps: Iterable[Stamp]) -> str:
    """Return a name for what a source became: the same only for equal inputs and an equal engine."""
    facts = [engine(), path, *(f"{source} {content}" for source, _, content in stamps)]
    return blake2b("\n".join(facts).encode(), digest_size=sealed.DIGEST).hexdigest()


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


class Artefact:
    """The units of one artefact by their names; none where there is no sound file.

    A few units that changed are written beside the others, to a file of the same form that names the one
    it amends; where it names another one it is left aside. The files are mapped, not read: workers share
    their pages, and they may be replaced meanwhile.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._base = _read(path) if path else _NOTHING
        later = _read(sealed.beside(path)) if path else _NOTHING
        amended = later.units if later.amends == self._base.digest else {}
        self.units: dict[str, Unit] = {**self._base.units, **amended}

    def write(self, units: Mapping[str, Unit]) -> dict[str, Unit]:
        """Make these the units of the artefact; return what was written, as it is read from there.

        A disk that is full or read-only is no error: then nothing was written.
        """
        if self._path is None:
            return {}
        base = self._base.units
        changed = {name: unit for name, unit in units.items() if unit is not base.get(name)}
        if base and base.keys() <= units.keys() and len(changed) * _FEW <= len(units):
            return _write(sealed.beside(self._path), changed, amends=self._base.digest)
        written = _write(self._path, units)
        sealed.remove(sealed.beside(self._path))
        return written


class _Part(NamedTuple):
    """What a file holds: its units, its digest, and that of the file which it amends."""

    units: Mapping[str, Unit]
    digest: str
    amends: str


_NOTHING = _Part({}, "", "-")


def _read(path: Path) -> _Part:
    try:
        file = sealed.read(path, _MAGIC)
        amends, entries = json.loads(file.header)
        units = {name: _unit(entry, file) for name, entry in entries.items()}
        return _Part(units, sealed.digest(file.header).hex(), amends)
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return _NOTHING


class Broken(Exception):
    """The data of a unit is not what was written."""


def _unit(entry: list[Any], file: sealed.Sealed) -> Unit:
    stamps, head, key, offset, length, crc = entry
    start = file.start + offset

    def read() -> bytes:
        found = file.data[start : start + length]
        if len(found) != length or zlib.crc32(found) != crc:
            raise Broken
        return found

    return Unit(tuple((source, looks, content) for source, looks, content in stamps), head, read, key)


def _write(path: Path, units: Mapping[str, Unit], amends: str = "") -> dict[str, Unit]:
    """Write units in one piece; return them as they are read from there, or none."""
    entries, blobs, offset = {}, [], 0
    for name, unit in units.items():
        data = unit.read()
        stamps = [(source, _settled(looks, content), content) for source, looks, content in unit.stamps]
        entries[name] = [stamps, unit.head, unit.key, offset, len(data), zlib.crc32(data)]
        blobs.append(data)
        offset += len(data)
    header = json.dumps([amends, entries], ensure_ascii=False, separators=(",", ":")).encode()
    sealed.write(path, _MAGIC, header, blobs)
    try:
        file = sealed.read(path, _MAGIC)
    except (OSError, ValueError):
        return {}
    if file.header != header:  # another process was quicker
        return {}
    return {name: _unit(entry, file) for name, entry in entries.items()}


def _settled(looks: str, content: str) -> str:
    """Return how an input looks, or "" when it changed a moment ago: then its content decides next time.

    The next change could look the same to a coarse clock; git calls such files racily clean.
    """
    times = looks.split(".")[:-1] if content else ()
    return "" if any(time.time_ns() - int(changed) < _TICK for changed in times) else looks


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
        sealed.replace(cache_folder / ".gitignore", [b"*\n"])
    return mine
