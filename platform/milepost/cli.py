"""The `milepost` command: find the sub-command by entry point, run it, show errors as one line."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from milepost.core import plugins
from milepost.core.errors import MilepostError
from milepost.core.version import __version__

GROUP = "milepost.commands"


def main(argv: list[str] | None = None) -> int:
    """Run `milepost COMMAND …`; return the exit code: 0 fine, 1 found problems, 2 wrong call."""
    args = sys.argv[1:] if argv is None else argv
    try:
        if not args or args[0] in ("-h", "--help", "help"):
            print(_usage())
            return 0 if args else 2
        if args[0] in ("-V", "--version"):
            print(f"milepost {__version__}")
            return 0
        atexit.register(gc.freeze)  # the end of a process needs no last look through all that it made
        gc.disable()  # what imports make is no garbage, and looking for it takes a tenth of the start
        command = plugins.load(GROUP, args[0], "command")
        gc.enable()
        code: int = command(args[1:])
        sys.stdout.flush()
    except MilepostError as error:
        print(f"milepost: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # whoever reads what is printed (`| head`) has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _usage() -> str:
    names = plugins.names(GROUP)
    wide = max(map(len, names), default=0)
    lines = "\n".join(f"  milepost {name:{wide}}  {_purpose(name)}".rstrip() for name in names)
    return f"Milepost {__version__}\n\n{lines}\n\nmilepost COMMAND --help says more."


def _purpose(name: str) -> str:
    """Return what a command is for: the first sentence of its room's docstring, behind the colon."""
    try:
        command = plugins.load(GROUP, name, "command")
    except ImportError:  # its packages are not installed: `--help` is no place to ask for them
        return ""
    said = sys.modules[command.__module__].__doc__ or ""
    return said.partition(": ")[2].partition("\n")[0].partition(". ")[0].removesuffix(".")
