"""Pages rendered once for everybody, with slots for what differs from person to person.

A page is rendered by its template with marks in the place of names, tokens and progress, cut at the
marks once, and put together with a person's values on each request: no template runs then. A mark
holds a secret of the process, so that nobody can write one into a worksheet.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock
from typing import Generic, Protocol, TypeVar

from markupsafe import Markup

_SECRET = secrets.token_hex(8)
_SLOT = re.compile(f"\x02{_SECRET}([^\x02\x03]*)\x03")


def slot(name: str) -> Markup:
    """Return the mark of a slot, to be put into a template."""
    return Markup(f"\x02{_SECRET}{name}\x03")  # noqa: S704  (names are ours)


@dataclass(frozen=True, slots=True)
class Prerendered:
    """A text in UTF-8, cut at its slots: `pieces` are literals, `names` the slots between them."""

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Prerendered:
        """Cut a text that holds slots."""
        parts = _SLOT.split(text)
        return cls(tuple(part.encode() for part in parts[::2]), tuple(parts[1::2]))

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """Return the text with a value in every slot. A slot without a value is a mistake: KeyError."""
        parts = [b""] * (2 * len(self.names) + 1)
        parts[::2] = self.pieces
        parts[1::2] = [values[name] for name in self.names]
        return b"".join(parts)

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return sum(map(getsizeof, self.pieces)) + sum(map(getsizeof, self.names))


class Sized(Protocol):
    """Something that knows its bytes in memory."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Sized)


class Kept(Generic[T]):
    """The most recently used things, up to a number of bytes; one for each process."""

    def __init__(self, most: int) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, making it first if need be.

        Two threads may make the same thing at once; the later one stays.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._kept[key] = made
            self._size += made.size - (replaced.size if replaced else 0)
            while self._size > self._most and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._size -= dropped.size
        return made
