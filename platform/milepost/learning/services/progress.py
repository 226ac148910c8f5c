"""How far a learner is: completed, passed and score, per module and course. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from milepost.courseware.model import Course, Module, MoveOn, Page, PageKind
from milepost.courseware.scoring import rollup
from milepost.learning.models import CompletionStatus, SuccessStatus

#: A page by its module id and its own id.
PageKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageResult:
    """A completed page; quiz pages carry the points of the attempt that counts."""

    points_won: float | None = None
    points_possible: float | None = None


Results = Mapping[PageKey, PageResult]


@dataclass(frozen=True, slots=True)
class Progress:
    """The roll-up over some pages: a module's, or a course's. Minutes are those of pages not done.

    `score_scaled` is 0..1, None while nothing was handed in or there is nothing to win.
    """

    pages: int
    pages_done: int
    minutes: int
    minutes_left: int
    score_scaled: float | None
    completion_status: CompletionStatus
    success_status: SuccessStatus

    @property
    def percent(self) -> int:
        """Pages done of all pages, 0..100; 100 only when every page is done."""
        return 100 * self.pages_done // self.pages if self.pages else 0


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """The roll-up of a course and of each of its modules. `finished`: its move_on rule is met."""

    whole: Progress
    modules: Mapping[str, Progress]
    finished: bool


def course_progress(
    course: Course, results: Results, used: Mapping[PageKey, int] | None = None
) -> CourseProgress:
    """Roll up what is done. `used` counts the attempts handed in by quiz page: who has attempts left
    has not failed yet."""
    modules = {module.id: module_progress(course, module, results, used) for module in course.modules}
    pages = [(module.id, page) for module in course.modules for page in module.learner_pages]
    whole = _progress(course.mastery_score, pages, results, used or {})
    return CourseProgress(whole, modules, is_finished(course.move_on, whole, _scored(pages)))


def module_progress(
    course: Course, module: Module, results: Results, used: Mapping[PageKey, int] | None = None
) -> Progress:
    """Roll up one module, by the course's mastery score."""
    pages = [(module.id, page) for page in module.learner_pages]
    return _progress(course.mastery_score, pages, results, used or {})


def is_finished(move_on: MoveOn, progress: Progress, scored: bool) -> bool:
    """Say whether the rule is met (cmi5 10.2.4). Where nothing can be won, completing is what counts.

    NotApplicable asks for nothing; a certificate for nothing would say nothing, so completing counts.
    """
    completed = progress.completion_status is CompletionStatus.COMPLETED
    passed = progress.success_status is SuccessStatus.PASSED
    match move_on if scored else MoveOn.COMPLETED:
        case MoveOn.PASSED:
            return passed
        case MoveOn.COMPLETED_AND_PASSED:
            return completed and passed
        case MoveOn.COMPLETED_OR_PASSED:
            return completed or passed
        case _:
            return completed


def is_mastered(points_won: float, points_possible: float, mastery_score: float) -> bool:
    """Say whether the points are enough; a score equal to the mastery score passes."""
    return points_possible > 0 and rollup(points_won, points_possible) >= mastery_score


def _progress(
    mastery_score: float,
    pages: list[tuple[str, Page]],
    results: Results,
    used: Mapping[PageKey, int],
) -> Progress:
    done = [(module_id, page) for module_id, page in pages if (module_id, page.id) in results]
    score = _score(pages, results)
    return Progress(
        pages=len(pages),
        pages_done=len(done),
        minutes=sum(page.minutes for _, page in pages),
        minutes_left=sum(page.minutes for _, page in pages) - sum(page.minutes for _, page in done),
        score_scaled=score,
        completion_status=_completion(len(done), len(pages)),
        success_status=_success(score, mastery_score, pages, results, used),
    )


def _completion(done: int, all_pages: int) -> CompletionStatus:
    if done == 0:
        return CompletionStatus.NOT_ATTEMPTED
    return CompletionStatus.COMPLETED if done == all_pages else CompletionStatus.INCOMPLETE


def _success(
    score: float | None,
    mastery_score: float,
    pages: list[tuple[str, Page]],
    results: Results,
    used: Mapping[PageKey, int],
) -> SuccessStatus:
    if score is None:
        return SuccessStatus.UNKNOWN
    if score >= mastery_score:
        return SuccessStatus.PASSED
    quizzes = [(module_id, page) for module_id, page in pages if page.points > 0]
    over = all(
        (module_id, page.id) in results
        and page.attempts is not None
        and used.get((module_id, page.id), 0) >= page.attempts
        for module_id, page in quizzes
    )
    return SuccessStatus.FAILED if over else SuccessStatus.UNKNOWN


def _score(pages: Iterable[tuple[str, Page]], results: Results) -> float | None:
    """Return points won / points possible, 0..1. A quiz edited since counts with its share then."""
    won, possible, handed_in = 0.0, 0.0, False
    for module_id, page in pages:
        if page.kind is not PageKind.QUIZ or page.points <= 0:
            continue
        possible += page.points
        result = results.get((module_id, page.id))
        if result is not None and result.points_possible:
            won += page.points * (result.points_won or 0.0) / result.points_possible
            handed_in = True
    return rollup(won, possible) if handed_in else None


def _scored(pages: Iterable[tuple[str, Page]]) -> bool:
    return any(page.points > 0 for _, page in pages)
