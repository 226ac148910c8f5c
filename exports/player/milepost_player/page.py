"""From a course to the files of a package: the shell with the map, and a classic script for each page.

What a page file holds depends on its page and the course's language alone, never on its place: so it can
be kept (deflated, by content hash) and used again when other pages change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from milepost.core.errors import MilepostError
from milepost.core.i18n import language
from milepost.courseware.labels import Labels, fill, labels_for
from milepost.courseware.model import (
    Aside,
    AsideKind,
    Block,
    Course,
    Field,
    Module,
    Page,
    PageKind,
    Question,
    Source,
    Term,
)
from milepost.courseware.render import field_html, question_html, resolve, segments
from milepost_player.keys import key, plain_text

GLOSSARY = "glossary/glossary"
NAME_LENGTH = 100  # characters; file systems and databases of LMSs set limits, no standard does

JSON = dict[str, Any]
#: A file of a module that a page shows: (module id, path in the module's folder).
Medium = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A page in a package: `number` is its place from 1, `file` the name of its script."""

    number: int
    module: Module
    page: Page

    @property
    def file(self) -> str:
        return f"pages/{self.number}.js"


@dataclass(frozen=True, slots=True)
class PageFile:
    """The script of a page, and the media that the package needs for it, in the order shown."""

    script: bytes
    media: tuple[Medium, ...]
    uses_glossary: bool


@dataclass(slots=True)
class PackageUrls:
    """Addresses inside a package; notes what they point at."""

    media_used: dict[Medium, None] = field(default_factory=dict)
    terms_used: set[str] = field(default_factory=set)

    def page(self, module: str, page: str, fragment: str) -> str:
        return f"#/{module}/{page}" + (f"/{fragment}" if fragment else "")

    def media(self, module: str, path: str) -> str:
        self.media_used[module, path] = None
        return media_name((module, path))

    def term(self, term: str) -> str:
        self.terms_used.add(term)
        return f"#/{GLOSSARY}/{term}"


def media_name(medium: Medium) -> str:
    """Return the file name of a medium in a package.

    LMSs lose files with capitals or with long names, so such a name becomes a digest of itself.
    """
    module, path = medium
    name = f"media/{module}/{path}"
    if name == name.lower() and len(name) <= NAME_LENGTH:
        return name
    digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return f"media/{module}/{digest}.{path.rpartition('.')[2].lower()}"


def places(course: Course, module: str | None = None) -> tuple[Place, ...]:
    """Return the pages of a package of the whole course, or of one module, in order."""
    chosen = [each for each in course.modules if module in (None, each.id)]
    pages = [(each, page) for each in chosen for page in each.learner_pages]
    return tuple(Place(number, each, page) for number, (each, page) in enumerate(pages, 1))


# --- a page --------------------------------------------------------------------------------------


def page_file(course: Course, module: Module, page: Page, blocks: Iterable[Block]) -> PageFile:
    """Return the script of a page: `milepost.page("<module>/<page>", {...})`."""
    labels = labels_for(course.lang)
    urls = PackageUrls()
    shown = tuple(blocks)
    html = "".join(_segment_html(each, page, labels, urls) for each in segments(shown, urls, labels))
    data: JSON = {
        "lang": page.lang,
        "dir": language(page.lang).direction,
        "html": _notes(course, module, page, labels) + html + _sources_html(page.sources, labels),
        "questions": {
            question.id: key(question, lambda text: resolve(text, urls)) for question in questions_of(shown)
        },
    }
    script = _call(f"{module.id}/{page.id}", data)
    return PageFile(script, tuple(urls.media_used), bool(urls.terms_used))


def glossary_file(course: Course, terms: Mapping[str, Term]) -> PageFile:
    """Return the script of the glossary, a page that is not on the map."""
    labels, urls = labels_for(course.lang), PackageUrls()
    entries = "".join(_entry(term, urls) for term in terms.values())
    data = {
        "title": labels.glossary,
        "lang": course.lang,
        "dir": labels.direction,
        "html": f'<dl class="glossary">{entries}</dl>',
        "questions": {},
    }
    return PageFile(_call(GLOSSARY, data), tuple(urls.media_used), False)


def _entry(term: Term, urls: PackageUrls) -> str:
    name = f'<dt id="{escape(term.id)}" tabindex="-1">{escape(term.term)}</dt>'
    return f"{name}<dd>{resolve(term.meaning, urls)}</dd>"


def questions_of(blocks: Iterable[Block]) -> tuple[Question, ...]:
    """Return the questions of some blocks that a learner sees, those inside asides too."""
    found: list[Question] = []
    for block in blocks:
        if isinstance(block, Question):
            found.append(block)
        elif isinstance(block, Aside) and block.kind is not AsideKind.FACILITATOR:
            found.extend(questions_of(block.blocks))
    return tuple(found)


def _segment_html(segment: str | Question | Field, page: Page, labels: Labels, urls: PackageUrls) -> str:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, Field):
        return field_html(segment, labels, urls=urls)
    question = question_html(segment, labels, order=None, state=None, urls=urls)
    button = f'<button class="button" type="submit">{escape(labels.check)}</button>'
    return f'<form class="answer" novalidate>{question}<p class="q-actions">{button}</p></form>'


def _notes(course: Course, module: Module, page: Page, labels: Labels) -> str:
    """Return what a reader has to know of the page's language before reading."""
    if page.lang != course.lang:
        names = {"language": language(course.lang).name, "other": language(page.lang).name}
        text = fill(labels.not_translated, **names)
    elif course.is_draft_translation(module, page):
        text = labels.draft_translation
    else:
        return ""
    return f'<p class="fallback-note" lang="{course.lang}" dir="{labels.direction}">{escape(text)}</p>'


def _sources_html(sources: tuple[Source, ...], labels: Labels) -> str:
    if not sources:
        return ""
    items = "".join(
        f'<li><a href="{escape(source.url)}">{escape(source.title)}</a>'
        f" ({escape(fill(labels.checked_on, date=source.checked))})</li>"
        for source in sources
    )
    return f'<details class="sources"><summary>{escape(labels.sources)}</summary><ul>{items}</ul></details>'


def _call(name: str, data: JSON) -> bytes:
    # U+2028 and U+2029 end a line in older JavaScript; JSON in ASCII has neither, nor needs a charset.
    return f"milepost.page({json.dumps(name)},{json.dumps(data, separators=(',', ':'))});\n".encode("ascii")


# --- the shell -----------------------------------------------------------------------------------


def index_html(
    course: Course,
    *,
    package_id: str,
    module: str | None = None,
    adapter: str = "none",
    settings: Mapping[str, Any] | None = None,
    glossary: bool = False,
) -> bytes:
    """Return the package's only HTML file. `settings` is what the adapter's factory is given.

    Raises MilepostError when two ids of the course cannot be told apart in the saved state.
    """
    labels = labels_for(course.lang)
    shown = places(course, module)
    _check_state_keys(shown)
    data = {
        "packageId": package_id,
        "lang": course.lang,
        "title": course.title,
        "masteryScore": course.mastery_score,
        "moveOn": str(course.move_on),
        "adapter": adapter,
        "settings": {**(settings or {}), "packageId": package_id},
        "glossary": glossary,
        "modules": _modules(shown),
        "labels": {name: label for name, label in labels.as_dict().items() if name in WORDS},
    }
    only = next((each.title for each in course.modules if each.id == module), None)
    names = {
        "lang": course.lang,
        "dir": labels.direction,
        "title": escape(only or course.title),
        **{name: escape(getattr(labels, name)) for name in SHELL_WORDS},
    }
    shell = (Path(__file__).parent / "index.html").read_text(encoding="utf-8")
    inline = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return fill(shell, **names, course=inline).encode()


def _modules(shown: tuple[Place, ...]) -> list[JSON]:
    modules: dict[str, JSON] = {}
    for place in shown:
        module = modules.setdefault(
            place.module.id,
            {"id": place.module.id, "title": place.module.title, "lang": place.module.lang, "pages": []},
        )
        module["pages"].append(_page(place))
    return list(modules.values())


def _page(place: Place) -> JSON:
    page = place.page
    found: JSON = {
        "id": page.id,
        "kind": str(page.kind),
        "title": page.title,
        "lang": page.lang,
        "minutes": page.minutes,
        "file": place.file,
        "fields": list(page.fields),
        "questions": [question.id for question in page.questions],
        "points": page.points,
    }
    if page.kind is PageKind.QUIZ:
        found |= {"attempts": page.attempts, "keep": str(page.keep)}
    return found


def _check_state_keys(shown: tuple[Place, ...]) -> None:
    """Five characters name an id in the saved state (state.js). One pair in a billion would be alike."""
    seen: dict[str, str] = {}
    for place in shown:
        module, page = place.module.id, place.page
        names = [f"{module}/{page.id}", *(f"{module}?{question.id}" for question in page.questions)]
        for name in [*names, *(f"{module}!{each}" for each in page.fields)]:
            other = seen.setdefault(state_key(name), name)
            if other != name:
                raise MilepostError(
                    f"the ids {other} and {name} are too alike for a package; rename the newer one"
                )


def state_key(name: str) -> str:
    """Return what stands for an id in the saved state: 30 bits of FNV-1a; state.js has the twin."""
    total = 0x811C9DC5
    for byte in name.encode("ascii"):
        total = (total ^ byte) * 0x01000193 & 0xFFFFFFFF
    total ^= total >> 30
    return "".join(_DIGITS[total >> shift & 63] for shift in (24, 18, 12, 6, 0))


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

#: Labels that index.html shows, and those that the scripts ask for by name.
SHELL_WORDS = ("skip_to_content", "course_map", "exit", "progress", "previous", "next", "loading", "print")
WORDS = frozenset(
    """
    lesson case activity worksheet quiz handout minutes minutes_left hours_left progress done here not_opened
    score score_percent score_needed passed not_passed completed not_completed course_done page_of
    next finish right partly wrong saved part_right part_wrong explanation model_answer points_won
    not_answered error_number error_places error_nothing check try_again hand_in hand_in_anyway
    unanswered retake save mark_done attempts_left attempts_none attempt_number attempts_any
    quiz_result you_chose the_end start_again way_so_far saved_now not_saved connection_lost
    kept_here not_kept not_sent review_mode shortened product product_empty exited loading
    page_missing reload opens_new_window choose_way
    """.split()  # noqa: SIM905
)

__all__ = [
    "Medium", "PackageUrls", "PageFile", "Place", "glossary_file", "index_html", "media_name", "page_file",
    "places", "plain_text", "questions_of", "state_key",
]  # fmt: skip
