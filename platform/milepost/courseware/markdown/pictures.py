"""How large a picture is, from the head of its file, so that a page keeps its place for it."""

from __future__ import annotations

import re
from pathlib import Path

from milepost.courseware.sources import HEAD_LIMIT

#: Bytes that are read; of a JPEG all that may be needed.
HEAD, JPEG_HEAD = 2048, HEAD_LIMIT
LARGEST = 20_000  # pixels; what says more is not believed

_SVG = rb"<svg\b[^>]*"
_NUMBER = rb"([\d.]+)"
_VIEW_BOX = (
    rb"\bviewBox\s*=\s*[\"'][\d.eE+-]+[\s,]+[\d.eE+-]+[\s,]+" + _NUMBER + rb"[\s,]+" + _NUMBER + rb"\s*[\"']"
)
_WIDTH, _HEIGHT = (
    rb"\s" + name + rb"\s*=\s*[\"']\s*" + _NUMBER + rb"(?:px)?\s*[\"']" for name in (b"width", b"height")
)

Size = tuple[int, int]


def size_of(place: Path) -> Size | None:
    """Return (width, height) in CSS pixels of a PNG, GIF, JPEG or SVG; None where the head does not say."""
    ending = place.suffix.lower().removeprefix(".").replace("jpeg", "jpg")
    read = _READERS.get(ending)
    if read is None:
        return None
    try:
        with place.open("rb") as file:
            found = read(file.read(JPEG_HEAD if ending == "jpg" else HEAD))
    except (OSError, ValueError):
        return None
    return found if found and all(0 < side <= LARGEST for side in found) else None


def _png(head: bytes) -> Size | None:
    """PNG (ISO/IEC 15948) 11.2.2: width and height are the first two numbers of IHDR."""
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _gif(head: bytes) -> Size | None:
    """GIF89a, section 18: the logical screen's width and height."""
    if not head.startswith((b"GIF87a", b"GIF89a")) or len(head) < 10:
        return None
    return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")


def _jpg(head: bytes) -> Size | None:
    """JPEG (ISO/IEC 10918-1) B.2.2: height and width stand in the frame header, SOF0 to SOF15."""
    at = 2
    while head.startswith(b"\xff\xd8") and at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + max(2, length)
    return None


def _svg(head: bytes) -> Size | None:
    """SVG 2, 8.2: width and height where they are plain numbers, else the size of the viewBox."""
    opening = re.search(_SVG, head)
    if opening is None:
        return None
    width, height = re.search(_WIDTH, opening[0]), re.search(_HEIGHT, opening[0])
    if width and height:
        return round(float(width[1])), round(float(height[1]))
    box = re.search(_VIEW_BOX, opening[0])
    return (round(float(box[1])), round(float(box[2]))) if box else None


_READERS = {"png": _png, "gif": _gif, "jpg": _jpg, "svg": _svg}
