"""The blueprint, the news it listens to, and the way from an address to a course and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, request
from markupsafe import Markup

from milepost.accounts.rules import Action, can
from milepost.accounts.services.sessions import Person
from milepost.accounts.views import current_user
from milepost.core import clock
from milepost.core.errors import MilepostError, NotFound
from milepost.core.http import settings
from milepost.core.messages import N_
from milepost.core.signals import guest_joined, own_data_asked
from milepost.courseware.library import Library
from milepost.courseware.model import Course, Module, Page, Question, every
from milepost.learning import services
from milepost.learning.services import attempts, enrolment, joining
from milepost.learning.services.progress import PageKey

bp = Blueprint("learning", __name__, template_folder="../templates")


def init_app(app: Flask) -> None:
    """Register the pages and listen for the news that concerns a learner's record."""
    app.register_blueprint(bp)
    guest_joined.connect(_on_guest_joined)
    own_data_asked.connect(_on_own_data_asked)


def _on_guest_joined(sender: int, *, session: Any, guest_id: int, user_id: int, **news: Any) -> None:
    for enrolment_id, course_id in joining.hand_over(session, guest_id=guest_id, user_id=user_id):
        try:
            course = course_in(course_id, "en")
        except MilepostError:
            continue  # the course is gone from disk: the records stay as they were
        enrolment.roll_up(session, course, enrolment_id, user_id=user_id, now=clock.now())


def _on_own_data_asked(sender: int, *, session: Any, user_id: int, data: dict[str, Any]) -> None:
    data["learning"] = services.own_data(session, user_id)


def library() -> Library:
    """Return the process's library, which notices changed files once a second at most."""
    found: Library = current_app.extensions["milepost.library"]
    found.refresh()
    return found


def course_in(course_id: str, lang: str) -> Course:
    """Return a course in the language asked for, or in the nearest one that it has."""
    courses = library()
    return courses.course(course_id, courses.nearest_language(course_id, lang))


def may_see_guides(person: Person | None) -> bool:
    """Say whether trainers' pages and notes are shown."""
    return can(person, Action.SEE_GUIDES)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A page in its course, with its neighbours as this person sees them.

    One object as long as the course stays as it is: what is made of a page is kept under it.
    """

    course: Course
    module: Module
    page: Page
    trainer: bool
    key: PageKey
    previous: PageKey | None
    next: PageKey | None

    @property
    def mark(self) -> str:
        """The page as a record's `done` names it."""
        return f"{self.key[0]}/{self.key[1]}"

    @property
    def module_way(self) -> list[str]:
        """The ids of the module's pages as this person walks through them."""
        pages = self.module.pages if self.trainer else self.module.learner_pages
        return [page.id for page in pages]


def way(course: Course, trainer: bool) -> list[PageKey]:
    """Return the pages in the order in which they are walked through."""
    return [
        (module.id, page.id)
        for module in course.modules
        for page in (module.pages if trainer else module.learner_pages)
    ]


MOST_PLACES = 2000


def find_place(lang: str, course_id: str, module_id: str, page_id: str) -> Place:
    """Return the page of an address. Raises NotFound, for learners also where only trainers may go."""
    trainer = may_see_guides(current_user())
    site = current_app._get_current_object()  # type: ignore[attr-defined]
    places: dict[tuple[object, ...], Place] = site.extensions.setdefault("milepost.places", {})
    key = (course_id, lang, module_id, page_id, trainer)
    place = places.get(key)
    if place is None or not _is_as_it_was(place, site.extensions["milepost.library"]):
        course = course_in(course_id, lang)
        if len(places) >= MOST_PLACES:
            places.clear()
        place = places[key] = _look_up(course, module_id, page_id, trainer)
    return place


def _is_as_it_was(place: Place, courses: Library) -> bool:
    courses.refresh()
    try:
        return courses.course(place.course.id, place.course.lang) is place.course
    except MilepostError:
        return False


def _look_up(course: Course, module_id: str, page_id: str, trainer: bool) -> Place:
    keys = way(course, trainer)
    module, page = course.module(module_id), course.page(module_id, page_id)
    if module is None or page is None or (module_id, page_id) not in keys:
        raise NotFound(
            N_("There is no page “%(page)s” here. Open the course to see all of its pages.", page=page_id)
        )
    here = keys.index((module_id, page_id))
    return Place(
        course=course,
        module=module,
        page=page,
        trainer=trainer,
        key=(module_id, page_id),
        previous=keys[here - 1] if here else None,
        next=keys[here + 1] if here + 1 < len(keys) else None,
    )


def questions_of(place: Place) -> dict[str, Question]:
    """Return the page's questions by id, those inside other blocks too."""
    asked = every(library().blocks(place.course, *place.key), Question)
    return {question.id: question for question in asked}


def display_seed(key: PageKey, drawn_from: str, number: int) -> str:
    """Return what the order of options on a page is shuffled by."""
    return attempts.seed(settings().secret_key, key, drawn_from, number)


def named(text: str, tag: str) -> Markup:
    """Return a name from the content for a place among our own words: in its language and direction."""
    return Markup('<bdi lang="{}">{}</bdi>').format(tag, text)


@dataclass(frozen=True, slots=True)
class SiteUrls:
    """Addresses of this site for the references in content (`courseware.render.Urls`)."""

    lang: str
    course: Course | None = None

    def page(self, module: str, page: str, fragment: str = "") -> str:
        """Return a page's address in the course at hand, else in a course that has the page."""
        owner = self.course if self.course and self.course.page(module, page) else self._owner(module, page)
        if owner is None:
            return f"{request.script_root}/{self.lang}/"
        tail = f"#{fragment}" if fragment else ""
        return f"{request.script_root}/{self.lang}/courses/{owner.id}/{module}/{page}{tail}"

    def media(self, module: str, path: str) -> str:
        """Return the address of a picture, film or captions file."""
        return f"{request.script_root}/media/{module}/{path}"

    def term(self, term: str) -> str:
        """Return the address of a glossary entry."""
        return f"{request.script_root}/{self.lang}/glossary#{term}"

    def _owner(self, module: str, page: str) -> Course | None:
        for course_id in library().course_ids():
            try:
                course = course_in(course_id, self.lang)
            except MilepostError:
                continue
            if course.page(module, page) is not None:
                return course
        return None
