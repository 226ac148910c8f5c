"""The scoring vectors of tests/fixtures/scoring, as questions of the model.

A file is a list of groups: `question` (the body of courseware.model, as JSON) and `cases`
(`response`, `lang`, and what it is worth). What a case does not name is not compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milepost.courseware.model import (
    AcceptedNumber,
    AcceptedText,
    Blank,
    Blanks,
    Body,
    Choice,
    Choices,
    NumberAnswers,
    OpenAnswer,
    Option,
    Pairs,
    Question,
    QuestionType,
    Scenario,
    Sequence,
    Step,
    TextAnswers,
)

FOLDER = Path(__file__).parent / "fixtures" / "scoring"
COMPARED = ("share", "points", "correct", "feedback", "parts")


@dataclass(frozen=True)
class Vector:
    """One answer to one question, and what it is worth."""

    name: str
    question: Question
    response: Any
    lang: str
    expected: dict[str, Any]


def vectors() -> list[Vector]:
    """Return every vector of every file."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")):
            question = question_from(group["question"])
            for case in group["cases"]:
                name = f"{question.type}: {group['about']}: {case['name']}"
                expected = {key: case[key] for key in COMPARED if key in case}
                found.append(Vector(name, question, case["response"], case.get("lang", "en"), expected))
    return found


def question_from(data: dict[str, Any]) -> Question:
    """Return the question that a group's JSON describes."""
    kind = QuestionType(data["type"])
    return Question("q", kind, "<p>?</p>", _body(kind, data), points=data.get("points", 1.0))


def _body(kind: QuestionType, data: dict[str, Any]) -> Body:
    match kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE | QuestionType.TRUEFALSE:
            return Choices(tuple(Option(f"<p>{n}</p>", **each) for n, each in enumerate(data["options"])))
        case QuestionType.TEXT:
            return TextAnswers(tuple(AcceptedText(**each) for each in data["accepted"]))
        case QuestionType.NUMBER:
            return NumberAnswers(tuple(AcceptedNumber(**each) for each in data["accepted"]))
        case QuestionType.MATCH:
            return Pairs(("", ""), tuple(data["prompts"]), tuple(data["targets"]))
        case QuestionType.ORDER:
            return Sequence(tuple(data["items"]))
        case QuestionType.BLANKS:
            gaps = tuple(Blank(tuple(g["accepted"]), tuple(g.get("choices", ()))) for g in data["gaps"])
            return Blanks(("",) * (len(gaps) + 1), gaps)
        case QuestionType.SCENARIO:
            steps = (
                Step(s["id"], s["id"], "", tuple(Choice("<p>go</p>", **c) for c in s["choices"]))
                for s in data["steps"]
            )
            return Scenario(tuple(steps))
        case QuestionType.REFLECT:
            return OpenAnswer(data["words"])


#: Points won, points possible, score_scaled.
ROLLUPS = [
    (0, 0, 0),
    (1, 0, 0),
    (0, 3, 0),
    (3, 3, 1),
    (2, 3, 0.6667),
    (1, 3, 0.3333),
    (0.49995, 1, 0.5),
    (0.699949, 1, 0.6999),
    (-1, 3, 0),
    (4, 3, 1),
    (0.1 + 0.2, 0.3, 1),
]
