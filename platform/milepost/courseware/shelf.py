"""Units taken from an artefact as long as they hold, and made where they do not (see `cache`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from milepost.courseware import cache as store
from milepost.courseware.cache import Unit
from milepost.courseware.sources import Sources, names


class Shelf:
    """The units of one artefact: those that still hold are taken, the others are made."""

    def __init__(self, root: Path, path: Path | None) -> None:
        self.root = root
        self.sources = Sources(root)
        self.looks: dict[str, str] = {}
        self._artefact = store.Artefact(path)
        self._old = self._artefact.units
        self._used: dict[str, Unit] = {}
        self._changed = False

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names in a folder."""
        self.looks[f"{folder}/"] = store.look(self.root, f"{folder}/")
        return names(self.root, folder)

    def exists(self, path: str) -> bool:
        """Say whether there is such a file."""
        look = self.looks[f"{path}?"] = store.look(self.root, f"{path}?")
        return look != ""

    def unit(self, path: str, make: Callable[[str, Sources], tuple[Any, bytes] | None]) -> Unit | None:
        """Return the unit of a source file, or None when it has problems."""
        unit = self._old.get(path)
        if unit is not None:
            unit = self._still_good(unit)
        if unit is None:
            self._changed = True
            unit = self._made(path, make)
        if unit is not None:
            self._used[path] = unit
            self.looks.update((source, looks) for source, looks, _ in unit.stamps)
        return unit

    def close(self) -> dict[str, Unit]:
        """Write the artefact if there is anything new; return the units by their paths.

        They read from the artefact, where there is one, so that memory stays flat.
        """
        if self._changed or self._used.keys() != self._old.keys():
            written = self._artefact.write(self._used)
            return {path: written.get(path, unit) for path, unit in self._used.items()}
        return self._used

    def _still_good(self, unit: Unit) -> Unit | None:
        states = [store.stays(self.root, known) for known in unit.stamps]
        if False in states:
            return None
        if None in states:
            self._changed = True
            stamps = tuple(store.stamp(self.root, source) for source, _, _ in unit.stamps)
            if any(new[2] != old[2] for new, old in zip(stamps, unit.stamps, strict=True)):
                return None
            return Unit(stamps, unit.head, unit.read, unit.key)
        return unit

    def _made(self, path: str, make: Callable[[str, Sources], tuple[Any, bytes] | None]) -> Unit | None:
        source = path.partition("#")[0]
        first = store.stamp(self.root, source)  # before reading: a change meanwhile is seen the next time
        sources = Sources(self.root)
        made = make(source, sources)
        stamps = (first, *(store.stamp(self.root, other) for other in sources.inputs if other != source))
        if made is None or sources.problems:
            self.sources.problems += sources.problems
            self.looks.update((source, looks) for source, looks, _ in stamps)
            return None
        head, data = made
        return Unit(stamps, head, lambda: data, store.unit_key(path, stamps))
