"""A translated catalogue becomes Markdown: the structure of the source, the words of the translator.

Nothing is written unless every page parses, has the structure of its source, and says exactly what
the catalogue says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from milepost.core.errors import Invalid
from milepost.core.i18n import LANGUAGES
from milepost.courseware.markdown import front
from milepost.courseware.markdown.html import slug
from milepost.courseware.markdown.units import Unit, UnitKind
from milepost.courseware.sources import Sources, Text, names
from milepost.courseware.structure import differences
from milepost.courseware.translating.catalogue import is_stale, read_source
from milepost.courseware.translating.files import (
    INDEX,
    TextFile,
    read_file,
    read_files,
    with_keys,
    with_links,
    with_media,
    with_texts,
)

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

HASH_DIGITS = 12


@dataclass(slots=True)
class Taken:
    """What an import did. `written` are paths, `left_out` pages without a translation.

    `untranslated` names the texts that stand in the source's language, or are older than the source.
    """

    lang: str
    written: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    source: TextFile
    older: TextFile | None
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    is_outdated: bool = False
    path: str = ""
    text: str = ""


def take_in(sources: Sources, catalogue: Catalog, name: str) -> Taken:
    """Write a catalogue's translations into the content folder. Raises Invalid, and writes nothing then.

    `name` is the file's, for messages.
    """
    module, lang = _head(sources, catalogue, name)
    files = read_source(sources, module, lang)
    older = read_files(module, lang, Sources(sources.root))
    taken = Taken(lang)
    pages: dict[str, _Page] = {}
    messages = _messages(catalogue)
    for page, file in files.items():
        entry = _page(page, file, older.get(page), messages)
        entry.path = f"modules/{module}/{lang}/{file.path.rpartition('/')[2]}"
        if entry.texts:
            pages[page] = entry
        else:
            taken.left_out.append(page)
    if not pages:
        raise Invalid(f"{name} holds no translation of {module}: every msgstr is empty or fuzzy")
    if INDEX in files and INDEX not in pages and INDEX not in older:
        # The index says that nobody has reviewed the translation: it always goes with it.
        pages[INDEX] = _page(INDEX, files[INDEX], None, {})
        pages[INDEX].path = f"modules/{module}/{lang}/index.md"
        taken.left_out.remove(INDEX)
    _write_texts(module, lang, pages, sources, name)
    _write_keys(pages, older)
    for entry in pages.values():
        taken.untranslated += entry.missing
        _save(sources.root, entry, taken)
    return taken


def _head(sources: Sources, catalogue: Catalog, name: str) -> tuple[str, str]:
    module = str(catalogue.project or "")
    if module not in names(sources.root, "modules"):
        raise Invalid(
            f"{name}: Project-Id-Version in the header names no module: {module[:60]!r};"
            " export the module again to see how the header looks"
        )
    lang = str(catalogue.locale_identifier or "").replace("_", "-")
    if lang not in LANGUAGES:
        raise Invalid(f"{name}: Language in the header is no language of Milepost: {lang[:20]!r}")
    return module, lang


def _messages(catalogue: Catalog) -> dict[tuple[str, str], Message]:
    """Return {(page and place, source text): message}, and by ('page', text) for those that moved."""
    found: dict[tuple[str, str], Message] = {}
    for message in catalogue:
        if message.id and message.context and isinstance(message.id, str):
            found.setdefault((message.context.partition("/")[0], message.id), message)
            found[message.context, message.id] = message
    return found


def _page(
    page: str, file: TextFile, older: TextFile | None, messages: dict[tuple[str, str], Message]
) -> _Page:
    entry = _Page(file, older)
    stale = older is not None and is_stale(file, older)
    kept = older.texts if older is not None and not stale and older.shape == file.shape else {}
    for unit in file.units:
        context = f"{page}/{unit.place}"
        message = messages.get((context, unit.text)) or messages.get((page, unit.text))
        string = str(message.string) if message is not None and message.string else ""
        fuzzy = message is not None and "fuzzy" in message.flags
        if message is not None:
            entry.lines[unit.place] = message.lineno or 0
        if string and not (fuzzy and older is None):
            entry.texts[unit.place] = string
            entry.is_outdated |= fuzzy
            if fuzzy:
                entry.missing.append(f"{context} (fuzzy)")
        elif kept.get(unit.place, unit.text) != unit.text:
            entry.texts[unit.place] = kept[unit.place]
        elif unit.kind is not UnitKind.SOURCE and any(character.isalpha() for character in unit.text):
            entry.missing.append(context)
    return entry


# --- texts ---------------------------------------------------------------------------------------


def _write_texts(module: str, lang: str, pages: dict[str, _Page], sources: Sources, name: str) -> None:
    """Put the translations in, then the names of steps and headings that came of them."""
    complaints: list[str] = []
    anchors: dict[str, dict[str, str]] = {}
    for page, entry in pages.items():
        entry.text = with_texts(entry.source, entry.texts, _gotos(entry))
        quiet = Sources(sources.root)
        made = _parsed(entry, module, page, lang, quiet)
        complaints += _complaints(entry, page, made, quiet, name)
        if len(made.anchors) == len(entry.source.anchors):
            file = entry.path.rpartition("/")[2]
            anchors[file] = dict(zip(entry.source.anchors, made.anchors, strict=True))
    if complaints:
        shown = "\n".join(complaints[:20])
        more = f"\n… and {len(complaints) - 20} more" if len(complaints) > 20 else ""
        raise Invalid(f"nothing was written, because the structure would change:\n{shown}{more}")
    for entry in pages.values():
        said = {unit.place: entry.texts.get(unit.place, unit.text) for unit in entry.source.units}
        texts = {place: with_links(text, entry.path, anchors) for place, text in said.items()}
        text = with_texts(entry.source, texts, _gotos(entry))
        source = entry.source.path.split("/")[2]
        entry.text = with_media(text, module, source, lang, sources)


def _gotos(entry: _Page) -> dict[str, str]:
    """Return {'scenario #id old-step': new step} for the steps with a translated heading."""
    steps = (unit for unit in entry.source.units if unit.kind is UnitKind.STEP)
    return {
        f"{unit.block} {unit.slug}": slug(_said(entry.texts[unit.place]))
        for unit in steps
        if entry.texts.get(unit.place, unit.text) != unit.text
    }


def _said(heading: str) -> str:
    """Return a heading without marks, as its name is made of it."""
    return re.sub(r"[*`\\]|\]\([^)]*\)|!?\[", "", " ".join(heading.split()))


def _parsed(entry: _Page, module: str, page: str, lang: str, sources: Sources) -> TextFile:
    text = Text(entry.path, entry.text)
    return read_file(text, module, page, lang, sources)


def _complaints(entry: _Page, page: str, made: TextFile, sources: Sources, name: str) -> Iterator[str]:
    """Yield what is wrong with a page that was put together, at the line of the catalogue if possible."""
    wrong = _first_difference(entry, made)
    if wrong is not None:
        line = entry.lines.get(wrong.place, 0)
        yield (
            f"{name}:{line}: {page}/{wrong.place}: as {wrong.kind} this would be read as something else:"
            f" {entry.texts.get(wrong.place, wrong.text)[:80]!r}; put \\ before a mark at its beginning"
        )
        return
    for problem in sources.problems:
        place = next((unit.place for unit in made.units if unit.line >= problem.line > 0), "")
        line = entry.lines.get(place, 0)
        where = f"{name}:{line}: {page}/{place}" if line else f"{name}: {problem.path}:{problem.line}"
        yield f"{where}: {problem.message}"
    if entry.source.structure is not None and made.structure is not None and not sources.problems:
        for message, _ in differences(entry.source.structure, made.structure, {}):
            block = message.partition(":")[0]
            lines = [line for place, line in entry.lines.items() if place.startswith(f"{block}/")]
            yield f"{name}:{min(lines, default=0)}: {page}: {message} (compared with {entry.source.path})"


def _first_difference(entry: _Page, made: TextFile) -> Unit | None:
    """Return the first text of the source that did not come out as it was put in."""
    for number, unit in enumerate(entry.source.units):
        other = made.units[number] if number < len(made.units) else None
        wanted = entry.texts.get(unit.place, unit.text)
        if other is None or (other.place, other.kind) != (unit.place, unit.kind):
            return unit
        if other.text.split() != wanted.split():
            return unit
    return entry.source.units[-1] if len(made.units) > len(entry.source.units) else None


# --- keys and files ------------------------------------------------------------------------------


def _write_keys(pages: dict[str, _Page], older: dict[str, TextFile]) -> None:
    for entry in pages.values():
        digest = entry.source.digest[:HASH_DIGITS]
        if entry.is_outdated and entry.older is not None:
            digest = entry.older.source_hash or "0" * HASH_DIGITS
        entry.text = with_keys(entry.text, {"source_hash": digest})
    index = pages.get(INDEX)
    if index is None:
        if INDEX in older and any(_is_changed(entry) for entry in pages.values()):
            kept = older[INDEX]
            text = with_keys(kept.text, {"status": "draft"})
            pages[INDEX] = _Page(kept, kept, path=kept.path, text=text)
        return
    if not _has_status(index.source.text):
        return
    before = older.get(INDEX)
    status = _status(before.text) if before is not None else "draft"
    index.text = with_keys(index.text, {"status": status})
    if any(_is_changed(entry) for entry in pages.values()):
        index.text = with_keys(index.text, {"status": "draft"})


def _has_status(text: str) -> bool:
    return "status" in _front(text)


def _status(text: str) -> str:
    return str(_front(text).get("status", "draft"))


def _front(text: str) -> dict[str, front.Tree]:
    header, _, _ = front.split(text)
    try:
        return front.read(header or "")[0]
    except front.BadFront:
        return {}


def _is_changed(entry: _Page) -> bool:
    return entry.older is None or entry.older.text != entry.text


def _save(root: Path, entry: _Page, taken: Taken) -> None:
    if not _is_changed(entry):
        return
    place = root / entry.path
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    fresh.write_text(entry.text, encoding="utf-8", newline="\n")
    fresh.replace(place)
    taken.written.append(entry.path)
