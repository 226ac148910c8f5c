"""A course becomes a SCORM package."""

from __future__ import annotations

from pathlib import Path

RUNTIME = Path(__file__).parent / "runtime"
#: In the order in which they are put together.
SCRIPTS = ("api.js", "status.js", "formats.js", "interactions.js", "connection.js", "adapter.js")


def runtime() -> str:
    """Return the SCORM adapter as one classic script; only `milepost.adapters.scorm` leaves it."""
    body = "\n".join((RUNTIME / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{body}}})();\n'
