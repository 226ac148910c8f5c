"""A package on trial in this process: an open archive, and what the browser refused it."""

from __future__ import annotations

from milepost.core.archives import Archive

MOST_REPORTS = 200


class LocalTrial:
    """A trial that lives as long as its process (see `serving.Trial`)."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._reports: list[str] = []

    def report(self, text: str) -> None:
        """Note something that was refused."""
        if len(self._reports) < MOST_REPORTS:
            self._reports.append(text)

    def reports(self) -> list[str]:
        """Return what was noted."""
        return self._reports
