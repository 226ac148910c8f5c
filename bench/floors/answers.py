"""The floor of a recorded answer: the statements that ours sends, through the driver alone.

FLOOR_STATEMENTS names a pickle: for each learner, the (statement, parameters) pairs that Milepost
sent to the database for one answer. FLOOR_DATABASE is a SQLite file or a PostgreSQL address.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, request

STATEMENTS: list[list[tuple[str, Any]]] = pickle.loads(Path(os.environ["FLOOR_STATEMENTS"]).read_bytes())
DATABASE = os.environ["FLOOR_DATABASE"]

app = Flask(__name__)
_opened: list[Any] = []  # one connection a process: workers have one thread


@app.get("/")
def ready() -> str:
    """Answer the first question: is it there?"""
    return "ready"


@app.post("/<int:learner>")
def answer(learner: int) -> str:
    """Read the form and run one learner's statements in a transaction."""
    request.form.to_dict()
    with transaction() as cursor:
        for statement, parameters in STATEMENTS[learner]:
            cursor.execute(statement, parameters)
            if cursor.description:
                cursor.fetchall()
    return "recorded"


@contextlib.contextmanager
def transaction() -> Iterator[Any]:
    """Open a writing transaction and commit it."""
    connection = _opened[0] if _opened else _open()
    if isinstance(connection, sqlite3.Connection):
        with Path(f"{DATABASE}.lock").open("ab") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
    else:
        with connection.transaction(), connection.cursor() as cursor:
            yield cursor


def _open() -> Any:
    if DATABASE.startswith("postgresql"):
        connection: Any = psycopg.connect(DATABASE, autocommit=True)
    else:
        connection = sqlite3.connect(DATABASE, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")
    _opened.append(connection)
    return connection
