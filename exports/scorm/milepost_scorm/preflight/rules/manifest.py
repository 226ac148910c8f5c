"""What the manifest says, and what LMSs make of it. One small function a kind of finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from milepost_scorm.preflight.contents import MANIFEST, VERSIONS, Edition, Item, default_organization
from milepost_scorm.preflight.findings import Found, Level
from milepost_scorm.preflight.package import Package
from milepost_scorm.preflight.schemas import mistakes
from milepost_scorm.preflight.tree import Node

TITLE_WARNING, TITLE_ERROR = 200, 255  # characters
NAME = re.compile(r"[^\W\d][\w.-]*")
NUMERIC = re.compile(rb"&#x?[0-9a-fA-F]+;")
#: Prefixes that a parser without namespaces looks for, by the namespace that they stand for.
PREFIXES = (
    ("adlcp", re.compile(r"adlnet\.org/xsd/adlcp")),
    ("adlseq", re.compile(r"adlnet\.org/xsd/adlseq")),
    ("adlnav", re.compile(r"adlnet\.org/xsd/adlnav")),
    ("imsss", re.compile(r"imsglobal\.org/xsd/imsss")),
)
#: What takes the learner's way out of the package away when the LMS hides it.
WAYS_OUT = frozenset({"exit", "exitAll", "suspendAll", "abandon", "abandonAll"})


def at(line: int) -> str:
    """Return a place in the manifest."""
    return f"{MANIFEST}:{line}"


def encoding(package: Package) -> Iterator[Found]:
    """Yield what is no plain UTF-8 (SCORM 1.2 CAM 2.3.1)."""
    data = package.manifest
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        yield Found(at(1), "begins with a byte order mark", "save it as UTF-8 without BOM")
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)", data)
    if declared and declared[1].lower() != b"utf-8":
        name = declared[1].decode()
        yield Found(at(1), f"is written in {name}, which not every LMS reads", "save it as UTF-8")


def schemaversion(package: Package) -> Iterator[Found]:
    """Yield a version that LMSs do not know; Moodle then takes the package for SCORM 1.2."""
    said, edition = package.contents.schemaversion, package.contents.edition
    if said in VERSIONS:
        return
    is_new = edition is Edition.SCORM_2004
    effect = "Moodle takes it for SCORM 1.2, and nothing is tracked" if is_new else "an LMS has to guess"
    known = "2004 4th Edition (or 2004 3rd Edition)" if is_new else "1.2"
    what = f"the schemaversion is {said!r}" if said else "there is no schemaversion"
    level = Level.ERROR if is_new else Level.WARNING
    where = next((node.line for node in package.contents.root.walk() if node.local == "schemaversion"), 1)
    yield Found(at(where), f"{what}: {effect}", f"write exactly {known}", level)


def schema(package: Package) -> Iterator[Found]:
    """Yield what the XML schemas of the edition do not allow."""
    contents = package.contents
    for mistake in mistakes(package.manifest, contents.schemaversion, contents.edition):
        mend = "mend it, because LMSs that check the schema refuse the package"
        yield Found(at(mistake.line), mistake.what, mend)


def prefixes(package: Package) -> Iterator[Found]:
    """Yield namespaces with a prefix of their own: a SCO becomes an asset, and nothing is tracked."""
    seen = set()
    for node in package.contents.root.walk():
        for prefix, uri in node.namespaces.items():
            for literal, pattern in PREFIXES:
                if prefix != literal and pattern.search(uri) and (prefix, uri) not in seen:
                    seen.add((prefix, uri))
                    what = f"the prefix of {uri} is {prefix or 'empty'!r}, and many LMSs look for {literal}:"
                    yield Found(
                        at(node.line),
                        what,
                        f'declare it as xmlns:{literal}="…" and use {literal}: throughout',
                    )


def organizations(package: Package) -> Iterator[Found]:
    """Yield a table of contents that is missing, empty or not the only one."""
    root = package.contents.root
    parent = root.first("organizations")
    every = list(parent.all("organization")) if parent else []
    if parent is None or not every:
        yield Found(
            at(root.line), "has no organization, so there is nothing to launch", "add one with an item"
        )
        return
    wanted = parent.get("default")
    if wanted and wanted not in {one.get("identifier") for one in every}:
        yield Found(
            at(parent.line), f"the default organization {wanted!r} does not exist", "name the one there is"
        )
    if len(every) > 1:
        what = f"holds {len(every)} organizations, and LMSs show one of them"
        yield Found(at(parent.line), what, "keep one", Level.WARNING)
    if not package.contents.items:
        yield Found(
            at(every[0].line), "the organization has no item, so there is nothing to launch", "add one"
        )


def references(package: Package) -> Iterator[Found]:
    """Yield items and dependencies that lead to no resource, and resources that launch nothing."""
    contents = package.contents
    known = {resource.identifier for resource in contents.resources}
    for place, item in enumerate(contents.items):
        if item.resource and item.resource not in known:
            what = f"the item {item.identifier!r} names the resource {item.resource!r}, which is not there"
            yield Found(at(item.line), what, "name a resource of this manifest")
        if not item.resource and not _has_children(contents.items, place):
            what = f"the item {item.identifier!r} opens nothing"
            yield Found(at(item.line), what, "give it an identifierref, or remove it")
    for resource in contents.resources:
        for name in resource.dependencies:
            if name not in known:
                what = f"depends on the resource {name!r}, which is not there"
                yield Found(at(resource.line), what, "remove the dependency, or add the resource")
    for item, resource in contents.launched:
        if not resource.launch:
            what = (
                f"the item {item.identifier!r} opens the resource {resource.identifier!r}, which has no href"
            )
            yield Found(at(resource.line), what, "give the resource an href")


def identifiers(package: Package) -> Iterator[Found]:
    """Yield identifiers that stand twice (items collapse into one) or are no names (XML Schema: ID)."""
    seen: dict[str, int] = {}
    for node in _identified(package.contents.root):
        name = node.get("identifier")
        if name in seen:
            what = f"the identifier {name!r} stands in line {seen[name]} too, so an LMS sees one of them"
            yield Found(at(node.line), what, "give each its own")
        seen.setdefault(name, node.line)
        if not NAME.fullmatch(name):
            what = f"the identifier {name!r} is not a name of XML"
            yield Found(
                at(node.line), what, "begin with a letter; then letters, digits, dot, dash, underscore"
            )


def scormtype(package: Package) -> Iterator[Found]:
    """Yield launched resources that are not told to be SCOs: no tracking, complete as soon as opened."""
    edition = package.contents.edition
    word = "adlcp:scormtype" if edition is Edition.SCORM_12 else "adlcp:scormType"
    launched = {resource.identifier for _, resource in package.contents.launched}
    parent = package.contents.root.first("resources")
    for node in parent.all("resource") if parent else ():
        if node.get("identifier") not in launched:
            continue
        given = {name for name in node.attributes if name.lower().endswith("scormtype")}
        if not given:
            what = (
                f"the resource {node.get('identifier')!r} does not say that it is a SCO: nothing is tracked"
            )
            yield Found(at(node.line), what, f'add {word}="sco" (or "asset" if it never speaks to the LMS)')
        elif given != {word} and not any(
            name.rpartition(":")[2] == word.rpartition(":")[2] for name in given
        ):
            what = f"{given.pop()} is the spelling of another edition, so nothing is tracked"
            yield Found(at(node.line), what, f"write {word}")


def several_scos(package: Package) -> Iterator[Found]:
    """Yield a 2004 package with several SCOs: in Moodle's player the second one can never initialise."""
    scos = [item for item, resource in package.contents.launched if resource.kind == "sco"]
    if package.contents.edition is Edition.SCORM_2004 and len(scos) > 1:
        what = f"holds {len(scos)} SCOs, and in Moodle only the first one of a session is tracked"
        yield Found(at(scos[1].line), what, "make one SCO of them, or one package each, or use SCORM 1.2")


def map_info(package: Package) -> Iterator[Found]:
    """Yield `imsss:mapInfo`, on which Moodle's import dies (PHP 8)."""
    for node in package.contents.root.walk():
        if node.local == "mapInfo":
            what = "mapInfo (objectives shared between activities) makes Moodle's import crash"
            yield Found(at(node.line), what, "remove it")


def titles(package: Package) -> Iterator[Found]:
    """Yield titles that a database cannot hold, and things without a title."""
    for node in package.contents.root.walk():
        if node.name == "title" and len(title := " ".join(node.text.split())) > TITLE_WARNING:
            error = len(title) > TITLE_ERROR
            effect = "Moodle cannot import it" if error else "LMSs cut it"
            what = f"a title has {len(title)} characters: {effect}"
            level = Level.ERROR if error else Level.WARNING
            yield Found(at(node.line), what, f"keep it below {TITLE_WARNING}", level)
    organization = default_organization(package.contents.root)
    if organization is not None and not package.contents.title:
        yield Found(at(organization.line), "the organization has no title", "give it the course's title")
    for item in package.contents.items:
        if not item.title:
            yield Found(at(item.line), f"the item {item.identifier!r} has no title", "give it one")


def numeric_references(package: Package) -> Iterator[Found]:
    """Yield `&#233;` and its like, which Moodle shows as they are."""
    for number, line in enumerate(package.manifest.split(b"\n"), 1):
        if found := NUMERIC.search(line):
            what = f"the numeric reference {found[0].decode()} is shown to learners as it is"
            yield Found(at(number), what, "write the letter itself, in UTF-8")


def base_of_resources(package: Package) -> Iterator[Found]:
    """Yield `xml:base` where LMSs do not look for it."""
    root = package.contents.root
    for node in (root, root.first("resources")):
        if node is not None and node.attributes.get("xml:base"):
            what = f"xml:base on <{node.name}> is ignored by Moodle, so no page is found"
            yield Found(at(node.line), what, "put xml:base on each <resource>, or write whole hrefs")


def mastery_score(package: Package) -> Iterator[Found]:
    """Yield `adlcp:masteryscore`: an LMS decides by it each time, also half way."""
    if package.contents.edition is Edition.SCORM_12:
        for node in package.contents.root.walk():
            if node.local == "masteryscore":
                what = (
                    "with masteryscore the LMS decides passed or failed, also when somebody leaves half way"
                )
                yield Found(at(node.line), what, "remove it if the content reports passed and failed")


def completion_threshold(package: Package) -> Iterator[Found]:
    """Yield `adlcp:completionThreshold`: progress_measure then overrides completion_status."""
    for node in package.contents.root.walk():
        if node.local == "completionThreshold":
            what = "with completionThreshold the LMS overrides the completion that the content reports"
            yield Found(
                at(node.line), what, "remove it, unless the content keeps cmi.progress_measure up to date"
            )


def hidden_ways_out(package: Package) -> Iterator[Found]:
    """Yield `adlnav:hideLMSUI` for the buttons that lead out."""
    for node in package.contents.root.walk():
        if node.local == "hideLMSUI" and node.text.strip() in WAYS_OUT:
            what = f"hides the LMS's own way out ({node.text.strip()})"
            yield Found(
                at(node.line), what, "remove this hideLMSUI, so that learners can leave and keep their work"
            )


def prerequisites(package: Package) -> Iterator[Found]:
    """Yield prerequisites on items that are not there (SCORM 1.2 CAM 2.3.5: aicc_script)."""
    known = {item.identifier for item in package.contents.items}
    for item in package.contents.items:
        for name in re.findall(
            r"[^\s&|~(){},*=\"<>]+", re.sub(r"[=<>]\s*\"?[\w ]+\"?", " ", item.prerequisites)
        ):
            if name not in known and not name.isdigit():
                what = (
                    f"the prerequisite {name!r} is no item, so {item.identifier!r} can stay locked for ever"
                )
                yield Found(at(item.line), what, "name an item, or remove the prerequisite")


def _has_children(items: Iterable[Item], place: int) -> bool:
    following = list(items)[place : place + 2]
    return len(following) == 2 and following[1].depth > following[0].depth


def _identified(root: Node) -> Iterator[Node]:
    """Yield what an LMS files under its identifier."""
    for node in root.walk():
        if node.local in ("manifest", "organization", "item", "resource") and node.get("identifier"):
            yield node
