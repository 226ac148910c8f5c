"""What a rule is: one kind of finding, where it comes from, and the small function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from milepost_scorm.preflight.findings import Finding, Found, Level
from milepost_scorm.preflight.package import Package


class Rule(NamedTuple):
    """A row of the table. `source` is the clause of a standard, or "Moodle 4.5" where it was measured."""

    kind: str
    level: Level
    source: str
    look: Callable[[Package], Iterable[Found]]

    def findings(self, package: Package) -> list[Finding]:
        """Return what the rule finds."""
        return [
            Finding(found.level or self.level, found.where, found.what, found.mend, self.kind, self.source)
            for found in self.look(package)
        ]
