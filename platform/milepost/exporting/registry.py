"""Which formats there are: the entry points `milepost.exporters`, ours and strangers' alike."""

from __future__ import annotations

from milepost.core import plugins
from milepost.exporting.interface import Exporter

GROUP = "milepost.exporters"


def names() -> tuple[str, ...]:
    """Return the names of all installed formats, sorted."""
    return plugins.names(GROUP)


def offered() -> tuple[str, ...]:
    """Return the names in the order in which people are offered them: what every LMS takes comes first."""
    return tuple(sorted(names(), key=lambda name: (not name.startswith("scorm"), name)))


def exporters() -> tuple[Exporter, ...]:
    """Load and return all installed exporters, in the order in which they are offered."""
    return tuple(exporter(name) for name in offered())


def exporter(name: str) -> Exporter:
    """Load one exporter. Raises UnknownName, which lists the known ones."""
    found: Exporter = plugins.load(GROUP, name, "format")
    return found
