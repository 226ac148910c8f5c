"""Entry points (packaging.python.org, "Entry points specification"), ours found without a search.

`importlib.metadata` costs more than all of our own imports for an export. What we register ourselves
stands in one small file of the installed distribution; only strangers' plugins need the search.
"""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from milepost.core.errors import UnknownName


def names(group: str) -> tuple[str, ...]:
    """Return the names of all plugins in a group, of every installed package, sorted."""
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=group).names))


def load(group: str, name: str, what: str) -> Any:
    """Load a plugin. Raises UnknownName(`what`), which lists the known ones."""
    target = _ours().get(group, {}).get(name)
    if target is not None:
        module, _, attribute = target.partition(":")
        return getattr(importlib.import_module(module), attribute)
    from importlib.metadata import entry_points

    every = entry_points(group=group)
    if name not in every.names:
        raise UnknownName(what, name, every.names)
    return every[name].load()


@cache
def _ours() -> dict[str, dict[str, str]]:
    """Return our own entry points as {group: {name: target}}; empty when we are not installed."""
    place = next(filter(None, map(_entry_points, sys.path)), None)
    groups: dict[str, dict[str, str]] = {}
    group = ""
    for line in place.read_text(encoding="utf-8").splitlines() if place else ():
        if line.startswith("["):
            group = line.strip("[] ")
        elif "=" in line:
            name, _, target = line.partition("=")
            groups.setdefault(group, {})[name.strip()] = target.strip()
    return groups


def _entry_points(folder: str) -> Path | None:
    """Return the file where our entry points stand, if we are installed in this folder."""
    try:
        found = os.listdir(folder or ".")  # noqa: PTH208 (pathlib would match a pattern with every name)
    except OSError:  # no folder: a zip file, or one that is not there
        return None
    ours = (name for name in found if name.startswith("milepost-") and name.endswith(".dist-info"))
    places = (Path(folder, name, "entry_points.txt") for name in ours)
    return next((place for place in places if place.is_file()), None)
