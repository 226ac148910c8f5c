"""The schemas that a package ships: the vendored ones without what no parser needs.

History and explanations make up most of them and would be a third of a small package. Copyright
notices stay. The reference to the DTD of XML Schema goes, so that no importer looks for it.
"""

from __future__ import annotations

import re
from pathlib import Path

from milepost_scorm.profiles import SCHEMAS, Profile

#: Part of the cache key of what `lean` makes.
VERSION = 1

_NOTICE = r"(?:(?!{end}).)*?Copyright"
_DOCUMENTATION = re.compile(
    rf"<(\w+):documentation\b(?!{_NOTICE.format(end='</[a-z]+:documentation')}).*?</\1:documentation>",
    re.DOTALL,
)
_EMPTY_ANNOTATION = re.compile(r"<(\w+):annotation>\s*</\1:annotation>")
_COMMENT = re.compile(rf"<!--(?!{_NOTICE.format(end='-->')}).*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE.*?>", re.DOTALL)


def schema_files(profile: Profile) -> tuple[Path, ...]:
    """Return the schema files of an edition, by name."""
    return tuple(sorted((SCHEMAS / profile.schemas).glob("*.xsd")))


def lean(text: str) -> str:
    """Return a schema that means the same, without history, explanations and empty space."""
    for unneeded in (_DOCUMENTATION, _EMPTY_ANNOTATION, _COMMENT, _DOCTYPE):
        text = unneeded.sub("", text)
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", text)).strip() + "\n"
