"""Compression of answers made for one request. Static files are compressed once, in `static`.

The gzip header (RFC 1952 section 2.3.1) carries a file name of random length, so that the size of
an answer does not give away, guess by guess, the secrets in it (the BREACH attack).
"""

from __future__ import annotations

import secrets
import zlib

from flask import Response, request

LEAST = 1024  # bytes
# Level 1 costs a third of level 6 and gives pages about a tenth larger.
LEVEL = 1
HEADER = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"  # deflate, with a name, no time, unknown system
PADDING = 64  # letters in the name, at most
TEXT = ("text/", "application/json", "image/svg+xml")


def compress(response: Response) -> Response:
    """Return the response gzipped, if it is text of some size and the client takes it."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or not (response.mimetype or "").startswith(TEXT)
        or "Content-Encoding" in response.headers
    ):
        return response
    body = response.get_data()
    if len(body) < LEAST:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(gzip(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def gzip(body: bytes) -> bytes:
    """Return the gzip form of a text; its length differs a little every time."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    name = b"a" * secrets.randbelow(PADDING) + b"\0"
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((HEADER, name, squeezer.compress(body), squeezer.flush(), tail))
