"""How long the saved state may become: the records of state.js, each at its longest, in characters.

What can be counted is counted: pages, attempts, answers that are chosen. What people write is estimated by
the room that the page gives them, in the script of its language; if they write more, it is the first to go.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from milepost.courseware.model import (
    Blanks,
    Choices,
    Field,
    NumberAnswers,
    OpenAnswer,
    Page,
    PageKind,
    Pairs,
    Question,
    QuestionType,
    Scenario,
    Sequence,
    TextAnswers,
)

#: `M1<revision>.<checksum>|i<attempt>|l<language>`, each at its longest.
HEAD = len("M1") + 4 + 1 + 7 + 1 + 6 + 1 + 8
KEY = 1 + 5  # the letter of a record and the five characters of an id
PAGE = 5  # in the list of pages done
TRIES = 2
SHARE = 2  # in thousandths, to the base 36
LETTERS_A_WORD = 6.5  # with the space behind it
LETTERS_A_LINE = 60
TYPED = 24  # letters of a short answer, a number or a gap that nothing is known of
#: Characters that a letter takes: most scripts but the Latin one are kept as base 64 of two bytes.
LATIN, OTHER = 1.15, 2.5
IN_OTHER_SCRIPTS = frozenset({"ar", "el", "fa", "prs", "ps", "ru", "uk", "ur"})


class StateSize(NamedTuple):
    """Characters of a state: what is chosen and counted, and what is written in full."""

    answers: int
    texts: int

    def plus(self, answers: int, texts: int) -> "StateSize":
        return StateSize(self.answers + answers, self.texts + texts)


def page_size(page: Page, questions: Iterable[Question], fields: Iterable[Field]) -> StateSize:
    """Return the room that a page may take in the state, separators included."""
    found = StateSize(PAGE, 0)
    if page.kind is PageKind.QUIZ:
        found = found.plus(KEY + TRIES + 1 + len(f"{page.points:.6f},{page.points:g}") + 1, 0)
    for question in questions:
        closed, typed = _response(question, page.lang)
        found = found.plus(KEY + TRIES + 1 + SHARE + 1 + 1 + closed + 1, typed)
    for field in fields:
        found = found.plus(KEY + 1 + 1, _letters(field.lines * LETTERS_A_LINE, page.lang))
    return found


def _response(question: Question, lang: str) -> tuple[int, int]:
    """Return the length of the longest response: as chosen, as written."""
    body = question.body
    match body:
        case Choices(options):
            places = range(len(options))
            return (_list(places) if question.type is QuestionType.MULTIPLE else _digits(len(options) - 1)), 0
        case Pairs():
            return _list([len(body.targets) - 1] * len(body.prompts)), 0
        case Sequence(items):
            return _list(range(len(items))), 0
        case Scenario():
            return _list([max(len(step.choices) for step in body.steps)] * (len(body.steps) - 1)), 0
        case Blanks(_, gaps):
            chosen = [gap.choices for gap in gaps if gap.choices]
            typed = [gap.accepted for gap in gaps if not gap.choices]
            return (
                sum(max(map(written_length, texts)) + 1 for texts in chosen),
                sum(max(map(written_length, texts), default=TYPED) + 1 for texts in typed),
            )
        case TextAnswers(accepted):
            longest = max((written_length(each.text) for each in accepted), default=0)
            return 0, max(longest, _letters(TYPED, lang))
        case NumberAnswers():
            return 0, TYPED
        case OpenAnswer(words):
            return 0, _letters(int(words * LETTERS_A_WORD), lang)


def _list(numbers: Iterable[int]) -> int:
    return sum(_digits(number) + 1 for number in numbers)


def _digits(number: int) -> int:
    """Return how many digits to the base 36 a number has."""
    return 1 if number < 36 else 2


def _letters(count: int, lang: str) -> int:
    return int(count * (OTHER if lang.split("-")[0] in IN_OTHER_SCRIPTS else LATIN))


def written_length(text: str) -> int:
    """Return how many characters a text takes in the state, as state.js writes it."""
    data = text.encode("utf-8", "replace")
    escaped = len(quote(data, safe="-_.!~*'() :;?/\n")) + 2 * text.count("~")
    packed = 1 + -(-len(data) * 4 // 3)
    return min(escaped, packed)
