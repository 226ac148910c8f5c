"""Templates stay compiled from one start to the next: compiling them takes a tenth of a start."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in the cache folder. A disk that is full or read-only is no error."""

    def __init__(self, cache: Path) -> None:
        folder = cache / "templates"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template; where that cannot be, it is compiled again the next time."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
