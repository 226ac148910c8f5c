"""The files of a module in one language as texts at named places, and a file with other texts in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from milepost.courseware.assembly import page_files
from milepost.courseware.links import GLOSSARY
from milepost.courseware.markdown import front
from milepost.courseware.markdown.html import Context, parse
from milepost.courseware.markdown.parser import front_reader, hash_of_source, parse_with_tokens
from milepost.courseware.markdown.units import (
    IN_FRONT,
    ONE_LINE,
    Span,
    Unit,
    UnitKind,
    body_units,
    front_units,
)
from milepost.courseware.outline import parse_glossary, parse_module_text
from milepost.courseware.sources import GLOSSARY_LIMIT, TEXT_LIMIT, Sources, Text, names
from milepost.courseware.structure import Structure, structure_of

INDEX = "index"
_PLAIN = re.compile(r"[^\W\d_](?:[^:#\n]|:(?=\S)|(?<=\S)#)*")
_NULL = frozenset({"null", "Null", "NULL"})
_CELL = re.compile(r"table-(\d+)/row-(\d+)/cell-(\d+)")
_FILE = re.compile(r"(\(\.\./(?:media|videos)/[^()\s]+)\.([A-Za-z-]+)(\.[a-z0-9]+)(?=[)\s])")
_LINK = re.compile(r"(\]\()([^()\s#]*)#([^()\s]+)(?=[)\s])")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of a module: `page` is its id (or `index`), `units` its texts in reading order."""

    page: str
    path: str
    text: str
    digest: str
    units: tuple[Unit, ...]
    source_hash: str = ""
    anchors: tuple[str, ...] = ()
    structure: Structure | None = None

    @property
    def texts(self) -> dict[str, str]:
        """Return {place: text}."""
        return {unit.place: unit.text for unit in self.units}

    @property
    def shape(self) -> list[tuple[str, UnitKind]]:
        """Return what a translation has to share: the places of the texts, and their kinds."""
        return [(unit.place, unit.kind) for unit in self.units]


def read_files(module: str, lang: str, sources: Sources) -> dict[str, TextFile]:
    """Return the files of a module in a language as {page: file}, the index first."""
    folder = f"modules/{module}/{lang}"
    found = names(sources.root, folder)
    paths = {INDEX: f"{folder}/index.md"} if "index.md" in found else {}
    if module != GLOSSARY:
        paths |= page_files(folder, found, sources)
    files: dict[str, TextFile] = {}
    for page, path in paths.items():
        text = sources.read(path, GLOSSARY_LIMIT if module == GLOSSARY else TEXT_LIMIT)
        if text is not None:
            files[page] = read_file(text, module, page, lang, sources)
    return files


def read_file(text: Text, module: str, page: str, lang: str, sources: Sources) -> TextFile:
    """Parse one file; what is wrong with it is noted in `sources`."""
    units = front_units(text.text)
    file = TextFile(page, text.path, text.text, text.digest, units, _hash(text))
    if page != INDEX:
        parsed, tokens, context = parse_with_tokens(text, module, page, lang, sources)
        return replace(
            file,
            units=units + body_units(tokens, context, text.text),
            anchors=parsed.anchors,
            structure=structure_of(parsed),
        )
    if module == GLOSSARY:
        parse_glossary(text, lang, sources)
        return replace(file, units=units + tuple(_glossary_units(text, lang)))
    parse_module_text(text, sources)
    return file


def _hash(text: Text) -> str:
    quiet = Sources(Path())
    header, _, _ = front.split(text.text)
    return hash_of_source(front_reader(header, text.path, quiet)) if header is not None else ""


def _glossary_units(text: Text, lang: str) -> Iterable[Unit]:
    """Yield the texts of a glossary; its words are named by their ids, whatever their order."""
    _, body, offset = front.split(text.text)
    context = Context(Sources(Path()), text.path, lang, offset, ids=False)
    ids: dict[str, str] = {}
    for unit in body_units(parse(body, context), context, text.text):
        found = _CELL.fullmatch(unit.place)
        if found is None or found[2] == "1":
            if found is None or found[3] != "1":
                yield unit
            continue
        row = f"{found[1]}/{found[2]}"
        if found[3] == "1":
            ids[row] = unit.text
        else:
            column = {"2": "term", "3": "meaning"}.get(found[3], found[3])
            about = "" if column == "term" else ids.get(row, "")
            yield unit._replace(place=f"#{ids.get(row, row)}/{column}", about=about)


# --- writing -------------------------------------------------------------------------------------


def with_texts(file: TextFile, texts: Mapping[str, str], gotos: Mapping[str, str]) -> str:
    """Return a file with other texts at some places. What is not touched stays as it is, byte for byte.

    `gotos` gives the names of a scenario's steps in the new language.
    """
    changes: list[tuple[Span, str]] = []
    for unit in file.units:
        new = texts.get(unit.place, unit.text)
        if new != unit.text:
            changes += _changes(file.text, unit, new)
        if unit.goto is not None:
            old = file.text[slice(*unit.goto)]
            changes.append((unit.goto, gotos.get(f"{unit.block} {old}", old)))
    text = file.text
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _changes(text: str, unit: Unit, new: str) -> list[tuple[Span, str]]:
    if unit.kind in IN_FRONT:
        plain = text[unit.spans[0][0]] not in "\"'"
        return [(unit.spans[0], scalar(front.one_line(new), plain))]
    if unit.kind in ONE_LINE or len(unit.spans) == 1:
        new = front.one_line(new)
        return [(unit.spans[0], re.sub(r"(?<!\\)\|", r"\\|", new) if unit.kind is UnitKind.CELL else new)]
    lines = [front.one_line(line) for line in new.strip().split("\n")]
    count = len(unit.spans)
    if len(lines) < count:  # fewer lines: the last span takes in the lines that are left over
        spans = [*unit.spans[: len(lines) - 1], (unit.spans[len(lines) - 1][0], unit.spans[-1][1])]
        return list(zip(spans, lines, strict=True))
    lines = [*lines[: count - 1], " ".join(lines[count - 1 :])]
    return list(zip(unit.spans, lines, strict=True))


def scalar(text: str, plain: bool) -> str:
    """Return a text as YAML writes it: plain if wanted and safe, else quoted (YAML 1.2, 7.3)."""
    if plain and _PLAIN.fullmatch(text) and text not in _NULL:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def with_keys(text: str, keys: Mapping[str, str]) -> str:
    """Return a file with these keys in its front matter, replaced where they stand, else at its end."""
    header, body, _ = front.split(text)
    lines = (header or "").split("\n") if header else []
    for key, value in keys.items():
        place = next((n for n, line in enumerate(lines) if re.match(rf"{key}[ \t]*:", line)), None)
        if place is None:
            lines.append(f"{key}: {value}")
        else:
            lines[place] = f"{key}: {value}"
    return "\n".join(["---", *lines, "---", body])


def with_links(text: str, path: str, anchors: Mapping[str, Mapping[str, str]]) -> str:
    """Return a text whose links to headings use their new names. `anchors` is {file: {old: new}}."""

    def renamed(found: re.Match[str]) -> str:
        file = found[2].removeprefix("./") or path.rpartition("/")[2]
        return f"{found[1]}{found[2]}#{anchors.get(file, {}).get(found[3], found[3])}"

    return _LINK.sub(renamed, text)


def with_media(text: str, module: str, source: str, lang: str, sources: Sources) -> str:
    """Return a text whose pictures and films are those of its language, where there are any."""

    def own(found: re.Match[str]) -> str:
        inside = found[1].removeprefix("(../")
        if found[2] == source and sources.size(f"modules/{module}/{inside}.{lang}{found[3]}") is not None:
            return f"{found[1]}.{lang}{found[3]}"
        return found[0]

    return _FILE.sub(own, text)
