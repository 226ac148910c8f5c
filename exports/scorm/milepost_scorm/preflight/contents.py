"""What a package says it holds: the manifest of any SCORM edition, read as tolerantly as an LMS reads it.

Sources: IMS Content Packaging 1.1.2 and 1.1.4; SCORM 1.2 CAM 2.3; SCORM 2004 4th Ed. CAM 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from milepost_scorm.preflight.tree import Node
from milepost_scorm.profiles import SCORM_12, SCORM_2004, SCORM_2004_3

MANIFEST = "imsmanifest.xml"
#: schemaversion as LMSs know it, and the row that it stands for (measured in Moodle 4.5). "CAM 1.3" stands in
#: packages of the 2nd edition, whose schemas are nearest to those of the 3rd.
VERSIONS = {
    "1.2": SCORM_12,
    "CAM 1.3": SCORM_2004_3,
    "1.3": SCORM_2004_3,
    "2004 3rd Edition": SCORM_2004_3,
    "2004 4th Edition": SCORM_2004,
}
ADLCP_2004 = "http://www.adlnet.org/xsd/adlcp_v1p3"


class Edition(StrEnum):
    """Which run time a package was made for."""

    SCORM_12 = "scorm-1.2"
    SCORM_2004 = "scorm-2004"


class Resource(NamedTuple):
    """A resource. `href` and the names in `files` are paths in the zip, without query and fragment.

    `kind` is `sco`, `asset` or "" where nothing is said; `launch` is the href with its query.
    """

    identifier: str
    kind: str
    href: str
    launch: str
    files: tuple[tuple[str, int], ...]
    dependencies: tuple[str, ...]
    line: int


class Item(NamedTuple):
    """An item of the table of contents. `resource` is an identifier, or "" for a heading."""

    identifier: str
    title: str
    resource: str
    parameters: str
    prerequisites: str
    launch_data: str
    mastery: str
    time_limit: str
    time_limit_action: str
    depth: int
    line: int


class Contents(NamedTuple):
    """A manifest, read. `items` are those of the default organization, in order."""

    root: Node
    edition: Edition
    schemaversion: str
    title: str
    lang: str
    items: tuple[Item, ...]
    resources: tuple[Resource, ...]

    @property
    def launched(self) -> tuple[tuple[Item, Resource], ...]:
        """The items that open something, with what they open."""
        known = {resource.identifier: resource for resource in self.resources}
        return tuple((item, known[item.resource]) for item in self.items if item.resource in known)

    @property
    def metadata_files(self) -> frozenset[str]:
        """Files of metadata that the manifest names by adlcp:location: nobody launches them."""
        found = (node.text for node in self.root.walk() if node.local == "location")
        return frozenset(path_of(text) for text in found if text.strip())

    @property
    def listed(self) -> dict[str, int]:
        """Every file that a resource lists, with the line where it does."""
        return {name: line for resource in self.resources for name, line in resource.files}


def read(root: Node) -> Contents:
    """Read a manifest's tree. What is missing is empty: the rules say so, not this."""
    organization = default_organization(root)
    metadata = root.first("metadata")
    version = metadata.said("schemaversion") if metadata else ""
    return Contents(
        root=root,
        edition=_edition(root, version),
        schemaversion=version,
        title=organization.said("title") if organization else "",
        lang=_language(root),
        items=tuple(_items(organization, 0)) if organization else (),
        resources=tuple(_resources(root)),
    )


def default_organization(root: Node) -> Node | None:
    """Return the organization that an LMS shows: the default one, else the first."""
    parent = root.first("organizations")
    if parent is None:
        return None
    every = list(parent.all("organization"))
    wanted = parent.get("default")
    return next((one for one in every if one.get("identifier") == wanted), every[0] if every else None)


def joined(base: str, href: str) -> str:
    """Return an address as seen from a base; what is no address stays as it is."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def path_of(href: str) -> str:
    """Return the name in the zip that an href leads to, or "" when it leads out of the package."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:  # "http://[" is no address at all
        return ""
    if parts.scheme or parts.netloc:
        return ""
    return unquote(parts.path).removeprefix("./")


def with_parameters(launch: str, parameters: str) -> str:
    """Return an address with the parameters of an item (SCORM 2004 4th Ed. CAM 3.4.1.8)."""
    parameters = parameters.strip().lstrip("?&") if not parameters.startswith("#") else parameters
    if not parameters or (parameters.startswith("#") and "#" in launch):
        return launch
    if parameters.startswith("#"):
        return launch + parameters
    address, mark, fragment = launch.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{parameters}{mark}{fragment}"


def _edition(root: Node, version: str) -> Edition:
    if version in VERSIONS:
        return Edition.SCORM_12 if VERSIONS[version] is SCORM_12 else Edition.SCORM_2004
    uris = {uri for node in (root, *root.children) for uri in node.namespaces.values()}
    return Edition.SCORM_2004 if ADLCP_2004 in uris else Edition.SCORM_12


def _language(root: Node) -> str:
    found = (node.attributes.get("xml:lang") or node.attributes.get("language") for node in root.walk())
    return next(filter(None, found), "")


def _items(parent: Node, depth: int) -> Iterator[Item]:
    for node in parent.all("item"):
        yield Item(
            identifier=node.get("identifier"),
            title=node.said("title"),
            resource=node.get("identifierref"),
            parameters=node.get("parameters"),
            prerequisites=node.said("prerequisites"),
            launch_data=_text(node, "datafromlms") or _text(node, "dataFromLMS"),
            mastery=node.said("masteryscore") or _measure(node),
            time_limit=node.said("maxtimeallowed") or _duration_limit(node),
            time_limit_action=node.said("timelimitaction") or node.said("timeLimitAction"),
            depth=depth,
            line=node.line,
        )
        yield from _items(node, depth + 1)


def _text(node: Node, local: str) -> str:
    child = node.first(local)
    return child.text if child else ""


def _measure(item: Node) -> str:
    """Return the passing score of a 2004 item (imsss:minNormalizedMeasure), or ""."""
    found = (node.text.strip() for node in _sequencing(item) if node.local == "minNormalizedMeasure")
    return next(found, "")


def _duration_limit(item: Node) -> str:
    found = (node.get("attemptAbsoluteDurationLimit") for node in _sequencing(item))
    return next(filter(None, found), "")


def _sequencing(item: Node) -> Iterator[Node]:
    sequencing = item.first("sequencing")
    return sequencing.walk() if sequencing else iter(())


def _resources(root: Node) -> Iterator[Resource]:
    parent = root.first("resources")
    base = root.attributes.get("xml:base", "")
    for node in parent.all("resource") if parent else ():
        # A base on <resources> is valid, and no LMS we measured reads it: a rule of its own says so.
        own = joined(base, node.attributes.get("xml:base", ""))
        files = ((path_of(joined(own, file.get("href"))), file.line) for file in node.all("file"))
        href = joined(own, node.get("href")) if node.get("href") else ""
        yield Resource(
            identifier=node.get("identifier"),
            kind=node.get("scormtype").lower() or node.get("scormType").lower(),
            href=path_of(href),
            launch=href,
            files=tuple((name, line) for name, line in files if name),
            dependencies=tuple(each.get("identifierref") for each in node.all("dependency")),
            line=node.line,
        )
