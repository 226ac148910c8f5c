"""docs/exporting.md speaks of every format, option, rule and word that is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost.courseware.model import MoveOn
from milepost.exporting.cli import _parser
from milepost.exporting.registry import names
from milepost_scorm.profiles import PROFILES

TEXT = (Path(__file__).parents[3] / "docs" / "exporting.md").read_text(encoding="utf-8")


def test_every_format() -> None:
    assert [name for name in names() if f"`{name}`" not in TEXT] == []


def test_every_option() -> None:
    options = {option for action in _parser()._actions for option in action.option_strings}
    assert [option for option in options - {"-h", "--help"} if f"`{option}`" not in TEXT] == []


def test_every_rule() -> None:
    assert [rule for rule in MoveOn if f"`{rule}`" not in TEXT] == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_element_that_is_written(profile: object) -> None:
    names = ("status", "success", "progress", "session_time", "location", "score")
    written = [str(profile.runtime[name]) for name in names]  # type: ignore[attr-defined]
    assert [element for element in written if element not in TEXT] == []
