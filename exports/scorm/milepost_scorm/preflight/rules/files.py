"""The files of the package: there or not, listed or not, and whether every system can hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from milepost.core.archives import folded
from milepost.core.sizes import MB, readable
from milepost_scorm.preflight.contents import MANIFEST, path_of
from milepost_scorm.preflight.findings import Found, Level
from milepost_scorm.preflight.package import Package, is_junk
from milepost_scorm.preflight.rules.manifest import at

NAME_LENGTH = 100  # characters; beyond 255 Moodle cannot make the file
PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
HEAVY = (
    (500 * MB, "most LMSs refuse an upload of this size"),
    (250 * MB, "many LMSs refuse an upload of this size"),
    (100 * MB, "some LMSs refuse an upload of this size, or give up after a minute"),
)
#: What a server would have to run: an LMS hands it out, or refuses it.
PROGRAMS = (".php", ".asp", ".aspx", ".jsp", ".cgi", ".exe", ".bat", ".cmd", ".sh", ".msi", ".py")
MISTYPED = {
    ".mjs": "Moodle serves .mjs as plain text, so the browser does not run it; name it .js",
    ".wasm": "LMSs serve .wasm without its type; load it by arrayBuffer, not by instantiateStreaming",
}


def manifest_place(package: Package) -> Iterator[Found]:
    """Yield the reason why there is no manifest at the root, as far as the names show it."""
    if MANIFEST in package.names:
        return
    mend = "pack the content of the folder, not the folder"
    elsewhere = [name for name in package.names if name.rpartition("/")[2].lower() == MANIFEST]
    if folded(MANIFEST) in package.by_folded:
        name = package.by_folded[MANIFEST]
        yield Found(name, f"has to be called {MANIFEST}, in small letters", "rename it")
    elif elsewhere:
        yield Found(elsewhere[0], f"{MANIFEST} is in a folder, and LMSs look for it at the root", mend)
    elif any(name.lower().endswith(".zip") for name in package.names):
        inner = next(name for name in package.names if name.lower().endswith(".zip"))
        yield Found(inner, "is a zip inside the zip", "upload the inner file, if that is the package")
    elif "cmi5.xml" in package.names or "tincan.xml" in package.names:
        yield Found(MANIFEST, "is missing: this is a cmi5 or xAPI package, not SCORM", "export it as SCORM")
    else:
        yield Found(MANIFEST, "is missing, so this is no SCORM package", "export the course as SCORM")


def junk(package: Package) -> Iterator[Found]:
    """Yield what an operating system left behind."""
    for name in package.names:
        if is_junk(name):
            yield Found(name, "was left by an operating system and is none of the course", "leave it out")


def names(package: Package) -> Iterator[Found]:
    """Yield names that some server, file system or database cannot hold."""
    for name in package.content_names:
        if len(name) > NAME_LENGTH:
            level = Level.ERROR if len(name.rpartition("/")[2]) > 255 else Level.WARNING
            yield Found(name, f"has a name of {len(name)} characters", f"keep it below {NAME_LENGTH}", level)
        if not PLAIN.fullmatch(name):
            odd = sorted({letter for letter in name if not PLAIN.fullmatch(letter)})
            spelt = ", ".join("space" if letter == " " else letter for letter in odd[:5])
            mend = "use a-z, 0-9, dot, dash and underscore only"
            yield Found(name, f"has a name that some servers do not find ({spelt})", mend)


def kinds(package: Package) -> Iterator[Found]:
    """Yield files that an LMS does not run, or serves as something else (MIME types measured)."""
    for name in package.content_names:
        ending = "." + name.lower().rpartition(".")[2]
        if ending in PROGRAMS:
            yield Found(name, "is a program, and an LMS does not run it", "leave it out")
        elif ending in MISTYPED:
            what, _, mend = MISTYPED[ending].partition("; ")
            yield Found(name, what, mend)


def listed_files(package: Package) -> Iterator[Found]:
    """Yield files that the manifest lists and the package does not hold, or spells otherwise."""
    present = set(package.names)
    for name, line in package.contents.listed.items():
        if name in present:
            continue
        other = package.by_folded.get(folded(name))
        if other:
            what = f"lists {name}, and the file is called {other}: it is not found"
            yield Found(at(line), what, "spell both alike, capitals included")
        else:
            yield Found(
                at(line), f"lists {name}, which is not in the package", "add the file or remove the line"
            )


def launched_files(package: Package) -> Iterator[Found]:
    """Yield launch pages that are not there, or are not listed with their resource."""
    present = set(package.names)
    for item, resource in package.contents.launched:
        listed = {name for name, _ in resource.files}
        if not resource.href:
            if resource.launch and not path_of(resource.launch):
                what = f"the item {item.identifier!r} opens {resource.launch}, which is outside the package"
                yield Found(at(resource.line), what, "put the page into the package")
        elif resource.href not in present:
            other = package.by_folded.get(folded(resource.href))
            found = f"and the file is called {other}" if other else "which is not in the package"
            what = f"the item {item.identifier!r} opens {resource.href}, {found}"
            yield Found(at(resource.line), what, "mend the href")
        elif resource.href not in listed:
            what = f"{resource.href} is opened and not listed in its resource"
            yield Found(at(resource.line), what, f'add <file href="{resource.href}"/>', Level.WARNING)


def unlisted_files(package: Package) -> Iterator[Found]:
    """Yield files that no resource lists: some LMSs serve only what is listed."""
    contents = package.contents
    listed = contents.listed.keys() | contents.metadata_files | {each.href for each in contents.resources}
    for name in package.content_names:
        if name not in listed:
            what = "is in the package and not in the manifest, and some LMSs serve only what is listed"
            yield Found(name, what, "list it in a <file>, or leave it out")


def size(package: Package) -> Iterator[Found]:
    """Yield a package too heavy to upload, with what makes it so."""
    total = package.archive.path.stat().st_size
    effect = next((effect for least, effect in HEAVY if total >= least), "")
    if effect:
        heaviest = sorted(package.archive.entries.values(), key=lambda entry: -entry.packed)[:3]
        largest = ", ".join(f"{entry.name} {readable(entry.packed)}" for entry in heaviest)
        what = f"has {readable(total)}: {effect} (largest: {largest})"
        yield Found(package.archive.path.name, what, "make films smaller, or pack module by module")
