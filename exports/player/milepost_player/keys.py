"""What `scoring.js` needs to know of a question. In a package anyone can read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from milepost.courseware.model import (
    AcceptedNumber,
    AcceptedText,
    Blanks,
    Body,
    Choices,
    Html,
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
from milepost.courseware.scoring import best_points
from milepost_player.plain import plain_text

Key = dict[str, Any]
#: Turns the canonical references in HTML into addresses inside the package.
Resolve = Callable[[Html], Html]

DESCRIPTION = 250  # characters; SCORM 2004 4th Ed. RTE 4.2.9 (description): SPM of 250


def key(question: Question, resolve: Resolve = str) -> Key:
    """Return a question's key as JSON: its parts by type, and what is shown after answering."""
    found: Key = {
        "id": question.id,
        "type": str(question.type),
        "points": question.points,
        **_body(question.body, resolve),
        "right": right_response(question),
        "description": plain_text(question.stem)[:DESCRIPTION],
    }
    if question.shuffle or question.type is QuestionType.ORDER:
        found["shuffle"] = True
    for name, html in (("explanation", question.explanation), ("modelAnswer", question.model_answer)):
        if html:
            found[name] = resolve(html)
    return found


def _body(body: Body, resolve: Resolve) -> Key:
    match body:
        case Choices(options):
            return {"options": [_recognised(option, resolve) for option in options]}
        case TextAnswers(accepted):
            return {"accepted": [{"text": each.text, **_recognised(each, resolve)} for each in accepted]}
        case NumberAnswers(numbers):
            return {
                "accepted": [
                    {"value": each.value, "tolerance": each.tolerance, **_recognised(each, resolve)}
                    for each in numbers
                ]
            }
        case Pairs(prompts=prompts, targets=targets):
            return {"prompts": len(prompts), "targets": [targets.index(target) for target in targets]}
        case Sequence(items):
            return {"items": len(items)}
        case Blanks(gaps=gaps):
            return {"gaps": [list(gap.accepted) for gap in gaps]}
        case Scenario(steps):
            places = {step.id: place for place, step in enumerate(steps)}
            return {"steps": [_step(step, places, resolve) for step in steps], "best": best_points(body)}
        case OpenAnswer(words):
            return {"words": words}


def _recognised(answer: Option | AcceptedText | AcceptedNumber, resolve: Resolve) -> Key:
    found: Key = {"right": answer.right}
    if answer.share is not None:
        found["share"] = answer.share
    if answer.feedback:
        found["feedback"] = resolve(answer.feedback)
    return found


def _step(step: Step, places: dict[str, int], resolve: Resolve) -> Key:
    choices = []
    for choice in step.choices:
        found = {"html": resolve(choice.html), "points": choice.points, "goto": places.get(choice.goto, -1)}
        if choice.feedback:
            found["feedback"] = resolve(choice.feedback)
        choices.append(found)
    return {"title": resolve(step.title), "html": resolve(step.html), "choices": choices}


def right_response(question: Question) -> Any:
    """Return a response that is worth everything, or None for a reflection."""
    match question.body:
        case Choices(options):
            right = [place for place, option in enumerate(options) if option.right]
            return right if question.type is QuestionType.MULTIPLE else next(iter(right), None)
        case TextAnswers(accepted):
            return next((each.text for each in accepted if each.right), None)
        case NumberAnswers(numbers):
            return next((f"{each.value:g}" for each in numbers if each.right), None)
        case Pairs(prompts=prompts):
            return list(range(len(prompts)))
        case Sequence(items):
            return list(range(len(items)))
        case Blanks(gaps=gaps):
            return [next(iter(gap.accepted), "") for gap in gaps]
        case Scenario() as scenario:
            return _best_way(scenario)
        case _:
            return None


def _best_way(scenario: Scenario) -> list[int]:
    """Return the choices of a way that earns the most: at each step the one with the best way on."""
    way: list[int] = []
    step = scenario.steps[0] if scenario.steps else None
    by_id = {each.id: number for number, each in enumerate(scenario.steps)}
    while step is not None and step.choices and len(way) < len(scenario.steps):
        worth = [choice.points + _from(scenario, by_id.get(choice.goto)) for choice in step.choices]
        way.append(worth.index(max(worth)))
        following = by_id.get(step.choices[way[-1]].goto)
        step = scenario.steps[following] if following is not None else None
    return way


def _from(scenario: Scenario, number: int | None) -> float:
    """Return the best points from a step on."""
    if number is None:
        return float("-inf")
    steps = scenario.steps
    return best_points(Scenario((steps[number], *steps[:number], *steps[number + 1 :])))
