"""The conformance data (tests/fixtures/conformance) as cases, and the recorder: may this be called?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fixtures" / "conformance"
NUMBER = re.compile(r"(?<=\.)\d+(?=\.|$)")
YES = {"returns": "true", "error": "0"}

Step = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A case of one file, for one edition; see README.md beside the files."""

    file: str
    edition: str
    facts: dict[str, Any]

    @property
    def element(self) -> str:
        return str(self.facts.get("element", ""))

    @property
    def steps(self) -> list[Step]:
        """Return the steps, each with its element."""
        named = {"element": self.element} if self.element else {}
        return [
            step if step["call"] in ("Initialize", "Commit", "Terminate") else {**named, **step}
            for step in self.facts["steps"]
        ]

    def writes(self, value: str) -> bool:
        return "writes" in self.facts and re.fullmatch(self.facts["writes"], value) is not None


def files() -> list[Path]:
    return sorted(FOLDER.glob("scorm-*.json"))


@cache
def cases() -> tuple[Case, ...]:
    """Return every case of every file, once for each edition that it speaks of."""
    return tuple(
        Case(path.stem, edition, case)
        for path in files()
        for data in [json.loads(path.read_text(encoding="utf-8"))]
        for edition in data["editions"]
        for case in data["cases"]
    )


def value_of(step: Step) -> str:
    """Return a step's value, written out: {"repeat": "x", "times": 3} is "xxx"."""
    value = step.get("value", "")
    return str(value) if isinstance(value, str) else str(value["repeat"]) * int(value["times"])


def plain(element: str) -> str:
    """Return an element's name in the data: `cmi.interactions.4.id` is `cmi.interactions.n.id`."""
    return NUMBER.sub("n", element)


def taken(step: Step) -> bool:
    """Say whether the standard, scorm-again and (where it was measured) Moodle all take a step."""
    verdicts = [step, step.get("double", YES), step.get("moodle", YES)]
    return all(verdict["error"] == "0" and verdict["returns"] != "false" for verdict in verdicts)


def not_allowed(calls: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for every call that no case says both judges take.

    Which answers may be written depends on the type of the question, so types are remembered.
    """
    types: dict[str, str] = {}
    for call in calls:
        if call["method"] not in ("GetValue", "SetValue"):
            continue
        element, *given = call["values"]
        known = [
            case for case in cases() if (case.edition, case.element) == (call["edition"], plain(element))
        ]
        if call["method"] == "GetValue":
            if not any("reads" in case.facts for case in known):
                yield f"GetValue({element}): no case says that it is read"
            continue
        record = ".".join(element.split(".")[:3])
        if element.endswith(".type"):
            types[record] = given[0]
        if not any(
            case.writes(given[0]) and case.facts.get("type") in (None, types.get(record)) for case in known
        ):
            yield f"SetValue({element}, {given[0]!r}): no case says that both judges take it"
