"""Compression of answers made for one request. Static files are compressed once, in `static`."""

from __future__ import annotations

import zlib

from flask import Response, request

LEAST = 1024  # bytes
# Level 1 costs a third of level 6 and gives pages about a tenth larger.
LEVEL = 1
GZIP = 16 + zlib.MAX_WBITS
TEXT = ("text/", "application/json", "image/svg+xml")


def compress(response: Response) -> Response:
    """Return the response gzipped, if it is text of some size and the client takes it."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or not response.mimetype.startswith(TEXT)
        or "Content-Encoding" in response.headers
    ):
        return response
    body = response.get_data()
    if len(body) < LEAST:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        response.set_data(squeezer.compress(body) + squeezer.flush())
        response.headers["Content-Encoding"] = "gzip"
    return response
