"""A deterministic zip writer: same members in, byte-equal file out (PKWARE APPNOTE 6.3.9).

What LMSs choke on is never written: no directory entries, no data descriptors, no zip64, no
encryption. Every entry has the date 1980-01-01 and the mode rw-r--r--. Media are stored and
streamed, so memory does not grow with them; text is deflated, or arrives deflated.

Records here are named tuples: the command starts a process for each export, and a data class costs
it six times as much.
"""

import errno
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from milepost.core.errors import MilepostError
from milepost.core.progress import Progress

DEFLATED, STORED = 8, 0
LIMIT = 0xFFFF_FFFF  # 4 GiB: more needs zip64, which LMSs are not known to take
MOST_FILES = 0xFFFF
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CHUNK = 256 * 1024
DATE = (1980 - 1980) << 9 | 1 << 5 | 1  # MS-DOS date 1980-01-01; the time is 00:00
MODE = 0o100644 << 16
UNIX, VERSION = 3, 20
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")


class PackageError(MilepostError):
    """A package that cannot be made as asked."""


class Deflated(NamedTuple):
    """Content that is deflated already: raw deflate bytes, CRC-32 and length of what they hold."""

    data: bytes
    crc: int
    size: int


class Stored(NamedTuple):
    """A file on disk that goes in as it is. `crc` and `size` were read before; both are checked."""

    path: Path | str
    crc: int
    size: int


class Member(NamedTuple):
    """A file of the package. `name` is its path in the zip, with forward slashes."""

    name: str
    content: Deflated | Stored


def deflate(data: bytes) -> Deflated:
    """Deflate bytes for a member (level 6, raw)."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Deflated(packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def file_crc(path: Path | str) -> int:
    """Return the CRC-32 of a file, read in pieces."""
    crc = 0
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (quicker than pathlib)
        for piece in _pieces(file):
            crc = zlib.crc32(piece, crc)
    return crc


def write(out: Path, members: Iterable[Member], progress: Progress) -> None:
    """Write the zip to `out`, in the order given. `progress` hears (members done, members in all).

    The file appears whole or not at all: it is written beside `out` and moved into place.
    Raises PackageError past 4 GiB or 65,535 files, when a medium changes while it is copied, and when
    the file cannot be written.
    """
    listed = list(members)
    if len(listed) > MOST_FILES:
        raise PackageError(
            f"{len(listed)} files are too many for a zip; take a package for each module (--split)"
        )
    length = _length(listed)
    if length > LIMIT:
        raise PackageError(
            "the package would pass 4 GB, too much for an LMS; take a package for each module (--split)"
        )
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with draft.open("wb", buffering=CHUNK) as file:
            _reserve(file, length)
            _write_all(file, listed, progress)
        draft.replace(out)
    except OSError as error:
        raise PackageError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _reserve(file: BinaryIO, length: int) -> None:
    """Take the room at once: a full disk is told before a long copy, and the move into place waits for none.

    Raises OSError when there is no room; a system that cannot reserve any says so while it writes.
    """
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(file.fileno(), 0, length)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise


def _write_all(file: BinaryIO, members: list[Member], progress: Progress) -> None:
    directory, offset = [], 0
    for done, member in enumerate(members, 1):
        entry = _entry(member, offset)
        offset += _write_member(file, member)
        directory.append(entry)
        progress(done, len(members))
    central = b"".join(directory)
    end = END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(central), offset, 0)
    file.write(central + end)


def _length(members: Iterable[Member]) -> int:
    """Return the length of the zip, so that nobody waits for 4 GB to be written in vain."""
    heads = LOCAL.size + CENTRAL.size
    return END.size + sum(heads + 2 * len(member.name) + _facts(member.content)[2] for member in members)


def _write_member(file: BinaryIO, member: Member) -> int:
    """Write the local header and the content; return how many bytes that took."""
    content, name = member.content, member.name.encode("ascii")
    method, crc, packed, size = _facts(content)
    head = LOCAL.pack(b"PK\3\4", VERSION, 0, method, 0, DATE, crc, packed, size, len(name), 0) + name
    if isinstance(content, Deflated):
        file.write(head + content.data)
    else:
        file.write(head)
        _copy(content, file)
    return len(head) + packed


def _entry(member: Member, offset: int) -> bytes:
    """Return the member's entry in the central directory."""
    name = member.name.encode("ascii")
    method, crc, packed, size = _facts(member.content)
    versions = (UNIX << 8 | VERSION, VERSION)
    sizes = (crc, packed, size, len(name))
    return CENTRAL.pack(b"PK\1\2", *versions, 0, method, 0, DATE, *sizes, 0, 0, 0, 0, MODE, offset) + name


def _facts(content: Deflated | Stored) -> tuple[int, int, int, int]:
    """Return method, CRC-32, bytes in the zip, bytes unpacked."""
    if isinstance(content, Deflated):
        return DEFLATED, content.crc, len(content.data), content.size
    return STORED, content.crc, content.size, content.size


def _copy(content: Stored, file: BinaryIO) -> None:
    """Copy a medium behind its header without holding it in memory."""
    with open(content.path, "rb", buffering=0) as source:  # noqa: PTH123 (quicker than pathlib)
        before = os.fstat(source.fileno())
        copied = _copy_in_kernel(source, file, content.size)
        for piece in _pieces(source) if copied < content.size else ():
            copied += len(piece)
            file.write(piece)
        after = os.fstat(source.fileno())
    looks = {(before.st_mtime_ns, before.st_size), (after.st_mtime_ns, content.size)}
    if copied != content.size or len(looks) > 1 or after.st_size != content.size:
        raise PackageError(f"{content.path} changed while it was packed; export again")


def _copy_in_kernel(source: BinaryIO, file: BinaryIO, size: int) -> int:
    """Let the kernel copy (copy_file_range(2)) where it can; return how much it did."""
    copied = 0
    if hasattr(os, "copy_file_range"):
        file.flush()
        try:
            while copied < size:
                step = os.copy_file_range(source.fileno(), file.fileno(), size - copied)
                if step == 0:
                    break
                copied += step
        except OSError:  # another file system, or a kernel that does not: the rest goes by hand
            return copied
    return copied


def _pieces(file: BinaryIO) -> Iterator[memoryview]:
    """Yield the rest of a file in pieces that share one buffer."""
    buffer = bytearray(CHUNK)
    view = memoryview(buffer)
    while count := file.readinto(buffer):  # type: ignore[attr-defined]
        yield view[:count]
