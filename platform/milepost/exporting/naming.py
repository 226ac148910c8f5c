"""How packages are called."""

from __future__ import annotations

from milepost.courseware.packing import Selection, Units


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
