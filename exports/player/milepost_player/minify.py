"""A small minifier for the player's own scripts: comments and spaces go, names of variables get short.

It knows the JavaScript that this project writes (ECMAScript 2020, no classes), not all there is. A name
is shortened only where it is bound by const, let, function, catch or a parameter, and then everywhere in
the source but as a property; what is not recognised as bound keeps its name. Line ends stay wherever
taking them could join two statements (ECMA-262 12.10).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from string import ascii_letters


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


KEYWORDS = _set(
    """
    async await break case catch const continue default delete do else false finally for function get if in
    instanceof let new null of return set static switch this throw true try typeof undefined var void while
    yield arguments NaN Infinity
    """
)
#: Names of the browser that must never be taken for a variable of ours.
GLOBALS = _set("window document location history navigator console milepost name event")
#: After these a slash opens a pattern, and a line end is no end of a statement.
OPENERS = _set("( [ { , ; : ? = => + - * / % & | ! < > && || ?? += -= === !== == != ... ${ ^ >= <= **")
CLOSERS = _set(") ] } , ; : ? . ?. = => && || ?? === !== + * % & | < > `")
BEFORE_PATTERN = _set("return typeof case in of void delete")

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+|//[^\n]*|/\*.*?\*/)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>(?:0x[\da-fA-F]+|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+))
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<mark>\.\.\.|=>|===|!==|==|!=|>>>=|>>>|<<=|>>=|<<|>>|\*\*|&&=|\|\|=|\?\?=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--
       |[-+*/%&|^]=|<=|>=|[-+*/%&|^!~<>=?:;,.(){}\[\]])""",
    re.DOTALL | re.VERBOSE,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_CHUNK = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(`|\$\{)", re.DOTALL)


@dataclass(slots=True)
class Token:
    """A piece of source. `newline`: a line ended before it. `key`: it names a property."""

    kind: str
    text: str
    newline: bool
    key: bool = False
    shorthand: bool = False


def minify(source: str) -> str:
    """Return the script without comments and needless spaces, its variables' names shortened."""
    tokens = list(_tokens(source))
    _mark_keys(tokens)
    short = _short_names(tokens)
    for token in tokens:
        if token.kind == "name" and not token.key and token.text in short:
            new = short[token.text]
            token.text = f"{token.text}:{new}" if token.shorthand else new
    return _joined(tokens)


# --- reading -------------------------------------------------------------------------------------


def _tokens(source: str) -> Iterator[Token]:
    place, newline, before = 0, False, ""
    templates: list[int] = []  # how many braces are open in each ${ }
    while place < len(source):
        found, kind = _next(source, place, before, templates)
        place += len(found)
        if kind == "space":
            newline = newline or "\n" in found
            continue
        yield Token(kind, found, newline)
        newline, before = False, found if kind != "chunk" else ("${" if found.endswith("${") else "`")


def _next(source: str, place: int, before: str, templates: list[int]) -> tuple[str, str]:
    """Return the next piece and its kind; a template is pieces, with code between."""
    letter = source[place]
    if letter == "`" or (letter == "}" and templates and templates[-1] == 0):
        if letter == "}":
            templates.pop()
        chunk = _CHUNK.match(source, place + 1)
        if chunk is None:
            raise ValueError(f"a template is not closed: {source[place : place + 40]!r}")
        if chunk[1] == "${":
            templates.append(0)
        return letter + chunk[0], "chunk"
    comment = source.startswith(("//", "/*"), place)
    if letter == "/" and not comment and (before in OPENERS or before in BEFORE_PATTERN or not before):
        pattern = _PATTERN.match(source, place)
        if pattern:
            return pattern[0], "pattern"
    token = _TOKEN.match(source, place)
    if token is None:
        raise ValueError(f"not understood: {source[place : place + 40]!r}")
    if templates and letter in "{}":
        templates[-1] += 1 if letter == "{" else -1
    return token[0], str(token.lastgroup)


def _mark_keys(tokens: list[Token]) -> None:
    """Find the names that are properties: after a dot, and in object literals and patterns."""
    braces: list[str] = []
    for place, token in enumerate(tokens):
        before = _text(tokens, place - 1)
        if token.kind == "chunk":
            if token.text.startswith("}"):
                braces.pop()
            if token.text.endswith("${"):
                braces.append("${")
        elif token.text in ("(", "["):
            braces.append(token.text)
        elif token.text == "{":
            braces.append("object" if _opens_object(before) else "block")
        elif token.text in (")", "]", "}") and token.kind == "mark":
            braces.pop()
        elif token.kind == "name":
            _mark_key(tokens, place, bool(braces) and braces[-1] == "object")


_OBJECT_AFTER = OPENERS - _set("{ ; =>") | _set("return const let of in typeof void default")


def _opens_object(before: str) -> bool:
    return before in _OBJECT_AFTER


def _mark_key(tokens: list[Token], place: int, in_object: bool) -> None:
    token, before, after = tokens[place], _text(tokens, place - 1), _text(tokens, place + 1)
    if before in (".", "?."):
        token.key = True
    elif in_object and before in ("{", ",", "async", "get", "set"):
        if after in (":", "("):
            token.key = True
        elif after in (",", "}", "="):
            token.shorthand = True


def _text(tokens: list[Token], place: int) -> str:
    if not 0 <= place < len(tokens):
        return ""
    token = tokens[place]
    return "" if token.kind == "text" else token.text


# --- names ---------------------------------------------------------------------------------------


def _short_names(tokens: list[Token]) -> dict[str, str]:
    bound = _bound(tokens) - KEYWORDS - GLOBALS
    used = Counter(token.text for token in tokens if token.kind == "name" and not token.key)
    taken = KEYWORDS | GLOBALS | (used.keys() - bound)
    names = (name for name in _names() if name not in taken)
    wanted = sorted((name for name in used if name in bound), key=lambda name: (-used[name], name))
    return dict(zip(wanted, names, strict=False))


def _names() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_letters, repeat=length))


def _bound(tokens: list[Token]) -> set[str]:
    """Return the names that declarations and parameters bind."""
    found: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind == "name" and token.text in ("const", "let", "function"):
            following = tokens[place + 1]
            if following.kind == "name":
                found.add(following.text)
            elif following.text in ("{", "["):
                found |= _bound_in(tokens, place + 1)
        if token.kind == "name" and _text(tokens, place + 1) == "=>":
            found.add(token.text)
        if token.text == "(" and token.kind == "mark" and _has_parameters(tokens, place):
            found |= _bound_in(tokens, place)
    return found


def _has_parameters(tokens: list[Token], place: int) -> bool:
    """Say whether a parenthesis holds parameters: of a function, an arrow, a method or a catch."""
    before, end = _text(tokens, place - 1), _closing(tokens, place)
    after = _text(tokens, end + 1)
    named = place > 1 and (_text(tokens, place - 2) == "function" or (tokens[place - 1].key and after == "{"))
    return after == "=>" or before in ("function", "catch") or bool(named and after == "{")


def _bound_in(tokens: list[Token], place: int) -> set[str]:
    """Return the names that a pattern or a list of parameters binds; defaults bind nothing."""
    found = set()
    for each in range(place + 1, _closing(tokens, place)):
        token = tokens[each]
        binds = _text(tokens, each - 1) in ("(", "[", "{", ",", "...", ":")
        if token.kind == "name" and not token.key and binds:
            found.add(token.text)
    return found


def _closing(tokens: list[Token], place: int) -> int:
    depth = 0
    for each in range(place, len(tokens)):
        if tokens[each].kind == "mark":
            depth += (tokens[each].text in ("(", "[", "{")) - (tokens[each].text in (")", "]", "}"))
            if depth == 0:
                return each
    raise ValueError("a bracket is not closed")


# --- writing -------------------------------------------------------------------------------------


def _joined(tokens: list[Token]) -> str:
    parts: list[str] = []
    before = Token("mark", ";", False)
    for token in tokens:
        if token.text == "}" and parts and parts[-1] == ";":  # we write no empty statements
            parts.pop()
        parts.append(_between(before, token) + token.text)
        before = token
    return "".join(parts) + "\n"


def _between(before: Token, token: Token) -> str:
    open_before = before.kind == "mark" and before.text in OPENERS
    open_before = open_before or (before.kind == "chunk" and before.text.endswith("${"))
    closes = token.kind in ("mark", "chunk") and (token.text in CLOSERS or token.text.startswith("}"))
    if token.newline and not open_before and not closes:
        return "\n"
    last, first = before.text[-1], token.text[0]
    if (last.isalnum() or last in "_$") and (first.isalnum() or first in "_$"):
        return " "
    return " " if last == first and first in "+-/" else ""
