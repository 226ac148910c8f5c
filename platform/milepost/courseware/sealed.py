"""Files of a header and data behind it, in one piece: written in one step, mapped when they are read.

Whoever reads has the whole file or none: a header that is not what was written is told by its digest.
What stands in the data is checked by whoever takes it out.
"""

import contextlib
import mmap
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from milepost.core.digests import blake2b

DIGEST = 16
_LENGTH = 8


class Sealed(NamedTuple):
    """A file as it was opened (it may be replaced meanwhile); behind the header begins `data[start:]`."""

    header: bytes
    data: mmap.mmap
    start: int


def digest(data: bytes) -> bytes:
    """Return what tells one content from another."""
    return blake2b(data, digest_size=DIGEST).digest()


def read(path: Path, magic: bytes) -> Sealed:
    """Open a file. Raises OSError, and ValueError for one that is broken or another kind."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = len(magic) + _LENGTH + DIGEST
    length = int.from_bytes(data[len(magic) : len(magic) + _LENGTH], "big")
    header = data[start : start + length]
    if data[: len(magic)] != magic or data[start - DIGEST : start] != digest(header):
        raise ValueError(f"{path} is not a sound file of its kind")
    return Sealed(header, data, start + length)


def write(path: Path, magic: bytes, header: bytes, blobs: Iterable[bytes]) -> None:
    """Put a file in the place of another; without room or permission, nothing happens."""
    replace(path, [magic, len(header).to_bytes(_LENGTH, "big"), digest(header), header, *blobs])


def beside(path: Path) -> Path:
    """Return the file for what came later: a little of it is not worth writing everything again."""
    return path.with_suffix(".later")


def remove(path: Path) -> None:
    """Remove a file; where it has to stay, nothing happens."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def replace(path: Path, parts: Iterable[bytes]) -> None:
    """Replace a file in one step, so that nobody ever reads half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.writelines(parts)
        draft.replace(path)
    except OSError:
        remove(draft)
