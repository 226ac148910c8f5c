"""A stage on this machine, for as long as a command runs: loopback only, a port that is free."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from milepost.core.archives import Archive
from milepost_scorm.simulator.serving import Stage
from milepost_scorm.simulator.trial import LocalTrial


class Served(NamedTuple):
    """A running stage: `address` is that of its origin, `token` leads to the package."""

    address: str
    token: str
    trial: LocalTrial


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that closes a film half way is no news."""


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are not what a command prints."""


@contextmanager
def serve(archive: Archive) -> Iterator[Served]:
    """Serve one package on loopback until the block ends."""
    token, trial = secrets.token_urlsafe(24), LocalTrial(archive)
    server = make_server("127.0.0.1", 0, _unready, server_class=_Server, handler_class=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    server.set_app(Stage(lambda asked: trial if secrets.compare_digest(asked, token) else None, address))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Served(address, token, trial)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _unready(*_: Any) -> list[bytes]:
    raise NotImplementedError
