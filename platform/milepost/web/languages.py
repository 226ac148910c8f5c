"""The languages that the site speaks: those with a course or with a catalogue of its own words."""

from __future__ import annotations

import time

from werkzeug.datastructures import LanguageAccept

from milepost.core.errors import MilepostError
from milepost.core.i18n import CATALOGUES, DEFAULT, Language, language
from milepost.courseware.library import Library

#: English made right-to-left. It can always be asked for, and no menu names it.
PSEUDO = "ar-XB"
KEPT = 60.0  # seconds


class SiteLanguages:
    """Which languages there are; looked up once a minute, as courses may come and go."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: tuple[Language, ...] = ()
        self._tags: frozenset[str] = frozenset()
        self._until = 0.0

    @property
    def known(self) -> tuple[Language, ...]:
        """The languages for the menu, English first, then by their own names."""
        if time.monotonic() > self._until:
            self._look()
        return self._known

    def __contains__(self, tag: str) -> bool:
        if time.monotonic() > self._until:
            self._look()
        return tag in self._tags

    def best(self, accepted: LanguageAccept) -> str:
        """Return the tag that suits a browser best (RFC 9110 section 12.5.4), else English."""
        tags = [known.tag for known in self.known]
        return accepted.best_match(tags, default=DEFAULT) or DEFAULT

    def _look(self) -> None:
        tags = {DEFAULT, *(path.parents[1].name for path in CATALOGUES.glob("*/LC_MESSAGES/milepost.mo"))}
        for course_id in self._library.course_ids():
            try:
                tags.update(self._library.course_languages(course_id))
            except MilepostError:
                continue  # a broken course has no page to offer; the course list says so
        tags.discard(PSEUDO)
        found = (language(tag) for tag in tags)
        self._known = tuple(sorted(found, key=lambda one: (one.tag != DEFAULT, one.name.casefold())))
        self._tags = frozenset({*tags, PSEUDO})
        self._until = time.monotonic() + KEPT
