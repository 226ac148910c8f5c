"""`milepost translate export|import`: a module for translators, and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from milepost.core import clock
from milepost.core.command_line import CommandLine
from milepost.core.errors import Invalid, NotFound
from milepost.courseware.library import content_root
from milepost.courseware.sources import Sources
from milepost.courseware.translating.catalogue import export, from_bytes, to_bytes
from milepost.courseware.translating.taking_in import take_in

_SHOWN = 20


def translate(argv: list[str]) -> int:
    """Run `milepost translate export|import`; return 0."""
    call = _parser().parse_args(argv)
    code: int = call.run(call)
    return code


def _parser() -> CommandLine:
    parser = CommandLine(
        prog="milepost translate",
        description="Give a module to translators as a gettext PO file, and take it back.",
    )
    actions = parser.add_subparsers(required=True, metavar="export|import")
    out = actions.add_parser("export", help="write the texts of a module into a PO file")
    out.add_argument("module", metavar="MODULE", help="the id of a module, or `glossary`")
    out.add_argument("--to", required=True, metavar="LANG", help="the language to translate into")
    out.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE.po",
        help="default: MODULE.LANG.po here; if it exists, its translations stay",
    )
    out.set_defaults(run=_export)
    back = actions.add_parser("import", help="write the translations of a PO file into the content")
    back.add_argument("file", type=Path, metavar="FILE.po")
    back.set_defaults(run=_import)
    return parser


def _export(call: argparse.Namespace) -> int:
    path: Path = call.output or Path(f"{call.module}.{call.to}.po")
    known = from_bytes(path.read_bytes(), str(path)) if path.exists() else None
    if known is not None and (known.project, _tag(known.locale_identifier)) != (call.module, call.to):
        raise Invalid(f"{path} is a catalogue of something else ({known.project}); choose another -o")
    catalogue = export(Sources(content_root()), call.module, call.to, clock.now(), known)
    messages = [message for message in catalogue if message.id]
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(to_bytes(catalogue))
    fresh.replace(path)
    fuzzy = sum("fuzzy" in message.flags for message in messages)
    done = sum(bool(message.string) for message in messages) - fuzzy
    print(f"{path}: {len(messages)} texts, {done} translated, {fuzzy} to look at again (fuzzy)")
    return 0


def _tag(locale: str | None) -> str:
    return (locale or "").replace("_", "-")


def _import(call: argparse.Namespace) -> int:
    path: Path = call.file
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    taken = take_in(Sources(content_root()), from_bytes(path.read_bytes(), str(path)), str(path))
    for written in taken.written:
        print(written)
    for page in taken.left_out:
        print(f"{page}: left as it is, nothing of it is translated", file=sys.stderr)
    for name in taken.untranslated[:_SHOWN]:
        print(f"not translated: {name}", file=sys.stderr)
    if len(taken.untranslated) > _SHOWN:
        print(f"not translated: {len(taken.untranslated) - _SHOWN} more", file=sys.stderr)
    count = len(taken.written)
    print(f"{count or 'no'} {'file' if count == 1 else 'files'} written", file=sys.stderr)
    return 0
