"""Between Flask and the rest: the request's database session, its language, its kind of answer."""

from __future__ import annotations

import contextlib
from typing import Any

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from milepost.core.db import Database, Readable, Reader
from milepost.core.i18n import DEFAULT
from milepost.core.settings import Settings

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask, database: Database, settings: Settings) -> None:
    """Give the app its database and settings; close each request's session behind it."""
    app.extensions["milepost.database"] = database
    app.extensions["milepost.settings"] = settings

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        held = g._get_current_object()
        stack: contextlib.ExitStack | None = held.pop("_db_stack", None)
        if stack is not None:
            held.pop("_db_session", None)
            stack.close()
        reader: Reader | None = held.pop("_db_reader", None)
        if reader is not None:
            database.give_back(reader)


def settings() -> Settings:
    """Return the running site's settings."""
    found: Settings = current_app.extensions["milepost.settings"]
    return found


def db() -> Session:
    """Return this request's session; it may write unless the request only reads (GET, HEAD).

    Views commit with `commit()`; whatever is not committed is rolled back when the request ends.
    """
    session: Session | None = g.get("_db_session")
    if session is None:
        database: Database = current_app.extensions["milepost.database"]
        g._db_stack = contextlib.ExitStack()
        write = request.method not in READING
        session = g._db_session = g._db_stack.enter_context(database.session(write=write))
    return session


def looking() -> Readable:
    """Return what to look things up through: the open session, else a reader.

    A reader never takes the writer's turn, so whoever reads first and writes later, or not at all,
    keeps nobody waiting.
    """
    held = g._get_current_object()
    if "_db_session" in held:
        return db()
    reader: Reader | None = held.get("_db_reader")
    if reader is None:
        database: Database = current_app.extensions["milepost.database"]
        reader = held._db_reader = database.reader()
    return reader


def commit() -> None:
    """Commit the request's transaction and give the writer's turn to the next one."""
    stack: contextlib.ExitStack | None = g.pop("_db_stack", None)
    session: Session | None = g.pop("_db_session", None)
    if stack is not None and session is not None:
        with stack:
            session.commit()


def lang() -> str:
    """Return the language of the address (`/<lang>/…`), or English where it has none."""
    view_args: dict[str, Any] = request.view_args or {}
    return view_args.get("lang") or DEFAULT


def with_word(address: str, word: str) -> str:
    """Return an address of this site that asks its page to say something once (`web.said`)."""
    before, hash_, fragment = address.partition("#")
    path, _, query = before.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("said=")]
    return f"{path}?{'&'.join([*kept, f'said={word}'])}{hash_}{fragment}"


def wants_fragment() -> bool:
    """Say whether the enhancer asked for a piece of the page instead of a whole one."""
    return request.headers.get("X-Milepost-Fragment") == "1"
