"""Sizes as people say them."""

from __future__ import annotations

from milepost.core.sizes import GB, readable


def test_sizes_are_readable() -> None:
    sizes = (0, 12, 999, 1500, 2_340_000, 4 * GB)
    assert [*map(readable, sizes)] == ["0 bytes", "12 bytes", "999 bytes", "1.5 KB", "2.3 MB", "4 GB"]
