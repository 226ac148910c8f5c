"""The rules of cmi5 for the statements of an AU: the form of each (JSON Schema), and their order (9.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import jsonschema

from lrs_double import SESSION

SCHEMA = json.loads(
    (Path(__file__).parent / "fixtures/cmi5/statement.schema.json").read_text(encoding="utf-8")
)
DEFINED = ("initialized", "completed", "passed", "failed", "terminated")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
JSON = dict[str, Any]


def broken_rules(statements: Sequence[JSON]) -> list[str]:
    """Return a line for every rule of cmi5 that the statements of one learner break."""
    found = [
        f"{_verb(statement)}: {min(VALIDATOR.iter_errors(statement), key=lambda e: -len(e.path)).message}"
        for statement in statements
        if not VALIDATOR.is_valid(statement)
    ]
    ordered = sorted(statements, key=lambda statement: str(statement["timestamp"]))
    for session, said in groupby(sorted(ordered, key=_session), key=_session):
        found += [f"session {session}: {line}" for line in _in_a_session([_verb(each) for each in said])]
    for registration, said in groupby(sorted(ordered, key=_registration), key=_registration):
        found += [f"registration {registration}: {line}" for line in _in_a_registration(map(_verb, said))]
    return found


def _in_a_session(verbs: list[str]) -> Iterable[str]:
    if verbs[0] != "initialized":
        yield f"begins with {verbs[0]}"
    if "terminated" in verbs[:-1]:
        yield "something follows terminated"
    for verb in DEFINED:
        if verbs.count(verb) > 1:
            yield f"{verb} stands twice"
    if {"passed", "failed"} <= {*verbs}:
        yield "both passed and failed"


def _in_a_registration(verbs: Iterable[str]) -> Iterable[str]:
    listed = list(verbs)
    for verb in ("completed", "passed"):
        if listed.count(verb) > 1:
            yield f"{verb} stands twice"
    if "passed" in listed and "failed" in listed[listed.index("passed") :]:
        yield "failed follows passed"


def _verb(statement: JSON) -> str:
    return str(statement["verb"]["id"]).rsplit("/", 1)[1]


def _session(statement: JSON) -> str:
    return str(statement["context"].get("extensions", {}).get(SESSION))


def _registration(statement: JSON) -> str:
    return str(statement["context"].get("registration"))
