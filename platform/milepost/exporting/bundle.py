"""Several packages as one download: a zip that no LMS can mistake for a package, with a README."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from milepost.core.i18n import translations
from milepost.courseware.packing import Selection

DATE = (1980, 1, 1, 0, 0, 0)  # the same for every file, so that the same packages make the same zip
MODE = 0o100644 << 16
PIECE = 1 << 20
README = "README.txt"


def bundle(out: Path, packages: Iterable[Path], readme: str) -> None:
    """Write packages and a README into one zip, stored: they are deflated already."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        zipped.writestr(_entry(README), readme.replace("\n", "\r\n"))
        for package in packages:
            with package.open("rb") as source, zipped.open(_entry(package.name), "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATE)
    entry.external_attr = MODE
    return entry


def readme(selections: Sequence[Selection], names: Sequence[str], advice: Iterable[str], lang: str) -> str:
    """Return what stands in the README of a bundle, in the language `lang`."""
    _ = translations(lang).gettext
    course = selections[0].course
    lines = [
        course.title,
        "",
        _("Do not upload this zip file itself. Unpack it first."),
        _("Then upload each zip file in it as an activity of its own, in this order:"),
        "",
        *(
            f"{number}. {name}  ({selection.modules[0].title})"
            for number, (selection, name) in enumerate(zip(selections, names, strict=True), 1)
        ),
        "",
        *advice,
        "",
    ]
    return "\n".join(lines)
