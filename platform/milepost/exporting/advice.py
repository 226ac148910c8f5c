"""What to do with a package in an LMS, in plain sentences. docs/exporting.md says more."""

from __future__ import annotations

from milepost.core.i18n import translations
from milepost.courseware.model import MoveOn
from milepost.courseware.packing import Budget, Selection, Units

#: Bytes past which LMSs are known to refuse an upload, or to give up in the middle of it.
HEAVY, HEAVIER, HEAVIEST = 100_000_000, 250_000_000, 500_000_000
KILO = 1024  # the limits of SCORM 1.2 are powers of two: 4096 characters are 4.0 KB


def advice(selection: Selection, statuses: int, lang: str) -> tuple[str, ...]:
    """Return, in the language `lang`, when the course counts as done and which boxes to tick.

    `statuses` is the format's (`Exporter.statuses`); of those without any only the rule is told.
    """
    rule = done_means(selection, lang)
    return (rule, *in_moodle(selection, statuses, lang), *_others(lang)) if statuses else (rule,)


def done_means(selection: Selection, lang: str) -> str:
    """Return the course's completion rule in words (`move_on`, cmi5 10.2.4)."""
    _ = translations(lang).gettext
    course = selection.course
    scored = any(page.points for module in selection.modules for page in module.learner_pages)
    rules = {
        MoveOn.PASSED: _("Done means: the score is at least {percent}%."),
        MoveOn.COMPLETED_AND_PASSED: _(
            "Done means: every page is done and the score is at least {percent}%."
        ),
        MoveOn.COMPLETED_OR_PASSED: _("Done means: every page is done, or the score is at least {percent}%."),
    }
    pages = _("Done means: every page is done.")
    return (rules.get(course.move_on, pages) if scored else pages).format(percent=course.mastery_percent)


def in_moodle(selection: Selection, statuses: int, lang: str) -> tuple[str, ...]:
    """Return what to set in Moodle 4.5 (measured).

    SCORM 1.2 says one word, passed or completed. 2004 says both, and "passed" may come before the last
    page: there, one box is exact and two are not.
    """
    _ = translations(lang).gettext
    one_status = statuses == 1
    if one_status:
        boxes = _(
            "Moodle: under Completion conditions, choose Require status and tick both Passed and Completed."
        )
    elif selection.course.move_on is MoveOn.PASSED:
        boxes = _("Moodle: under Completion conditions, choose Require status and tick Passed only.")
    else:
        boxes = _("Moodle: under Completion conditions, choose Require status and tick Completed only.")
    sentences = [boxes]
    if selection.units is Units.PER_MODULE:
        sentences.append(_("Moodle: also tick Require all SCOs, and set Grading method to Average grade."))
    if not one_status and has_last_attempts(selection):
        sentences.append(
            _("A quiz has a last attempt: take SCORM 1.2, so that a failed course never counts as done.")
        )
    sentences.append(
        _("Moodle: set Attempts to Unlimited and Force new attempt to No, so that people can go on later.")
    )
    return tuple(sentences)


def has_last_attempts(selection: Selection) -> bool:
    """Whether somebody can fail for good: a quiz allows a number of attempts, and passing is asked for."""
    asked = selection.course.move_on in (MoveOn.PASSED, MoveOn.COMPLETED_AND_PASSED)
    pages = (page for module in selection.modules for page in module.learner_pages)
    return asked and any(page.attempts is not None and page.points for page in pages)


def _others(lang: str) -> tuple[str, ...]:
    """Return what to set elsewhere, from the documentation of these LMSs (not measured by us)."""
    _ = translations(lang).gettext
    return (
        _("ILIAS: in Settings, tick Online. Under Learning Progress, choose the mode for SCORM items."),
        _("Canvas: open SCORM in the course menu, upload the file and choose Graded assignment."),
        _("Open edX: in the Scorm module, upload the file and set Scored to True."),
    )


def size_advice(size: int, lang: str) -> str:
    """Return a warning about a package of `size` bytes, or "" when any LMS takes it."""
    _ = translations(lang).gettext
    if size >= HEAVIEST:
        return _("More than 500 MB: hardly any LMS takes this by a web page. Take one package per module.")
    if size >= HEAVIER:
        return _(
            "More than 250 MB: many LMSs refuse this, and an upload may stop. Take one package per module."
        )
    if size >= HEAVY:
        return _("More than 100 MB: some LMSs refuse this. If yours does, take one package per module.")
    return ""


def state_words(budget: Budget, lang: str) -> str:
    """Return how much of the room that every LMS gives a learner's state is needed, in a few words."""
    _ = translations(lang).gettext
    used = f"{budget.needed / KILO:.1f}"
    if budget.limit is None:
        return _("state {used} KB").format(used=used)
    return _("state {used} of {limit} KB").format(used=used, limit=f"{budget.limit / KILO:.1f}")


def state_advice(budget: Budget, lang: str) -> str:
    """Return what happens when the state is too long, or "" when it fits."""
    _ = translations(lang).gettext
    if budget.limit is None or budget.needed <= budget.limit:
        return ""
    return _(
        "State is what the LMS keeps of each learner: answers and texts. If somebody fills in every field, "
        "it is too long for some LMSs. Then the longest texts are not kept, then other answers, then tries; "
        "learners are told. Pages done, attempts and points are always kept. SCORM 2004, or one package per "
        "module, has room for more."
    )
