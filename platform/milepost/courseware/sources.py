"""The content folder as the parser sees it: files read with limits, and never from outside."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from milepost.courseware.model import Problem

#: The largest text files that are read, in bytes. A lesson of 8,000 words still fits.
TEXT_LIMIT = 64 * 1024
GLOSSARY_LIMIT = 128 * 1024
PROBLEM_LIMIT = 100
#: As much of a picture as says how large it is. The size of a JPEG stands behind what a camera wrote.
HEAD_LIMIT = 128 * 1024
#: Files that may stand in media/ and videos/. What a browser would run (HTML, scripts) may not.
PICTURES = frozenset({"avif", "gif", "jpeg", "jpg", "png", "svg", "webp"})
FILES = PICTURES | {
    "csv",
    "docx",
    "ics",
    "m4a",
    "mp3",
    "mp4",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "txt",
    "vtt",
    "xlsx",
}


class Text(NamedTuple):
    """A text file: lines end in a line feed whatever the file has."""

    path: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text as hexadecimal digits; `source_hash` is the first twelve."""
        import hashlib  # loads OpenSSL, and most pages ask for no digest

        return hashlib.sha256(self.text.encode()).hexdigest()


class Sources:
    """Reads below `root`. Paths are relative, with `/`. Every look is noted in `inputs`.

    An input is the path of a file whose text or (with `?`) size or (with `@`) beginning matters, or (with
    `/`) of a folder whose names matter: what a compiled page is checked against before it is used again.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.inputs: dict[str, None] = {}
        self._counts: dict[str, int] = {}

    def problem(self, path: str, line: int, message: str) -> None:
        """Note a mistake; after a hundred in one file nobody reads on."""
        count = self._counts[path] = self._counts.get(path, 0) + 1
        if count <= PROBLEM_LIMIT:
            self.problems.append(Problem(path, line, message))
        elif count == PROBLEM_LIMIT + 1:
            self.problems.append(Problem(path, line, "there are more mistakes in this file"))

    def read(self, path: str, limit: int = TEXT_LIMIT) -> Text | None:
        """Return a text file, or None with a problem: missing, too large, not UTF-8, or elsewhere."""
        self.inputs[path] = None
        place = self.root / path
        try:
            if not place.resolve().is_relative_to(self.root.resolve()):
                self.problem(path, 0, "this file leads out of the content folder")
                return None
            with place.open("rb") as file:
                data = file.read(limit + 1)
        except FileNotFoundError:
            self.problem(path, 0, "this file is missing")
            return None
        except OSError as error:
            self.problem(path, 0, f"this file cannot be read: {error.strerror or error}")
            return None
        if len(data) > limit:
            self.problem(path, 0, f"this file is larger than {limit // 1024} KB; split it")
            return None
        return self._decoded(path, data)

    def _decoded(self, path: str, data: bytes) -> Text | None:
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problem(path, line, "this line is not UTF-8 text; save the file as UTF-8")
            return None
        return Text(path, text)

    def size(self, path: str) -> int | None:
        """Return the size of a file in bytes, or None where there is none."""
        self.inputs[f"{path}?"] = None
        return size(self.root, path)

    def beginning(self, path: str) -> Path | None:
        """Return the place of a file of which no more than HEAD_LIMIT is read; None where there is none."""
        self.inputs[f"{path}@"] = None
        return self.root / path if size(self.root, path) is not None else None

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names in a folder; none where there is no folder."""
        self.inputs[f"{folder}/"] = None
        return names(self.root, folder)

    def first(self, paths: Iterable[str]) -> str | None:
        """Return the first path that exists."""
        return next((path for path in paths if self.size(path) is not None), None)


def size(root: Path, path: str) -> int | None:
    """Return the size of a file below `root` in bytes, or None where there is no such file."""
    try:
        found = os.stat(f"{root}/{path}")  # noqa: PTH116 (quicker than pathlib)
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def names(root: Path, folder: str) -> tuple[str, ...]:
    """Return the sorted names in a folder below `root`, hidden ones left out."""
    try:
        found = os.listdir(f"{root}/{folder}")  # noqa: PTH208 (quicker than pathlib)
    except (OSError, ValueError):
        return ()
    return tuple(sorted(name for name in found if not name.startswith(".")))
