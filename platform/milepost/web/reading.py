"""How a reader wants pages to look: colours, size of text, spacing.

Kept in a cookie on the device and nowhere else, so that it works without an account, without
scripts, and without a flash of the wrong colours. It says nothing about the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

COOKIE = "milepost_reading"
YEAR = 365 * 24 * 3600  # seconds
#: What can be set, and to what; the first value of each is how a page looks untouched.
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "text": ("normal", "large", "larger"),
    "spacing": ("normal", "wide"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader's settings. `attributes` is their form on the `html` element, ready to print."""

    theme: str = "auto"
    text: str = "normal"
    spacing: str = "normal"

    @property
    def attributes(self) -> str:
        """Return ` data-theme="dark" …`, with nothing for values left as they were."""
        return "".join(
            f' data-{name}="{getattr(self, name)}"'
            for name, values in CHOICES.items()
            if getattr(self, name) != values[0]
        )

    @property
    def cookie(self) -> str:
        """Return the cookie's value, such as `dark.large.normal`."""
        return ".".join(getattr(self, name) for name in CHOICES)


UNTOUCHED = Reading()


def from_cookie(value: str | None) -> Reading:
    """Read the cookie; a value that is not one of ours counts as untouched."""
    if not value:
        return UNTOUCHED
    return from_form(dict(zip(CHOICES, value.split("."), strict=False)))


@lru_cache(64)  # there are 18 different ones, and what somebody made up
def attributes(value: str | None) -> str:
    """Return the attributes that a cookie asks for."""
    return from_cookie(value).attributes


def from_form(form: Mapping[str, str]) -> Reading:
    """Read the form; a missing or unknown value counts as untouched."""
    chosen = {name: form.get(name, values[0]) for name, values in CHOICES.items()}
    return Reading(**{name: value for name, value in chosen.items() if value in CHOICES[name]})
