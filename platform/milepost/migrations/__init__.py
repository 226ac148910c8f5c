"""How the database came to be: one numbered step after another, forwards and backwards.

A step is a file `versions/NNNN_what_it_does.py`; its number is its revision.
"""

from __future__ import annotations

from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"


def head() -> str:
    """Return the revision this program expects, read from the file names: no Alembic needed."""
    return max((path.stem.split("_")[0] for path in VERSIONS.glob("[0-9]*_*.py")), default="")
