"""A Markdown file becomes blocks: prose, questions, fields, films, and asides that hold them."""

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from milepost.courseware.links import ID, Link
from milepost.courseware.markdown import front
from milepost.courseware.markdown.html import GAP, Context, Tokens, groups, parse, render
from milepost.courseware.markdown.questions import Block as Opened
from milepost.courseware.markdown.questions import number_key, read_question
from milepost.courseware.markdown.video import linked_picture, read_film
from milepost.courseware.model import (
    Aside,
    AsideKind,
    Block,
    Field,
    Html,
    Keep,
    PageKind,
    Prose,
    Question,
    QuestionHead,
    QuestionType,
    Source,
    every,
)
from milepost.courseware.sources import Sources, Text

if TYPE_CHECKING:
    from markdown_it.token import Token

ASIDES = frozenset(str(kind) for kind in AsideKind)
QUESTIONS = frozenset(str(kind) for kind in QuestionType)
FIELD = "field"
BLOCKS = (*sorted(QUESTIONS), FIELD, *sorted(ASIDES))
ID_LIMIT = 20
READING_SPEED = 120  # words a minute, for people who read in a second language
_GAP = GAP.format(r"\d+")
_HASH = "[0-9a-f]{12}"


class ParsedPage(NamedTuple):
    """A page as its file says it is: the head, and the blocks. `names` are (id, line) in order."""

    id: str
    kind: PageKind
    title: str
    minutes: int
    sources: tuple[Source, ...]
    attempts: int | None
    keep: Keep
    source_hash: str
    questions: tuple[QuestionHead, ...]
    fields: tuple[str, ...]
    names: tuple[tuple[str, int], ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    anchors: tuple[str, ...]


def parse_page(text: Text, module: str, page: str, lang: str, sources: Sources) -> ParsedPage:
    """Parse a page of a module. What is wrong with it is noted in `sources.problems`."""
    return parse_with_tokens(text, module, page, lang, sources)[0]


def parse_with_tokens(
    text: Text, module: str, page: str, lang: str, sources: Sources
) -> tuple[ParsedPage, Tokens, Context]:
    """Parse a page; return it, and what `units.body_units` finds the texts of its body in."""
    header, body, offset = front.split(text.text)
    reader = front_reader(header, text.path, sources)
    kind = reader.choice("kind", PageKind, PageKind.LESSON, needed=True)
    title = reader.text("title", needed=True, longest=200)
    minutes = reader.whole("minutes", 0, 1, 600)
    cited = tuple(Source(*found) for found in reader.sources("sources"))
    source_hash = hash_of_source(reader)
    attempts, keep = None, Keep.BEST
    if kind is PageKind.QUIZ:
        attempts = reader.whole("attempts", 0, 1, 100) or None
        keep = reader.choice("keep", Keep, Keep.BEST)
    reader.done(("attempts", "keep"))
    context = Context(sources, text.path, lang, offset, module, page, source=body.split("\n"))
    tokens = parse(body, context)
    blocks = [*_blocks(tokens, context, inside=""), *_footnotes(tokens, context)]
    questions = tuple(every(blocks, Question))
    fields = tuple(field.id for field in every(blocks, Field))
    if kind is PageKind.QUIZ and not any(q.type is not QuestionType.REFLECT for q in questions):
        sources.problem(text.path, 1, "a quiz needs a question that counts")
    if kind is PageKind.WORKSHEET and not fields:
        sources.problem(text.path, 1, "a worksheet needs a field: `::: field #id`")
    parsed = ParsedPage(
        id=page,
        kind=kind,
        title=title,
        minutes=minutes or max(1, math.ceil(len(body.split()) / READING_SPEED)),
        sources=cited,
        attempts=attempts,
        keep=keep,
        source_hash=source_hash,
        questions=tuple(QuestionHead(q.id, q.type, q.points, q.outcome) for q in questions),
        fields=fields,
        names=tuple(context.names.items()),
        blocks=tuple(blocks),
        links=tuple(context.links),
        anchors=tuple(context.anchors),
    )
    return parsed, tokens, context


def parse_prose(body: str, offset: int, path: str, lang: str, sources: Sources) -> tuple[Html, list[Link]]:
    """Parse a text that is no page (a course's description, a term's meaning)."""
    context = Context(sources, path, lang, offset, ids=False)
    return render(parse(body, context), context), context.links


def front_reader(header: str | None, path: str, sources: Sources, first_line: int = 1) -> front.Reader:
    """Return a reader of front matter that notes problems at their lines in the file."""

    def complain(line: int, message: str) -> None:
        sources.problem(path, line + first_line, message)

    if header is None:
        sources.problem(path, 1, "starts without front matter: `---`, `title: …`, `---`")
        return front.Reader({}, {}, lambda line, message: None)
    try:
        values, lines = front.read(header)
    except front.BadFront as bad:
        complain(bad.line, f"the front matter {bad}")
        return front.Reader({}, {}, lambda line, message: None)
    return front.Reader(values, lines, complain)


def hash_of_source(reader: front.Reader) -> str:
    """Return `source_hash`: the first twelve digits of the SHA-256 of the text that was translated."""
    found = reader.text("source_hash")
    if found and not re.fullmatch(_HASH, found):
        reader.complain(reader.lines.get("source_hash", 1), "source_hash: is twelve digits of 0-9, a-f")
    return found


# --- blocks --------------------------------------------------------------------------------------


def _blocks(tokens: Tokens, context: Context, inside: str) -> list[Block]:
    """Cut tokens into blocks. `inside` is the kind of aside they stand in."""
    found: list[Block] = []
    prose: list[Token] = []

    def flush() -> None:
        html = _prose(prose, context) if prose else ""
        if html:
            found.append(Prose(html))
        prose.clear()

    for element in groups(tokens):
        first = element[0]
        if first.type == "footnote_block_open":
            continue
        if first.type == "container_block_open":
            flush()
            block = _opened(element, context)
            made = _made(block, context, inside) if block else None
            found += [made] if made else []
        elif first.type == "paragraph_open" and (film := linked_picture(element)):
            flush()
            context.line = first.map[0] if first.map else context.line
            made = read_film(*film, context)
            found += [made] if made else []
        else:
            prose += element
    flush()
    return found


def _prose(tokens: Tokens, context: Context) -> Html:
    """Return the HTML of text. Gaps of a misplaced block, a problem noted already, are no text."""
    return re.sub(_GAP, "…", render(tokens, context))


def _opened(element: Tokens, context: Context) -> Opened | None:
    """Read the line that opens a block; None, with a problem, where it opens no known one."""
    token = element[0]
    line, end = token.map or (0, 0)
    name, *words = token.info.split()
    if name not in BLOCKS:
        near = front.suggestion(name, BLOCKS) or f"; known: {', '.join(BLOCKS)}"
        context.problem(f"::: {name[:40]} is no known block{near}", line)
        return None
    if not _is_closed(end, context):
        context.problem(f"::: {name} is never closed; write ::: on a line of its own", line)
    block = Opened(name, line, element[1:-1])
    for word in words:
        key, equals, value = word.partition("=")
        if word.startswith("#") and not block.id:
            block.id = word[1:]
        elif equals and value and re.fullmatch("[a-z]+", key) and key not in block.keys:
            block.keys[key] = value
        else:
            context.problem(f"{word[:40]!r} cannot be read here; write #id and key=value", line)
    return block


def _is_closed(end: int, context: Context) -> bool:
    """Say whether a line closes a block, and none around it."""
    if end in context.closers or end >= len(context.source):
        return False
    context.closers.add(end)
    return context.source[end].strip(" \t:") == "" and ":::" in context.source[end]


def _made(block: Opened, context: Context, inside: str) -> Block | None:
    if block.name in ASIDES:
        return _aside(block, context, inside)
    _name(block, context)
    if inside == AsideKind.FACILITATOR:
        context.problem("a facilitator block is for trainers: no questions and no fields in it", block.line)
    if inside == AsideKind.EASY:
        context.problem("an easy block is text: no questions and no fields in it", block.line)
    return _field(block, context) if block.name == FIELD else read_question(block, context)


def _aside(block: Opened, context: Context, inside: str) -> Block | None:
    if block.id or block.keys:
        context.problem(f"::: {block.name} takes no id and no keys", block.line)
    if inside in (AsideKind.FACILITATOR, AsideKind.EASY, block.name):
        context.problem(f"::: {block.name} cannot stand inside ::: {inside}", block.line)
    blocks = tuple(_blocks(block.tokens, context, block.name))
    if not blocks:
        context.problem(f"::: {block.name} is empty", block.line)
        return None
    return Aside(AsideKind(block.name), blocks)


def _name(block: Opened, context: Context) -> None:
    if not block.id:
        context.problem(f"::: {block.name} needs an id: `::: {block.name} #some-id`", block.line)
        return
    if not ID.fullmatch(block.id):
        context.problem(f"#{block.id[:40]}: an id is made of a-z, 0-9 and single dashes", block.line)
    elif len(block.id) > ID_LIMIT:
        context.problem(f"#{block.id[:40]}: an id has at most {ID_LIMIT} characters", block.line)
    if block.id in context.names:
        context.problem(f"#{block.id}: this id stands on the page already", block.line)
    context.names.setdefault(block.id, block.line + context.offset + 1)


def _field(block: Opened, context: Context) -> Field:
    for key in block.keys:
        if key != "lines":
            context.problem(f"{key}= is not a key of this block; field knows: lines", block.line)
    lines = int(number_key(block, "lines", 3, 1, 40, context))
    prompt = _prose(block.tokens, context)
    if not prompt:
        context.problem(f"field #{block.id}: there is no text that says what to write", block.line)
    return Field(block.id, prompt, lines, block.line + context.offset + 1)


# --- footnotes -----------------------------------------------------------------------------------


def _footnotes(tokens: Tokens, context: Context) -> Iterator[Block]:
    """Return the notes at the end of a page; those of trainers' blocks alone stay among trainers."""
    notes = next((group for group in groups(tokens) if group[0].type == "footnote_block_open"), None)
    if notes is None:
        return
    for_learners = _noted_by_learners(tokens, context)
    entries = list(groups(notes[1:-1]))
    for trainers in (False, True):
        kept = [entry for entry in entries if (entry[0].meta["id"] not in for_learners) is trainers]
        if kept:
            html = _prose([notes[0], *(token for entry in kept for token in entry), notes[-1]], context)
            yield Aside(AsideKind.FACILITATOR, (Prose(html),)) if trainers else Prose(html)


def _noted_by_learners(tokens: Tokens, context: Context) -> set[int]:
    """Return the ids of footnotes that stand outside trainers' blocks; a question may hold none."""
    found: set[int] = set()
    around: list[str] = []
    for token in tokens:
        if token.type == "footnote_block_open":
            break
        if token.type == "container_block_open":
            around.append(token.info.split()[0])
        elif token.type == "container_block_close":
            around.pop()
        for child in token.children or ():
            if child.type != "footnote_ref":
                continue
            if AsideKind.FACILITATOR not in around:
                found.add(child.meta["id"])
            if not QUESTIONS.isdisjoint(around):
                message = "a question holds no footnote: it could tell the answer"
                context.problem(message, token.map[0] if token.map else None)
    return found
