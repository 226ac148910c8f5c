"""How packages are called, and how their size is said."""

from __future__ import annotations

from milepost.courseware.packing import Selection

UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB"))


def file_name(selection: Selection, format_name: str) -> str:
    """Return the usual name of a package: `<course>[-<module>]-<lang>-<format>.zip`."""
    parts = (selection.course.id, selection.module, *selection.languages, format_name)
    return "-".join(filter(None, parts)).lower() + ".zip"


def readable_size(size: int) -> str:
    """Return bytes in the largest unit that leaves a number above 1 (1 KB = 1000 bytes)."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
