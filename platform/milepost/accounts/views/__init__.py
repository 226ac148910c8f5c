"""The pages of accounts, and what higher rooms ask about the person at the screen."""

from milepost.accounts.views import door, me, people
from milepost.accounts.views.gate import (
    bp,
    current_user,
    ensure_user,
    form_token,
    init_app,
    require,
    safe_next,
)

__all__ = [
    "bp",
    "current_user",
    "door",
    "ensure_user",
    "form_token",
    "init_app",
    "me",
    "people",
    "require",
    "safe_next",
]
