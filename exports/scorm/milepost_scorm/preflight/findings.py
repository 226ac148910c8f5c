"""What a check finds, and how it is said: one line each, errors first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

MOST_OF_A_KIND = 15


class Level(StrEnum):
    """Error: some LMS refuses the package, or loses work. Warning: somebody will be let down."""

    ERROR = "error"
    WARNING = "warning"


class Found(NamedTuple):
    """What one rule found: `where` is a name in the zip, with `:line` where there is one."""

    where: str
    what: str
    mend: str
    level: Level | None = None


class Finding(NamedTuple):
    """A finding of a kind. `source` is the clause, or the measurement, that the rule rests on."""

    level: Level
    where: str
    what: str
    mend: str
    kind: str
    source: str

    def __str__(self) -> str:
        return f"{self.level:<7}  {self.where}  {self.what}; {self.mend}"


def sort(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without repetitions: errors first, then by kind as they came, then by place."""
    unique = list(dict.fromkeys(findings))
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(each.kind for each in unique))}
    return sorted(
        unique, key=lambda each: (each.level is not Level.ERROR, kinds[each.kind], _place(each.where))
    )


def merge(read: Iterable[Finding], seen: Iterable[Finding]) -> list[Finding]:
    """Return what was read in the files and what a browser saw; what both found is said once."""
    read = list(read)
    known = {each.what for each in read}
    return sort([*read, *(each for each in seen if each.what not in known)])


def shorten(findings: list[Finding]) -> list[Finding]:
    """Return at most a screenful of each kind, and a line that counts the rest."""
    counts: Counter[tuple[str, Level]] = Counter()
    kept = []
    for each in findings:
        counts[each.kind, each.level] += 1
        if counts[each.kind, each.level] <= MOST_OF_A_KIND:
            kept.append(each)
    for (kind, level), count in counts.items():
        if count > MOST_OF_A_KIND:
            last = max(place for place, each in enumerate(kept) if (each.kind, each.level) == (kind, level))
            rest = count - MOST_OF_A_KIND
            more = kept[last]._replace(where="…", what=f"{rest} more like this", mend="--json lists all")
            kept.insert(last + 1, more)
    return kept


def _place(where: str) -> tuple[str, int]:
    name, _, line = where.rpartition(":")
    return (name, int(line)) if line.isdigit() else (where, 0)
