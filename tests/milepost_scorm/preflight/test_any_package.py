"""Whatever somebody packs, the check answers in findings: never with an error of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from milepost.core.archives import Archive
from milepost.core.errors import Invalid
from milepost_scorm.preflight.checking import check
from milepost_scorm.simulator.player import player
from scorm_packages import MANIFEST_12, MANIFEST_2004, files
from zip_factory import write_files

ANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = (
    "http://[ //[x http://a]b/ %ff%fe .. ../../x ? # data: javascript:1 C:\\x &#0; <![foo[ <!DOCTYPE <?pi ]]>"
)
ODD = st.sampled_from([*WORDS.split(), *"\0\u202e\U0001f600&\"'><{\u0663"])
ADDRESSES = st.one_of(ODD, st.text(max_size=10))


def spoilt(text: str, cuts: list[tuple[int, int, str]]) -> str:
    """Return a text with pieces taken out and others put in."""
    for start, length, new in cuts:
        start %= len(text) + 1
        text = text[:start] + new + text[start + length :]
    return text


CUTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 30), ADDRESSES), min_size=1, max_size=6)


def answers(path: Path) -> None:
    for found in check(path):
        assert found.what and found.mend and found.where and "\n" not in str(found)
    try:
        with Archive(path) as archive:
            player.open(archive)
    except Invalid as refused:
        assert str(refused)


@ANY
@given(st.sampled_from([MANIFEST_12, MANIFEST_2004]), CUTS)
@example(MANIFEST_12, [(0, 5000, '<?xml version="1.1"?><manifest/>')])
@example(MANIFEST_12, [(0, 5000, "<manifest><resources><resource href='http://['/></resources></manifest>")])
@example(MANIFEST_12, [(0, 5000, "<m xmlns:a='http://a]/'><a:b/></m>")])
def test_any_manifest(tmp_path: Path, manifest: str, cuts: list[tuple[int, int, str]]) -> None:
    text = spoilt(manifest, cuts).encode("utf-8", "surrogatepass")
    answers(write_files(tmp_path / "a.zip", files("scorm-1.2") | {"imsmanifest.xml": text}))


@ANY
@given(CUTS, st.sampled_from(["index.html", "style.css", "lesson.js"]))
@example([(0, 5000, "<img src='http://[' srcset=' , ,'><a href='//['>")], "index.html")
@example([(0, 5000, "<![foo[ x ]]><!x")], "index.html")
@example([(0, 5000, "@import '//['; a { b: url(http://[) }")], "style.css")
def test_any_page(tmp_path: Path, cuts: list[tuple[int, int, str]], name: str) -> None:
    package = files("scorm-1.2")
    package[name] = spoilt(str(package[name]), cuts).encode("utf-8", "surrogatepass")
    answers(write_files(tmp_path / "a.zip", package))


@ANY
@given(ADDRESSES)
@example("http://[")
def test_any_address(tmp_path: Path, address: str) -> None:
    quoted = (
        address.encode("utf-8", "ignore")
        .decode()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace('"', "&quot;")
    )
    package = files("scorm-2004")
    package["imsmanifest.xml"] = MANIFEST_2004.replace('href="index.html">', f'href="{quoted}">')
    package["index.html"] = f'<html><script src="{quoted}"></script><a href="{quoted}">x</a></html>'
    answers(write_files(tmp_path / "a.zip", package))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.html", "<img src=" * 50_000),
        ("index.html", "<!--" * 100_000),
        ("index.html", "<div>" * 50_000),
        ("style.css", "url(" * 200_000 + "/*" * 100_000),
        ("lesson.js", "fetch('https://" * 50_000 + ".open('GET'," * 50_000),
        ("imsmanifest.xml", "<a>" + "x" * 12_000_000 + "</a>"),
    ],
    ids=["tags", "comments", "deep", "css", "js", "xml"],
)
def test_patterns_do_not_go_back_and_forth(tmp_path: Path, name: str, text: str) -> None:
    """A test that would stand still for minutes, if reading took the square of the length."""
    answers(write_files(tmp_path / "a.zip", files("scorm-1.2") | {name: text}))
