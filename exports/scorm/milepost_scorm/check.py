"""Our own check of a package before it is written: what would be refused or lost in an LMS stops here."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence

from milepost_player.package import Member, PackageError
from milepost_scorm.manifest import TITLE_LENGTH

NAME_LENGTH = 100  # characters; IMS CP sets no limit, file systems and databases of LMSs do
IN_NAMES = frozenset(string.ascii_lowercase + string.digits + "._-")
IN_IDENTIFIERS = IN_NAMES | frozenset(string.ascii_uppercase)  # XML Namespaces 1.0: NCName, ASCII only


def check(
    members: Sequence[Member],
    manifest: str,
    launches: Sequence[str],
    control: frozenset[str],
    needed: Iterable[str],
) -> None:
    """Raise PackageError with one line a problem.

    `launches` are the pages that SCOs begin with. `control` are the names that steer the import and are
    not listed: the manifest and its schemas. `needed` are the names that pages refer to.
    """
    names = [member.name for member in members]
    problems = [
        *_manifest_problems(manifest, launches),
        *_listing_problems(names, _between(manifest, '<file href="', '"'), control),
        *_name_problems(names, control),
        *(
            f"{name}: a page refers to it and it is not in the package"
            for name in sorted({*needed} - {*names})
        ),
    ]
    if names[:1] != ["imsmanifest.xml"]:
        problems.append("imsmanifest.xml: has to be the first file, at the root")
    if problems:
        raise PackageError("the package would not work:\n" + "\n".join(problems))


def _manifest_problems(manifest: str, launches: Sequence[str]) -> list[str]:
    identifiers = _between(manifest, ' identifier="', '"')
    problems = [
        f"imsmanifest.xml: identifier {name!r} is not a name of XML"
        for name in identifiers
        if not (name[:1].isalpha() and IN_IDENTIFIERS.issuperset(name))
    ]
    problems += [f"imsmanifest.xml: identifier {name!r} stands twice" for name in _twice(identifiers)]
    problems += [
        f"imsmanifest.xml: the SCO does not launch {launch}"
        for launch in launches
        if f'="sco" href="{launch}"' not in manifest
    ]
    if "&#" in manifest:
        problems.append("imsmanifest.xml: holds a numeric reference, which some LMSs show as it is")
    if any(
        len(title) > TITLE_LENGTH + 4 * title.count("&")
        for title in _between(manifest, "<title>", "</title>")
    ):
        problems.append(f"imsmanifest.xml: a title is longer than {TITLE_LENGTH} characters")
    return problems


def _listing_problems(names: list[str], listed: list[str], control: frozenset[str]) -> list[str]:
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
            if name not in control and not _is_plain(name)
        ),
        *(f"{name}: longer than {NAME_LENGTH} characters" for name in names if len(name) > NAME_LENGTH),
    ]


def _is_plain(name: str) -> bool:
    """Say whether every part of a path is one that LMSs and file systems take as it is."""
    return all(part and part[0] != "." and IN_NAMES.issuperset(part) for part in name.split("/"))


def _between(text: str, start: str, end: str) -> list[str]:
    """Return what stands between the marks, each time."""
    return [rest.partition(end)[0] for rest in text.split(start)[1:]]


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
