"""What plays packages: the entry points `milepost.players`. SCORM is the only one so far."""

from __future__ import annotations

from milepost.core import plugins
from milepost.exporting.simulator.interface import Player

GROUP = "milepost.players"


def player() -> Player:
    """Load and return the player."""
    found: Player = plugins.load(GROUP, "scorm", "player")
    return found
