"""Pages keep the place of a picture: its size is read from the head of the file."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.courseware.labels import labels_for
from milepost.courseware.library import Library
from milepost.courseware.markdown.pictures import size_of
from milepost.courseware.render import segments

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480) + b"\x08\x02\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 32, 16)
JPEG = (
    b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + 70_000 % 60_000) + b"x" * 10_000
    + b"\xff\xc2" + struct.pack(">HBHH", 17, 8, 300, 400) + b"\3" * 10
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.png", PNG, (640, 480)),
        ("a.gif", GIF, (32, 16)),
        ("a.jpg", JPEG, (400, 300)),
        ("a.jpeg", JPEG, (400, 300)),
        ("a.svg", b'<?xml version="1.0"?><svg viewBox="0 0 36 56" width="480" height="747.4">', (480, 747)),
        ("a.svg", b'<svg width="100%" viewBox="-10,0 360.4 , 560">', (360, 560)),
        ("a.svg", b'<svg stroke-width="3" viewBox="0 0 360 560">', (360, 560)),
        ("a.svg", b'<svg width="4em" height="2em">', None),
        ("a.svg", b'<svg viewBox="0 0 0 560">', None),
        ("a.svg", b'<svg width="1.2.3" height="5">', None),
        ("a.png", b"\x89PNG\r\n\x1a\n", None),
        ("a.webp", b"RIFF....WEBP", None),
    ],
)
def test_the_head_of_a_file_says_how_large_the_picture_is(
    tmp_path: Path, name: str, data: bytes, size: tuple[int, int] | None
) -> None:
    (tmp_path / name).write_bytes(data)
    assert size_of(tmp_path / name) == size


@settings(deadline=None, max_examples=60)
@given(data=st.binary(max_size=300), ending=st.sampled_from(["png", "gif", "jpg", "svg"]))
def test_damaged_files_surprise_nobody(
    data: bytes, ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = {"png": PNG, "gif": GIF, "jpg": JPEG[:4], "svg": b'<svg viewBox="'}[ending]
    place = tmp_path_factory.getbasetemp() / f"damaged.{ending}"
    for content in (data, start + data, start[: len(data)] + data):
        place.write_bytes(content)
        size_of(place)


def test_a_picture_that_is_not_there_has_no_size(tmp_path: Path) -> None:
    assert size_of(tmp_path / "none.png") is None


def test_pictures_of_a_page_keep_their_place(content_root: Path) -> None:
    library = Library(content_root)
    course = library.course("mixed", "en")
    html = "".join(
        part
        for page in course.modules[1].learner_pages
        for part in segments(library.blocks(course, "all-blocks", page.id), Nowhere(), labels_for("en"))
        if isinstance(part, str)
    )
    pictures = re.findall(r"<img [^>]*>", html)
    assert pictures
    assert [tag for tag in pictures if not re.search(r' width="\d+" height="\d+"', tag)] == []


class Nowhere:
    """Addresses of no use."""

    def page(self, module: str, page: str, fragment: str = "") -> str:
        return "#"

    def media(self, module: str, path: str) -> str:
        return path

    def term(self, term: str) -> str:
        return "#"
