"""A progress bar for commands: it appears when something takes longer than a second, on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 1.0  # seconds before a bar appears

#: Hears (steps done, steps in all).
Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Give a callback that draws a bar on a terminal, and says nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bar = _Bar(label, time.monotonic() + PATIENCE)
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """A bar that appears when its time has come; rich is imported only then."""

    def __init__(self, label: str, appears: float) -> None:
        self._label, self._appears = label, appears
        self._shown: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self._shown is None:
            if time.monotonic() < self._appears:
                return
            from rich.console import Console
            from rich.progress import Progress as RichProgress

            self._shown = RichProgress(console=Console(stderr=True), transient=True)
            self._shown.start()
            self._task = self._shown.add_task(self._label, total=total)
        self._shown.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Take the bar away, if there is one."""
        if self._shown is not None:
            self._shown.stop()
