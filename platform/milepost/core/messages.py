"""Messages made where the reader's language is not known: marked there, said at the edge.

A service raises `Invalid(N_("This is longer than %(limit)s characters.", limit=500))`. On the command
line it is that English sentence; the site says it in the language of the page by `say()`.
"""

from __future__ import annotations

from milepost.core.i18n import translations


class Message(str):
    """A sentence in English that remembers its pattern and values. Catalogues know the pattern."""

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, object]


def N_(pattern: str, **values: object) -> Message:
    """Mark a message for the catalogues; `%(name)s` is filled in when values are given."""
    message = Message(pattern % values if values else pattern)
    message.pattern, message.values = pattern, values
    return message


def say(lang: str, message: str) -> str:
    """Return a message in a language; what is not marked, or not translated, stays as it is."""
    if not isinstance(message, Message):
        return translations(lang).gettext(message)
    said = translations(lang).gettext(message.pattern)
    return said % message.values if message.values else said
