"""What of a page has to be the same in every language, by what authors call it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from milepost.courseware.markdown.parser import ParsedPage
from milepost.courseware.model import (
    Aside,
    Blanks,
    Block,
    Choices,
    Field,
    Film,
    NumberAnswers,
    OpenAnswer,
    Pairs,
    Question,
    Scenario,
    Sequence,
    every,
)

#: Facts of the page under "", and of each question and field under its id. JSON and back changes nothing.
Structure = Mapping[str, Mapping[str, Any]]


def structure_of(page: ParsedPage) -> Structure:
    """Return what a page has to share with its translations."""
    facts: dict[str, Mapping[str, Any]] = {
        "": {
            "kind": str(page.kind),
            "attempts": page.attempts,
            "keep": str(page.keep),
            "questions and fields": [name for name, _ in page.names],
            "asides and films": list(_outline(page.blocks)),
        }
    }
    facts |= {block.id: _of_question(block) for block in every(page.blocks, Question)}
    facts |= {block.id: {"lines": block.lines} for block in every(page.blocks, Field)}
    return facts


def _outline(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Aside):
            yield str(block.kind)
            yield from (f"{block.kind}/{inner}" for inner in _outline(block.blocks))
        elif isinstance(block, Film):
            yield block.path.rpartition("/")[0]


def _of_question(question: Question) -> dict[str, Any]:
    """The accepted answers of a text question may differ: languages have different synonyms."""
    found: dict[str, Any] = {
        "type": str(question.type),
        "points": question.points,
        "outcome": question.outcome,
        "shuffle": question.shuffle,
        "hints": len(question.hints),
        "explanation": bool(question.explanation),
        "model answer": bool(question.model_answer),
    }
    match question.body:
        case Choices(options):
            found["options"] = len(options)
            found["key"] = [[option.right, option.share] for option in options]
            found["feedback"] = [bool(option.feedback) for option in options]
        case NumberAnswers(accepted):
            found["key"] = [[a.value, a.tolerance, a.right, a.share] for a in accepted]
        case Pairs(_, prompts, targets):
            found["rows"] = [len(prompts), len(targets)]
            found["key"] = [targets.index(target) for target in targets]
        case Sequence(items):
            found["items"] = len(items)
        case Blanks(_, gaps):
            found["gaps"] = [len(gap.choices) for gap in gaps]
        case Scenario(steps):
            found["steps"] = len(steps)
            found["ways"] = [[[choice.goto, choice.points] for choice in step.choices] for step in steps]
        case OpenAnswer(words):
            found["words"] = words
    return found


def differences(
    original: Structure, translated: Structure, lines: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Yield (message, line) for each fact of a page that a translation changed."""
    for name, facts in original.items():
        other = translated.get(name)
        if other is None:
            continue  # told already: the list of questions and fields differs
        what = [key for key in facts if key in other and facts[key] != other[key]]
        if what:
            where = f"#{name}: " if name else ""
            yield f"{where}differs in more than its text: {', '.join(what)}", lines.get(name, 1)
