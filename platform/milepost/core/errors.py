"""The one error base. Errors are raised deep and shown at the edge (`web.errors`, `cli.main`)."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType


class MilepostError(Exception):
    """Something a person can act on. The message says what, where and what to do.

    `status` is the HTTP status (RFC 9110) the site answers with; `exit_code` is the command's.
    """

    status = 500
    exit_code = 1

    @property
    def message(self) -> str:
        """What it says, with its mark for the catalogues (`core.messages`), which str(error) loses."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class NotFound(MilepostError):
    """A thing that was asked for by name and is not there."""

    status = 404


class UnknownName(NotFound):
    """A name outside a closed list; the message lists the known ones. A wrong call: exit 2."""

    exit_code = 2

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        listed = ", ".join(sorted(known)) or "none"
        super().__init__(f"unknown {what} {name!r}; known: {listed}")
        self.what, self.name = what, name


class Forbidden(MilepostError):
    """The person may not do this."""

    status = 403


class Invalid(MilepostError):
    """Input that cannot be taken. `field` names the form field the message belongs to."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(MilepostError):
    """The state has changed meanwhile: an attempt is closed, a name is taken."""

    status = 409


class TooMany(MilepostError):
    """A rate limit. `retry_after` is in seconds (RFC 9110 section 10.2.3)."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Several(MilepostError):
    """Several mistakes that have nothing to do with each other; a line for each."""

    def __init__(self, errors: Iterable[MilepostError]) -> None:
        every = tuple(errors)
        super().__init__("\n  ".join([f"{len(every)} things to mend:", *map(str, every)]))
        self.exit_code = max(error.exit_code for error in every)


class Together:
    """Goes on after a mistake, so that whoever made several learns of all at once.

    `together = Together()`, then `with together:` around each step, then `together.settle()`.
    """

    def __init__(self) -> None:
        self._errors: list[MilepostError] = []

    def __enter__(self) -> Together:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, MilepostError):
            return False
        self._errors.append(error)
        return True

    def settle(self) -> None:
        """Raise what was raised: the one error as it is, or `Several`."""
        if len(self._errors) > 1:
            raise Several(self._errors)
        if self._errors:
            raise self._errors[0]
