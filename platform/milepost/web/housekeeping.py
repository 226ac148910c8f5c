"""Every day, beside the workers: guests whose time is over are erased, and whatever else has expired."""

from __future__ import annotations

import subprocess
import sys
import threading

#: In a process of its own: the one that serves must not hold a connection when it forks workers.
FORGET = (sys.executable, "-m", "milepost", "db", "forget")
FIRST = 10.0  # seconds after the start, which it must not slow down
EVERY = 24 * 60 * 60.0


def start() -> None:
    """Look after the data from a thread that ends with the program."""
    threading.Thread(target=_keep_house, daemon=True).start()


def _keep_house() -> None:
    pause = threading.Event()
    wait = FIRST
    while not pause.wait(wait):
        subprocess.run(FORGET, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 (our own command)
        wait = EVERY
