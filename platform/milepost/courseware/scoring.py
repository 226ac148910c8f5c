"""From what a learner sent to what it is worth. Pure; `milepost_player/scoring.js` is its twin.

Both are held to the same vectors in `tests/fixtures/scoring/`. The rules are those of
docs/authoring.md ("Marks"); a share is the part of a question's points that was won, 0..1.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, cast

from milepost.core.errors import Invalid
from milepost.courseware.labels import labels_for
from milepost.courseware.model import (
    Blanks,
    Choices,
    Html,
    NumberAnswers,
    OpenAnswer,
    Pairs,
    Question,
    QuestionType,
    Scenario,
    Sequence,
    Step,
    TextAnswers,
)
from milepost.courseware.written import fold, number_marks, read_number

__all__ = [
    "Order",
    "Response",
    "Score",
    "best_points",
    "display_order",
    "finished",
    "fold",
    "read_number",
    "read_response",
    "rollup",
    "score",
    "step_after",
    "storable",
]

#: Position shown -> index in the model. Choices: of options. match: of targets. order: of items.
Order = tuple[int, ...]
#: What is stored: see the response of each body in `model`.
Response = int | str | list[int] | list[int | None] | list[str]

SHORT = 500  # characters of a text, a number or a gap
LONG = 20_000  # characters of a reflection
_NEAR = 1e-9  # what the sums of binary fractions are off by


class Score(NamedTuple):
    """What a response is worth.

    `share` is 0..1 (None: not scored), `points` = share x the question's points, `correct` is True
    for the full share. `feedback` belongs to what was chosen. `parts`: for choices one for each
    option (None: not chosen), for match, order and blanks one for each prompt, place and gap.
    """

    share: float | None
    points: float
    correct: bool | None
    feedback: tuple[Html, ...] = ()
    parts: tuple[bool | None, ...] = ()


# --- showing -------------------------------------------------------------------------------------


def display_order(question: Question, seed: str) -> Order:
    """Return the order in which to show what can be chosen; the same for the same seed.

    A match question shows equal targets once. An order question never shows its solution.
    """
    indexes = _shown(question)
    if not question.shuffle and question.type is not QuestionType.ORDER:
        return tuple(indexes)
    if question.type not in _SHUFFLED:
        return tuple(indexes)
    import hashlib  # loads OpenSSL: an export needs it not, and a site has it anyway

    shuffled = sorted(indexes, key=lambda i: hashlib.sha256(f"{seed}\0{question.id}\0{i}".encode()).digest())
    if question.type is QuestionType.ORDER and shuffled == indexes:
        shuffled = shuffled[1:] + shuffled[:1]
    return tuple(shuffled)


_SHUFFLED = {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.MATCH, QuestionType.ORDER}


def _shown(question: Question) -> list[int]:
    body = question.body
    if isinstance(body, Choices):
        return list(range(len(body.options)))
    if isinstance(body, Pairs):
        return [i for i, target in enumerate(body.targets) if body.targets.index(target) == i]
    if isinstance(body, Sequence):
        return list(range(len(body.items)))
    return []


# --- reading a form ------------------------------------------------------------------------------


def read_response(
    question: Question, form: Mapping[str, list[str]], order: Order, lang: str
) -> Response | None:
    """Turn form values into a response; None when nothing was answered; raises Invalid.

    - single, truefalse: `q.ID` = a position in `order`; multiple: the same, repeated
    - text, number, reflect: `q.ID` = what was typed
    - match: `q.ID.N` for prompt N = a position in `order`, or empty
    - order: `q.ID.N` for the item at position N of `order` = its place, from 1
    - blanks: `q.ID.N` for gap N = what was typed, or the text of the choice
    - scenario: `q.ID` = choices so far ("0,2"), `q.ID.next` = the next one; places in the model
    """
    return _READERS[question.type](_Form(question, form, lang), order)


class _Form(NamedTuple):
    """A question's values of a form that nobody has looked at yet."""

    question: Question
    values: Mapping[str, list[str]]
    lang: str

    @property
    def name(self) -> str:
        return f"q.{self.question.id}"

    def all(self, name: str) -> list[str]:
        """Return every value sent under a name."""
        found = self.values.get(name, [])
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list | tuple) or not all(isinstance(value, str) for value in found):
            raise self.invalid(labels_for(self.lang).error_option, name)
        return list(found)

    def one(self, name: str, longest: int = SHORT) -> str:
        """Return the single value sent under a name, trimmed and safe to store, or ''."""
        found = list(dict.fromkeys(self.all(name)))
        if len(found) > 1:
            raise self.invalid(labels_for(self.lang).error_option, name)
        if found and len(found[0]) > 2 * longest:
            raise self.invalid(labels_for(self.lang).error_too_long(longest), name)
        value = storable(found[0]).strip() if found else ""
        if len(value) > longest:
            raise self.invalid(labels_for(self.lang).error_too_long(longest), name)
        return value

    def number(self, name: str, value: str, end: int, start: int = 0) -> int:
        """Read a whole number from `start` up to `end`, not included."""
        if re.fullmatch(r"[0-9]{1,4}", value) and start <= int(value) < end:
            return int(value)
        raise self.invalid(labels_for(self.lang).error_option, name)

    def invalid(self, message: str, name: str) -> Invalid:
        return Invalid(message, field=name)


def _read_single(form: _Form, order: Order) -> Response | None:
    value = form.one(form.name)
    return order[form.number(form.name, value, len(order))] if value else None


def _read_multiple(form: _Form, order: Order) -> Response | None:
    values = dict.fromkeys(value for value in form.all(form.name) if value)
    chosen = {order[form.number(form.name, value, len(order))] for value in values}
    return sorted(chosen) or None


def _read_text(form: _Form, order: Order) -> Response | None:
    return form.one(form.name) or None


def _read_reflection(form: _Form, order: Order) -> Response | None:
    return form.one(form.name, LONG) or None


def _read_number(form: _Form, order: Order) -> Response | None:
    value = form.one(form.name)
    if value and read_number(value, form.lang) is None:
        example = f"1{number_marks(form.lang)[0][0]}5"
        raise form.invalid(labels_for(form.lang).error_number.replace("{example}", example), form.name)
    return value or None


def _read_match(form: _Form, order: Order) -> Response | None:
    names = [f"{form.name}.{n}" for n in range(len(cast(Pairs, form.question.body).prompts))]
    values = [(name, form.one(name)) for name in names]
    chosen = [order[form.number(name, value, len(order))] if value else None for name, value in values]
    return None if all(target is None for target in chosen) else chosen


def _read_order(form: _Form, order: Order) -> Response | None:
    values = [(name, form.one(name)) for name in (f"{form.name}.{n}" for n in range(len(order)))]
    if not any(value for _, value in values):
        return None
    places = [form.number(name, value, len(order) + 1, 1) if value else 0 for name, value in values]
    if sorted(places) != list(range(1, len(order) + 1)):
        raise form.invalid(labels_for(form.lang).error_places, form.name)
    return [order[places.index(place)] for place in range(1, len(order) + 1)]


def _read_blanks(form: _Form, order: Order) -> Response | None:
    gaps = cast(Blanks, form.question.body).gaps
    written = []
    for n, gap in enumerate(gaps):
        value = form.one(f"{form.name}.{n}")
        if value and gap.choices and fold(value) not in map(fold, gap.choices):
            raise form.invalid(labels_for(form.lang).error_option, f"{form.name}.{n}")
        written.append(value)
    return written if any(written) else None


def _read_scenario(form: _Form, order: Order) -> Response | None:
    scenario = cast(Scenario, form.question.body)
    so_far = form.one(form.name)
    following = form.one(f"{form.name}.next")
    texts = (so_far.split(",") if so_far else []) + ([following] if following else [])
    path: list[int] = []
    for text in texts:
        step = step_after(scenario, path)
        if step is None or not re.fullmatch(r"[0-9]{1,4}", text) or int(text) >= len(step.choices):
            raise form.invalid(labels_for(form.lang).error_way, form.name)
        path.append(int(text))
    return path or None


_READERS: Mapping[QuestionType, Callable[[_Form, Order], Response | None]] = {
    QuestionType.SINGLE: _read_single,
    QuestionType.TRUEFALSE: _read_single,
    QuestionType.MULTIPLE: _read_multiple,
    QuestionType.TEXT: _read_text,
    QuestionType.NUMBER: _read_number,
    QuestionType.MATCH: _read_match,
    QuestionType.ORDER: _read_order,
    QuestionType.BLANKS: _read_blanks,
    QuestionType.SCENARIO: _read_scenario,
    QuestionType.REFLECT: _read_reflection,
}


def storable(text: str) -> str:
    """Return text that every database and UTF-8 take: no NUL, no half of a surrogate pair."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\0", "").replace("\r\n", "\n"))


# --- scoring -------------------------------------------------------------------------------------


def score(question: Question, response: Any, lang: str) -> Score:
    """Return what a response is worth. A response that does not fit the question is worth nothing.

    `lang` is the page's language: numbers are read by it.
    """
    body = question.body
    if isinstance(body, OpenAnswer):
        return Score(None, 0.0, None)
    share, feedback, parts = _share(question, response, lang)
    share = min(1.0, max(0.0, share))
    share = 1.0 if share > 1 - _NEAR else 0.0 if share < _NEAR else share
    return Score(share, share * question.points, share == 1, tuple(filter(None, feedback)), tuple(parts))


_Worth = tuple[float, Iterable[Html], Iterable[bool | None]]


def _share(question: Question, response: Any, lang: str) -> _Worth:
    body = question.body
    if isinstance(body, Choices):
        if question.type is QuestionType.MULTIPLE:
            return _share_multiple(body, response)
        return _share_single(body, response)
    if isinstance(body, TextAnswers):
        return _share_text(body, response)
    if isinstance(body, NumberAnswers):
        return _share_number(body, response, lang)
    if isinstance(body, Pairs):
        return _share_match(body, response)
    if isinstance(body, Sequence):
        return _share_order(body, response)
    if isinstance(body, Blanks):
        return _share_blanks(body, response)
    return _share_scenario(cast(Scenario, body), response)


def _share_single(body: Choices, response: Any) -> _Worth:
    if not _is_index(response, len(body.options)):
        return 0.0, (), [None] * len(body.options)
    option = body.options[response]
    parts = [option.right if i == response else None for i in range(len(body.options))]
    return _own_share(option.share, option.right), (option.feedback,), parts


def _share_multiple(body: Choices, response: Any) -> _Worth:
    chosen = {i for i in _items(response) if _is_index(i, len(body.options))}
    rights = sum(option.right for option in body.options) or 1
    share, feedback = 0.0, []
    for i in sorted(chosen):
        option = body.options[i]
        share += option.share if option.share is not None else (1 if option.right else -1) / rights
        feedback.append(option.feedback)
    parts = [option.right if i in chosen else None for i, option in enumerate(body.options)]
    return share, feedback, parts


def _share_text(body: TextAnswers, response: Any) -> _Worth:
    written = fold(response) if isinstance(response, str) else ""
    accepted = next((a for a in body.accepted if written and fold(a.text) == written), None)
    if accepted is None:
        return 0.0, (), ()
    return _own_share(accepted.share, accepted.right), (accepted.feedback,), ()


def _share_number(body: NumberAnswers, response: Any, lang: str) -> _Worth:
    written = read_number(response, lang) if isinstance(response, str) else None
    for accepted in body.accepted:
        slack = accepted.tolerance + _NEAR * max(1.0, abs(accepted.value))
        if written is not None and abs(written - accepted.value) <= slack:
            return _own_share(accepted.share, accepted.right), (accepted.feedback,), ()
    return 0.0, (), ()


def _share_match(body: Pairs, response: Any) -> _Worth:
    chosen = _padded(response, len(body.prompts))
    parts = [
        _is_index(target, len(body.targets)) and body.targets[target] == body.targets[i]
        for i, target in enumerate(chosen)
    ]
    return sum(parts) / max(1, len(parts)), (), parts


def _share_order(body: Sequence, response: Any) -> _Worth:
    count = len(body.items)
    chosen = _items(response)
    if count < 2 or not all(_is_index(i, count) for i in chosen) or sorted(chosen) != list(range(count)):
        return 0.0, (), [False] * count
    ordered = sum(chosen[i] < chosen[j] for i in range(count) for j in range(i + 1, count))
    return 2 * ordered / (count * (count - 1) / 2) - 1, (), [item == i for i, item in enumerate(chosen)]


def _share_blanks(body: Blanks, response: Any) -> _Worth:
    written = _padded(response, len(body.gaps))
    parts = [
        isinstance(text, str) and bool(fold(text)) and fold(text) in map(fold, gap.accepted)
        for text, gap in zip(written, body.gaps, strict=True)
    ]
    return sum(parts) / max(1, len(parts)), (), parts


def _share_scenario(body: Scenario, response: Any) -> _Worth:
    won, feedback, path = 0.0, [], _items(response)
    step: Step | None = body.steps[0] if body.steps else None
    for index in path:
        if step is None or not _is_index(index, len(step.choices)):
            return 0.0, (), ()
        choice = step.choices[index]
        won += choice.points
        feedback.append(choice.feedback)
        step = _step(body, choice.goto)
    best = best_points(body)
    if best > 0:
        return won / best, feedback, ()
    ended = bool(path) and step is not None and not step.choices
    return float(ended and won >= best), feedback, ()


def rollup(points_won: float, points_possible: float) -> float:
    """Return score_scaled, 0..1, rounded half up to 4 places; 0 where there is nothing to win."""
    if points_possible <= 0:
        return 0.0
    return math.floor(min(1.0, max(0.0, points_won / points_possible)) * 10_000 + 0.5) / 10_000


def percent(share: float) -> int:
    """Return a share of points (0..1) in whole percent, rounded down: 69.6 % are not 70.

    The twin of `whole` in milepost_player/map.js, so that site, package and paper say the same.
    """
    return math.floor(100 * share + 1e-9)


# --- scenarios -----------------------------------------------------------------------------------


def step_after(scenario: Scenario, path: Iterable[int]) -> Step | None:
    """Return the step where a path of choices leads, or None if it leads nowhere."""
    step: Step | None = scenario.steps[0] if scenario.steps else None
    for index in path:
        if step is None or not _is_index(index, len(step.choices)):
            return None
        step = _step(scenario, step.choices[index].goto)
    return step


def finished(question: Question, response: Any) -> bool:
    """Say whether a response is a whole answer: a scenario is one only at its end."""
    if not isinstance(question.body, Scenario):
        return response is not None
    path = _items(response)
    step = step_after(question.body, path)
    return bool(path) and step is not None and not step.choices


def best_points(scenario: Scenario) -> float:
    """Return the points of the best way from the first step to an ending."""
    best = {step.id: 0.0 if not step.choices else -math.inf for step in scenario.steps}
    for _ in scenario.steps:  # as often as the longest way is long: the steps form no loop
        for step in scenario.steps:
            for choice in step.choices:
                best[step.id] = max(best[step.id], choice.points + best.get(choice.goto, -math.inf))
    return best[scenario.steps[0].id] if scenario.steps else 0.0


def _step(scenario: Scenario, step_id: str) -> Step | None:
    return next((step for step in scenario.steps if step.id == step_id), None)


# --- shapes of responses -------------------------------------------------------------------------


def _own_share(share: float | None, right: bool) -> float:
    return float(right) if share is None else share


def _is_index(value: Any, length: int) -> bool:
    return type(value) is int and 0 <= value < length


def _items(response: Any) -> list[Any]:
    return list(response) if isinstance(response, list | tuple) else []


def _padded(response: Any, length: int) -> list[Any]:
    return (_items(response) + [None] * length)[:length]
