"""The page on which a package is tried, the same on the site and for `milepost try`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from milepost.exporting.simulator.interface import Playable

#: Learners who do not exist. Names are "family, given" as SCORM 1.2 writes them; the last one is long.
LEARNERS = (
    ("lena", "Novak, Lena"),
    ("omar", "حدّاد، عمر"),
    ("long", "Βασιλειάδη-Παπακωνσταντίνου, Ελευθερία Αναστασία Χρυσοβαλάντου"),
)


def described(playable: Playable) -> str:
    """Return what the page needs of a package, as JSON."""
    findings = [
        {"level": each.level, "where": each.where, "what": each.what, "mend": each.mend}
        for each in playable.findings
    ]
    return json.dumps(
        {
            "title": playable.title,
            "lang": playable.lang,
            "edition": playable.edition,
            "edition_title": playable.edition_title,
            "items": list(playable.launches),
            "errors": dict(playable.errors),
            "findings": findings,
        }
    )


def shown(about: Mapping[str, Any], token: str, stage: str, _: Callable[[str], str]) -> dict[str, Any]:
    """Return what the page shows of a package (`about`: `described`, read again) and tells its script."""
    data = _for_script(about, token, stage, _)
    return {"about": about, "token": token, "stage": stage, "data": data, "learners": LEARNERS}


def _for_script(about: Mapping[str, Any], token: str, stage: str, _: Callable[[str], str]) -> dict[str, Any]:
    """Return everything that simulator.js needs: the package, where the stage is, and its words."""
    return {
        **{name: about[name] for name in ("title", "edition", "edition_title", "items")},
        "token": token,
        "stage": stage,
        "learners": dict(LEARNERS),
        "errors": {code: _(meaning) for code, meaning in about["errors"].items()},
        "words": _words(_),
    }


def _words(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "not attempted": _("not opened yet"),
        "unknown": _("not said"),
        "incomplete": _("not finished"),
        "completed": _("completed"),
        "browsed": _("looked at"),
        "passed": _("passed"),
        "failed": _("not passed"),
        "score": _("{raw} of {max} points"),
        "answers": _("answers: {n}"),
        "progress": _("done: {percent}%"),
        "nothing": _("The LMS knows nothing yet."),
        "open": _("The package is open."),
        "closed": _("The package is closed."),
        "finished": _("The package said goodbye, as it should."),
        "not finished": _("The package was closed without saying goodbye. What it saved before is kept."),
        "saved": _("saved"),
        "not saved": _("not saved yet"),
        "refused": _("The package wanted to reach {address}. Here it may not, and an LMS may refuse it too."),
        "windows": _("The package may open windows now."),
        "calls": _("calls: {n}"),
        "problems": _("problems: {n}"),
        "empty": _("(empty)"),
        "error": _("Error {code}: {meaning}"),
        "no meaning": _("The standard says no more."),
    }
