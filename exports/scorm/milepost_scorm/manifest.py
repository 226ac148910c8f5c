"""imsmanifest.xml: one organization, one item, one SCO that lists every file.

Sources: SCORM 1.2 CAM 2.3; SCORM 2004 4th Ed. CAM 3.4 and 5.1. Prefixes are literal, UTF-8 letters
stand as they are and the only entities are the five of XML, because LMSs read it with simple parsers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from milepost_scorm.profiles import Profile

TITLE_LENGTH = 200  # characters; IMS CP 1.1.2 titleType, and Moodle's database stops at 255
LOM_TEXT_LENGTH = 1000  # IEEE 1484.12.1 clause 4.5: smallest permitted maximum of keyword 1.5
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class Description(NamedTuple):
    """What the manifest says of a package. `id` is stable: a course id, or `<course>.<module>`.

    `title`, `text` and `keywords` are plain text in `lang` (BCP 47).
    """

    id: str
    lang: str
    title: str
    text: str
    keywords: tuple[str, ...]


def identifier(kind: str, package_id: str) -> str:
    """Return a stable, unique NCName: results survive when a new version is uploaded over the old."""
    return f"{kind}-{package_id}".replace("/", ".")


def manifest(profile: Profile, about: Description, launch: str, files: Iterable[str]) -> str:
    """Return the manifest. `files` are the SCO's hrefs (its launch page among them), listed as given."""
    listed = "\n".join(f'      <file href="{_escape(href)}"/>' for href in files)
    organization = identifier("org", about.id)
    resource = identifier("res", about.id)
    title = _escape(shortened(about.title, TITLE_LENGTH))
    scormtype = f"adlcp:{profile.scormtype}"
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
      <title>{title}</title>
      <item identifier="{identifier("item", about.id)}" identifierref="{resource}" isvisible="true">
        <title>{title}</title>
{_sequencing(profile, ITEM_SEQUENCING, 8)}\
      </item>
{_sequencing(profile, COURSE_SEQUENCING, 6)}\
    </organization>
  </organizations>
  <resources>
    <resource identifier="{resource}" type="webcontent" {scormtype}="sco" href="{_escape(launch)}">
{listed}
    </resource>
  </resources>
</manifest>
"""


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

    def text(element: str, value: str) -> str:
        words = _escape(shortened(value, LOM_TEXT_LENGTH))
        string = f'<{prefix}:{lom.string} {lom.language}="{about.lang}">{words}</{prefix}:{lom.string}>'
        return f"        <{prefix}:{element}>{string}</{prefix}:{element}>"

    lines = [
        text("title", about.title),
        f"        <{prefix}:language>{about.lang}</{prefix}:language>",
        *([text("description", about.text)] if about.text else []),
        *(text("keyword", keyword) for keyword in about.keywords),
    ]
    body = "\n".join(lines)
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
