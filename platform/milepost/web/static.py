"""Static files: read once at start, addressed by the hash of their content, compressed in memory.

An address with the right hash may be kept for a year (RFC 8246 `immutable`): a changed file has
another address. Each domain may bring a `static/` folder; names must be unique among them.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Request, Response

from milepost.core.errors import NotFound

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"
SMALL = 512  # bytes; below, compression costs more than it saves
COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(rb"\n\s*")
ADDRESS = re.compile(rb"url\(([\w./-]+)\)")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent. `zipped` is its gzip form, or None where that is not smaller."""

    name: str
    address: str
    type: str
    body: bytes
    zipped: bytes | None
    tag: str


class StaticFiles:
    """Every static file of the site by name (`site.css`, `fonts/x.woff2`)."""

    def __init__(self, folders: Iterable[Path], bundles: Mapping[str, tuple[Path, ...]]) -> None:
        """`bundles` are files put together from others under one name; they win over plain files."""
        bodies: dict[str, bytes] = {}
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix in TYPES and path.is_file():
                    bodies[path.relative_to(folder).as_posix()] = path.read_bytes()
        for name, parts in bundles.items():
            bodies[name] = b"\n".join(path.read_bytes() for path in parts)
        self._files: dict[str, StaticFile] = {}
        # Style sheets name fonts, so fonts get their addresses first.
        for name in sorted(bodies, key=lambda name: (name.endswith(".css"), name)):
            body = self._with_addresses(bodies[name]) if name.endswith(".css") else bodies[name]
            self._files[name] = _static_file(name, body)
        self._addresses = {name: file.address for name, file in self._files.items()}

    def address(self, name: str) -> str:
        """Return the address of a file, `/static/<hash>/<name>`."""
        try:
            return self._addresses[name]
        except KeyError:
            known = ", ".join(sorted(self._addresses))
            raise NotFound(f"no static file {name!r}; known: {known}") from None

    def answer(self, request: Request, tag: str, name: str) -> Response:
        """Return a file. An old hash gets today's file, but then nobody may keep it."""
        file = self._files.get(name)
        if file is None:
            raise NotFound(f"There is no file {name}.")
        zipped = file.zipped is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(file.zipped if zipped else file.body, content_type=file.type)
        response.headers["Cache-Control"] = FOREVER if tag == file.tag else "no-cache"
        if file.zipped is not None:
            response.headers["Vary"] = "Accept-Encoding"
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def _with_addresses(self, css: bytes) -> bytes:
        """Return a style sheet without comments, its relative addresses turned into ours."""
        css = INDENT.sub(b"\n", COMMENT.sub(b"", css)).strip()
        return ADDRESS.sub(lambda found: b"url(%s)" % self._files[found[1].decode()].address.encode(), css)


def _static_file(name: str, body: bytes) -> StaticFile:
    tag = hashlib.sha256(body).hexdigest()[:12]
    zipped = gzip.compress(body, 9, mtime=0) if len(body) > SMALL else None
    smaller = zipped is not None and len(zipped) < len(body) * 0.95
    type_ = TYPES[Path(name).suffix]
    return StaticFile(name, f"/static/{tag}/{name}", type_, body, zipped if smaller else None, tag)
