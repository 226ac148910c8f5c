"""Plugins are found by entry point: ours from one file, strangers' by the standard's search."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from milepost.core import plugins
from milepost.core.errors import UnknownName


@pytest.mark.parametrize("group", ["milepost.commands", "milepost.exporters"])
def test_short_cut_finds_what_the_search_finds(group: str) -> None:
    ours = {point.name: point.load() for point in entry_points(group=group) if point.dist.name == "milepost"}
    assert ours
    assert {name: plugins.load(group, name, "thing") for name in ours} == ours


def test_plugin_of_another_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "stranger-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[milepost.exporters]\nepub = stranger_epub:exporter\n")
    (tmp_path / "stranger_epub.py").write_text("exporter = 'an exporter'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert plugins.load("milepost.exporters", "epub", "format") == "an exporter"
    assert "epub" in plugins.names("milepost.exporters")


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"unknown command 'sreve'; known: .*serve"):
        plugins.load("milepost.commands", "sreve", "command")
