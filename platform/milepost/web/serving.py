"""The web server: granian where it has a wheel, waitress elsewhere.

One thread a worker: with Python's lock more threads only wait for each other, and the slowest
answers take longer (docs/decisions/0009-running.md).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from milepost.core.errors import MilepostError

try:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels
except ImportError:  # Windows
    Granian = None  # type: ignore[assignment]

#: What a worker imports where it cannot inherit the parent's memory (macOS).
FACTORY = "milepost:create_app"
SECONDS_TO_FINISH = 5
MOST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and with how many worker processes."""

    host: str
    port: int
    workers: int


class CannotListen(MilepostError):
    """The port is taken, or the address is not this machine's."""


def check_free(host: str, port: int) -> None:
    """Raise CannotListen now, with the way out, rather than from inside the server."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            way_out = (
                f"stop what uses it, or choose another with --port {port + 1}"
                if 0 < port < MOST_PORT
                else f"choose one from 1 to {MOST_PORT} with --port"
            )
            raise CannotListen(f"cannot listen on {host} port {port} ({reason}): {way_out}") from error


def run(app: Flask, place: Place, ready: Callable[[], None]) -> None:
    """Serve until told to stop; call `ready` once the port is ours."""
    gc.freeze()  # the site stands: the collector leaves it alone, and workers share its memory
    gc.enable()
    if Granian is None:
        _run_waitress(app, place, ready)
    else:
        _run_granian(app, place, ready)


def _run_granian(app: Flask, place: Place, ready: Callable[[], None]) -> None:
    server = Granian(
        FACTORY,
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        workers=place.workers,
        blocking_threads=1,
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    )
    server.on_startup(ready)
    if multiprocessing.get_start_method() == "fork":
        # Workers inherit the site as it stands: they start at once, and share its memory.
        server.serve(target_loader=lambda: app, wrap_loader=False)
    else:
        server.serve()


def _run_waitress(app: Flask, place: Place, ready: Callable[[], None]) -> None:
    import waitress

    server = waitress.create_server(app, host=place.host, port=place.port, threads=4)
    ready()
    server.run()
