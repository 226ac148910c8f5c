"""The course list (home), a course's own page, and the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from milepost.accounts.views import current_user
from milepost.core.errors import MilepostError
from milepost.core.http import db, looking
from milepost.core.i18n import DEFAULT, language
from milepost.courseware.labels import fill, labels_for
from milepost.courseware.library import ContentError
from milepost.courseware.model import Course, MoveOn, Problem, Term
from milepost.courseware.render import resolve
from milepost.courseware.scoring import percent
from milepost.learning.services import enrolment
from milepost.learning.services.enrolment import Record
from milepost.learning.services.progress import CourseProgress, PageKey, course_progress
from milepost.learning.views.site import SiteUrls, bp, course_in, library, may_see_guides, named, way
from milepost.learning.views.words import length, pages_done, time_left

MOST_POSTS = 30
#: Of a broken course, on its card; `milepost check` names them all.
MOST_PROBLEMS = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A course in the list, with what this person has of it. `course` is None when it cannot be shown."""

    course_id: str
    course: Course | None
    record: Record | None = None
    progress: CourseProgress | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def speaks(self) -> str:
        """The language in which the course is shown; nothing when it cannot be shown."""
        return self.course.lang if self.course else ""

    @property
    def go_on(self) -> PageKey | None:
        """Where to continue."""
        return go_on(self.course, self.record) if self.course and self.record else None

    @property
    def posts(self) -> list[str]:
        """A milepost for each page, or for each module of a long course: done, here, todo."""
        if self.course is None or self.progress is None or self.record is None:
            return []
        keys = way(self.course, trainer=False)
        if len(keys) <= MOST_POSTS:
            return [self._post(key) for key in keys]
        states = ("todo", "here", "done")
        parts = self.progress.modules.values()
        return [states[(part.pages_done > 0) + (part.pages_done == part.pages > 0)] for part in parts]

    def _post(self, key: PageKey) -> str:
        if self.record is None or "/".join(key) in self.record.done:
            return "done" if self.record else "todo"
        return "here" if key == self.record.location else "todo"


@bp.get("/<lang>/")
def home(lang: str) -> str:
    """The courses: those begun first, and of the others those in the page's language."""
    person = current_user()
    records = {r.course_id: r for r in enrolment.of_person(db(), person.id)} if person else {}
    ids = library().course_ids()
    entries = [
        _entry(course_id, lang, records.get(course_id)) for course_id in [*records, *_new(ids, records)]
    ]
    shown = [entry for entry in entries if entry.course or entry.record or may_see_guides(person)]
    return render_template(
        "learning/home.html",
        begun=[entry for entry in shown if entry.record],
        new=sorted((entry for entry in shown if not entry.record), key=lambda entry: entry.speaks != lang),
        trainer=may_see_guides(person),
        most_problems=MOST_PROBLEMS,
        **_words(lang),
    )


def _new(ids: tuple[str, ...], records: dict[str, Record]) -> list[str]:
    return [course_id for course_id in ids if course_id not in records]


def _entry(course_id: str, lang: str, record: Record | None) -> Entry:
    try:
        course = course_in(course_id, lang)
    except ContentError as error:
        return Entry(course_id, None, record, problems=tuple(error.problems))
    except MilepostError:
        return Entry(course_id, None, record)
    return Entry(course_id, course, record, _progress(course, record))


def _progress(course: Course, record: Record | None) -> CourseProgress:
    return course_progress(course, enrolment.known(course, record.done if record else ()))


@bp.get("/<lang>/courses/<course>/")
def course(lang: str, course: str) -> ResponseReturnValue:
    """What a course teaches and asks, how far this person is, and where to go on."""
    person = current_user()
    found = course_in(course, lang)
    record = enrolment.read(db(), person.id, course) if person else None
    urls = SiteUrls(lang, found)
    results = enrolment.results(db(), record.id) if record else {}
    trainer = may_see_guides(person)
    return render_template(
        "learning/course.html",
        course=found,
        record=record,
        progress=course_progress(found, results),
        done=record.done if record else frozenset(),
        go_on=go_on(found, record),
        description=Markup(resolve(found.description, urls)),  # noqa: S704  (sanitised by courseware)
        content=language(found.lang),
        rules=MoveOn,
        trainer=trainer,
        percent=percent,
        **_words(lang),
    )


def go_on(course: Course, record: Record | None) -> PageKey | None:
    """Return the first page not done from where the person stopped; None when every page is done."""
    pages = way(course, trainer=False)
    start = pages.index(record.location) if record and record.location in pages else 0
    done = record.done if record else frozenset()
    return next((key for key in pages[start:] + pages[:start] if "/".join(key) not in done), None)


def gone(course_id: str) -> ResponseReturnValue | None:
    """Tell whoever has a record in a course that was taken off the site that it is kept; None to others.

    Every address of such a course answers so: a bookmark is more often a lesson than the course's page.
    """
    person = current_user()
    record = enrolment.read(looking(), person.id, course_id) if person else None
    if record is None:
        return None
    return render_template("learning/gone.html", record=record, percent=percent), 410


@bp.get("/<lang>/glossary")
def glossary(lang: str) -> str:
    """Every term and its meaning: those in the page's language first, then those not translated yet."""
    urls = SiteUrls(lang)
    terms = sorted(library().glossary(lang).values(), key=lambda term: term.term.casefold())
    source = library().glossary(DEFAULT) if lang != DEFAULT else {}
    parts: dict[str, list[tuple[Term, Markup]]] = {lang: [], DEFAULT: []}
    for term in terms:
        tag = DEFAULT if source.get(term.id) == term else lang
        parts[tag].append((term, Markup(resolve(term.meaning, urls))))  # noqa: S704
    return render_template("learning/glossary.html", parts_by_language=parts, language=language)


def _words(lang: str) -> dict[str, object]:
    known = current_app.extensions["milepost.languages"]
    return {
        "labels": labels_for(lang),
        "fill": fill,
        "length": lambda minutes: length(lang, minutes),
        "time_left": lambda minutes: time_left(lang, minutes),
        "pages_done": lambda done, total: pages_done(lang, done, total),
        "language": language,
        "named": named,
        "site_languages": known,
    }
