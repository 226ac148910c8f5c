"""The shelf of finished parts: sentences, scenes and sound by content hash, in the data folder's cache."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from milepost.core.settings import data_folder


def shelf() -> Path:
    """Return the folder of finished parts, and make it."""
    folder = data_folder() / "cache" / "film"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key(*parts: object) -> str:
    """Return the content hash of whatever a finished part depends on."""
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode()).hexdigest()[:32]


def kept(name: str, make: Callable[[Path], object]) -> Path:
    """Return the finished part of this name; `make(path)` writes it if it is not there yet.

    Written beside and moved into place, so that a build that was stopped leaves no half part.
    """
    path = shelf() / name
    if not path.exists():
        handle, beside = tempfile.mkstemp(dir=shelf(), suffix=path.suffix)
        os.close(handle)
        try:
            make(Path(beside))
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
    return path
