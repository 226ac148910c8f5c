"""What holds the pages together: course.yaml, a course's text, a module's index, the glossary."""

import re
from html import unescape
from typing import NamedTuple

from milepost.core.i18n import LANGUAGES
from milepost.courseware.links import MODULE_ID_LIMIT, PAGE_ID_LIMIT, Link, bad_id
from milepost.courseware.markdown import front
from milepost.courseware.markdown.html import Context, clean, groups, parse, plain, render_inline
from milepost.courseware.markdown.parser import front_reader, hash_of_source, parse_prose
from milepost.courseware.model import Html, MoveOn, Review, Term
from milepost.courseware.sources import Sources, Text

_LEVEL = r"[ABC][12]\+?"


class CoursePlan(NamedTuple):
    """`course/<id>/course.yaml`."""

    languages: tuple[str, ...]
    modules: tuple[str, ...]
    mastery_score: float
    move_on: MoveOn
    certificate: bool
    audience: str
    level: str
    hours: float
    final_product: str


class CourseText(NamedTuple):
    """`course/<id>/<lang>.md`. `audience` and `final_product` translate those of course.yaml."""

    title: str
    summary: str
    outcomes: tuple[str, ...]
    audience: str
    final_product: str
    description: Html
    links: tuple[Link, ...]


class ModuleText(NamedTuple):
    """`modules/<id>/<lang>/index.md`: front matter only; `minutes` is 0 for "add up the pages"."""

    title: str
    summary: str
    outcomes: tuple[str, ...]
    minutes: int
    review: Review


def parse_plan(text: Text, sources: Sources) -> CoursePlan:
    """Parse course.yaml, noting what is wrong with it."""
    reader = front_reader(text.text, text.path, sources, first_line=0)
    languages = reader.texts("languages", needed=True)
    for tag in languages:
        if tag not in LANGUAGES:
            near = front.suggestion(tag, LANGUAGES) or f"; known: {', '.join(sorted(LANGUAGES))}"
            reader.complain(reader.lines["languages"], f"languages: {tag[:20]!r} is not known{near}")
    modules = reader.texts("modules", needed=True)
    for module in modules:
        complaint = bad_id(module, MODULE_ID_LIMIT)
        if complaint:
            reader.complain(reader.lines["modules"], f"modules: {complaint}")
    for key, values in (("languages", languages), ("modules", modules)):
        for twice in sorted({value for value in values if values.count(value) > 1}):
            reader.complain(reader.lines[key], f"{key}: {twice!r} stands there twice")
    level = reader.text("level", longest=40)
    if level and not re.fullmatch(_LEVEL, level):
        reader.complain(reader.lines["level"], "level: is a level of the CEFR, A1 to C2")
    plan = CoursePlan(
        languages=tuple(tag for tag in dict.fromkeys(languages) if tag in LANGUAGES),
        modules=tuple(name for name in dict.fromkeys(modules) if not bad_id(name, MODULE_ID_LIMIT)),
        mastery_score=reader.number("mastery_score", 0.7, 0, 1),
        move_on=reader.choice("move_on", MoveOn, MoveOn.COMPLETED_AND_PASSED),
        certificate=reader.yes("certificate", True),
        audience=reader.text("audience"),
        level=level,
        hours=reader.number("hours", 0, 0.1, 1000),
        final_product=reader.text("final_product"),
    )
    reader.done()
    return plan


def parse_course_text(text: Text, lang: str, sources: Sources) -> CourseText:
    """Parse a course's text in one language, noting what is wrong with it."""
    header, body, offset = front.split(text.text)
    reader = front_reader(header, text.path, sources)
    title, summary = reader.text("title", needed=True, longest=200), reader.text("summary", needed=True)
    outcomes = reader.texts("outcomes", needed=True)
    audience, product = reader.text("audience"), reader.text("final_product")
    hash_of_source(reader)
    reader.done()
    description, links = parse_prose(body, offset, text.path, lang, sources)
    return CourseText(title, summary, outcomes, audience, product, description, tuple(links))


def parse_module_text(text: Text, sources: Sources) -> ModuleText:
    """Parse a module's index in one language, noting what is wrong with it."""
    header, body, offset = front.split(text.text)
    reader = front_reader(header, text.path, sources)
    found = ModuleText(
        title=reader.text("title", needed=True, longest=200),
        summary=reader.text("summary", needed=True),
        outcomes=reader.texts("outcomes", needed=True),
        minutes=reader.whole("minutes", 0, 1, 6000),
        review=reader.choice("status", Review, Review.DRAFT, needed=True),
    )
    hash_of_source(reader)
    reader.done()
    if header is not None and body.strip():
        sources.problem(text.path, offset + 1, "an index is front matter only; text goes on a page")
    return found


def parse_glossary(text: Text, lang: str, sources: Sources) -> tuple[tuple[Term, ...], tuple[Link, ...]]:
    """Parse the glossary's table (id, term, meaning), noting what is wrong with it."""
    header, body, offset = front.split(text.text)
    if header is not None:
        reader = front_reader(header, text.path, sources)
        reader.text("title", longest=200)
        hash_of_source(reader)
        reader.done()
    context = Context(sources, text.path, lang, offset, ids=False)
    terms: dict[str, Term] = {}
    for element in groups(parse(body, context)):
        if element[0].type == "table_open":
            for row in [group for part in groups(element[1:-1]) for group in groups(part[1:-1])][1:]:
                cells = [token for token in row if token.type == "inline"]
                context.line = row[0].map[0] if row[0].map else context.line
                _term(cells, terms, context)
    if not terms:
        sources.problem(text.path, 1, "the glossary is a table with three columns: id, term, meaning")
    return tuple(terms.values()), tuple(context.links)


def _term(cells: list, terms: dict[str, Term], context: Context) -> None:  # type: ignore[type-arg]
    if len(cells) != 3:
        context.problem("a line of the glossary has three columns: id, term, meaning")
        return
    name, term = plain(cells[0].children).strip(), plain(cells[1].children).strip()
    meaning = render_inline(cells[2].children, context)
    complaint = bad_id(name, PAGE_ID_LIMIT)
    if complaint:
        context.problem(complaint)
    elif name in terms:
        context.problem(f"{name!r} stands in the glossary already")
    elif not term or not meaning:
        context.problem(f"{name!r} needs a term and its meaning")
    else:
        terms[name] = Term(name, unescape(clean(term)), meaning)
