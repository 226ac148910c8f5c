"""Which formats there are: the entry points `milepost.exporters`, ours and strangers' alike."""

from __future__ import annotations

from milepost.core import plugins
from milepost.exporting.interface import Exporter

GROUP = "milepost.exporters"


def names() -> tuple[str, ...]:
    """Return the names of all installed formats, sorted."""
    return plugins.names(GROUP)


def exporters() -> tuple[Exporter, ...]:
    """Load and return all installed exporters, in the order of offers: what every LMS takes comes first."""
    return tuple(sorted(map(exporter, names()), key=lambda each: (not each.statuses, each.name)))


def offered() -> tuple[str, ...]:
    """Return the names in the order in which people are offered them."""
    return tuple(each.name for each in exporters())


def exporter(name: str) -> Exporter:
    """Load one exporter. Raises UnknownName, which lists the known ones."""
    found: Exporter = plugins.load(GROUP, name, "format")
    return found
