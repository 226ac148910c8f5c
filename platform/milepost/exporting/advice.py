"""What to do with a package in an LMS, in plain sentences. docs/exporting.md says more."""

from __future__ import annotations

from milepost.core.i18n import translations
from milepost.courseware.model import Course, MoveOn

HEAVY = 100_000_000  # bytes; past this many LMSs refuse an upload


def advice(course: Course, lang: str) -> tuple[str, ...]:
    """Return, in the language `lang`, when the course counts as done and which boxes to tick."""
    _ = translations(lang).gettext
    rules = {
        MoveOn.PASSED: _("Done means: the score is at least {percent}%."),
        MoveOn.COMPLETED_AND_PASSED: _(
            "Done means: every page is done and the score is at least {percent}%."
        ),
        MoveOn.COMPLETED_OR_PASSED: _("Done means: every page is done, or the score is at least {percent}%."),
    }
    rule = rules.get(course.move_on, _("Done means: every page is done."))
    return (
        rule.format(percent=round(course.mastery_score * 100)),
        _("Moodle: under Completion conditions, choose Require status and tick both Passed and Completed."),
        _("Moodle: set Attempts to Unlimited and Force new attempt to No, so that people can go on later."),
    )


def size_advice(size: int, lang: str) -> str:
    """Return a warning about a package of `size` bytes, or "" when any LMS takes it."""
    if size < HEAVY:
        return ""
    _ = translations(lang).gettext
    return _("This package is large. If your LMS refuses it, export one module at a time.")
