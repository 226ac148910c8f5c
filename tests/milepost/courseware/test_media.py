"""Pictures and other files: what could run, or ask another site for something, is told."""

from __future__ import annotations

import pytest

from milepost.courseware.media import problems_of

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.fixture
def messages(tmp_path):
    """Return a callable which writes a file and tells what is wrong with it."""

    def messages(data: str | bytes, name: str = "a.svg") -> list[str]:
        data = data.encode() if isinstance(data, str) else data
        (tmp_path / name).write_bytes(data)
        return [problem.message for problem in problems_of(tmp_path, name)]

    return messages


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h1" style="fill:#fff"/>',
        '<use href="#a" xlink:href="#b"/>',
        '<rect fill="url(#shade)" clip-path="url(#cut)"/>',
        "<style>.a { fill: url(#b) }</style><title>A</title><text>on time</text>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<animate attributeName="opacity"/>',
    ],
)
def test_harmless(inside, messages):
    assert messages(f"{OPEN}{inside}</svg>") == []


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<script>alert(1)</script>", "<script> cannot stand"),
        ("<SCRIPT/>", "<SCRIPT> cannot stand"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "<x:script> cannot stand"),
        ("<foreignObject/>", "<foreignObject> cannot stand"),
        ('<a href="https://example.org"/>', "<a> cannot stand"),
        ('<rect onload="x()"/>', "onload= would run a script"),
        ('<rect ONCLICK="x()"/>', "onclick= would run a script"),
        ('<use href="https://example.org/a.svg#b"/>', "leads out of the picture"),
        ('<use xlink:href=" //example.org/a.svg"/>', "leads out of the picture"),
        ('<image href="javascript:alert(1)"/>', "leads out of the picture"),
        ('<image href="data:image/svg+xml,x"/>', "leads out of the picture"),
        ('<rect style="fill: url(https://example.org/x)"/>', "style= leads out"),
        ("<rect fill=\"url( '//example.org/x')\"/>", "fill= leads out"),
        ("<style>@import 'https://example.org/a.css';</style>", "the style leads out"),
        ("<style>a { background: url(http://x) }</style>", "the style leads out"),
        ('<set attributeName="href" to="javascript:1"/>', "an address cannot be animated"),
        ("<g>", "not a sound SVG"),
        ("<g>" * 300 + "</g>" * 300, "nested too deep"),
    ],
)
def test_harmful(inside, message, messages):
    assert any(message in found for found in messages(f"{OPEN}{inside}</svg>"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>', "no DOCTYPE and no entities"),
        ('<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "no DOCTYPE and no entities"),
        ('<?xml-stylesheet href="https://example.org/a.css"?><svg/>', "cannot stand in a picture"),
        ("<html/>", "this is no SVG"),
        ("", "not a sound SVG"),
        (b"\xff\xfe\x00", "not a sound SVG"),
        ("<svg>" + "x" * 600_000 + "</svg>", "it may have 512 KB"),
    ],
)
def test_files_that_are_no_pictures(data, message, messages):
    assert any(message in found for found in messages(data))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.html", b"<script>", "this kind of file cannot be shown"),
        ("a.js", b"x", "this kind of file cannot be shown"),
        ("a b.png", b"\x89PNG\r\n\x1a\n", "file names are made of"),
        ("a.png", b"<svg/>", "does not hold what its name says"),
        ("a.jpg", b"\xff\xd8\xff" + b"x" * 2_000_000, "make it smaller than 1 MB"),
        ("a.pdf", b"MZ", "does not hold what its name says"),
    ],
)
def test_other_files(name, data, message, messages):
    assert any(message in found for found in messages(data, name))
