"""What plays packages: the entry points `milepost.players`. SCORM is the only one so far."""

from __future__ import annotations

from milepost.core import plugins
from milepost.exporting.registry import offered
from milepost.exporting.simulator.interface import Player

GROUP = "milepost.players"


def formats() -> tuple[str, ...]:
    """Return the export formats that can be played, in the order in which they are offered."""
    players = plugins.names(GROUP)
    return tuple(name for name in offered() if name.partition("-")[0] in players)


def player() -> Player:
    """Load and return the player."""
    found: Player = plugins.load(GROUP, "scorm", "player")
    return found
