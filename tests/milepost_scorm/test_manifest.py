"""Manifests of every edition against the schemas that the package ships, and their traps."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from milepost_scorm.manifest import TITLE_LENGTH, Description, Sco, identifier, manifest, shortened
from milepost_scorm.profiles import PROFILES, SCHEMAS, SCORM_12, SCORM_2004, SCORM_2004_3, Profile
from milepost_scorm.xsd import lean, schema_files

EDITIONS = pytest.mark.parametrize("profile", PROFILES, ids=[profile.name for profile in PROFILES])
VENDORED = [SCHEMAS, SCHEMAS.parent / "simulator" / "scorm-again"]
Files = Callable[[Profile], dict[str, str]]
FILES = ["index.html", "media/a1/film.en.mp4", "pages/1.js"]
TITLE = 'Fair & open: "policy" <made> together – سياسة'
ABOUT = Description(
    id="inclusive-policy-making",
    languages=("en",),
    title=(("en", TITLE),),
    text=(("en", "What it is."),),
    keywords=((("en", "Why participation?"),), (("en", "Choosing a level"),)),
)


def whole(about: Description, *more: str) -> Sco:
    """Return the only SCO of a package."""
    return Sco(about.id, about.title[0][1], "index.html", (*FILES, *more))


def vendored(profile: Profile) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in schema_files(profile)}


def shipped(profile: Profile) -> dict[str, str]:
    return {name: lean(text) for name, text in vendored(profile).items()}


def schema(profile: Profile, files: dict[str, str]) -> etree.XMLSchema:
    """Compile an edition's schemas into one, mended where libxml2 is stricter than their authors were.

    ims_xml.xsd makes the XML namespace its default one, which is not allowed; imsmd has `##any`
    beside its own elements, which libxml2 finds ambiguous.
    """

    class Mend(etree.Resolver):
        def resolve(self, url: str, public_id: str | None, context: object) -> object:
            text = files[url.rpartition("/")[2]]
            if url.endswith("ims_xml.xsd"):
                text = text.replace('xmlns="http://www.w3.org/XML/1998/namespace"', "", 1)
            return self.resolve_string(text.replace('namespace="##any"', 'namespace="##other"'), context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Mend())
    imports = "".join(
        f'<xs:import namespace="{space.uri}" schemaLocation="{space.schema}"/>'
        for space in profile.namespaces
        if space.schema
    )
    root = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(root, parser))


@pytest.fixture(params=[vendored, shipped], ids=["vendored", "shipped"])
def files(request: pytest.FixtureRequest) -> Files:
    """Return a callable that gives the schemas of an edition: as vendored, and as packages ship them."""
    found: Files = request.param
    return found


@EDITIONS
def test_manifest_is_valid(profile: Profile, files: Files) -> None:
    document = etree.fromstring(manifest(profile, ABOUT, [whole(ABOUT)]).encode())
    schema(profile, files(profile)).assertValid(document)


@EDITIONS
def test_schema_finds_mistakes(profile: Profile, files: Files) -> None:
    """The check above can fail: a wrong element, a wrong scormtype, a wrong metadata element."""
    checked = schema(profile, files(profile))
    right = manifest(profile, ABOUT, [whole(ABOUT)])
    for wrong in (
        right.replace("<title>", "<titel>").replace("</title>", "</titel>"),
        right.replace('type="sco"', 'type="page"').replace('Type="sco"', 'Type="page"'),
        right.replace("<organizations", "<organisations").replace("</organizations", "</organisations"),
    ):
        assert not checked.validate(etree.fromstring(wrong.encode()))
    if profile is not SCORM_2004:  # the 4th edition lets everything pass here
        word = f"{profile.lom.prefix}:keyword"
        assert not checked.validate(etree.fromstring(right.replace(word, f"{word}s").encode()))


@EDITIONS
def test_what_simple_parsers_look_for(profile: Profile) -> None:
    text = manifest(profile, ABOUT, [whole(ABOUT)])
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<manifest ')
    assert f"<schemaversion>{profile.schemaversion}</schemaversion>" in text
    assert f'adlcp:{profile.scormtype}="sco"' in text
    assert "&#" not in text
    assert "سياسة" in text
    assert "masteryscore" not in text and "mapInfo" not in text and "xml:base" not in text
    assert text.count("<organization ") == text.count("<item ") == text.count("<resource ") == 1
    assert re.findall(r'<file href="([^"]*)"', text) == FILES


@pytest.mark.parametrize("profile", [SCORM_2004, SCORM_2004_3], ids=lambda profile: profile.name)
def test_2004_says_that_the_content_reports(profile: Profile) -> None:
    text = manifest(profile, ABOUT, [whole(ABOUT)])
    assert 'completionSetByContent="true" objectiveSetByContent="true"' in text
    assert 'choice="true" flow="true"' in text
    assert "rollup" not in text and "hideLMSUI" not in text


@EDITIONS
def test_metadata_is_in_the_language(profile: Profile) -> None:
    about = Description(
        "c",
        ("ar", "fr"),
        (("ar", "عنوان"), ("fr", "Titre")),
        (("ar", "وصف"),),
        ((("ar", "كلمة"), ("en", "Not translated")),),
    )
    document = etree.fromstring(manifest(profile, about, [whole(about)]).encode())
    schema(profile, shipped(profile)).assertValid(document)
    lom = {space.prefix: space.uri for space in profile.namespaces}[profile.lom.prefix]
    strings = document.findall(f".//{{{lom}}}{profile.lom.string}")
    name = profile.lom.language.replace("xml:", "{http://www.w3.org/XML/1998/namespace}")
    assert [(string.text, string.get(name)) for string in strings] == [
        ("عنوان", "ar"),
        ("Titre", "fr"),
        ("وصف", "ar"),
        ("كلمة", "ar"),
        ("Not translated", "en"),
    ]
    assert [each.text for each in document.findall(f".//{{{lom}}}language")] == ["ar", "fr"]


@EDITIONS
def test_identifiers_are_names_and_stay_when_texts_change(profile: Profile) -> None:
    first = manifest(profile, ABOUT, [whole(ABOUT)])
    other = Description(ABOUT.id, ("it",), (("it", "Altro"),), (), ())
    second = manifest(profile, other, [whole(other, "pages/2.js")])
    names = re.findall(r'identifier="([^"]*)"', first)
    assert names == re.findall(r'identifier="([^"]*)"', second)
    assert len(set(names)) == len(names) == 4
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]*", name) for name in names)


SEVERAL = [
    Sco("c.one", "One", "one.html", ("one.html", "pages/1.js")),
    Sco("c.two", "Two", "two.html", ("two.html", "pages/2.js"), after="c.one"),
]
SHARED = ["player.css", "player.js"]


def test_several_scos_wait_for_each_other_and_share_their_files() -> None:
    """Points 15 and 20: 1.2 alone, in order, each file listed once, the shared ones by a dependency."""
    text = manifest(SCORM_12, ABOUT, SEVERAL, SHARED)
    document = etree.fromstring(text.encode())
    schema(SCORM_12, shipped(SCORM_12)).assertValid(document)
    items = document.findall(".//{*}item")
    assert [item.findtext("{*}prerequisites") for item in items] == [None, "item-c.one"]
    assert items[1].find("{*}prerequisites").get("type") == "aicc_script"
    resources = {each.get("identifier"): each for each in document.findall(".//{*}resource")}
    assert [item.get("identifierref") for item in items] == ["res-c.one", "res-c.two"]
    shared = resources["shared-inclusive-policy-making"]
    kind = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype"
    assert [resources[name].get(kind) for name in ("res-c.one", "res-c.two")] == ["sco", "sco"]
    assert shared.get(kind) == "asset" and shared.get("href") is None
    assert [each.get("href") for each in shared.findall("{*}file")] == SHARED
    for name in ("res-c.one", "res-c.two"):
        on = [each.get("identifierref") for each in resources[name].findall("{*}dependency")]
        assert on == ["shared-inclusive-policy-making"]


def test_a_module_has_identifiers_of_its_own() -> None:
    assert identifier("item", "course.a1") != identifier("item", "course")


def test_long_titles_are_cut_at_a_word() -> None:
    title = shortened("many words " * 40, TITLE_LENGTH)
    assert len(title) <= TITLE_LENGTH
    assert title.endswith(("words…", "many…"))
    assert shortened("x" * 300, TITLE_LENGTH) == "x" * 199 + "…"


@EDITIONS
def test_hostile_titles_do_no_harm(profile: Profile) -> None:
    title = "a\x00b\x1b\ud800]]>\uffff<!--\n\tc&eacute;"
    about = Description("c", ("en",), (("en", title),), (("en", "\x08"),), ((("en", "\x01"),),))
    document = etree.fromstring(manifest(profile, about, [whole(about)]).encode())
    schema(profile, shipped(profile)).assertValid(document)
    assert document.findtext(".//{*}organization/{*}title") == "ab]]><!-- c&eacute;"


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_vendored_files_are_what_their_package_holds(folder: Path) -> None:
    vendor = json.loads((folder / "vendor.json").read_text(encoding="utf-8"))
    assert vendor["name"] and vendor["version"] and vendor["licence"] == "MIT"
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("vendor.json", "LICENSE", ".gitattributes")
    }
    assert present == set(vendor["files"])
    for name, sha256 in vendor["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256, name


@EDITIONS
def test_shipped_schemas_keep_their_copyright_notices(profile: Profile) -> None:
    for name, text in vendored(profile).items():
        assert lean(text).count("Copyright") == text.count("Copyright"), name
        assert "DOCTYPE" not in lean(text)


@EDITIONS
def test_every_schema_that_another_one_needs_is_shipped(profile: Profile) -> None:
    files = shipped(profile)
    needed = set(re.findall(r'schemaLocation ?= ?"([^"]*)"', "".join(files.values())))
    assert needed <= set(files)
