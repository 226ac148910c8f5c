"""The package: what is in it, and that it is the same each time."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost.exporting.registry import exporter, names
from milepost_cmi5.exporter import STATE_LENGTH, cmi5


def test_the_site_finds_it_by_its_entry_point() -> None:
    assert "cmi5" in names()
    assert exporter("cmi5").title == "cmi5"


def test_the_structure_is_the_first_file_and_every_au_has_its_page(packed: Any) -> None:
    for units, pages in ((Units.ONE, {"index.html"}), (Units.PER_MODULE, {"tiny-one.html", "tiny-two.html"})):
        with zipfile.ZipFile(packed(units=units)) as zipped:
            listed = zipped.namelist()
            assert zipped.testzip() is None
        assert listed[0] == "cmi5.xml"
        assert {name for name in listed if name.endswith(".html")} == pages
        assert {"player.js", "player.css"} <= {*listed}


def test_files_are_asked_for_with_a_version_and_aus_without(packed: Any) -> None:
    """An LMS puts its own query behind the address of an AU (cmi5 8.1)."""
    with zipfile.ZipFile(packed(units=Units.PER_MODULE)) as zipped:
        found = [
            re.findall(r'player\.(?:css|js)(\?v=[0-9a-f]{8})"', zipped.read(f"tiny-{name}.html").decode())
            for name in ("one", "two")
        ]
        structure = zipped.read("cmi5.xml").decode()
        assert {"tiny-one.js", "tiny-two.js"} <= {*zipped.namelist()}
    assert len(found[0]) == 2 and len({*found[0], *found[1]}) == 1
    assert "<url>tiny-one.html</url>" in structure


def test_the_same_input_gives_the_same_bytes(packed: Any, tmp_path: Path) -> None:
    for units in Units:
        again = packed(units=units, out=tmp_path / f"{units}.zip")
        assert again.read_bytes() == packed(units=units).read_bytes()


def test_the_state_budget_is_told(content_root: Path, tmp_path: Path) -> None:
    library = Library(content_root, tmp_path / "cache")
    budget = cmi5.budget(library, select(library, "tiny"))
    assert 0 < budget.answers < (budget.limit or 0) == STATE_LENGTH


def test_exporting_loads_neither_the_web_nor_the_database() -> None:
    code = "import sys, milepost_cmi5.exporter; print({'flask', 'sqlalchemy', 'werkzeug'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
