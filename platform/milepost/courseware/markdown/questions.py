"""Questions: from the tokens inside a `::: single #id` block to a `Question` with its key.

A task list holds options, a quote under an option its feedback; alerts hold hints, the explanation
and the model answer (docs/authoring.md). One reader for each of the ten types.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from milepost.courseware.markdown.front import suggestion
from milepost.courseware.markdown.html import (
    GAP,
    Context,
    Tokens,
    groups,
    line_of,
    plain,
    render,
    render_inline,
    slug,
)
from milepost.courseware.model import (
    AcceptedNumber,
    AcceptedText,
    Blank,
    Blanks,
    Body,
    Choice,
    Choices,
    Html,
    NumberAnswers,
    OpenAnswer,
    Option,
    Pairs,
    Question,
    QuestionType,
    Scenario,
    Sequence,
    Step,
    TextAnswers,
)
from milepost.courseware.scoring import fold, read_number

#: Patterns, compiled by `re` when the first question needs them: most exports parse a page or none.
_SHARE = r"\s*\{\s*([+-]?)(\d{1,3}(?:[.,]\d{1,2})?)\s*[%\u066a]\s*\}\s*$"
_POINTS = r"\s*\{\s*([+-]?\d{1,3}(?:[.,]\d{1,2})?)\s*\}\s*$"
_BRACES = r"\{[^{}]*\}\s*$"
_TOLERANCE = r"\s*(?:±|\+/-|\+-)\s*"
_GAP = GAP.format(r"(\d+)")
_GAP_IN_TAG = r"<[^>]*\ufdd0"
_MOST = 30  # options, rows, items, steps: what a learner can still look through

T = QuestionType
_SHUFFLED = {T.SINGLE, T.MULTIPLE, T.MATCH, T.ORDER}


class Block:
    """An opened `:::` block: its name, id, keys, line (0-based in the body) and inner tokens."""

    def __init__(self, name: str, line: int, tokens: Tokens) -> None:
        self.name, self.line, self.tokens = name, line, tokens
        self.id = ""
        self.keys: dict[str, str] = {}


class _Parts:
    """What a question's block is made of, before its type is looked at."""

    def __init__(self, context: Context, line: int) -> None:
        self.context, self.line = context, line
        self.stem: list[Tokens] = []
        self.options: list[Tokens] = []
        self.hints: list[Html] = []
        self.explanation: Html = ""
        self.model_answer: Html = ""

    def problem(self, message: str, line: int | None = None) -> None:
        self.context.problem(message, self.line if line is None else line)

    def html(self, elements: list[Tokens]) -> Html:
        return "\n".join(render(tokens, self.context) for tokens in elements).strip()


def read_question(block: Block, context: Context) -> Question | None:
    """Return the question of a block; None, with problems noted, when it has no body."""
    kind = QuestionType(block.name)
    before = len(context.sources.problems)
    points, shuffle, words, outcome = _keys(block, kind, context)
    parts = _take_apart(block, kind, context)
    body = _READERS[kind](parts, words)
    stem = parts.html(parts.stem)
    if not stem and kind is not T.BLANKS:
        parts.problem(f"{kind} #{block.id}: there is no question text")
    if any("\ufdd0" in html for html in (stem, *parts.hints, parts.explanation, parts.model_answer)):
        parts.problem("gaps stand in the text to be filled, not in a hint or an explanation")
        return None
    if body is None:
        if len(context.sources.problems) == before:
            parts.problem(f"{kind} #{block.id}: cannot be read")
        return None
    return Question(
        id=block.id,
        type=kind,
        stem=stem,
        body=body,
        points=points,
        shuffle=shuffle and kind in _SHUFFLED,
        hints=tuple(parts.hints),
        explanation=parts.explanation,
        model_answer=parts.model_answer,
        outcome=outcome,
        line=block.line + context.offset + 1,
    )


def _keys(block: Block, kind: QuestionType, context: Context) -> tuple[float, bool, int, int | None]:
    known = ["points", "outcome"]
    known += ["shuffle"] if kind in _SHUFFLED else []
    known += ["words"] if kind is T.REFLECT else []
    for key in block.keys:
        if key not in known:
            near = suggestion(key, known) or f"; {block.name} knows: {', '.join(known)}"
            context.problem(f"{key}= is not a key of this block{near}", block.line)
    points = float(number_key(block, "points", 1, 0.1, 100, context))
    words = number_key(block, "words", 0, 1, 2000, context)
    outcome = number_key(block, "outcome", 0, 1, 20, context)
    shuffle = block.keys.get("shuffle", "yes")
    if shuffle not in ("yes", "no"):
        context.problem("shuffle= is yes or no", block.line)
    return points, shuffle != "no", int(words), int(outcome) or None


def number_key(block: Block, key: str, default: float, low: float, high: float, context: Context) -> float:
    """Return a number that stands in the line that opens a block; whole unless `low` is a fraction."""
    text = block.keys.get(key)
    if text is None:
        return default
    pattern = r"[0-9]{1,4}(\.[0-9]{1,2})?" if low != int(low) else "[0-9]{1,4}"
    if re.fullmatch(pattern, text) and low <= float(text) <= high:
        return float(text)
    kind = "whole number" if low == int(low) else "number"
    context.problem(f"{key}= takes a {kind} from {low:g} to {high:g}", block.line)
    return default


def _take_apart(block: Block, kind: QuestionType, context: Context) -> _Parts:
    parts = _Parts(context, block.line)
    for element in groups(block.tokens):
        first = element[0]
        alert = first.meta.get("kind") if first.type == "alert_open" else None
        if alert in ("TIP", "NOTE", "IMPORTANT"):
            _alert(parts, alert, element)
        elif first.type == "container_block_open":
            parts.problem(
                f"a block inside ::: {block.name}; is that one closed with ::: on a line of its own?",
                line_of(element),
            )
        elif first.type == "bullet_list_open" and kind in _WITH_OPTIONS and _is_task_list(element):
            parts.options.append(element)
        else:
            parts.stem.append(element)
    return parts


def _alert(parts: _Parts, kind: str, element: Tokens) -> None:
    html = render([token for inner in list(groups(element[1:-1]))[1:] for token in inner], parts.context)
    line = line_of(element)
    if not html:
        parts.problem(f"[!{kind}] is empty; its text goes on the next line, after >", line)
    if kind == "TIP":
        parts.hints.append(html)
    elif kind == "NOTE":
        if parts.explanation:
            parts.problem("a question has one [!NOTE] at most: the explanation", line)
        parts.explanation = html
    else:
        if parts.model_answer:
            parts.problem("a question has one [!IMPORTANT] at most: the model answer", line)
        parts.model_answer = html


def _is_task_list(element: Tokens) -> bool:
    level = element[0].level + 1
    return any(
        t.type == "list_item_open" and t.level == level and t.meta and "checked" in t.meta for t in element
    )


# --- options -------------------------------------------------------------------------------------


class _Item(NamedTuple):
    """One line of a list of options: its inline tokens, its feedback, whether it is ticked."""

    inline: Tokens
    feedback: Html
    checked: bool | None
    line: int


def _items(element: Tokens, parts: _Parts) -> Iterator[_Item]:
    for item in groups(element[1:-1]):
        line = item[0].map[0] if item[0].map else parts.line
        checked = item[0].meta.get("checked") if item[0].meta else None
        inside = list(groups(item[1:-1]))
        if not inside or inside[0][0].type != "paragraph_open" or not plain(inside[0][1].children).strip():
            parts.problem("this line is empty; an option starts with its text", line)
            continue
        parts.context.line = line
        yield _Item(inside[0][1].children or [], _feedback(inside[1:], parts), checked, line)


def _feedback(elements: list[Tokens], parts: _Parts) -> Html:
    found = []
    for element in elements:
        if element[0].type == "blockquote_open":
            found.append(render(element[1:-1], parts.context))
        else:
            line = line_of(element)
            parts.problem("an option is one paragraph, and under it a quote (>) with its feedback", line)
    return "\n".join(found)


def _marked(item: _Item, parts: _Parts) -> tuple[Tokens, float | None]:
    """Cut a trailing `{25%}` off: return (inline tokens, share or None)."""
    last = item.inline[-1] if item.inline else None
    if last is None or last.type != "text" or not last.content.rstrip().endswith("}"):
        return item.inline, None
    found = re.search(_SHARE, last.content)
    if found is None:
        if re.search(_BRACES, last.content):
            parts.problem("the mark in braces is a share of the points, like {25%} or {-50%}", item.line)
        return item.inline, None
    share = float(found[2].replace(",", ".")) / 100 * (-1 if found[1] == "-" else 1)
    if abs(share) > 1:
        parts.problem("a share lies between {-100%} and {100%}", item.line)
    last.content = last.content[: found.start()]
    return item.inline, max(-1.0, min(1.0, share))


def _all_items(parts: _Parts) -> list[_Item]:
    items = [item for element in parts.options for item in _items(element, parts)]
    for item in items:
        if item.checked is None:
            parts.problem("an option starts with [ ] or [x] and a space", item.line)
    if len(items) > _MOST:
        parts.problem(f"more than {_MOST} options; nobody can look through them")
    return items


def _twice(texts: list[str], what: str, parts: _Parts) -> None:
    for text in (text for text, count in Counter(texts).items() if count > 1):
        parts.problem(f"{what} stands here twice: {text[:60]!r}")


def _choices(parts: _Parts, kind: QuestionType) -> Body | None:
    options = []
    for item in _all_items(parts):
        inline, share = _marked(item, parts)
        options.append(Option(render_inline(inline, parts.context), bool(item.checked), share, item.feedback))
    rights = sum(option.right for option in options)
    _twice([option.html for option in options], "an option", parts)
    if len(options) < 2:
        parts.problem("needs at least two options, each like `- [ ] text` or `- [x] right text`")
        return None
    if rights == 0:
        parts.problem("has no right answer; mark it with [x]")
    elif rights > 1 and kind is not T.MULTIPLE:
        parts.problem(f"has {rights} right answers; {kind} takes one (or make it multiple)")
    if kind is T.TRUEFALSE and len(options) != 2:
        parts.problem("truefalse takes exactly two options")
    return Choices(tuple(options))


def _text(parts: _Parts, words: int) -> Body | None:
    accepted = []
    for item in _all_items(parts):
        inline, share = _marked(item, parts)
        accepted.append(AcceptedText(plain(inline).strip(), bool(item.checked), share, item.feedback))
    _twice([fold(answer.text) for answer in accepted], "an answer", parts)
    if not any(answer.right for answer in accepted):
        parts.problem("has no right answer; list each accepted text like `- [x] text`")
        return None
    return TextAnswers(tuple(accepted))


def _number(parts: _Parts, words: int) -> Body | None:
    accepted = []
    for item in _all_items(parts):
        inline, share = _marked(item, parts)
        found = _number_and_tolerance(plain(inline), parts.context.lang)
        if found is None:
            parts.problem("write a number, or a number and its tolerance: `110 ± 5`", item.line)
            continue
        accepted.append(AcceptedNumber(*found, bool(item.checked), share, item.feedback))
    if not any(answer.right for answer in accepted):
        parts.problem("has no right answer; list it like `- [x] 110 ± 5`")
        return None
    return NumberAnswers(tuple(accepted))


def _number_and_tolerance(text: str, lang: str) -> tuple[float, float] | None:
    value, *rest = re.split(_TOLERANCE, text.strip(), maxsplit=1)
    number, tolerance = read_number(value, lang), read_number(rest[0], lang) if rest else 0.0
    return None if number is None or tolerance is None else (number, abs(tolerance))


# --- match, order, blanks ------------------------------------------------------------------------


def _pairs(parts: _Parts, words: int) -> Body | None:
    tables = [element for element in parts.stem if element[0].type == "table_open"]
    parts.stem = [element for element in parts.stem if element[0].type != "table_open"]
    if len(tables) != 1:
        parts.problem("needs one table with two columns: what is to be matched, and its match")
        return None
    rows = _rows(tables[0])
    headings, *lines = rows
    if len(headings) != 2 or not lines:
        parts.problem("the table needs two columns and at least two rows")
        return None
    prompts, targets, others = [], [], []
    for left, right in lines:
        prompt, target = (render_inline(cell.children, parts.context) for cell in (left, right))
        line = left.map[0] if left.map else None
        if not target:
            parts.problem("this row has no match in its second column", line)
        elif prompt:
            prompts.append(prompt)
            targets.append(target)
        else:
            others.append(target)
    _twice(prompts, "a row's first text", parts)
    if len(prompts) < 2 or len(set(targets + others)) < 2:
        parts.problem("needs at least two rows with different matches")
        return None
    if len(lines) > _MOST:
        parts.problem(f"more than {_MOST} rows; nobody can look through them")
    first, second = (render_inline(cell.children, parts.context) for cell in headings)
    return Pairs((first, second), tuple(prompts), tuple(targets + others))


def _rows(table: Tokens) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for token in table:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    return rows


def _sequence(parts: _Parts, words: int) -> Body | None:
    lists = [element for element in parts.stem if element[0].type == "ordered_list_open"]
    parts.stem = [element for element in parts.stem if element[0].type != "ordered_list_open"]
    if len(lists) != 1:
        parts.problem("needs one numbered list, in the right order")
        return None
    items = []
    for item in _items(lists[0], parts):
        if item.feedback:
            parts.problem("the items of this list have no feedback of their own", item.line)
        items.append(render_inline(item.inline, parts.context))
    _twice(items, "an item", parts)
    if len(items) < 2:
        parts.problem("needs at least two items")
        return None
    if len(items) > _MOST:
        parts.problem(f"more than {_MOST} items; nobody can look through them")
    return Sequence(tuple(items))


def _blanks(parts: _Parts, words: int) -> Body | None:
    with_gap = [any("\ufdd0" in token.content for token in element) for element in parts.stem]
    if True not in with_gap:
        parts.problem("has no gap; write [[right|also right]] or [[*right|wrong|wrong]] in the text")
        return None
    first = with_gap.index(True)
    html = parts.html(parts.stem[first:])
    parts.stem = parts.stem[:first]
    if re.search(_GAP_IN_TAG, html):
        parts.problem("a gap stands in plain text, not in an address or in the text of a picture")
        return None
    pieces = re.split(_GAP, html)
    gaps = [_gap(parts.context.gaps[int(number)], parts) for number in pieces[1::2]]
    return Blanks(tuple(pieces[::2]), tuple(gaps))


def _gap(source: str, parts: _Parts) -> Blank:
    texts = [text.strip() for text in source.split("|")]
    to_choose = any(text.startswith("*") for text in texts)
    right = [text.lstrip("* ") for text in texts if not to_choose or text.startswith("*")]
    texts = [text.lstrip("* ") if to_choose else text for text in texts]
    if not all(texts):
        parts.problem(f"a gap has an empty answer: [[{source[:60]}]]")
    _twice([fold(text) for text in texts], "an answer of a gap", parts)
    if to_choose and len(texts) < 2:
        parts.problem(f"a gap to choose from needs two or more: [[{source[:60]}]]")
    return Blank(tuple(right), tuple(texts) if to_choose else ())


# --- scenario, reflect ---------------------------------------------------------------------------


def _scenario(parts: _Parts, words: int) -> Body | None:
    stem, drafts = _steps(parts)
    parts.stem = stem
    if not drafts:
        parts.problem("needs steps: each a heading, a text, and choices like `- [text](#next-step) {1}`")
        return None
    names: dict[str, str] = {}
    for number, (heading, _) in enumerate(drafts, 1):
        name = slug(plain(heading[1].children))
        if name in names:
            parts.problem(f"two steps have the same heading: #{name}", line_of(heading))
        names[name] = str(number)
    steps = tuple(
        _step(str(number), heading, elements, names, parts)
        for number, (heading, elements) in enumerate(drafts, 1)
    )
    _check_ways(steps, drafts, parts)
    return Scenario(steps)


_Draft = tuple[Tokens, list[Tokens]]


def _steps(parts: _Parts) -> tuple[list[Tokens], list[_Draft]]:
    stem: list[Tokens] = []
    drafts: list[_Draft] = []
    for element in parts.stem:
        if element[0].type == "heading_open":
            drafts.append((element, []))
        else:
            (drafts[-1][1] if drafts else stem).append(element)
    return stem, drafts


def _step(
    step_id: str, heading: Tokens, elements: list[Tokens], names: Mapping[str, str], parts: _Parts
) -> Step:
    choices: list[Choice] = []
    texts = []
    for element in elements:
        if element[0].type == "bullet_list_open" and any(
            token.type == "link_open" and str(token.attrs.get("href", "")).startswith("#")
            for inline in element
            for token in inline.children or ()
        ):
            choices += filter(None, (_choice(item, names, parts) for item in _items(element, parts)))
        else:
            texts.append(element)
    _twice([choice.html for choice in choices], "a choice", parts)
    return Step(step_id, render_inline(heading[1].children, parts.context), parts.html(texts), tuple(choices))


def _choice(item: _Item, names: Mapping[str, str], parts: _Parts) -> Choice | None:
    inline = list(item.inline)
    kinds = [token.type for token in inline]
    if kinds[:1] != ["link_open"] or kinds.count("link_open") != 1:
        parts.problem("a choice is one link to a step, and its points: `- [text](#next-step) {1}`", item.line)
        return None
    end = kinds.index("link_close")
    rest = plain(inline[end + 1 :])
    found = re.fullmatch(_POINTS, rest) if rest.strip() else None
    if rest.strip() and found is None:
        parts.problem("after a choice stand only its points, like {1}", item.line)
    target = unquote(str(inline[0].attrs["href"])).removeprefix("#")
    if target not in names:
        parts.problem(f"there is no step #{target}{suggestion(target, names)}", item.line)
        return None
    points = float(found[1].replace(",", ".")) if found else 0.0
    return Choice(render_inline(inline[1:end], parts.context), points, names[target], item.feedback)


def _check_ways(steps: tuple[Step, ...], drafts: list[_Draft], parts: _Parts) -> None:
    """Note loops, steps that no way reaches, and an opening without choices."""
    ways = {step.id: [choice.goto for choice in step.choices] for step in steps}
    lines = {step.id: line_of(heading) for step, (heading, _) in zip(steps, drafts, strict=True)}
    state: dict[str, int] = {}
    if not steps[0].choices:
        parts.problem("the first step needs choices", lines.get(steps[0].id))
    if len(steps) > _MOST:
        parts.problem(f"more than {_MOST} steps")
    stack = [(steps[0].id, iter(ways[steps[0].id]))]
    state[steps[0].id] = 1
    while stack:
        step, following = stack[-1]
        target = next(following, None)
        if target is None:
            state[step] = 2
            stack.pop()
        elif state.get(target) == 1:
            parts.problem("this step leads back to itself: a scenario has no loops", lines.get(target))
            return
        elif target not in state:
            state[target] = 1
            stack.append((target, iter(ways[target])))
    for step_id, line in lines.items():
        if step_id not in state:
            parts.problem("no choice leads to this step", line)


def _open(parts: _Parts, words: int) -> Body:
    return OpenAnswer(words)


_WITH_OPTIONS = {T.SINGLE, T.MULTIPLE, T.TRUEFALSE, T.TEXT, T.NUMBER}
_READERS: Mapping[QuestionType, Callable[[_Parts, int], Body | None]] = {
    T.SINGLE: lambda parts, words: _choices(parts, T.SINGLE),
    T.MULTIPLE: lambda parts, words: _choices(parts, T.MULTIPLE),
    T.TRUEFALSE: lambda parts, words: _choices(parts, T.TRUEFALSE),
    T.TEXT: _text,
    T.NUMBER: _number,
    T.MATCH: _pairs,
    T.ORDER: _sequence,
    T.BLANKS: _blanks,
    T.SCENARIO: _scenario,
    T.REFLECT: _open,
}
