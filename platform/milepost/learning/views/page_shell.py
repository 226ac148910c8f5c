"""A course page made once for everybody of one kind: cut at what differs from person to person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from sys import getsizeof
from typing import Any

from flask import current_app, get_template_attribute, render_template, request
from markupsafe import Markup

from milepost.accounts.services.sessions import Person
from milepost.core.dates import day
from milepost.core.http import lang
from milepost.core.i18n import language
from milepost.courseware.labels import Labels, fill, labels_for
from milepost.courseware.model import Field, PageKind, Question, every
from milepost.courseware.render import field_html, question_html, segments
from milepost.courseware.scoring import display_order
from milepost.learning.services.progress import PageKey
from milepost.learning.views.prerendered import Kept, Prerendered, slot
from milepost.learning.views.site import Place, SiteUrls, display_seed, library, named

#: Bytes of finished pages that a process keeps: some 150 lessons, some 500 answered questions.
MOST_PAGES = 4 * 1024 * 1024
MOST_ANSWERS = 1024 * 1024
CSRF = str(slot("csrf"))
NAME = slot("name")
ATTRIBUTES = slot("attributes")
#: What is filled in last: the same page serves all who are equally far.
PERSONAL = {name: str(slot(name)).encode() for name in ("attributes", "csrf", "name")}
#: What the options of checks are drawn from: the same for everybody, for they score nothing.
CHECKS = ("check", 0)


class Shelf:
    """What a process keeps for its pages; all of it can be made again."""

    def __init__(self) -> None:
        self.shells: Kept[PageShell] = Kept(MOST_PAGES)
        self.pages: Kept[Prerendered] = Kept(MOST_PAGES)
        self.answered: Kept[Snippet] = Kept(MOST_ANSWERS)


def shelf() -> Shelf:
    """Return the shelf of this site."""
    extensions = current_app.extensions
    found: Shelf | None = extensions.get("milepost.pages")
    if found is None:
        found = extensions["milepost.pages"] = Shelf()
    return found


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page, as it is kept."""

    text: str

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return getsizeof(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class PageShell:
    """A page with slots, and what goes into the slots of somebody who has done nothing yet.

    `stops` maps "module/page" to its stop on the map, before and after it is done; `counted` lists
    (module, "module/page", minutes) of the pages that count; `posts` has "module/page" of this module.
    """

    page: Prerendered
    map: Prerendered
    stops: Mapping[str, tuple[bytes, bytes]]
    feet: tuple[Prerendered, Prerendered]
    questions: Mapping[str, Question]
    untouched: Mapping[str, Prerendered]
    counted: tuple[tuple[str, str, int], ...]
    posts: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class _StandIn:
    """Whoever will look at the page: their name is a slot, their role decides what the menu holds."""

    is_guest: bool
    role: str
    is_trainer: bool
    is_administrator: bool
    display_name: Markup = NAME


@dataclass(frozen=True, slots=True)
class _Reading:
    attributes: Markup = ATTRIBUTES


def shell_of(place: Place, person: Person | None) -> PageShell:
    """Return the page's shell for a person of this kind; made on first use."""
    asked = request._get_current_object()  # type: ignore[attr-defined]
    key = (
        place,
        asked.view_args["lang"],
        (person.is_guest, person.role) if person else None,
        current_app.extensions["milepost.languages"].known,
        asked.root_path,
    )
    return shelf().shells.get(key, lambda: _make(place, person))


def labels_of(place: Place) -> Labels:
    """Return the words that stand inside the content: in the content's language."""
    return labels_for(place.page.lang)


def here(place: Place) -> str:
    """Return the address of a page."""
    return SiteUrls(lang(), place.course).page(*place.key)


def ask_form(place: Place, question: Question, html: str, *, shown: str, locked: bool, again: bool) -> str:
    """Return the form around a question: the one place where its hidden fields and buttons stand."""
    ask = get_template_attribute("learning/ask.html", "ask")
    form = ask(
        html=Markup(html),  # noqa: S704  (made by courseware.render)
        question=question,
        here=here(place),
        shown=shown,
        labels=labels_of(place),
        locked=locked,
        again=again,
        csrf=CSRF,
    )
    return str(form)


def notice(text: str) -> str:
    """Return a message that something went well."""
    return str(get_template_attribute("parts.html", "notice")("good", text=text, role="status"))


def field(place: Place, asked: Field, text: str = "", message: str = "") -> str:
    """Return a worksheet field; it belongs to the form at the foot of the page, wherever it stands."""
    urls = SiteUrls(lang(), place.course)
    return field_html(asked, labels_of(place), text, urls=urls, message=message, form="sheet")


def _make(place: Place, person: Person | None) -> PageShell:
    urls, labels = SiteUrls(lang(), place.course), labels_of(place)
    blocks = library().blocks(place.course, *place.key)
    body: list[Markup] = []
    untouched: dict[str, Prerendered] = {}
    for segment in segments(blocks, urls, labels, trainer=place.trainer):
        if isinstance(segment, Question):
            untouched[f"ask:{segment.id}"] = Prerendered.of(_untouched(place, segment, urls, labels))
            body.append(slot(f"ask:{segment.id}"))
        elif isinstance(segment, Field):
            untouched[f"field:{segment.id}"] = Prerendered.of(field(place, segment))
            body.append(slot(f"field:{segment.id}"))
        else:
            body.append(Markup(segment))  # noqa: S704
    cut, cut_map, to_do, done = (
        Prerendered.of(_render(template, place, person, body=body, done=done))
        for template, done in (
            ("learning/page.html", False),
            ("learning/course_map.html", False),
            ("learning/foot.html", False),
            ("learning/foot.html", True),
        )
    )
    stops = _stops(place)
    return PageShell(
        page=cut,
        map=cut_map,
        stops=stops,
        feet=(to_do, done),
        questions={one.id: one for one in every(blocks, Question)},
        untouched=untouched,
        counted=tuple(
            (module.id, f"{module.id}/{page.id}", page.minutes)
            for module in place.course.modules
            for page in module.learner_pages
        ),
        posts=tuple(f"{place.module.id}/{page_id}" for page_id in place.module_way),
        size=sum(each.size for each in (cut, cut_map, to_do, done, *untouched.values()))
        + sum(getsizeof(text) for variants in stops.values() for text in variants),
    )


def _untouched(place: Place, question: Question, urls: SiteUrls, labels: Labels) -> str:
    if place.page.kind is PageKind.QUIZ:
        return ""  # a quiz is put together for each attempt
    order = display_order(question, display_seed(place.key, *CHECKS))
    html = question_html(question, labels, order=order, state=None, urls=urls)
    return ask_form(place, question, html, shown="", locked=False, again=False)


def _render(template: str, place: Place, person: Person | None, **more: Any) -> str:
    return render_template(
        template,
        place=place,
        course=place.course,
        module=place.module,
        page=place.page,
        content=language(place.page.lang),
        site=language(lang()),
        labels=labels_for(lang()),
        fill=fill,
        checked=lambda source: day(date.fromisoformat(source.checked), lang()),
        slot=slot,
        named=named,
        person=_stand_in(person),
        reading=_Reading(),
        csrf_token=lambda: CSRF,
        said="",  # who asks for a message gets it in a slot: the shell is everybody's
        **more,
    )


def _stand_in(person: Person | None) -> _StandIn | None:
    if person is None:
        return None
    return _StandIn(person.is_guest, person.role, person.is_trainer, person.is_administrator)


def _stops(place: Place) -> dict[str, tuple[bytes, bytes]]:
    """Return every stop of this module, to do and done. Guides never count as done."""
    stop = get_template_attribute("parts.html", "stop")
    labels, urls = labels_for(lang()), SiteUrls(lang(), place.course)
    found = {}
    for page in place.module.pages if place.trainer else place.module.learner_pages:
        key: PageKey = (place.module.id, page.id)
        address = urls.page(*key)
        meta = f"{labels.kind(page.kind)} · {labels.minutes(page.minutes)}"
        done = f"{meta} · {labels.done}"
        at, title = key == place.key, named(page.title, page.lang)
        found["/".join(key)] = (
            stop(title, address, "here" if at else "todo", meta).encode(),
            stop(title, address, "here" if at else "done", done if at else meta).encode(),
        )
    return found
