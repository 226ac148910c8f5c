"""Every rule with a package that it finds something in, beside one in which it finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from milepost_scorm.preflight.checking import check
from milepost_scorm.preflight.findings import Level
from milepost_scorm.preflight.rules.table import RULES
from scorm_packages import Files, files
from zip_factory import write_files

OLD, NEW = "scorm-1.2", "scorm-2004"
Spoil = Callable[[Files], object]


def manifest(old: str, new: str, count: int = 1) -> Spoil:
    """Return a change of the manifest's text."""

    def spoil(package: Files) -> None:
        text = package["imsmanifest.xml"]
        assert isinstance(text, str) and old in text
        package["imsmanifest.xml"] = text.replace(old, new, count)

    return spoil


def page(old: str, new: str) -> Spoil:
    """Return a change of the page's text."""

    def spoil(package: Files) -> None:
        text = package["index.html"]
        assert isinstance(text, str) and old in text
        package["index.html"] = text.replace(old, new)

    return spoil


def put(name: str, content: str | bytes = "x") -> Spoil:
    """Return one more file, or another content of one."""
    return lambda package: package.update({name: content})


def listed(name: str) -> Spoil:
    """Return one more file that the manifest lists."""

    def spoil(package: Files) -> None:
        put(name)(package)
        manifest("    </resource>", f'      <file href="{name}"/>\n    </resource>')(package)

    return spoil


def listed_only(name: str) -> Spoil:
    """Return a file that the manifest lists and nobody has."""
    return manifest("    </resource>", f'      <file href="{name}"/>\n    </resource>')


def move(name: str, to: str) -> Spoil:
    """Return a file under another name."""
    return lambda package: package.update({to: package.pop(name)})


def item(inner: str) -> Spoil:
    """Return one more element in the item."""
    return manifest("</title>\n      </item>", f"</title>{inner}\n      </item>")


SECOND = '<item identifier="item-2" identifierref="res-2"><title>Two</title></item></organization>'
RESOURCE = """<resource identifier="res-2" type="webcontent" adlcp:scormType="sco" href="index.html">
<file href="index.html"/></resource></resources>"""
MAP_INFO = """<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="o">
<imsss:mapInfo targetObjectiveID="g"/></imsss:primaryObjective></imsss:objectives></imsss:sequencing>"""
HIDDEN = """<adlnav:presentation><adlnav:navigationInterface>
<adlnav:hideLMSUI>suspendAll</adlnav:hideLMSUI></adlnav:navigationInterface></adlnav:presentation>"""
LOCKED = '<adlcp:prerequisites type="aicc_script">item-9</adlcp:prerequisites>'
OUR_PAGE = r"""milepost.page("a",{"html":"<video src=\"gone.mp4\"></video>\n
<img src=\"https://example.org/x.png\">"})"""
STATE = '<script type="application/json">{{"state":{{"answers":{},"texts":9,"limit":4096}}}}</script>'
LEAVES = '<script>addEventListener("unload", save)</script></body>'
TWO_SHELVES = '</organization><organization identifier="b"><title>B</title></organization>'


def second_sco(package: Files) -> None:
    manifest("</organization>", SECOND)(package)
    manifest("</resources>", RESOURCE)(package)


def same_item_twice(package: Files) -> None:
    manifest("</organization>", SECOND.replace("item-2", "item-1").replace("res-2", "res-1"))(package)


def other_prefix(package: Files) -> None:
    manifest("adlcp:", "scorm:", 9)(package)
    manifest(":adlcp=", ":scorm=")(package)


def without_organizations(package: Files) -> None:
    text = str(package["imsmanifest.xml"])
    package["imsmanifest.xml"] = re.sub(r"(?s)<organizations.*</organizations>", "<organizations/>", text)


def byte_order_mark(package: Files) -> None:
    package["imsmanifest.xml"] = "\ufeff" + str(package["imsmanifest.xml"])


#: kind, edition, what is spoilt, level, a piece of what is said.
BAD: list[tuple[str, str, Spoil, str, str]] = [
    ("manifest-place", OLD, lambda p: p.pop("imsmanifest.xml"), "error", "is missing"),
    ("manifest-place", OLD, move("imsmanifest.xml", "course/imsmanifest.xml"), "error", "is in a folder"),
    ("manifest-place", OLD, move("imsmanifest.xml", "IMSMANIFEST.XML"), "error", "in small letters"),
    ("manifest-place", OLD, move("imsmanifest.xml", "inner.zip"), "error", "a zip inside the zip"),
    ("manifest-place", OLD, move("imsmanifest.xml", "cmi5.xml"), "error", "cmi5 or xAPI"),
    ("junk", OLD, put("__MACOSX/._index.html"), "warning", "left by an operating system"),
    ("junk", OLD, put("media/.DS_Store"), "warning", "left by an operating system"),
    ("names", OLD, listed("My film.txt"), "warning", "(space)"),
    ("names", OLD, listed("caf\u00e9.txt"), "warning", "(\u00e9)"),
    ("names", OLD, listed("a" * 120), "warning", "120 characters"),
    ("kinds", OLD, listed("save.php"), "warning", "does not run it"),
    ("kinds", OLD, listed("main.mjs"), "warning", "plain text"),
    ("schema-version", NEW, manifest("4th Edition", "4th edition"), "error", "nothing is tracked"),
    ("schema-version", NEW, manifest("4th Edition", "2nd Edition"), "error", "nothing is tracked"),
    (
        "schema-version",
        OLD,
        manifest("<schemaversion>1.2</schemaversion>", ""),
        "warning",
        "no schemaversion",
    ),
    ("prefixes", OLD, other_prefix, "error", "adlcp:"),
    ("prefixes", NEW, manifest("xmlns:imsss", "xmlns:seq"), "error", "imsss:"),
    ("organizations", OLD, manifest('default="org"', 'default="none"'), "error", "does not exist"),
    ("organizations", OLD, without_organizations, "error", "no organization"),
    ("organizations", OLD, manifest("</organization>", TWO_SHELVES), "warning", "2 organizations"),
    ("references", OLD, manifest('ref="res-1"', 'ref="res-9"'), "error", "'res-9', which is not there"),
    ("references", OLD, manifest(' identifierref="res-1"', ""), "error", "opens nothing"),
    ("references", OLD, manifest('" href="index.html">', '">'), "error", "no href"),
    ("references", OLD, manifest("    </res", '<dependency identifierref="gone"/></res'), "error", "'gone'"),
    ("identifiers", NEW, same_item_twice, "error", "stands in line"),
    ("identifiers", OLD, manifest('"item-1"', '"1 item"'), "error", "not a name of XML"),
    ("scorm-type", OLD, manifest(' adlcp:scormtype="sco"', ""), "error", "does not say that it is a SCO"),
    ("scorm-type", OLD, manifest("scormtype", "scormType"), "error", "spelling of another edition"),
    ("scorm-type", NEW, manifest("scormType", "scormtype"), "error", "spelling of another edition"),
    ("map-info", NEW, item(MAP_INFO), "error", "crash"),
    ("base-of-resources", OLD, manifest("<resources>", '<resources xml:base="m/">'), "error", "is ignored"),
    ("launched-files", OLD, manifest('"index.html">', '"start.html">'), "error", "not in the package"),
    ("launched-files", OLD, manifest('"index.html">', '"Index.html">'), "error", "file is called index.html"),
    ("launched-files", OLD, manifest('"index.html">', '"https://example.org/x">'), "error", "outside"),
    (
        "launched-files",
        OLD,
        manifest('<file href="index.html"/>', ""),
        "warning",
        "not listed in its resource",
    ),
    ("listed-files", OLD, listed_only("gone.js"), "error", "gone.js"),
    ("listed-files", OLD, manifest('"lesson.js"', '"Lesson.js"'), "error", "the file is called lesson.js"),
    ("schema", OLD, manifest("<organizations", "<extra/><organizations"), "error", "'extra'"),
    ("schema", NEW, manifest('scormType="sco"', 'scormType="SCO"'), "error", "'sco', 'asset'"),
    (
        "schema",
        NEW,
        manifest("imsglobal.org/xsd/imscp_v1p1", "example.org/x"),
        "error",
        "does not begin with",
    ),
    ("titles", OLD, manifest("<title>Lesson", f"<title>{'x' * 230}"), "warning", "230 characters"),
    ("titles", OLD, manifest("<title>Lesson", f"<title>{'x' * 300}"), "error", "Moodle cannot import it"),
    ("titles", OLD, manifest("<title>Course</title>", ""), "warning", "has no title"),
    ("numeric-references", OLD, manifest("<title>Lesson", "<title>Caf&#233;"), "warning", "&#233;"),
    ("encoding", OLD, byte_order_mark, "warning", "byte order mark"),
    ("encoding", OLD, manifest("UTF-8", "ISO-8859-1"), "warning", "ISO-8859-1"),
    ("unlisted-files", OLD, put("notes.txt"), "warning", "not in the manifest"),
    ("several-scos", NEW, second_sco, "warning", "2 SCOs"),
    ("mastery-score", OLD, item("<adlcp:masteryscore>80</adlcp:masteryscore>"), "warning", "half way"),
    ("completion-threshold", NEW, item("<adlcp:completionThreshold/>"), "warning", "overrides"),
    ("hidden-ways-out", NEW, item(HIDDEN), "warning", "suspendAll"),
    ("prerequisites", OLD, item(LOCKED), "warning", "'item-9'"),
    (
        "outside",
        OLD,
        page('src="lesson.js"', 'src="https://cdn.example.org/x.js"'),
        "error",
        "cdn.example.org",
    ),
    (
        "outside",
        OLD,
        page('src="media/post.svg"', 'src="//example.org/x.png"'),
        "warning",
        "example.org/x.png",
    ),
    ("outside", OLD, put("style.css", "@import 'https://fonts.example.org/a.css';"), "error", "a.css"),
    (
        "outside",
        OLD,
        put("style.css", "a {}\nb { src: url(https://example.org/a.woff2) }"),
        "warning",
        "css:2",
    ),
    ("outside", OLD, put("lesson.js", 'fetch("https://track.example.org/me")'), "error", "track.example.org"),
    ("dead-addresses", OLD, page("media/post.svg", "media/gone.svg"), "error", "media/gone.svg"),
    ("dead-addresses", OLD, page("media/post.svg", "Media/post.svg"), "error", "called media/post.svg"),
    ("dead-addresses", OLD, page('src="lesson.js"', 'src="/lesson.js"'), "error", "at the root of the host"),
    ("dead-addresses", OLD, page("https://example.org/source", "gone.html"), "warning", "gone.html"),
    ("dead-addresses", OLD, put("style.css", "a { background: url('../gone.png') }"), "error", "gone.png"),
    ("leaving", OLD, put("lesson.js", "window.onunload = save;"), "warning", "unloaded"),
    ("leaving", OLD, page("</body>", LEAVES), "warning", "unloaded"),
    (
        "service-worker",
        OLD,
        put("lesson.js", "navigator.serviceWorker.register('sw.js')"),
        "warning",
        "worker",
    ),
    ("captions", OLD, page('kind="captions"', 'kind="chapters"'), "warning", "no captions"),
    ("alternatives", OLD, page(' alt="A milepost"', ""), "warning", "no alt text"),
    ("captions", OLD, put("lesson.js", OUR_PAGE), "warning", "lesson.js a film has no captions"),
    ("alternatives", OLD, put("lesson.js", OUR_PAGE), "warning", "lesson.js a picture has no alt text"),
    ("dead-addresses", OLD, put("lesson.js", OUR_PAGE), "error", "gone.mp4"),
    ("outside", OLD, put("lesson.js", OUR_PAGE), "warning", "https://example.org/x.png"),
    ("state", OLD, page("</body>", STATE.format(5000) + "</body>"), "warning", "5000 characters"),
    ("languages", OLD, page('<html lang="en">', "<html>"), "warning", "its language"),
    ("languages", OLD, page("<title>A lesson</title>", ""), "warning", "no title"),
]


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_a_good_package_has_nothing_wrong(tmp_path: Path, edition: str) -> None:
    assert check(write_files(tmp_path / "a.zip", files(edition))) == []


@pytest.mark.parametrize(
    ("kind", "edition", "spoil", "level", "said"),
    BAD,
    ids=[f"{row[0]}-{place}" for place, row in enumerate(BAD)],
)
def test_a_spoilt_package(
    tmp_path: Path, kind: str, edition: str, spoil: Spoil, level: str, said: str
) -> None:
    package = files(edition)
    spoil(package)
    found = [each for each in check(write_files(tmp_path / "a.zip", package)) if each.kind == kind]
    assert [each for each in found if each.level == level and said in f"{each.where} {each.what}"], found
    assert all(each.mend and each.source and "\n" not in str(each) for each in found)


def test_size_warns_in_three_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_files(tmp_path / "a.zip", files(OLD))
    with path.open("r+b") as file:  # a hole in front, as self-unpacking zips have: no bytes on the disk
        whole = file.read()
        for size, said in ((99, ""), (101, "some LMSs"), (251, "many LMSs"), (501, "most LMSs")):
            file.truncate(0)
            file.seek(size * 1_000_000 - len(whole))
            file.write(whole)
            file.flush()
            found = [each for each in check(path) if each.kind == "size"]
            assert bool(found) == bool(said) and all(said in each.what for each in found)


def test_every_rule_has_a_package_that_it_finds_something_in() -> None:
    assert {rule.kind for rule in RULES} == {row[0] for row in BAD} | {"size"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<manifest><a></manifest>", "mismatched tag"),
        ("", "no element found"),
        ('<!DOCTYPE m [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><manifest>&b;</manifest>', "entities of its own"),
        (
            '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest>&a;</manifest>',
            "entities of its own",
        ),
        ('<!DOCTYPE m [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><manifest/>', "entities of its own"),
        ("<a>" * 5000 + "</a>" * 5000, "200 elements"),
        ('<?xml version="1.0" encoding="no-such"?><manifest/>', "encoding"),
    ],
)
def test_xml_that_is_not_read(tmp_path: Path, text: str, said: str) -> None:
    (found,) = check(write_files(tmp_path / "a.zip", files(OLD) | {"imsmanifest.xml": text}))
    assert (found.kind, found.level) == ("xml", Level.ERROR)
    assert said in found.what


def test_foreign_elements_are_nobody_elses_business(tmp_path: Path) -> None:
    package = files(NEW)
    item('<x:more xmlns:x="https://example.org/ours">1</x:more>')(package)
    assert check(write_files(tmp_path / "a.zip", package)) == []
