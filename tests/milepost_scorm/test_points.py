"""docs/scorm-points.md names a test for each of the twenty-five points, and every test named is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]*) \|$", re.MULTILINE)


def rows() -> dict[int, list[tuple[str, str]]]:
    text = (ROOT / "docs" / "scorm-points.md").read_text(encoding="utf-8")
    return {int(number): re.findall(r"`(\w+)::(\w+)`", tests) for number, tests in ROW.findall(text)}


def test_every_point_has_a_test() -> None:
    found = rows()
    assert sorted(found) == list(range(1, 26))
    assert [number for number, tests in found.items() if not tests] == []


def test_every_test_named_is_there() -> None:
    known = {
        (path.stem, name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = {each for tests in rows().values() for each in tests}
    assert named - known == set()
