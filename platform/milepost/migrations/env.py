"""Alembic's environment. It always runs on the connection that `runner` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from milepost.core.db import UTCDateTime
from milepost.migrations.metadata import metadata


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as plain ones: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=render_item,
    # SQLite cannot alter a table: Alembic copies it instead. PostgreSQL needs no such detour.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
