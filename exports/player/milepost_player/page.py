"""The pages of a course as files of a package: a classic script for each.

What a page file holds depends on its page and the course's language alone, never on its place: so it can
be kept (deflated, by content hash) and used again when other pages change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from milepost.core.i18n import language
from milepost.courseware.labels import Labels, fill, labels_for
from milepost.courseware.model import (
    Block,
    Course,
    Field,
    Module,
    Page,
    PageKind,
    Question,
    Term,
    every,
)
from milepost.courseware.render import field_html, question_html, resolve, segments
from milepost_player.budget import page_size
from milepost_player.keys import key
from milepost_player.places import Medium, PageFile, media_name

GLOSSARY = "glossary/glossary"

JSON = dict[str, Any]


class PackageUrls:
    """Addresses inside a package; notes what they point at."""

    def __init__(self) -> None:
        self.media_used: dict[Medium, None] = {}
        self.terms_used: set[str] = set()

    def page(self, module: str, page: str, fragment: str) -> str:
        return f"#/{module}/{page}" + (f"/{fragment}" if fragment else "")

    def media(self, module: str, path: str) -> str:
        self.media_used[module, path] = None
        return media_name((module, path))

    def term(self, term: str) -> str:
        self.terms_used.add(term)
        return f"#/{GLOSSARY}/{term}"


# --- a page --------------------------------------------------------------------------------------


def page_file(
    course: Course, module: Module, page: Page, blocks: Iterable[Block], original: Page | None = None
) -> PageFile:
    """Return the script of a page: `milepost.page("<module>/<page>", {...})`.

    Words on questions and films are in the page's language, as on the site; only the note that it is not
    translated is in the course's. `original` is the page in the course's first language: a source that
    has the same title there is in that language.
    """
    labels = labels_for(page.lang)
    urls = PackageUrls()
    shown = tuple(blocks)
    asked = tuple(every(shown, Question))
    html = "".join(_segment_html(each, labels, urls) for each in segments(shown, urls, labels))
    data: JSON = {
        "lang": page.lang,
        "dir": labels.direction,
        "html": _notes(course, module, page) + html + _sources_html(page, labels, original),
        "questions": {question.id: key(question, lambda text: resolve(text, urls)) for question in asked},
    }
    script = _call(f"{module.id}/{page.id}", data)
    state = page_size(page, asked, every(shown, Field))
    return PageFile(script, tuple(urls.media_used), bool(urls.terms_used), state)


def glossary_file(course: Course, terms: Mapping[str, Term], languages: Mapping[str, str]) -> PageFile:
    """Return the script of the glossary, a page that is not on the map.

    `languages` has the tag of each term by its id, where it is not the course's; these come last.
    """
    labels, urls = labels_for(course.lang), PackageUrls()
    shown = sorted(terms.values(), key=lambda term: (term.id in languages, term.term.casefold()))
    entries = "".join(_entry(term, urls, languages.get(term.id, "")) for term in shown)
    data = {
        "title": labels.glossary,
        "lang": course.lang,
        "dir": labels.direction,
        "html": f'<dl class="glossary">{entries}</dl>',
        "questions": {},
    }
    return PageFile(_call(GLOSSARY, data), tuple(urls.media_used), False)


def _entry(term: Term, urls: PackageUrls, tag: str) -> str:
    spoken = _spoken(tag)
    name = f'<dt id="{escape(term.id)}" tabindex="-1"{spoken}>{escape(term.term)}</dt>'
    return f"{name}<dd{spoken}>{resolve(term.meaning, urls)}</dd>"


def _spoken(tag: str) -> str:
    """Return the attributes of an element whose language is not that of what stands around it."""
    return f' lang="{tag}" dir="{language(tag).direction}"' if tag else ""


def _segment_html(segment: str | Question | Field, labels: Labels, urls: PackageUrls) -> str:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, Field):
        return field_html(segment, labels, urls=urls)
    question = question_html(segment, labels, order=None, state=None, urls=urls)
    button = f'<button class="button" type="submit">{escape(labels.check)}</button>'
    return f'<form class="answer" novalidate>{question}<p class="q-actions">{button}</p></form>'


def _notes(course: Course, module: Module, page: Page) -> str:
    """Return what a reader has to know of the page's language before reading, in the course's language."""
    labels = labels_for(course.lang)
    if page.lang != course.lang:
        names = {"language": language(course.lang).name, "other": language(page.lang).name}
        text = fill(labels.not_translated, **names)
    elif course.is_draft_translation(module, page):
        text = labels.draft_translation
    else:
        return ""
    return f'<p class="fallback-note" lang="{course.lang}" dir="{labels.direction}">{escape(text)}</p>'


def _sources_html(page: Page, labels: Labels, original: Page | None) -> str:
    if not page.sources:
        return ""
    foreign = original.lang if original and original.lang != page.lang else ""
    same = {source.title for source in original.sources} if original and foreign else set()
    items = "".join(
        f'<li><a href="{escape(source.url)}"'
        f"{_spoken(foreign) if source.title in same else ''}>{escape(source.title)}</a>"
        f" ({escape(fill(labels.checked_on, date=source.checked))})</li>"
        for source in page.sources
    )
    shown = " open" if page.kind is PageKind.HANDOUT else ""  # what is closed is not printed
    summary = f"<summary>{escape(labels.sources)}</summary>"
    return f'<details class="sources"{shown}>{summary}<ul>{items}</ul></details>'


def cues_file(name: str, path: Path) -> bytes:
    """Return a WebVTT file as a script (film.js): `milepost.cues("<name in the package>", "<text>")`."""
    return _call(name, path.read_text(encoding="utf-8"), "cues")


def _call(name: str, data: JSON | str, function: str = "page") -> bytes:
    # U+2028 and U+2029 end a line in older JavaScript; JSON in ASCII has neither, nor needs a charset.
    text = json.dumps(data, separators=(",", ":"))
    return f"milepost.{function}({json.dumps(name)},{text});\n".encode("ascii")
