"""Courseware objects as JSON values and back: how blocks are kept in compiled artefacts.

An object becomes a list: its class's place in `CLASSES`, then its fields. A tuple becomes a list
that starts with 0. JSON rather than pickle, because a cache file that somebody else wrote must
never run anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from milepost.courseware.model import (
    AcceptedNumber,
    AcceptedText,
    Aside,
    AsideKind,
    Blank,
    Blanks,
    Choice,
    Choices,
    Field,
    Film,
    NumberAnswers,
    OpenAnswer,
    Option,
    Pairs,
    Prose,
    Question,
    QuestionHead,
    QuestionType,
    Scenario,
    Sequence,
    Source,
    Step,
    Term,
    TextAnswers,
    Track,
)

CLASSES: tuple[Callable[..., Any], ...] = (
    tuple,
    Prose,
    Question,
    Field,
    Film,
    Aside,
    Track,
    Choices,
    Option,
    TextAnswers,
    AcceptedText,
    NumberAnswers,
    AcceptedNumber,
    Pairs,
    Sequence,
    Blanks,
    Blank,
    Scenario,
    Step,
    Choice,
    OpenAnswer,
    QuestionHead,
    Source,
    Term,
)
_PLACES = {kind: place for place, kind in enumerate(CLASSES)}
_ENUMS = {Question: (1, QuestionType), QuestionHead: (1, QuestionType), Aside: (0, AsideKind)}


def dump(value: Any) -> bytes:
    """Return an object of `model` (or a tuple of them) as JSON."""
    return json.dumps(_packed(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def load(data: bytes) -> Any:
    """Return what `dump` was given. Raises ValueError for anything else."""
    try:
        return _unpacked(json.loads(data))
    except (TypeError, IndexError, KeyError, RecursionError) as error:
        raise ValueError("not a stored object") from error


def _packed(value: Any) -> Any:
    place = _PLACES.get(type(value))
    return value if place is None else [place, *map(_packed, value)]


def _unpacked(value: Any) -> Any:
    if type(value) is not list:
        return value
    kind = CLASSES[value[0]]
    parts = [_unpacked(part) if type(part) is list else part for part in value[1:]]
    if kind is tuple:
        return tuple(parts)
    if kind in _ENUMS:
        place, enum = _ENUMS[kind]
        parts[place] = enum(parts[place])
    return kind(*parts)
