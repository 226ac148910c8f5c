"""Formats are plugins, ours too; an unknown one is answered with the known ones."""

from __future__ import annotations

import pytest

from milepost.core.errors import UnknownName
from milepost.exporting.registry import exporter, exporters, names, offered


def test_ours_are_registered() -> None:
    assert {"cmi5", "scorm-1.2", "scorm-2004", "scorm-2004-3"} <= set(names())


def test_an_exporter_is_known_by_the_name_it_is_registered_under() -> None:
    assert [each.name for each in exporters()] == list(offered())
    assert offered()[0] == "scorm-1.2" and set(offered()) == set(names())
    assert exporter("scorm-1.2").title == "SCORM 1.2"


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"'scorm-3'; known: cmi5, scorm-1\.2, scorm-2004"):
        exporter("scorm-3")
