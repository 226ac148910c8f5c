"""Counted sentences about progress, in the language of the page."""

from __future__ import annotations

from functools import lru_cache

from milepost.core.i18n import translations
from milepost.courseware.labels import labels_for

LONG = 100  # minutes; from here on, hours say it better


def length(lang: str, minutes: int) -> str:
    """Return "35 minutes" or "about 3 hours"."""
    if minutes < LONG:
        return labels_for(lang).minutes(minutes)
    hours = nearest_hours(minutes)
    text = translations(lang).ngettext("about %(n)s hour", "about %(n)s hours", hours)
    return text % {"n": hours}


def nearest_hours(minutes: int) -> int:
    """Return the hours nearest to so many minutes: two hours and two minutes are about two hours."""
    return (minutes + 30) // 60


@lru_cache(maxsize=2000)
def time_left(lang: str, minutes: int) -> str:
    """Return "35 minutes left" or "about 3 hours left"; nothing where nothing is left."""
    if minutes <= 0:
        return ""
    if minutes < LONG:
        return labels_for(lang).minutes_left(minutes)
    return labels_for(lang).hours_left(nearest_hours(minutes))


@lru_cache(maxsize=2000)
def pages_done(lang: str, done: int, total: int) -> str:
    """Return "3 of 21 pages done"."""
    text = translations(lang).ngettext("%(done)s of %(n)s page done", "%(done)s of %(n)s pages done", total)
    return text % {"done": done, "n": total}


@lru_cache(maxsize=500)
def count_of(lang: str, done: int, total: int) -> str:
    """Return "3 of 7"."""
    return translations(lang).gettext("%(done)s of %(n)s") % {"done": done, "n": total}
