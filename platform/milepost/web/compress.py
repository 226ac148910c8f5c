"""Compression of answers made for one request. Static files are compressed once, in `static`.

The gzip header (RFC 1952 section 2.3.1) carries a file name of random length, so that the size of
an answer does not give away, guess by guess, the secrets in it (the BREACH attack).
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Mapping

LEAST = 1024  # bytes
# Level 1 costs a third of level 6 and gives pages about a tenth larger.
LEVEL = 1
HEADER = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"  # deflate, with a name, no time, unknown system
PADDING = 64  # letters in the name, at most
TEXT = ("text/", "application/json", "image/svg+xml")
OTHERS = {"Content-Encoding", "ETag", "Accept-Ranges", "Content-Range"}


def helps(headers: Mapping[str, str]) -> bool:
    """Say whether an answer of some size is text that is not compressed, nor named by a tag or in ranges."""
    return headers.get("Content-Type", "").startswith(TEXT) and headers.keys().isdisjoint(OTHERS)


def gzip(body: bytes) -> bytes:
    """Return the gzip form of a text; its length differs a little every time."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    name = b"a" * secrets.randbelow(PADDING) + b"\0"
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((HEADER, name, squeezer.compress(body), squeezer.flush(), tail))
