"""What would not work in an LMS is found before anything is written."""

from __future__ import annotations

import pytest

from milepost_player.package import Member, PackageError, deflate
from milepost_scorm.check import check
from milepost_scorm.manifest import Description, Sco, manifest
from milepost_scorm.profiles import SCORM_12

CONTROL = frozenset({"imsmanifest.xml", "A.xsd"})
ABOUT = Description("course", ("en",), (("en", "Title & more"),), (), ())
FILES = ["index.html", "media/a1/film.mp4"]


def listing(*files: str) -> str:
    """Return a manifest that lists these files."""
    return manifest(SCORM_12, ABOUT, [Sco("course", "Title & more", "index.html", files)])


TEXT = listing(*FILES)


def problems(names: list[str], text: str = TEXT, needed: tuple[str, ...] = ()) -> list[str]:
    members = [Member(name, deflate(b"x")) for name in names]
    with pytest.raises(PackageError) as raised:
        check(members, text, ["index.html"], CONTROL, needed)
    return str(raised.value).splitlines()[1:]


def test_a_good_package_passes() -> None:
    members = [Member(name, deflate(b"x")) for name in ("imsmanifest.xml", "A.xsd", *FILES)]
    check(members, TEXT, ["index.html"], CONTROL, ["media/a1/film.mp4"])


def test_manifest_comes_first() -> None:
    assert problems([*FILES, "imsmanifest.xml"]) == ["imsmanifest.xml: has to be the first file, at the root"]


def test_listed_and_present_are_the_same_to_the_byte() -> None:
    found = problems(["imsmanifest.xml", "index.html", "media/a1/Film.mp4"])
    assert "media/a1/film.mp4: listed in the manifest and not in the package" in found
    assert "media/a1/Film.mp4: in the package and not listed in the manifest" in found


def test_needed_file_is_missed() -> None:
    found = problems(["imsmanifest.xml", *FILES], needed=("media/a1/gone.jpg",))
    assert found == ["media/a1/gone.jpg: a page refers to it and it is not in the package"]


@pytest.mark.parametrize(
    "name", ["media/Film.mp4", "media/ä.mp4", "media/a b.mp4", ".hidden", "a//b", "../a", "a\\b", "x" * 101]
)
def test_names_that_lms_lose(name: str) -> None:
    text = listing(*FILES, name)
    assert any(
        name in line or repr(name) in line for line in problems(["imsmanifest.xml", *FILES, name], text)
    )


def test_names_that_differ_in_capitals_only() -> None:
    text = listing(*FILES, "INDEX.html")
    found = problems(["imsmanifest.xml", *FILES, "INDEX.html"], text)
    assert "index.html: two files differ only in capital letters" in found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("item-course", "1 course", "is not a name of XML"),
        ("item-course", "org-course", "stands twice"),
        ("Title &amp; more", "&#84;itle", "numeric reference"),
        ("Title &amp; more", "x" * 201, "longer than 200"),
        ('href="index.html">', 'href="start.html">', "does not launch index.html"),
    ],
)
def test_mistakes_in_the_manifest(old: str, new: str, message: str) -> None:
    assert old in TEXT
    assert any(message in line for line in problems(["imsmanifest.xml", *FILES], TEXT.replace(old, new)))
