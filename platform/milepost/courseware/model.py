"""What a course is: named tuples, `Course › Module › Page › Block`.

Text that a reader sees is sanitised HTML (`Html`). Addresses in it are canonical references
(`milepost:page/<module>/<page>#<fragment>`, `milepost:media/<module>/<path>`,
`milepost:term/<term>`); `render` turns them into addresses of the site, a package or a book.

Named tuples, and annotations as they are: every export and every start defines all of this, and data
classes, or annotations kept as text, take six times as long.
"""

import math
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, TypeVar

Html = str


class PageKind(StrEnum):
    """What a page is for. `guide` pages are for trainers and never reach a learner."""

    LESSON = "lesson"
    CASE = "case"
    ACTIVITY = "activity"
    WORKSHEET = "worksheet"
    QUIZ = "quiz"
    HANDOUT = "handout"
    GUIDE = "guide"


class QuestionType(StrEnum):
    """The ten question types of docs/authoring.md."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUEFALSE = "truefalse"
    TEXT = "text"
    NUMBER = "number"
    MATCH = "match"
    ORDER = "order"
    BLANKS = "blanks"
    SCENARIO = "scenario"
    REFLECT = "reflect"


class MoveOn(StrEnum):
    """When a course is done (cmi5 section 10.2.4 `moveOn`, and its words)."""

    PASSED = "Passed"
    COMPLETED = "Completed"
    COMPLETED_AND_PASSED = "CompletedAndPassed"
    COMPLETED_OR_PASSED = "CompletedOrPassed"
    NOT_APPLICABLE = "NotApplicable"


class Keep(StrEnum):
    """Which attempt at a quiz counts."""

    BEST = "best"
    LAST = "last"


class Review(StrEnum):
    """Whether a person who knows the field and the language has read the text."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


class AsideKind(StrEnum):
    """Blocks that hold blocks. `facilitator` is for trainers only; `easy` is an easy-language twin."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    FACILITATOR = "facilitator"
    EASY = "easy"


# --- questions -----------------------------------------------------------------------------------


class Option(NamedTuple):
    """One option of a choice question. `share` (-1..1) replaces its normal share of the points."""

    html: Html
    right: bool
    share: float | None = None
    feedback: Html = ""


class Choices(NamedTuple):
    """single, multiple, truefalse. A response is an index (int), or for multiple a list of them."""

    options: tuple[Option, ...]


class AcceptedText(NamedTuple):
    """An answer that is recognised; `right` ones are full answers. Compared as scoring.fold() does."""

    text: str
    right: bool
    share: float | None = None
    feedback: Html = ""


class TextAnswers(NamedTuple):
    """text. A response is a str."""

    accepted: tuple[AcceptedText, ...]


class AcceptedNumber(NamedTuple):
    """A number that is recognised, within `tolerance` on both sides."""

    value: float
    tolerance: float
    right: bool
    share: float | None = None
    feedback: Html = ""


class NumberAnswers(NamedTuple):
    """number. A response is a str as typed, read with the page language's decimal mark."""

    accepted: tuple[AcceptedNumber, ...]


class Pairs(NamedTuple):
    """match. `targets` are the right-hand texts: target i belongs to prompt i, the rest distract.

    A response is a list with one target index (or None) for each prompt.
    """

    headings: tuple[Html, Html]
    prompts: tuple[Html, ...]
    targets: tuple[Html, ...]


class Sequence(NamedTuple):
    """order. Items stand in the right order. A response is a list of item indexes in chosen order."""

    items: tuple[Html, ...]


class Blank(NamedTuple):
    """A gap: typed when `choices` is empty, else chosen from them. `accepted` are right answers."""

    accepted: tuple[str, ...]
    choices: tuple[str, ...] = ()


class Blanks(NamedTuple):
    """blanks. `segments` are the HTML around the gaps: one more than there are gaps.

    A response is a list of str, one for each gap (a chosen gap's response is the chosen text).
    """

    segments: tuple[Html, ...]
    gaps: tuple[Blank, ...]


class Choice(NamedTuple):
    """A way on from a step of a scenario. `goto` is a step id."""

    html: Html
    points: float
    goto: str
    feedback: Html = ""


class Step(NamedTuple):
    """A step of a scenario; without choices it is an ending."""

    id: str
    title: Html
    html: Html
    choices: tuple[Choice, ...] = ()


class Scenario(NamedTuple):
    """scenario. The first step opens it; steps form no loop. A response is a list of choice indexes."""

    steps: tuple[Step, ...]


class OpenAnswer(NamedTuple):
    """reflect. Never scored. `words` is the asked length. A response is a str."""

    words: int


Body = Choices | TextAnswers | NumberAnswers | Pairs | Sequence | Blanks | Scenario | OpenAnswer


class Question(NamedTuple):
    """A question with its key. What a browser may see of it before answering: render.question_html()."""

    id: str
    type: QuestionType
    stem: Html
    body: Body
    points: float = 1.0
    shuffle: bool = True
    hints: tuple[Html, ...] = ()
    explanation: Html = ""
    model_answer: Html = ""
    outcome: int | None = None
    line: int = 0


# --- other blocks --------------------------------------------------------------------------------


class Prose(NamedTuple):
    """A run of plain Markdown."""

    html: Html


class Field(NamedTuple):
    """A worksheet field that the learner fills in; `lines` is its height."""

    id: str
    prompt: Html
    lines: int = 3
    line: int = 0


class Track(NamedTuple):
    """A WebVTT file (captions, chapters or descriptions) in one language; `path` is in the module."""

    lang: str
    path: str


class Film(NamedTuple):
    """A case-study film. Paths are relative to the folder of `module`. Sizes are in bytes.

    `lang` is the language spoken. `transcript` is its text twin, `audio` its sound alone. `marks` is a list
    of links to its chapters, `seen` a list of what is to be seen, each with the language that it is in.
    """

    title: str
    lang: str
    path: str
    poster: str
    bytes: int
    captions: tuple[Track, ...] = ()
    chapters: tuple[Track, ...] = ()
    descriptions: tuple[Track, ...] = ()
    transcript: Html = ""
    transcript_lang: str = ""
    module: str = ""
    audio: str = ""
    audio_bytes: int = 0
    transcript_bytes: int = 0
    marks: Html = ""
    marks_lang: str = ""
    seen: Html = ""
    seen_lang: str = ""


class Aside(NamedTuple):
    """A block that holds blocks: a way to do an activity, trainers' notes, an easy twin."""

    kind: AsideKind
    blocks: tuple["Block", ...]


Block = Prose | Question | Field | Film | Aside
Asked = TypeVar("Asked", Question, Field)


def every(blocks: Iterable[Block], kind: type[Asked]) -> Iterator[Asked]:
    """Yield the questions or the fields of some blocks in reading order, those inside asides too."""
    for block in blocks:
        if isinstance(block, kind):
            yield block
        elif isinstance(block, Aside):
            yield from every(block.blocks, kind)


# --- pages, modules, courses ---------------------------------------------------------------------


class Source(NamedTuple):
    """Where a page's facts come from; `checked` is an ISO 8601 date."""

    title: str
    url: str
    checked: str


class QuestionHead(NamedTuple):
    """What progress needs to know of a question without loading its page."""

    id: str
    type: QuestionType
    points: float
    outcome: int | None = None


class Page(NamedTuple):
    """A page of a module, without its blocks (`Library.blocks` has them).

    `lang` is the language of the text: where it is not the course's, a note says so.
    `attempts` is None for "as many as you like".
    """

    id: str
    kind: PageKind
    title: str
    minutes: int
    lang: str
    path: str
    sources: tuple[Source, ...] = ()
    questions: tuple[QuestionHead, ...] = ()
    fields: tuple[str, ...] = ()
    attempts: int | None = None
    keep: Keep = Keep.BEST
    stale: bool = False

    @property
    def points(self) -> float:
        """Points that can be won here; only quiz pages score, and reflection never does."""
        if self.kind is not PageKind.QUIZ:
            return 0.0
        return sum(q.points for q in self.questions if q.type is not QuestionType.REFLECT)


class Module(NamedTuple):
    """A training module: its pages in order, guides included (`learner_pages` leaves them out)."""

    id: str
    title: str
    summary: str
    outcomes: tuple[str, ...]
    minutes: int
    review: Review
    lang: str
    pages: tuple[Page, ...]

    @property
    def learner_pages(self) -> tuple[Page, ...]:
        """The pages that a learner sees and that count."""
        return tuple(page for page in self.pages if page.kind is not PageKind.GUIDE)


class Course(NamedTuple):
    """A course in one language. `mastery_score` is 0..1; a score equal to it passes."""

    id: str
    lang: str
    languages: tuple[str, ...]
    title: str
    summary: str
    description: Html
    outcomes: tuple[str, ...]
    modules: tuple[Module, ...]
    mastery_score: float = 0.7
    move_on: MoveOn = MoveOn.COMPLETED_AND_PASSED
    certificate: bool = True
    audience: str = ""
    level: str = ""
    hours: float = 0.0
    final_product: str = ""
    revision: str = ""

    @property
    def mastery_percent(self) -> int:
        """The mastery score in percent, rounded up: whoever has as many passes."""
        return math.ceil(100 * self.mastery_score - 1e-9)

    @property
    def scored(self) -> bool:
        """Whether there are points to win."""
        return any(page.points for module in self.modules for page in module.learner_pages)

    def is_draft_translation(self, module: Module, page: Page) -> bool:
        """Whether the page's text is a translation that nobody has reviewed."""
        return page.lang == module.lang != self.languages[0] and module.review is Review.DRAFT

    def module(self, module_id: str) -> Module | None:
        """Return the module of an id, or None."""
        return next((module for module in self.modules if module.id == module_id), None)

    def page(self, module_id: str, page_id: str) -> Page | None:
        """Return the page of an id, or None."""
        module = self.module(module_id)
        if module is None:
            return None
        return next((page for page in module.pages if page.id == page_id), None)


class Term(NamedTuple):
    """An entry of the glossary."""

    id: str
    term: str
    meaning: Html


class Severity(StrEnum):
    """A problem stops; a warning is for the author to weigh."""

    PROBLEM = "problem"
    WARNING = "warning"


class Problem(NamedTuple):
    """A mistake in the content, or a warning. `line` is 1-based, 0 for a whole file.

    Printed as `path:line: message` or `path:line: warning: message`.
    """

    path: str
    line: int
    message: str
    severity: Severity = Severity.PROBLEM

    def __str__(self) -> str:
        kind = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.path}:{self.line}: {kind}{self.message}"
