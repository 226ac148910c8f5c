"""A module as a gettext catalogue (GNU gettext manual, 'The Format of PO Files').

`msgctxt` is `<page>/<place>`; the kind of a text and what it belongs to stand in comments.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from milepost.core.errors import Invalid, UnknownName
from milepost.core.i18n import DEFAULT, LANGUAGES
from milepost.core.version import __version__
from milepost.courseware.library import ContentError
from milepost.courseware.markdown.units import Unit, UnitKind
from milepost.courseware.sources import Sources, names
from milepost.courseware.translating.files import TextFile, read_files

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

HEADER = """\
Texts of a module of Milepost. Markdown marks such as ** and [text](address) belong to the text:
keep them, and keep addresses as they are. In gaps like [[*right|wrong]] keep the brackets, bars and star.
`milepost translate import` takes this file back."""
_FLAGS = ("python-format", "python-brace-format")


def source_language(sources: Sources, module: str) -> str:
    """Return the language that a module is translated from. Raises UnknownName, Invalid."""
    found = names(sources.root, "modules")
    if module not in found:
        raise UnknownName("module", module, found)
    languages = [lang for lang in names(sources.root, f"modules/{module}") if lang in LANGUAGES]
    if not languages:
        raise Invalid(f"modules/{module} has no language to translate from")
    return DEFAULT if DEFAULT in languages else languages[0]


def read_source(sources: Sources, module: str, lang: str) -> dict[str, TextFile]:
    """Return the files that `lang` is translated from. Raises UnknownName, Invalid, ContentError."""
    source = source_language(sources, module)
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    if lang == source:
        raise Invalid(f"modules/{module} is written in {lang}; translate it into another language")
    files = read_files(module, source, sources)
    if sources.problems:
        raise ContentError(sources.problems)
    return files


def export(sources: Sources, module: str, lang: str, now: datetime, known: Catalog | None = None) -> Catalog:
    """Return the texts of a module with what is translated already.

    `known` is an older catalogue of the module: its translations stay, and what was translated from
    an older text comes with that text and marked fuzzy.
    """
    from babel.messages.catalog import Catalog

    files = read_source(sources, module, lang)
    translated = read_files(module, lang, Sources(sources.root))
    catalogue = Catalog(
        locale=lang.replace("-", "_"),
        project=module,
        version=__version__,
        header_comment="\n".join(f"# {line}" for line in HEADER.split("\n")),
        charset="utf-8",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=now,
        revision_date=now,
        fuzzy=False,
    )
    older = _Older(known)
    for page, file in files.items():
        other = translated.get(page)
        stale = other is not None and is_stale(file, other)
        texts = _texts(file, other)
        heading = ""
        for unit in file.units:
            heading = unit.text if unit.kind in (UnitKind.HEADING, UnitKind.STEP) else heading
            string, fuzzy, previous = older.translation(file, unit, texts.get(unit.place, ""), stale)
            there = older.places.get(f"{page}/{unit.place}")
            message = catalogue.add(
                unit.text,
                string,
                locations=[(file.path, unit.line)],
                flags=["fuzzy"] if fuzzy else [],
                auto_comments=list(_comments(file, unit, heading)),
                user_comments=_notes(there),
                previous_id=previous,
                context=f"{page}/{unit.place}",
            )
            for flag in _FLAGS:  # `5 % of` is no code
                message.flags.discard(flag)
    return catalogue


def is_stale(source: TextFile, translated: TextFile) -> bool:
    """Say whether a text was changed after it was translated; only `source_hash` can tell."""
    return bool(translated.source_hash) and not source.digest.startswith(translated.source_hash)


def _texts(file: TextFile, other: TextFile | None) -> Mapping[str, str]:
    """Return what is translated at each place; a text that only repeats the source is none."""
    if other is None:
        return {}
    kinds = {unit.place: unit.kind for unit in other.units}
    own = {unit.place: unit for unit in file.units}
    return {
        place: text
        for place, text in other.texts.items()
        if place in own
        and kinds[place] is own[place].kind
        and (text != own[place].text or not any(character.isalpha() for character in text))
    }


class _Older:
    """The translations of an older catalogue, by place and text."""

    def __init__(self, catalogue: Catalog | None) -> None:
        self.places: dict[str, Message] = {}
        self.moved: dict[tuple[str, Any], Message] = {}
        for message in catalogue or ():
            if message.id and message.context:
                self.places[message.context] = message
                if message.string:
                    page = message.context.partition("/")[0]
                    self.moved.setdefault((page, message.id), message)

    def translation(self, file: TextFile, unit: Unit, text: str, stale: bool) -> tuple[str, bool, str]:
        """Return (translation, whether it is fuzzy, the older source text or '').

        `text` is the translation that stands in the content, or ''.
        """
        there = self.places.get(f"{file.page}/{unit.place}")
        there = there if there is not None and there.string else None
        same = there if there is not None and there.id == unit.text else None
        same = same or self.moved.get((file.page, unit.text))
        if same is not None:
            fuzzy = "fuzzy" in same.flags
            return str(same.string), fuzzy, _previous(same) if fuzzy else ""
        if there is not None and there.id not in file.texts.values():
            return text or str(there.string), True, str(there.id)
        return text, bool(text) and stale, ""


def _notes(message: Message | None) -> list[str]:
    """Return what translators noted; the reader gives `#|` lines as notes, too."""
    notes = message.user_comments if message is not None else []
    return [note for note in notes if not note.startswith("|")]


def _previous(message: Message) -> str:
    from babel.messages.pofile import denormalize

    lines = [note[1:].strip() for note in message.user_comments if note.startswith("|")]
    start = next((n for n, line in enumerate(lines) if line.startswith("msgid ")), None)
    if start is None:
        return ""
    return denormalize("\n".join([lines[start].removeprefix("msgid "), *lines[start + 1 :]]))


def _comments(file: TextFile, unit: Unit, heading: str) -> Iterator[str]:
    about = "" if unit.about in ("right", "wrong") else unit.about
    told = str(unit.kind)
    if about != unit.about:
        told += f" ({unit.about})"
    if unit.block:
        told += f" of {unit.block}"
    yield told
    if about:
        yield f"belongs to: {about[:120]}"
    elif heading and heading != unit.text and not unit.block:
        yield f"under: {heading[:120]}"
    if unit.for_trainers:
        yield "for trainers only"


# --- reading and writing -------------------------------------------------------------------------


def to_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as a PO file."""
    from babel.messages.pofile import write_po

    file = io.BytesIO()
    write_po(file, catalogue, width=100, include_previous=True)
    return file.getvalue()


def from_bytes(data: bytes, name: str) -> Catalog:
    """Read a PO file. Raises Invalid with the line that cannot be read."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        return read_po(io.BytesIO(data), charset="utf-8", abort_invalid=True, ignore_obsolete=True)
    except PoFileError as error:
        raise Invalid(f"{name}:{error.lineno + 1}: {error}") from None
    except UnicodeDecodeError:
        raise Invalid(f"{name} is not UTF-8; save it as UTF-8") from None
    except (ValueError, IndexError, AttributeError, TypeError) as error:
        raise Invalid(f"{name} is no PO file: {error}") from None
