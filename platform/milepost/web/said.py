"""What a page says once after something was done: a word in its address (`?said=joined`) asks for it.

The address carries a word of a closed list, never a text, so nobody can put theirs on a page.
"""

from __future__ import annotations

from flask import request

from milepost.accounts.views.gate import current_user
from milepost.core.messages import N_
from milepost.web.words import gettext

MESSAGES = {
    "joined": N_("Your account is ready. Your progress is kept in it."),
    "administrator": N_("You manage this site now. Here you see who has an account."),
    "reading": N_("Your reading settings are saved."),
}
#: What is true for people with an account only.
FOR_MEMBERS = frozenset({"joined", "administrator"})


def said() -> str:
    """Return the message that this request's address asks for, in the page's language, or nothing."""
    if not request.query_string:
        return ""
    word = request.args.get("said", "")
    message = MESSAGES.get(word)
    if message is None or (word in FOR_MEMBERS and not _is_member()):
        return ""
    return gettext(message.pattern)


def _is_member() -> bool:
    """Whether somebody with an account looks: after signing out, "back" asks for the page once more."""
    person = current_user()
    return person is not None and not person.is_guest
