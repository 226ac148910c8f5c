"""cmi5.xml says what an LMS needs, by the words of the standard (13.1)."""

from __future__ import annotations

import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from milepost.courseware.packing import Units
from milepost_cmi5.structure import Au, iri, structure

FIXTURES = Path(__file__).parents[1] / "fixtures"
SPACE = {"c": "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"}
RULES = etree.XMLSchema(etree.parse(str(FIXTURES / "cmi5" / "course-structure.xsd")))
WORDS = (("en", "Title"),)


def read(package: Path) -> etree._Element:
    with zipfile.ZipFile(package) as zipped:
        return etree.fromstring(zipped.read("cmi5.xml"))


def texts(root: etree._Element, path: str) -> list[str]:
    found: list[str] = root.xpath(path, namespaces=SPACE)
    return found


@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize(("course", "languages"), [("tiny", ()), ("mixed", ("en", "ar"))])
def test_structure_keeps_the_rules(
    packed: Any, course: str, languages: tuple[str, ...], units: Units
) -> None:
    root = read(packed(course, *languages, units=units))
    RULES.assertValid(root)
    assert len(texts(root, "c:au")) == (1 if units is Units.ONE else len(texts(root, "c:au/c:url")))
    if languages:
        assert texts(root, "c:course/c:title/c:langstring/@lang") == list(languages)


def test_the_whole_course_is_one_au(packed: Any) -> None:
    root = read(packed())
    assert texts(root, "c:au/@id") == [iri("au", "tiny")]
    assert texts(root, "c:au/@moveOn") == ["CompletedAndPassed"]
    assert texts(root, "c:au/@masteryScore") == ["0.5"]
    assert texts(root, "c:au/c:url/text()") == ["index.html"]


def test_each_module_may_be_an_au(packed: Any) -> None:
    """Where nothing can be won nobody can pass: then completed is enough, and there is no mastery score."""
    root = read(packed(units=Units.PER_MODULE))
    assert texts(root, "c:au/@id") == [iri("au", "tiny.tiny-one"), iri("au", "tiny.tiny-two")]
    assert texts(root, "c:au/@moveOn") == ["CompletedAndPassed", "Completed"]
    assert texts(root, "c:au/@masteryScore") == ["0.5"]
    assert texts(root, "c:course/@id") == [iri("course", "tiny")]


def test_a_module_in_a_package_of_its_own_is_the_same_au(packed: Any) -> None:
    alone = read(packed(module="tiny-one"))
    among = read(packed(units=Units.PER_MODULE))
    assert texts(alone, "c:au/@id") == texts(among, "c:au[1]/@id")


def test_ids_are_absolute_iris_that_never_change() -> None:
    """Results survive the upload of a new version only as long as this one holds."""
    assert iri("au", "tiny") == "urn:uuid:" + str(uuid.UUID(iri("au", "tiny")))
    assert iri("au", "political-leadership") == "urn:uuid:d406b9be-a6b7-5bf9-a37e-e2f2ae72ed32"
    assert iri("course", "tiny") != iri("au", "tiny")


def test_words_are_escaped_and_on_one_line() -> None:
    title = (("en", "Fish & <chips>\n\x0b “now”"),)
    text = structure("x", title, (), [Au(iri("au", "x"), title, (), "index.html", "Passed", 2 / 3)])
    root = etree.fromstring(text.encode())
    RULES.assertValid(root)
    assert texts(root, "c:au/c:title/c:langstring/text()") == ["Fish & <chips> “now”"]
    assert texts(root, "c:au/@masteryScore") == ["0.6667"]


def test_the_rules_refuse_what_is_wrong() -> None:
    """The schema of these tests can fail."""
    au = Au("no-iri", WORDS, (), "index.html", "Passed", 0.5)
    for wrong in (au, au._replace(id="urn:x:y", move_on="Sometimes"), au._replace(id="urn:x:y", title=())):
        assert not RULES.validate(etree.fromstring(structure("x", WORDS, (), [wrong]).encode()))
