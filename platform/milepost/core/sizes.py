"""How many bytes, as people say it. One KB is 1000 bytes, as file managers and LMSs count."""

from __future__ import annotations

KB, MB, GB = 1000, 1_000_000, 1_000_000_000
UNITS = ((GB, "GB"), (MB, "MB"), (KB, "KB"))


def readable(size: int) -> str:
    """Return bytes in the largest unit that leaves a number of 1 or more: 4 GB, 1.5 KB, 900 bytes."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}".replace(".0 ", " ")
    return f"{size} bytes"
