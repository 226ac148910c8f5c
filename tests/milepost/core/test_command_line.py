"""Every command says what is wrong with its call in one line."""

from __future__ import annotations

import pytest

from milepost.cli import GROUP, main
from milepost.core import plugins


@pytest.mark.parametrize("command", plugins.names(GROUP))
def test_an_option_that_there_is_not(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--no-such-option"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("milepost: ")
    assert err.endswith("--help` says more\n")
    assert err.count("\n") == 1
