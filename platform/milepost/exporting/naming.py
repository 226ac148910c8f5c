"""How packages are called, and how their size is said."""

from __future__ import annotations

from milepost.courseware.packing import Selection, Units

UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB"))


def file_name(selection: Selection, format_name: str) -> str:
    """Return the usual name of a package: `<course>[-<module>]-<lang>…-<format>[-per-module].zip`."""
    shape = "" if selection.units is Units.ONE else selection.units
    parts = (selection.course.id, selection.module, *selection.languages, format_name, shape)
    return "-".join(filter(None, parts)).lower() + ".zip"


def folder_name(selection: Selection, format_name: str) -> str:
    """Return the usual name of a folder that holds a package for each module."""
    return file_name(selection, format_name).removesuffix(".zip") + "-modules"


def bundle_name(selection: Selection, format_name: str) -> str:
    """Return the name of a zip of packages; it says first that it is none itself."""
    return f"unpack-first-{folder_name(selection, format_name)}.zip"


def readable_size(size: int) -> str:
    """Return bytes in the largest unit that leaves a number above 1 (1 KB = 1000 bytes)."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
