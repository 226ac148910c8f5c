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


def test_the_command_says_what_each_command_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in plugins.names(GROUP):
        (line,) = [line for line in said.splitlines() if line.startswith(f"  milepost {command} ")]
        assert len(line) < 100
        assert len(line.split()) > 5


def test_a_command_whose_packages_are_not_there_is_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(group: str, name: str, what: str) -> None:
        raise ModuleNotFoundError("No module named 'skia'")

    monkeypatch.setattr(plugins, "load", missing)
    assert main(["--help"]) == 0
    assert "  milepost film\n" in capsys.readouterr().out
