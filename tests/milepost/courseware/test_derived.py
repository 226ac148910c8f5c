"""What exporters keep: little that is new is written beside what is there already."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from milepost.courseware import derived as module
from milepost.courseware.derived import Derived


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a store that holds a thousand bytes under "old"."""
    path = tmp_path / "derived.pack"
    put(path, old=b"x" * 1000)
    return path


def put(path: Path, **values: bytes) -> None:
    store = Derived(path)
    for key, value in values.items():
        assert store.get(key, lambda value=value: value) == value  # type: ignore[misc]
    store.flush()


def get(path: Path, key: str) -> bytes:
    return Derived(path).get(key, lambda: b"made")


def test_little_is_written_beside(path: Path) -> None:
    before = path.read_bytes()
    put(path, first=b"1" * 60)
    put(path, second=b"2" * 60)
    assert path.read_bytes() == before
    assert [get(path, key) for key in ("first", "second", "old")] == [b"1" * 60, b"2" * 60, b"x" * 1000]


def test_much_is_written_together(path: Path) -> None:
    put(path, first=b"1" * 60)
    put(path, second=b"2" * 600)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert [get(path, key) for key in ("first", "second", "old")] == [b"1" * 60, b"2" * 600, b"x" * 1000]


def test_what_is_broken_is_made_anew(path: Path) -> None:
    put(path, first=b"1" * 60)
    later = path.with_suffix(".later")
    later.write_bytes(later.read_bytes()[:-1])
    assert [get(path, "first"), get(path, "old")] == [b"made", b"x" * 1000]


def test_what_nobody_asked_for_is_forgotten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + 40 * 86_400)
    put(path, big=b"b" * 900)
    assert get(path, "old") == b"made"


def test_what_was_used_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + 40 * 86_400)
    store = Derived(path)
    store.get("old", lambda: b"")
    store.get("big", lambda: b"b" * 900)
    store.flush()
    assert get(path, "old") == b"x" * 1000


def test_there_is_an_end_of_room(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROOM", 1500)
    put(path, big=b"b" * 900)
    assert [get(path, "big"), get(path, "old")] == [b"b" * 900, b"made"]
