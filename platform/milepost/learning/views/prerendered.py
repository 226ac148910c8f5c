"""Pages rendered once for everybody, with slots for what differs from person to person.

A slot is a name between two control characters, which no content can hold (the parser drops them).
A page is rendered by its template with slots in the place of names, tokens and marks, cut at the
slots once, and put together with a person's values on each request: no template runs then.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock
from typing import Generic, Protocol, TypeVar

from markupsafe import Markup

_SLOT = re.compile("\x02([^\x02\x03]*)\x03")


def slot(name: str) -> Markup:
    """Return the mark of a slot, to be put into a template."""
    return Markup(f"\x02{name}\x03")  # noqa: S704  (names are ours)


@dataclass(frozen=True, slots=True)
class Prerendered:
    """A text cut at its slots: `pieces` has literals at even and slot names at odd places."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Prerendered:
        """Cut a text that holds slots."""
        return cls(tuple(_SLOT.split(text)))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with a value in every slot. A slot without a value is a mistake: KeyError."""
        pieces = list(self.pieces)
        pieces[1::2] = [values[name] for name in pieces[1::2]]
        return "".join(pieces)

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return sum(map(getsizeof, self.pieces))


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
