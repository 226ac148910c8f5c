"""Starting a server, waiting for its first answer, stopping it, and reading what its workers hold."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import ROOT

WAIT = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, its process, and the seconds until it answered for the first time."""

    port: int
    pid: int
    first_answer: float

    @property
    def base(self) -> str:
        """The address, for wrk."""
        return f"http://127.0.0.1:{self.port}"

    def workers_pss_mib(self) -> float:
        """Return the proportional set size of one worker, the mean over all, in MiB (Linux only)."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        sizes = [_pss_kib(int(child)) for child in children]
        return sum(sizes) / len(sizes) / 1024


#: A server that stops at the end of a `with`.
Running = AbstractContextManager[Server]


@contextlib.contextmanager
def milepost(environment: Mapping[str, str], first: str, workers: int = 2) -> Iterator[Server]:
    """Serve the site with `milepost serve`; `first` is the path of the first answer."""
    port = free_port()
    command = [sys.executable, "-m", "milepost", "serve", "--port", str(port), "--workers", str(workers)]
    with _running(command, environment, port, first) as server:
        yield server


@contextlib.contextmanager
def plain(app: str, environment: Mapping[str, str], first: str, workers: int = 2) -> Iterator[Server]:
    """Serve a floor's application under the same server, as anybody would start it."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--log-level", "warning", app),
    ]
    with _running(command, environment, port, first) as server:
        yield server


@contextlib.contextmanager
def _running(command: list[str], environment: Mapping[str, str], port: int, first: str) -> Iterator[Server]:
    everything = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=everything, stdout=subprocess.DEVNULL)
    try:
        _wait_for_answer(process, port, first, started)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, first: str, started: float) -> None:
    while time.perf_counter() - started < WAIT:
        if process.poll() is not None:
            raise SystemExit(f"bench: the server stopped with exit code {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", first)
            status = connection.getresponse().status
            connection.close()
        except OSError:
            time.sleep(0.004)
            continue
        if status == 200:
            return
        raise SystemExit(f"bench: GET {first} answered {status}")
    raise SystemExit(f"bench: no answer within {WAIT:.0f} s")


def _pss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    """Return a port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
