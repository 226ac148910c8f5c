"""How every `milepost` command reads its call: what is wrong with it is said in one line, exit code 2."""

from __future__ import annotations

import argparse
from typing import NoReturn

from milepost.core.errors import MilepostError


class WrongCall(MilepostError):
    """The command line, or a setting in its place, cannot be read."""

    exit_code = 2


class CommandLine(argparse.ArgumentParser):
    """A parser that raises WrongCall, where argparse would print the usage and end the process."""

    def error(self, message: str) -> NoReturn:
        raise WrongCall(f"{message}; `{self.prog} --help` says more")
