"""From Markdown tokens to clean HTML: markdown-it-py with our render rules, then nh3's allow-list.

The rules find a page's `Context` in the environment of the parse. Nothing here imports
markdown-it-py or nh3 before something has to be parsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from milepost.courseware.labels import labels_for
from milepost.courseware.links import BadLink, Link, heading_id, href, picture
from milepost.courseware.markdown.pictures import size_of
from milepost.courseware.model import Html
from milepost.courseware.sources import Sources

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Tokens = Sequence["Token"]

#: Blocks inside blocks, as deep as markdown-it-py goes before it drops what is inside.
NESTING = 14
#: Marks a gap between the parsing of a page and the cutting of its blanks; no text may hold them.
GAP = "\ufdd0{}\ufdd1"
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_MARKER = re.compile(r"^[ \t>]*(?::{2,}|\uff1a{2,})", re.M)

TAGS = {
    *("a", "abbr", "blockquote", "br", "code", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "h5"),
    *("h6", "hr", "img", "input", "label", "li", "ol", "p", "pre", "s", "section", "strong", "sup", "table"),
    *("tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "class", "aria-label"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "input": {"class", "checked", "disabled"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "p": {"class"},
    "pre": {"tabindex"},
    "section": {"class", "role", "aria-label"},
    "sup": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
} | {f"h{level}": {"id"} for level in range(2, 7)}


class Context:
    """The page that is being parsed: where it is, what was found on it.

    `offset` is the number of lines above the body; `module` and `page` are empty where the text is
    no page (a course's description). `ids` says whether headings and footnotes get ids. `source` are
    the lines of the body, `closers` the numbers of those that close a block.
    """

    def __init__(
        self,
        sources: Sources,
        path: str,
        lang: str,
        offset: int = 0,
        module: str = "",
        page: str = "",
        *,
        ids: bool = True,
        source: Sequence[str] = (),
    ) -> None:
        self.sources, self.path, self.lang, self.offset = sources, path, lang, offset
        self.module, self.page, self.ids, self.source = module, page, ids, source
        self.line = 0
        self.task: bool | None = None
        self.gaps: list[str] = []
        self.links: list[Link] = []
        self.anchors: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.closers: set[int] = set()

    def problem(self, message: str, line: int | None = None) -> None:
        """Note a mistake on a line of the body (0-based; the current one if none is given)."""
        place = self.line if line is None else line
        self.sources.problem(self.path, place + self.offset + 1, message)

    def anchor(self, slug: str) -> str:
        """Return a place's name, made single in the page as code hosts do it."""
        single = slug
        while single in self.anchors:
            self.anchors[slug] = number = self.anchors.get(slug, 0) + 1
            single = f"{slug}-{number}"
        self.anchors[single] = 0
        return single


def slug(text: str) -> str:
    """Return the name that a heading has in addresses (as on GitHub)."""
    kept = (
        character
        for character in text.strip().lower()
        if character.isalnum() or character in "-_ " or unicodedata.category(character)[0] == "M"
    )
    return "".join(kept).replace(" ", "-") or "section"


def plain(tokens: Tokens | None) -> str:
    """Return the text of inline tokens without their marks."""
    found = []
    for token in tokens or ():
        if token.type in ("text", "code_inline"):
            found.append(token.content)
        elif token.type == "image":
            found.append(plain(token.children))
        elif token.type in ("softbreak", "hardbreak"):
            found.append(" ")
    return "".join(found)


def groups(tokens: Tokens) -> Iterator[Tokens]:
    """Cut a run of tokens into its elements: each a single token, or all from opening to closing."""
    start, depth = 0, 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : place + 1]
            start = place + 1


def parse(body: str, context: Context) -> list[Token]:
    """Return the tokens of a text; note the lines that look like blocks and are none."""
    # Footnote rules cost a sixth of the time, so they are there only where a footnote may be.
    machine = _machine(context.ids and "[^" in body)
    text = _NONCHARACTERS.sub("\ufffd", body)
    tokens = machine.parse(text if text.endswith("\n") else text + "\n", {"context": context})
    for token in tokens:
        if token.type in ("inline", "code_block") and "::" in token.content.replace("\uff1a", ":"):
            _complain_of_markers(token, context)
        if token.level >= NESTING - 1 and token.nesting == 1:
            context.problem("this is nested too deep, and what is inside is lost", _line(token))
            break
    return tokens


def render(tokens: Tokens, context: Context) -> Html:
    """Return clean HTML of tokens."""
    machine = _machine(False)
    return clean(machine.renderer.render(tokens, machine.options, {"context": context}))


def render_inline(tokens: Tokens | None, context: Context) -> Html:
    """Return clean HTML of inline tokens, without a paragraph around it."""
    machine = _machine(False)
    html: str = machine.renderer.renderInline(tokens or [], machine.options, {"context": context})  # type: ignore[attr-defined]
    return clean(html)


def clean(html: str) -> Html:
    """Return what the allow-list lets through."""
    cleaned: str = _cleaner().clean(html)
    return cleaned.strip()


@cache
def _cleaner() -> Any:
    import nh3

    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        url_schemes={"https", "http", "mailto", "tel", "milepost"},
        link_rel=None,
    )


# --- the machine ---------------------------------------------------------------------------------


@cache
def _machine(footnotes: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin

    machine = MarkdownIt(
        "commonmark",
        {"html": False, "xhtmlOut": False, "tasklists": True, "alerts": True, "maxNesting": NESTING},
    ).enable(["table", "strikethrough"])
    machine.use(container_plugin, "block", validate=lambda words, marker: bool(words.strip(" \t:")))
    if footnotes:
        from mdit_py_plugins.footnote import footnote_plugin

        machine.use(footnote_plugin, inline=False)
    machine.core.ruler.after("block", "gaps", _hide_gaps)
    # Every address reaches our own rule, which says what is wrong with it.
    machine.validateLink = lambda url: True  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        machine.add_render_rule(name, rule)
    return machine


_GAP_SOURCE = re.compile(r"\[\[([^\[\]\n]{1,500})\]\]")


def _hide_gaps(state: Any) -> None:
    """Put marks in place of `[[…]]` inside blanks, before their content could be read as Markdown."""
    if "[[" not in state.src:
        return
    gaps = state.env["context"].gaps

    def hide(found: re.Match[str]) -> str:
        gaps.append(found[1])
        return GAP.format(len(gaps) - 1)

    inside = 0
    for token in state.tokens:
        if token.type == "container_block_open" and (inside or token.info.split()[:1] == ["blanks"]):
            inside += 1
        elif token.type == "container_block_close" and inside:
            inside -= 1
        elif inside and token.type == "inline" and "[[" in token.content:
            token.content = _GAP_SOURCE.sub(hide, token.content)


def _complain_of_markers(token: Token, context: Context) -> None:
    for found in _MARKER.finditer(token.content):
        line = _line(token) + token.content.count("\n", 0, found.start())
        words = token.content[found.start() :].split("\n", 1)[0].strip()[:60]
        message = f"{words!r} opens or closes no block; write `::: name` and `:::` on lines of their own"
        context.problem(message, line)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


def line_of(element: Tokens) -> int | None:
    """Return the line (0-based, in the body) where an element starts, if it is known."""
    return element[0].map[0] if element[0].map else None


# --- render rules --------------------------------------------------------------------------------
# Each takes (renderer, tokens, index, options, environment), as markdown-it-py wants it.


def _paragraph_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    context, token = env["context"], tokens[index]
    context.line = _line(token)
    task, context.task = context.task, None
    html = "" if token.hidden else "<p>"
    if task is not None:
        checked = " checked" if task else ""
        html += f'<label><input class="task-list-item-checkbox" type="checkbox" disabled{checked}> '
    return html


def _paragraph_close(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    task = index > 2 and tokens[index - 3].type == "list_item_open" and "checked" in tokens[index - 3].meta
    return ("</label>" if task else "") + ("" if tokens[index].hidden else "</p>\n")


def _list_item_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if not token.meta or "checked" not in token.meta:
        return "<li>"
    if index + 1 < len(tokens) and tokens[index + 1].type == "paragraph_open":
        env["context"].task = token.meta["checked"]
    return '<li class="task-list-item">'


def _heading_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    context, token = env["context"], tokens[index]
    context.line = _line(token)
    if token.tag == "h1":
        context.problem("the title stands in the front matter; headings in the text start with ##")
    tag = "h2" if token.tag == "h1" else token.tag
    if not context.ids:
        return f"<{tag}>"
    name = context.anchor(slug(plain(tokens[index + 1].children)))
    return f'<{tag} id="{escape(heading_id(name))}">'


def _heading_close(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return f"</{'h2' if tokens[index].tag == 'h1' else tokens[index].tag}>\n"


def _link_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    context, token = env["context"], tokens[index]
    title = f' title="{escape(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
    target = str(token.attrs.get("href", ""))
    try:
        if target.lower().partition("#")[0].endswith(".mp4"):
            raise BadLink("a film stands in a paragraph of its own: [![Film: …](poster.jpg)](film.mp4)")
        if not target:
            raise BadLink("this link leads nowhere")
        address, link = href(target, context.path, context.line + context.offset + 1, context.sources)
    except BadLink as bad:
        context.problem(str(bad))
        return f"<a{title}>"
    if link is None:
        return f'<a href="{escape(address)}" rel="noopener"{title}>'
    context.links.append(link)
    kind = ' class="term"' if link.kind == "term" else ""
    return f'<a href="{escape(address)}"{title}{kind}>'


def _image(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    context, token = env["context"], tokens[index]
    alt = " ".join(plain(token.children).split())
    if not alt:
        context.problem("this picture needs a text in its square brackets: what does it show?")
    target = unquote(str(token.attrs.get("src", "")))
    try:
        line = context.line + context.offset + 1
        address, link = picture(target, context.path, context.lang, line, context.sources)
    except BadLink as bad:
        context.problem(str(bad))
        return escape(alt)
    context.links.append(link)
    title = f' title="{escape(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
    place = _place_for(f"modules/{link.path}", context.sources)
    return f'<img src="{escape(address)}" alt="{escape(alt)}"{title}{place} loading="lazy" decoding="async">'


def _place_for(path: str, sources: Sources) -> str:
    """Return the attributes by which a page keeps a picture's place until it comes."""
    place = sources.beginning(path)
    found = size_of(place) if place else None
    return f' width="{found[0]}" height="{found[1]}"' if found else ""


def _table_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    context = env["context"]
    context.line = _line(tokens[index])
    cells = []
    for token in tokens[index : index + 200]:
        if token.type == "thead_close":
            break
        if token.type == "inline":
            cells.append(plain(token.children))
    name = ", ".join(filter(None, cells)) or "…"
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(name)}"><table>\n'


def _table_close(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _cell_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    align = {"center": "align-center", "right": "align-end"}.get(str(token.attrs.get("style", ""))[11:], "")
    scope = ' scope="col"' if token.tag == "th" else ""
    return f"<{token.tag}{scope}" + (f' class="{align}">' if align else ">")


def _row_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    if tokens[index].map:
        env["context"].line = _line(tokens[index])
    return "<tr>\n"


def _code(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return f'<pre tabindex="0"><code>{escape(tokens[index].content, quote=False)}</code></pre>\n'


def _quote_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    inside = tokens[index + 2] if index + 2 < len(tokens) else None
    if inside is not None and inside.type == "inline" and inside.content.startswith("[!"):
        env["context"].problem(
            "write [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION] alone on a line, then the text",
            _line(tokens[index]),
        )
    return "<blockquote>\n"


def _alert_title_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    kind = str(tokens[index - 1].meta["kind"]).lower()
    # The word itself is the next token, in English: put the page's language in its place.
    word = tokens[index + 1]
    word.content = ""
    word.children = []
    title = str(getattr(labels_for(env["context"].lang), f"alert_{kind}"))
    return f'<p class="markdown-alert-title">{escape(title)}'


def _block_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    env["context"].problem(
        "a block stands on its own, not inside a list, a quote or a footnote", _line(tokens[index])
    )
    return ""


def _block_close(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return ""


# Footnotes: ids are single in the page, because all its parts are parsed in one go.


def _note_reference(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    number, again = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
    mark = f"fnref{number}-{again}" if again else f"fnref{number}"
    page = _here(env["context"])
    return f'<sup class="footnote-ref"><a href="{page}#fn{number}" id="{mark}">{number}</a></sup>'


def _notes_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    name = escape(labels_for(env["context"].lang).footnotes)
    return f'<section class="footnotes" role="doc-endnotes" aria-label="{name}">\n<ol>\n'


def _notes_close(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return "</ol>\n</section>\n"


def _note_open(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return f'<li id="fn{tokens[index].meta["id"] + 1}" class="footnote-item">'


def _note_close(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return "</li>\n"


def _note_anchor(self: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    number, again = tokens[index].meta["id"] + 1, tokens[index].meta["subId"]
    mark = f"fnref{number}-{again}" if again else f"fnref{number}"
    name = escape(labels_for(env["context"].lang).back_to_text)
    page = _here(env["context"])
    return f' <a href="{page}#{mark}" class="footnote-backref" aria-label="{name}">\u21a9\ufe0e</a>'


def _here(context: Context) -> str:
    return f"milepost:page/{context.module}/{context.page}"


_RULES: dict[str, Any] = {
    "paragraph_open": _paragraph_open,
    "paragraph_close": _paragraph_close,
    "list_item_open": _list_item_open,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
    "link_open": _link_open,
    "image": _image,
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "tr_open": _row_open,
    "code_block": _code,
    "fence": _code,
    "blockquote_open": _quote_open,
    "alert_title_open": _alert_title_open,
    "container_block_open": _block_open,
    "container_block_close": _block_close,
    "footnote_ref": _note_reference,
    "footnote_block_open": _notes_open,
    "footnote_block_close": _notes_close,
    "footnote_open": _note_open,
    "footnote_close": _note_close,
    "footnote_anchor": _note_anchor,
}
