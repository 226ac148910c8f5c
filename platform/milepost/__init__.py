"""Milepost: training in inclusive local policy-making, as a site and as packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(**settings: Any) -> Flask:
    """Return the site (see `milepost.app`). Imported late, so exporters never load Flask."""
    from milepost.app import create_app as build

    return build(**settings)
