"""What the pages of this room have in common: the library, the words of a request, a package for it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from milepost.core.http import lang, settings
from milepost.core.i18n import translations
from milepost.courseware.library import Library


def library() -> Library:
    """Return the process's library, which notices changed files once a second at most."""
    found: Library = current_app.extensions["milepost.library"]
    found.refresh()
    return found


def _(message: str) -> str:
    """Return a message in the language of the request."""
    return translations(lang()).gettext(message)


@contextmanager
def workbench() -> Iterator[Path]:
    """Lend an empty folder for packages. A file of it that is open can be read when the folder is gone."""
    with tempfile.TemporaryDirectory(
        prefix="export-", dir=settings().data, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def unheard(done: int, total: int) -> None:
    """Hear of progress where nobody watches but the browser."""
