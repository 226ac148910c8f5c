"""The floor of a page: a bare Flask route that returns the same 20 KB every time."""

from __future__ import annotations

from flask import Flask

BODY = "<!doctype html><title>Constant</title>" + "x" * (20 * 1024 - 38)

app = Flask(__name__)


@app.get("/")
def page() -> str:
    """Return 20 KB."""
    return BODY
