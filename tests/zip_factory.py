"""Zips made byte by byte, so that they can lie: names, flags, modes and sizes as a test wants them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

DATE = 1 << 5 | 1


class Part(NamedTuple):
    """One member. `says` is the size that the headers give; `at` another member whose bytes it shares."""

    name: str | bytes
    data: bytes = b"x"
    deflated: bool = False
    method: int | None = None
    flags: int = 0
    mode: int = 0o100644
    says: int | None = None
    at: int | None = None
    crc: int | None = None


def pack(parts: Iterable[Part]) -> bytes:
    """Return a zip with these members, in this order."""
    out, central, places = bytearray(), bytearray(), []
    count = 0
    for part in parts:
        count += 1
        name = part.name.encode() if isinstance(part.name, str) else part.name
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packer.compress(part.data) + packer.flush() if part.deflated else part.data
        method = part.method if part.method is not None else (8 if part.deflated else 0)
        size = len(part.data) if part.says is None else part.says
        packed = len(body) if part.deflated or part.says is None else size
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        flags = part.flags | (0x800 if isinstance(part.name, str) else 0)
        facts = struct.pack("<5H3L2H", 20, flags, method, 0, DATE, crc, packed, size, len(name), 0)
        start = len(out) if part.at is None else places[part.at]
        places.append(start)
        if part.at is None:
            out += b"PK\3\4" + facts + name + body
        central += b"PK\1\2" + struct.pack("<H", 3 << 8 | 20) + facts
        central += struct.pack("<3H2L", 0, 0, 0, part.mode << 16, start) + name
    end = struct.pack("<4H2LH", 0, 0, count, count, len(central), len(out), 0)
    return bytes(out + central) + b"PK\5\6" + end


def write(path: Path, *parts: Part) -> Path:
    """Write a zip with these members; return its path."""
    path.write_bytes(pack(parts))
    return path


def write_files(path: Path, files: dict[str, str | bytes]) -> Path:
    """Write an ordinary zip with these files, text as UTF-8; return its path."""
    made = ((name, text.encode() if isinstance(text, str) else text) for name, text in files.items())
    return write(path, *(Part(name, data, deflated=True) for name, data in made))
