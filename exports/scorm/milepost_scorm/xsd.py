"""The schemas that a package ships: the vendored ones without what no parser needs.

History and explanations make up most of them and would be a third of a small package. Copyright
notices stay. The reference to the DTD of XML Schema goes, so that no importer looks for it.
"""

from __future__ import annotations

import re
from pathlib import Path

from milepost_scorm.profiles import SCHEMAS, Profile

LOM = SCHEMAS.parent / "lom.xsd"
#: Part of the cache key of what `lean` makes.
VERSION = 1

#: What goes: explanations and comments without a copyright notice, empty annotations, the DTD.
UNNEEDED = (
    r"<(\w+):documentation\b(?!(?:(?!</\w+:documentation).)*?Copyright).*?</\1:documentation>",
    r"<(\w+):annotation>\s*</\1:annotation>",
    r"<!--(?!(?:(?!-->).)*?Copyright).*?-->",
    r"<!DOCTYPE.*?>",
)


def schema_files(profile: Profile) -> tuple[Path, ...]:
    """Return the schema files of an edition, by name: the vendored ones, and ours where it needs it."""
    ours = (LOM,) if any(space.schema == LOM.name for space in profile.namespaces) else ()
    vendored = (path for path in (SCHEMAS / profile.schemas).iterdir() if path.name.endswith(".xsd"))
    return tuple(sorted((*vendored, *ours), key=lambda path: path.name))


def lean(text: str) -> str:
    """Return a schema that means the same, without history, explanations and empty space."""
    for unneeded in UNNEEDED:
        text = re.sub(unneeded, "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", text)).strip() + "\n"
