"""Zip files from strangers, read safely: what is refused, and why, before anything is taken out.

Nothing is unpacked to the disk. A reader asks for one member at a time and gets it in pieces, counted
while they are read: what the headers promise is checked first and not believed afterwards.
Source: PKWARE APPNOTE 6.3.9.
"""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, Self

from milepost.core.errors import Invalid
from milepost.core.sizes import MB, readable

PIECE = 256 * 1024
TAKEN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
ENCRYPTED = 0x1 | 0x40 | 0x2000  # APPNOTE 4.4.4: bits 0, 6 and 13
LOCAL_HEADER = struct.Struct("<4s22xHH")  # the lengths of name and extra field stand at 26 and 28
END = struct.Struct("<4s4xHHLL2x")  # APPNOTE 4.3.16, up to the comment's length
END_64 = struct.Struct("<4s28xQQQ")  # APPNOTE 4.3.14, up to the directory's place
FIND_64 = struct.Struct("<4s4xQ4x")
END_SIZE, END_64_SIZE, FIND_64_SIZE, COMMENT = 22, 56, 20, 0xFFFF
#: What zipfile raises for a member that is not as it should be (ValueError: a name that is no UTF-8).
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
#: Names that Windows keeps for devices, whatever ending follows.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)


class Limits(NamedTuple):
    """How much is taken: sizes in bytes, `ratio` as unpacked over packed for members above `small`."""

    upload: int = 4_000 * MB
    member: int = 4_000 * MB
    total: int = 8_000 * MB
    ratio: int = 200
    small: int = 10 * MB
    files: int = 20_000
    directory: int = 16 * MB


class Flaw(NamedTuple):
    """One reason to refuse: `where` is a member's name or "" for the zip itself."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{shown(self.where)}: {self.what}; {self.mend}" if self.where else f"{self.what}; {self.mend}"


class NoArchive(Invalid):
    """The file is no zip at all."""

    exit_code = 2


class Refused(Invalid):
    """A zip that is not read, with every reason in `flaws`."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("\n".join(map(str, flaws)))


class Entry(NamedTuple):
    """A file in the zip; `name` is its path with forward slashes, `start` where its header stands."""

    name: str
    size: int
    packed: int
    stored: bool
    start: int


class Archive:
    """An open zip in which nothing was found to refuse. Close it, or use it in a `with` block.

    Raises NoArchive, or Refused with everything that was found at once.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self.path, self.limits = path, limits or Limits()
        self._file = _opened(path)
        try:
            self._zip = _directory(self._file, self.limits)
            infos = self._zip.infolist()
            flaws = [*_flaws_in_all(infos, self.limits), *_overlaps(infos, self._file, self._zip.start_dir)]
            if flaws:
                raise Refused(flaws)
        except BaseException:
            self._file.close()
            raise
        self.entries = {info.filename: _entry(info) for info in infos if not info.filename.endswith("/")}
        self.folders = tuple(info.filename for info in infos if info.filename.endswith("/"))
        self.order = tuple(info.filename for info in infos)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def pieces(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield a member, or `length` bytes of it from `start` on, in pieces.

        Raises KeyError for a name that is not in `entries`, and Refused when the member is not what its
        header says.
        """
        entry = self.entries[name]
        left = entry.size - start if length is None else length
        try:
            with self._at(entry, start) as member:
                while left > 0 and (piece := member.read(min(PIECE, left))):
                    left -= len(piece)
                    yield piece
                if start == 0 and length is None and (left or member.read(1)):
                    raise Refused([_damaged(name)])
        except DAMAGE as error:
            raise Refused([_damaged(name)]) from error

    def _at(self, entry: Entry, start: int) -> IO[bytes]:
        """Open a member at a place in it; a stored one, a film above all, without reading what is before."""
        if not (start and entry.stored):
            member = self._zip.open(entry.name)
            member.seek(start)
            return member
        file = _opened(self.path)
        file.seek(entry.start)
        _, name, extra = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
        file.seek(name + extra + start, 1)
        return file

    def read(self, name: str, most: int) -> bytes:
        """Return a member whole. Raises Refused when it is longer than `most` bytes."""
        if self.entries[name].size > most:
            raise Refused([Flaw(name, f"is larger than {readable(most)}", "make it smaller")])
        return b"".join(self.pieces(name))

    def verify(self) -> None:
        """Read everything once and throw it away. Raises Refused with each member that is damaged."""
        flaws: list[Flaw] = []
        for name in self.entries:
            try:
                for _ in self.pieces(name):
                    pass
            except Refused as refused:
                flaws += refused.flaws
        if flaws:
            raise Refused(flaws)


def shown(name: str) -> str:
    """Return a name as it can be printed: what is not seen is spelt out, what is long is cut."""
    spelt = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)
    return spelt if len(spelt) <= 120 else f"{spelt[:100]}…{spelt[-15:]}"


def _opened(path: Path) -> BinaryIO:
    if path.is_dir():
        raise NoArchive(f"{path} is a folder; give the zip file that you would upload")
    try:
        return path.open("rb")
    except OSError as error:
        raise NoArchive(f"cannot read {path}: {error.strerror or error}") from error


def _directory(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """Read the list of members, after asking how long it is: a list can be a bomb as well."""
    size = file.seek(0, 2)
    if size > limits.upload:
        raise Refused([_too_much("", "the zip", size, limits.upload)])
    announced = _announced(file, size)
    if announced is None:
        raise NoArchive("this is not a zip file; choose the package as it was exported, not unpacked")
    count, length = announced
    if count > limits.files or length > limits.directory:
        what = f"holds {count} files, and at most {limits.files} are taken"
        raise Refused([Flaw("", what, "pack fewer files, for example module by module")])
    try:
        return zipfile.ZipFile(file)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        struct.error,
        ValueError,
        OverflowError,
        OSError,
    ) as error:
        what = "the list of files in the zip cannot be read, so it is damaged or cut off"
        raise Refused([Flaw("", what, "export the package again and upload it whole")]) from error


def _announced(file: BinaryIO, size: int) -> tuple[int, int] | None:
    """Return how many members the zip says it has and how long their list is; None if it is no zip."""
    tail_size = min(size, END_SIZE + COMMENT)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    place = tail.rfind(b"PK\5\6")
    if tail[-END_SIZE:][:4] == b"PK\5\6" and tail[-2:] == b"\0\0":
        place = len(tail) - END_SIZE  # as zipfile looks for it: without a comment first
    if place < 0 or len(tail) - place < END_SIZE:
        return None
    _, _, count, length, _ = END.unpack_from(tail, place)
    before = size - tail_size + place - FIND_64_SIZE
    if before >= 0:
        file.seek(before)
        mark, end = FIND_64.unpack(file.read(FIND_64_SIZE))
        if mark == b"PK\6\7" and end + END_64_SIZE <= size:
            for where in {end, max(before - END_64_SIZE, 0)}:
                file.seek(where)
                mark, _, count_64, length_64 = _end_64(file.read(END_64_SIZE))
                if mark == b"PK\6\6":
                    count, length = count_64, length_64
    return count, length


def _end_64(raw: bytes) -> tuple[bytes, int, int, int]:
    mark, count, length, place = END_64.unpack_from(raw.ljust(END_64_SIZE, b"\0"))
    return mark, place, count, length


# --- what is refused ------------------------------------------------------------------------------


def _flaws_in_all(infos: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Flaw]:
    if len(infos) > limits.files:
        what = f"holds {len(infos)} files, and at most {limits.files} are taken"
        yield Flaw("", what, "pack fewer files, for example module by module")
        return
    for info in infos:
        yield from _name_flaws(info)
        yield from _kind_flaws(info)
        yield from _size_flaws(info, limits)
    yield from _doubles(infos)
    total = sum(info.file_size for info in infos)
    if total > limits.total:
        yield _too_much("", "all files together, unpacked,", total, limits.total)


def _name_flaws(info: zipfile.ZipInfo) -> Iterator[Flaw]:
    name = info.orig_filename  # zipfile cuts at NUL and, on Windows, turns backslashes
    rename = "give the file a plain name (a-z, 0-9, dot, dash, underscore) and pack again"
    reasons = [reason for applies, reason in _name_reasons(name) if applies]
    if reasons:
        yield Flaw(name or "?", reasons[0], rename)


def _name_reasons(name: str) -> Iterator[tuple[bool, str]]:
    """Yield each trap that a name can hold, the worst first."""
    parts = name.removesuffix("/").split("/")
    yield not name or "\0" in name, "its name is empty or holds a NUL character"
    yield "\\" in name, "its name holds a backslash, which is a folder to some systems and not to others"
    yield (
        name.startswith("/") or name[1:2] == ":",
        "its name is an absolute path, which leads out of the package",
    )
    yield ".." in parts, "its name leads out of the package (..)"
    yield "." in parts or "" in parts, "its path has an empty step"
    kinds = {unicodedata.category(letter) for letter in name}
    yield bool(kinds & {"Cc", "Cs", "Co", "Zl", "Zp"}), "its name holds control characters"
    yield "Cf" in kinds, "its name holds invisible characters that can hide what it is"
    yield (
        any(mark in name for mark in ':*?"<>|'),
        'its name holds one of : * ? " < > |, which Windows refuses',
    )
    yield any(part[-1:] in ". " for part in parts), "a part of its name ends with a dot or a space"
    yield any(part.partition(".")[0].lower() in DEVICES for part in parts), "its name is a device of Windows"
    longest = max(len(part.encode("utf-8", "replace")) for part in parts)
    yield longest > 255 or len(name) > 1000 or len(parts) > 40, "its name is too long or too deep"


def _kind_flaws(info: zipfile.ZipInfo) -> Iterator[Flaw]:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        yield Flaw(info.filename, "is a link to another file", "put the file itself in its place")
    elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield Flaw(info.filename, "is a device, not a file", "leave it out")
    if info.flag_bits & ENCRYPTED:
        yield Flaw(info.filename, "is encrypted", "pack again without a password")
    elif info.compress_type not in TAKEN:
        method = METHODS.get(info.compress_type, f"method {info.compress_type}")
        yield Flaw(info.filename, f"is compressed by {method}", "pack again as a plain zip (deflate)")


def _size_flaws(info: zipfile.ZipInfo, limits: Limits) -> Iterator[Flaw]:
    size, packed = info.file_size, info.compress_size
    if size > limits.member:
        yield _too_much(info.filename, "unpacked it", size, limits.member)
    elif size > limits.small and size > limits.ratio * max(packed, 1):
        what = f"unpacks to {readable(size)} from {readable(packed)}, as a zip bomb does"
        yield Flaw(info.filename, what, "leave it out, or replace it by a normal file")
    if info.compress_type == zipfile.ZIP_STORED and size != packed and not info.flag_bits & ENCRYPTED:
        yield _damaged(info.filename)
    if info.filename.endswith("/") and size:
        yield Flaw(info.filename, "is called a folder and has content", "pack again")


def _doubles(infos: list[zipfile.ZipInfo]) -> Iterator[Flaw]:
    """Yield names that are one on some systems: the same, or but for case, or for how accents are written."""
    seen: dict[str, str] = {}
    for info in infos:
        key = folded(info.filename.removesuffix("/"))
        first = seen.setdefault(key, info.filename)
        if first is not info.filename:
            same = first == info.filename
            what = (
                "is in the zip twice" if same else f"is the same as {shown(first)} where case does not count"
            )
            yield Flaw(info.filename, what, "keep one of them, or give it another name")
    for name in sorted(seen):
        for parent in _parents(name):
            if parent in seen and not seen[parent].endswith("/"):
                yield Flaw(seen[parent], "is both a file and a folder", "give one of them another name")


def folded(name: str) -> str:
    """Return a name as a system sees it that knows neither case nor two ways to write an accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _parents(name: str) -> Iterator[str]:
    place = name.find("/")
    while place > 0:
        yield name[:place]
        place = name.find("/", place + 1)


def _overlaps(infos: list[zipfile.ZipInfo], file: BinaryIO, end: int) -> Iterator[Flaw]:
    """Yield members that share bytes with others: how a small zip unpacks to petabytes (Fifield, 2019)."""
    reached = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        start = info.header_offset
        file.seek(max(start, 0))
        header = file.read(LOCAL_HEADER.size).ljust(LOCAL_HEADER.size, b"\0")
        mark, name, extra = LOCAL_HEADER.unpack(header)
        data_end = start + LOCAL_HEADER.size + name + extra + info.compress_size
        if mark != b"PK\3\4" or start < 0 or data_end > end:
            yield _damaged(info.filename)
        elif start < reached:
            yield Flaw(
                info.filename, "shares its content with another file, as a zip bomb does", "pack again"
            )
        reached = max(reached, data_end)


def _damaged(name: str) -> Flaw:
    what = "is damaged, or not what the list of files says it is"
    return Flaw(name, what, "export the package again and upload it whole")


def _too_much(where: str, subject: str, size: int, most: int) -> Flaw:
    what = f"{subject} has {readable(size)}, and at most {readable(most)} are taken"
    return Flaw(where, what, "make the media smaller, or pack module by module")


def _entry(info: zipfile.ZipInfo) -> Entry:
    stored = info.compress_type == zipfile.ZIP_STORED
    return Entry(info.filename, info.file_size, info.compress_size, stored, info.header_offset)
