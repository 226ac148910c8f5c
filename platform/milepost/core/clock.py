"""The only place that reads the time. Logic takes `now` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment, aware, in UTC, without microseconds (SCORM and SQL agree on seconds)."""
    return datetime.now(UTC).replace(microsecond=0)
