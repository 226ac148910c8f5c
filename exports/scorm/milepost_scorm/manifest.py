"""imsmanifest.xml: one organization, an item for each SCO, every file listed.

Sources: SCORM 1.2 CAM 2.3; SCORM 2004 4th Ed. CAM 3.4 and 5.1. Prefixes are literal, UTF-8 letters
stand as they are and the only entities are the five of XML, because LMSs read it with simple parsers.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from milepost_player.titles import Words
from milepost_scorm.profiles import Profile

TITLE_LENGTH = 200  # characters; IMS CP 1.1.2 titleType, and Moodle's database stops at 255
LOM_TEXT_LENGTH = 1000  # IEEE 1484.12.1 clause 4.5: smallest permitted maximum of keyword 1.5
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class Description(NamedTuple):
    """What the manifest says of a package. `id` is stable: a course id, or `<course>.<module>`.

    `languages` are BCP 47 tags, the first one that of titles. Texts are plain.
    """

    id: str
    languages: tuple[str, ...]
    title: Words
    text: Words
    keywords: tuple[Words, ...]


class Sco(NamedTuple):
    """One thing that the LMS launches: its stable id, its title, its first page and the files of its own.

    `after`: the id of the SCO that has to be done before this one opens (SCORM 1.2 only).
    """

    id: str
    title: str
    launch: str
    files: tuple[str, ...]
    after: str = ""


def identifier(kind: str, package_id: str) -> str:
    """Return a stable, unique NCName: results survive when a new version is uploaded over the old."""
    return f"{kind}-{package_id}".replace("/", ".")


def manifest(profile: Profile, about: Description, scos: Sequence[Sco], shared: Sequence[str] = ()) -> str:
    """Return the manifest. All hrefs are listed as given; `shared` are files that belong to no SCO alone."""
    organization = identifier("org", about.id)
    items = "".join(_item(profile, sco) for sco in scos)
    resources = "".join(_resource(profile, about, sco, bool(shared)) for sco in scos)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier("milepost", about.id)}" version="1.0"
{_namespaces(profile)}>
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>{profile.schemaversion}</schemaversion>
{_lom(profile, about)}
  </metadata>
  <organizations default="{organization}">
    <organization identifier="{organization}">
      <title>{_title(about.title[0][1])}</title>
{items}\
{_sequencing(profile, COURSE_SEQUENCING, 6)}\
    </organization>
  </organizations>
  <resources>
{resources}\
{_assets(profile, about, shared)}\
  </resources>
</manifest>
"""


def _item(profile: Profile, sco: Sco) -> str:
    """Return an item, 6 spaces deep. In 1.2, AICC script names what has to be done before (CAM 2.3.5)."""
    name, resource = identifier("item", sco.id), identifier("res", sco.id)
    before = identifier("item", sco.after) if sco.after else ""
    rule = (
        f'        <adlcp:prerequisites type="aicc_script">{before}</adlcp:prerequisites>\n' if before else ""
    )
    return f"""\
      <item identifier="{name}" identifierref="{resource}" isvisible="true">
        <title>{_title(sco.title)}</title>
{rule}\
{_sequencing(profile, ITEM_SEQUENCING, 8)}\
      </item>
"""


def _resource(profile: Profile, about: Description, sco: Sco, shares: bool) -> str:
    name, kind = identifier("res", sco.id), f'adlcp:{profile.scormtype}="sco"'
    on = f'      <dependency identifierref="{identifier("shared", about.id)}"/>\n' if shares else ""
    return f"""\
    <resource identifier="{name}" type="webcontent" {kind} href="{_escape(sco.launch)}">
{_files(sco.files)}
{on}\
    </resource>
"""


def _assets(profile: Profile, about: Description, files: Sequence[str]) -> str:
    if not files:
        return ""
    name, kind = identifier("shared", about.id), f'adlcp:{profile.scormtype}="asset"'
    return f"""\
    <resource identifier="{name}" type="webcontent" {kind}>
{_files(files)}
    </resource>
"""


def _files(hrefs: Iterable[str]) -> str:
    return "\n".join(f'      <file href="{_escape(href)}"/>' for href in hrefs)


def _title(text: str) -> str:
    return _escape(shortened(text, TITLE_LENGTH))


#: Sequencing of 2004 as far as measured LMSs take it: no rollup, no objectives, no mapInfo (SN 3.2, 3.11).
COURSE_SEQUENCING = '<imsss:controlMode choice="true" flow="true"/>'
ITEM_SEQUENCING = '<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>'


def shortened(text: str, length: int) -> str:
    """Return the text on one line, cut at a word with an ellipsis when it is too long."""
    line = " ".join("".join(filter(_is_xml, text)).split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut[: cut.rfind(" ")] if " " in cut else cut) + "…"


def _namespaces(profile: Profile) -> str:
    spaces = "\n".join(
        f'  xmlns{":" if space.prefix else ""}{space.prefix}="{space.uri}"' for space in profile.namespaces
    )
    places = " ".join(f"{space.uri} {space.schema}" for space in profile.namespaces if space.schema)
    return f'{spaces}\n  xmlns:xsi="{SCHEMA_INSTANCE}"\n  xsi:schemaLocation="{places}"'


def _lom(profile: Profile, about: Description) -> str:
    """Return title, language, description and keywords as learning object metadata, 4 spaces deep."""
    lom, prefix = profile.lom, profile.lom.prefix

    def text(element: str, texts: Words) -> str:
        strings = "".join(
            f'<{prefix}:{lom.string} {lom.language}="{tag}">{_escape(shortened(words, LOM_TEXT_LENGTH))}'
            f"</{prefix}:{lom.string}>"
            for tag, words in texts
            if words
        )
        return f"        <{prefix}:{element}>{strings}</{prefix}:{element}>" if strings else ""

    lines = [
        text("title", about.title),
        *(f"        <{prefix}:language>{tag}</{prefix}:language>" for tag in about.languages),
        text("description", about.text),
        *(text("keyword", keyword) for keyword in about.keywords),
    ]
    body = "\n".join(filter(None, lines))
    return (
        f"    <{prefix}:lom>\n      <{prefix}:general>\n{body}\n"
        f"      </{prefix}:general>\n    </{prefix}:lom>"
    )


def _sequencing(profile: Profile, rules: str, depth: int) -> str:
    if not profile.sequencing:
        return ""
    return f"{' ' * depth}<imsss:sequencing>{rules}</imsss:sequencing>\n"


def _escape(text: str) -> str:
    return text.translate(ESCAPES)


def _is_xml(character: str) -> bool:
    """Say whether XML 1.0 can hold a character (section 2.2): no control characters, no lone surrogates."""
    return (
        character in "\t\n\r"
        or " " <= character < "\ud800"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )
