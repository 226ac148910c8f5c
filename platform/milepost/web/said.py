"""What a page says once after something was done: a word in its address (`?said=joined`) asks for it.

The address carries a word of a closed list, never a text, so nobody can put theirs on a page.
"""

from __future__ import annotations

from flask import request

from milepost.core.messages import N_
from milepost.web.words import gettext

MESSAGES = {
    "joined": N_("Your account is ready. Your progress is kept in it."),
    "reading": N_("Your reading settings are saved."),
}


def said() -> str:
    """Return the message that this request's address asks for, in the page's language, or nothing."""
    if not request.query_string:
        return ""
    message = MESSAGES.get(request.args.get("said", ""))
    return gettext(message.pattern) if message else ""
