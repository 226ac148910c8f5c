"""Reading what a worksheet sends. Questions are read by `courseware.scoring.read_response`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from milepost.core.errors import Invalid
from milepost.core.messages import N_
from milepost.courseware.scoring import storable
from milepost.learning.models import LONGEST_ENTRY

PREFIX = "f."


def read_entries(form: Mapping[str, str], fields: Iterable[str]) -> dict[str, str]:
    """Return the texts sent for a page's fields: field id to text, line ends as \\n.

    A field that was not sent is left out. Raises TooLong, which holds every text, so none is lost.
    """
    entries = {
        name: storable(form[f"{PREFIX}{name}"]).replace("\r", "\n")
        for name in fields
        if f"{PREFIX}{name}" in form
    }
    for name, text in entries.items():
        if len(text) > LONGEST_ENTRY:
            raise TooLong(name, entries)
    return entries


class TooLong(Invalid):
    """A text beyond what a field holds. `field` is the field's id, `entries` all that was sent."""

    def __init__(self, field: str, entries: Mapping[str, str]) -> None:
        super().__init__(
            N_(
                "This is longer than %(most)s characters. Shorten it; nothing is lost yet.",
                most=LONGEST_ENTRY,
            ),
            field,
        )
        self.entries = entries
