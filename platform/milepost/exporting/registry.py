"""Which formats there are: the entry points `milepost.exporters`, ours and strangers' alike."""

from __future__ import annotations

from importlib.metadata import EntryPoint, distribution, entry_points

from milepost.core.errors import UnknownName
from milepost.exporting.interface import Exporter

GROUP = "milepost.exporters"


def names() -> tuple[str, ...]:
    """Return the names of all installed formats, sorted."""
    return tuple(sorted(entry_points(group=GROUP).names))


def exporters() -> tuple[Exporter, ...]:
    """Load and return all installed exporters, by name."""
    return tuple(exporter(name) for name in names())


def exporter(name: str) -> Exporter:
    """Load one exporter. Raises UnknownName, which lists the known ones."""
    found: Exporter = _find(name).load()
    return found


def _find(name: str) -> EntryPoint:
    """Find a format; ours without reading every installed package, which takes a while."""
    for point in distribution("milepost").entry_points:
        if point.group == GROUP and point.name == name:
            return point
    every = entry_points(group=GROUP)
    if name in every.names:
        return every[name]
    raise UnknownName("format", name, every.names)
