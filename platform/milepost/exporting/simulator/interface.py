"""What can play packages of a format. Formats register a player by entry point `milepost.players`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from milepost.core.archives import Archive

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Trial(Protocol):
    """A package on trial: its archive, and what a browser refused it."""

    @property
    def archive(self) -> Archive: ...
    def report(self, text: str) -> None: ...
    def reports(self) -> list[str]: ...


class Finding(Protocol):
    """Something that is wrong with a package: `level` is error or warning."""

    @property
    def level(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def mend(self) -> str: ...


class Playable(Protocol):
    """What a package holds. `launches` are its table of contents, as the player's stage takes them."""

    @property
    def title(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def edition(self) -> str: ...
    @property
    def edition_title(self) -> str: ...
    @property
    def launches(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def errors(self) -> Mapping[str, str]:
        """What the edition's error codes mean, in English."""
        ...


class Player(Protocol):
    """A format that can be played."""

    def open(self, archive: Archive) -> Playable:
        """Read a package. Raises Invalid when it is none of this format."""
        ...

    def stage(self, find: Callable[[str], Trial | None], site: str) -> WSGIApplication:
        """Return the application that plays packages on an origin of its own (PEP 3333)."""
        ...
