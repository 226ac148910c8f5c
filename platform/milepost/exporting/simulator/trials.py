"""Packages on trial: in the data folder for an hour, below names that nobody can guess, never unpacked."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from milepost.core.archives import Archive, Limits
from milepost.core.errors import Invalid, MilepostError
from milepost.core.sizes import MB, readable

KEPT = timedelta(hours=1)
LIMITS = Limits(upload=300 * MB, member=300 * MB, total=1000 * MB, files=10_000)
MOST = 2_000 * MB  # of all packages on trial; the oldest go first
TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
OPEN_AT_ONCE = 8
MOST_REPORTS = 64_000  # bytes


class Trial:
    """One package on trial (see `interface.Trial`); its folder may go at any time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "package.zip"
        self.archive = Archive(self.path, LIMITS)
        self._reports = folder / "reports"

    def report(self, text: str) -> None:
        """Note something that was refused, for every process of the site."""
        if not self._reports.exists() or self._reports.stat().st_size < MOST_REPORTS:
            with self._reports.open("a", encoding="utf-8") as file:
                file.write(text.replace("\n", " ")[:4000] + "\n")

    def reports(self) -> list[str]:
        """Return what was noted."""
        return self._reports.read_text(encoding="utf-8").splitlines() if self._reports.exists() else []


class Trials:
    """All packages on trial of a site."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Trial] = {}
        self._lock = threading.Lock()

    def start(self, pieces: Iterable[bytes], now: datetime) -> str:
        """Take a package in and look whether it is safe; return its token.

        Raises Invalid when it is too large, and what `Archive` raises.
        """
        self.sweep(now)
        token = secrets.token_urlsafe(24)
        folder = self._folder / token
        folder.mkdir(parents=True, mode=0o700)
        try:
            self._write(folder / "package.zip", pieces)
            with Archive(folder / "package.zip", LIMITS) as archive:
                archive.verify()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return token

    def find(self, token: str, now: datetime) -> Trial | None:
        """Return the trial of a token while its hour lasts."""
        if not TOKEN.fullmatch(token) or self.until(token, now) is None:
            self._close(token)
            return None
        with self._lock:
            if token not in self._open:
                while len(self._open) >= OPEN_AT_ONCE:
                    self._open.pop(next(iter(self._open))).archive.close()
                try:
                    self._open[token] = Trial(self._folder / token)
                except MilepostError:
                    return None
            return self._open[token]

    def until(self, token: str, now: datetime) -> datetime | None:
        """Return when a trial ends; None when it has, or never was."""
        try:
            began = (self._folder / token / "package.zip").stat().st_mtime
        except OSError:
            return None
        end = datetime.fromtimestamp(began, UTC) + KEPT
        return end if end > now else None

    def note(self, token: str, text: str) -> None:
        """Keep what was found out about a package beside it."""
        (self._folder / token / "notes").write_text(text, encoding="utf-8")

    def noted(self, token: str) -> str:
        """Return what was kept of a package that is on trial."""
        return (self._folder / token / "notes").read_text(encoding="utf-8")

    def end(self, token: str) -> None:
        """Remove a package now."""
        self._close(token)
        if TOKEN.fullmatch(token):
            shutil.rmtree(self._folder / token, ignore_errors=True)

    def sweep(self, now: datetime) -> None:
        """Remove what is over, and the oldest where there is too much."""
        kept: list[tuple[float, int, str]] = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            package = folder / "package.zip"
            if self.until(folder.name, now) is not None:
                kept.append((package.stat().st_mtime, package.stat().st_size, folder.name))
            elif datetime.fromtimestamp(folder.stat().st_mtime, UTC) + KEPT < now or package.exists():
                self.end(folder.name)
        total = sum(size for _, size, _ in kept)
        for _, size, token in sorted(kept):
            if total <= MOST:
                break
            self.end(token)
            total -= size

    def close(self) -> None:
        """Close every package that is open; they open again when they are asked for."""
        for token in list(self._open):
            self._close(token)

    def _write(self, path: Path, pieces: Iterable[bytes]) -> None:
        size = 0
        with path.open("xb") as file:
            for piece in pieces:
                size += len(piece)
                if size > LIMITS.upload:
                    raise too_large()
                file.write(piece)

    def _close(self, token: str) -> None:
        with self._lock:
            trial = self._open.pop(token, None)
        if trial is not None:
            trial.archive.close()


def too_large() -> Invalid:
    """Return what is said of a package that is not taken for its size."""
    return Invalid(
        f"At most {readable(LIMITS.upload)} are taken here. Try one module of it, or use `milepost try` "
        "on your own computer."
    )
