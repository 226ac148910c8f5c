"""Our own check of a package before it is written: what would be refused or lost in an LMS stops here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from milepost_scorm.package import Member, PackageError

NAME = re.compile(r"[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*")
NAME_LENGTH = 100  # characters; IMS CP gives no limit, file systems and databases of LMSs do
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
TITLE_LENGTH = 200


def check(
    members: Sequence[Member], manifest: str, launch: str, control: frozenset[str], needed: Iterable[str]
) -> None:
    """Raise PackageError with one line a problem.

    `control` are the names that steer the import and are not listed: the manifest and its schemas.
    `needed` are the names that pages refer to.
    """
    names = [member.name for member in members]
    problems = [
        *_manifest_problems(manifest, launch),
        *_listing_problems(names, manifest, control),
        *_name_problems(names, control),
        *(f"{name}: a page refers to it and it is not in the package" for name in {*needed} - {*names}),
    ]
    if names[:1] != ["imsmanifest.xml"]:
        problems.append("imsmanifest.xml: has to be the first file, at the root")
    if problems:
        raise PackageError("the package would not work:\n" + "\n".join(problems))


def _manifest_problems(manifest: str, launch: str) -> list[str]:
    problems = [
        f"imsmanifest.xml: identifier {name!r} is not a name of XML"
        for name in re.findall(r'\bidentifier="([^"]*)"', manifest)
        if not NCNAME.fullmatch(name)
    ]
    identifiers = re.findall(r'\bidentifier="([^"]*)"', manifest)
    problems += [f"imsmanifest.xml: {name!r} stands twice" for name in _twice(identifiers)]
    if f'="sco" href="{launch}"' not in manifest:
        problems.append(f"imsmanifest.xml: the SCO does not launch {launch}")
    if "&#" in manifest:
        problems.append("imsmanifest.xml: holds a numeric reference, which some LMSs show as it is")
    if any(len(title) > TITLE_LENGTH for title in re.findall(r"<title>([^<]*)</title>", manifest)):
        problems.append(f"imsmanifest.xml: a title is longer than {TITLE_LENGTH} characters")
    return problems


def _listing_problems(names: list[str], manifest: str, control: frozenset[str]) -> list[str]:
    listed = re.findall(r'<file href="([^"]*)"', manifest)
    content = set(names) - control
    return [
        *(f"{name}: listed in the manifest and not in the package" for name in sorted({*listed} - content)),
        *(f"{name}: in the package and not listed in the manifest" for name in sorted(content - {*listed})),
        *(f"{name}: listed twice" for name in _twice(listed)),
    ]


def _name_problems(names: list[str], control: frozenset[str]) -> list[str]:
    return [
        *(f"{name}: two files differ only in capital letters" for name in _twice(map(str.lower, names))),
        *(
            f"{name!r}: file names are made of a-z, 0-9, dots, dashes and underscores"
            for name in names
            if name not in control and not NAME.fullmatch(name)
        ),
        *(f"{name}: longer than {NAME_LENGTH} characters" for name in names if len(name) > NAME_LENGTH),
    ]


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
