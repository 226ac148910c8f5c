"""Which formats there are: the entry points `milepost.exporters`, ours and strangers' alike."""

from __future__ import annotations

from milepost.core import plugins
from milepost.exporting.interface import Exporter

GROUP = "milepost.exporters"


def names() -> tuple[str, ...]:
    """Return the names of all installed formats, sorted."""
    return plugins.names(GROUP)


def exporters() -> tuple[Exporter, ...]:
    """Load and return all installed exporters, by name."""
    return tuple(exporter(name) for name in names())


def exporter(name: str) -> Exporter:
    """Load one exporter. Raises UnknownName, which lists the known ones."""
    found: Exporter = plugins.load(GROUP, name, "format")
    return found
