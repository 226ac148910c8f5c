"""Servers on loopback that run in a thread until a block ends, for tests and benchmarks."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any


class Files(SimpleHTTPRequestHandler):
    """The files of a folder, without a word about them."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are not what a test prints."""

    def send_header(self, keyword: str, value: str) -> None:
        """Say nothing of when a file changed: two versions in one second would look the same."""
        if keyword != "Last-Modified":
            super().send_header(keyword, value)


@contextmanager
def running(server: BaseServer) -> Iterator[None]:
    """Let a server answer until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served(folder: Path, handler: type[Files] = Files) -> Iterator[str]:
    """Serve the files of a folder; yield the address, `http://127.0.0.1:<port>`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"
