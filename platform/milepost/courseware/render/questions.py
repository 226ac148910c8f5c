"""Questions and worksheet fields as a learner sees them, in every state."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple, cast

from milepost.courseware.labels import Labels, fill
from milepost.courseware.model import (
    Blanks,
    Choices,
    Field,
    Html,
    OpenAnswer,
    Pairs,
    Question,
    QuestionType,
    Scenario,
    Sequence,
    Step,
)
from milepost.courseware.render.addresses import Urls, resolve, text_of
from milepost.courseware.scoring import Order, Score, fold, step_after


class QuestionState(NamedTuple):
    """How far a learner is with a question.

    `answered` shows the score and its feedback, `locked` takes no more answers, `reveal` also shows
    what would have been right. `message` says what is wrong with what was sent; `sent` holds it as it
    came (name of the field to value), for what cannot be a response, such as two things at one place.
    """

    response: Any = None
    score: Score | None = None
    answered: bool = False
    locked: bool = False
    hints_shown: int = 0
    message: str = ""
    reveal: bool = False
    sent: Mapping[str, str] | None = None


_UNTOUCHED = QuestionState()


# --- fields --------------------------------------------------------------------------------------


def field_html(
    field: Field,
    labels: Labels,
    value: str = "",
    *,
    name_prefix: str = "",
    urls: Urls | None = None,
    message: str = "",
    form: str = "",
) -> Html:
    """Return a worksheet field, `f.<id>`, with what the learner has written so far.

    `form` is the id of the form that it belongs to, where it does not stand inside one.
    """
    owner = f' form="{form}"' if form else ""
    name = f"{name_prefix}f-{field.id}"
    error, described = _error(message, name)
    html = (
        f'<div class="worksheet-field" id="{name}" data-field="{field.id}">\n'
        f'<div class="field-prompt" id="{name}-prompt">{field.prompt}</div>\n'
        f'<textarea{owner} dir="auto" name="{name_prefix}f.{field.id}" rows="{field.lines}" maxlength="20000"'
        f' aria-labelledby="{name}-prompt"{described}>\n{escape(value, quote=False)}</textarea>\n'
        f"{error}</div>"
    )
    return resolve(html, urls) if urls else html


def _error(message: str, name: str) -> tuple[Html, str]:
    if not message:
        return "", ""
    return (
        f'<p class="field-error" id="{name}-error">{escape(message)}</p>\n',
        f' aria-invalid="true" aria-describedby="{name}-error"',
    )


# --- questions -----------------------------------------------------------------------------------


def question_html(
    question: Question,
    labels: Labels,
    *,
    name_prefix: str = "",
    order: Order | None = None,
    state: QuestionState | None = None,
    urls: Urls | None = None,
) -> Html:
    """Return a question as a learner sees it in a state; nothing of the key before it is answered.

    `order` is the order shown (scoring.display_order); as in the model if there is none. The form
    around it and its buttons are the caller's.
    """
    shown = _Shown(question, labels, name_prefix, order, state or _UNTOUCHED)
    html = shown.html()
    return resolve(html, urls) if urls else html


class _Shown:
    """One question in one state."""

    def __init__(
        self, question: Question, labels: Labels, prefix: str, order: Order | None, state: QuestionState
    ) -> None:
        self.question, self.labels, self.state = question, labels, state
        self.id = f"{prefix}q-{question.id}"
        self.name = f"{prefix}q.{question.id}"
        self.order = order
        self.answered = state.answered
        self.parts = state.score.parts if state.score and state.answered else ()

    def html(self) -> Html:
        question, state = self.question, self.state
        disabled = " disabled" if state.locked else ""
        error, self.described = _error(state.message, self.id)
        return (
            f'<section class="question" id="{self.id}" data-question="{question.id}"'
            f' data-type="{question.type}" data-state="{self._standing()}"'
            f' aria-labelledby="{self.id}-stem">\n'
            f'<fieldset class="q-body"{disabled}>\n'
            f'<legend class="q-stem" id="{self.id}-stem">{self._stem()}</legend>\n'
            f"{self._how()}"
            f"{_BODIES[question.type](self)}{error}</fieldset>\n"
            f"{self._hints()}"
            f'<p class="q-result" role="status">{escape(self._result())}</p>\n'
            f"{self._afterwards()}</section>"
        )

    def _standing(self) -> str:
        if not self.answered:
            return "open"
        share = self.state.score.share if self.state.score else None
        if share is None:
            return "saved"
        return "right" if share == 1 else "partly" if share > 0 else "wrong"

    def _result(self) -> str:
        standing = self._standing()
        if standing == "open":
            return self.labels.not_answered if self.state.locked else ""
        return str(getattr(self.labels, standing))

    def _stem(self) -> Html:
        stem = self.question.stem or escape(self.labels.fill_gaps)
        only = re.fullmatch(r"<p>((?:(?!<p>).)*)</p>", stem, re.S)
        return only[1] if only else stem

    def _how(self) -> Html:
        """Return how to answer; a question without a text of its own has said so in its place."""
        if not self.question.stem:
            return ""
        how = str(getattr(self.labels, _HOW[self.question.type]))
        body = self.question.body
        if isinstance(body, OpenAnswer) and body.words:
            how += f" {self.labels.words_asked(body.words)}."
        return f'<p class="q-how">{escape(how)}</p>\n'

    def _hints(self) -> Html:
        hints = self.question.hints
        names = (
            [self.labels.hint]
            if len(hints) == 1
            else [fill(self.labels.hint_number, n=n) for n in range(1, len(hints) + 1)]
        )
        return "".join(
            f'<details class="hint"{" open" if n < self.state.hints_shown else ""}>'
            f"<summary>{escape(name)}</summary>\n{hint}</details>\n"
            for n, (name, hint) in enumerate(zip(names, hints, strict=True))
        )

    def _afterwards(self) -> Html:
        if not self.answered:
            return ""
        found = ""
        if self.question.model_answer:
            found += self._told("q-model-answer", self.labels.model_answer, self.question.model_answer)
        if self.question.explanation:
            found += self._told("q-explanation", self.labels.explanation, self.question.explanation)
        return found

    def _told(self, kind: str, title: str, html: Html) -> Html:
        return f'<div class="{kind}"><p class="q-told">{escape(title)}</p>\n{html}</div>\n'

    def _mark(self, part: bool | None) -> Html:
        """Return words (and, by its class, an icon) for one part of an answer."""
        if part is None:
            return ""
        kind, word = ("right", self.labels.part_right) if part else ("wrong", self.labels.part_wrong)
        return f' <span class="option-mark option-{kind}">{escape(word)}</span>'

    def part(self, place: int) -> bool | None:
        """Return what the score says of a part of the answer, if it may be told."""
        return self.parts[place] if self.answered and place < len(self.parts) else None

    # each type's own part

    def choices(self) -> Html:
        body = cast(Choices, self.question.body)
        response = self.state.response
        chosen = response if isinstance(response, list) else [response]
        kind = "checkbox" if self.question.type is QuestionType.MULTIPLE else "radio"
        found = ""
        for place, index in enumerate(self.order or range(len(body.options))):
            option, picked = body.options[index], index in chosen
            mark = self._mark(self.part(index))
            if self.state.reveal and self.answered and option.right and not picked:
                mark = f' <span class="option-mark option-missed">{escape(self.labels.right_answer)}</span>'
            found += (
                f'<label class="option"><input type="{kind}" name="{self.name}" value="{place}"'
                f"{' checked' if picked else ''}{self.described}>"
                f' <span class="option-text">{option.html}{mark}</span></label>\n'
            )
            if picked and self.answered and option.feedback:
                found += f'<div class="option-feedback">{option.feedback}</div>\n'
        return found

    def line(self) -> Html:
        number = self.question.type is QuestionType.NUMBER
        mode = ' inputmode="decimal"' if number else ""
        value = self.state.response if isinstance(self.state.response, str) else ""
        return (
            f'<label class="q-label" for="{self.id}-answer">{escape(self.labels.your_answer)}</label>\n'
            f'<input type="text" id="{self.id}-answer" name="{self.name}" value="{escape(value)}"'
            f' maxlength="500" autocomplete="off" autocapitalize="off"'
            f' spellcheck="false" dir="auto"{mode}{self.described}>\n'
            f"{self._feedback()}"
        )

    def _feedback(self) -> Html:
        texts = self.state.score.feedback if self.state.score and self.answered else ()
        return "".join(f'<div class="option-feedback">{html}</div>\n' for html in texts)

    def text(self) -> Html:
        value = self.state.response if isinstance(self.state.response, str) else ""
        words = cast(OpenAnswer, self.question.body).words
        return (
            f'<label class="q-label" for="{self.id}-answer">{escape(self.labels.your_answer)}</label>\n'
            f'<textarea id="{self.id}-answer" name="{self.name}" rows="6" maxlength="20000" dir="auto"'
            f' data-words="{words}"{self.described}>\n{escape(value, quote=False)}</textarea>\n'
            f'<p class="q-count" data-label-count="{escape(self.labels.words_written.as_json())}"></p>\n'
        )

    def pairs(self) -> Html:
        body = cast(Pairs, self.question.body)
        order = self.order or tuple(range(len(body.targets)))
        response = self.state.response if isinstance(self.state.response, list) else []
        first, second = body.headings
        found = f'<div class="q-row q-heads"><span>{first}</span><span>{second}</span></div>\n'
        for n, prompt in enumerate(body.prompts):
            answer = response[n] if n < len(response) else None
            chosen = isinstance(answer, int) and 0 <= answer < len(body.targets)
            wanted = body.targets[cast(int, answer)] if chosen else None
            shown = [body.targets[index] for index in order]
            choices = [(str(place), text_of(html), html == wanted) for place, html in enumerate(shown)]
            found += self._row("div", n, prompt, choices, self.part(n), body.targets[n])
        return found

    def sequence(self) -> Html:
        body = cast(Sequence, self.question.body)
        order = self.order or tuple(range(len(body.items)))
        response = self.state.response if isinstance(self.state.response, list) else []
        found = ""
        for n, index in enumerate(order):
            place = response.index(index) + 1 if index in response else 0
            choices = [(str(p), str(p), p == place) for p in range(1, len(order) + 1)]
            part = self.part(place - 1) if place else None
            found += self._row("li", n, body.items[index], choices, part, str(index + 1))
        words = "".join(
            f' data-label-{name}="{escape(label)}"'
            for name, label in (
                ("up", self.labels.move_up),
                ("down", self.labels.move_down),
                ("moved", self.labels.moved),
            )
        )
        return f'<ol class="q-order"{words}>\n{found}</ol>\n'

    def _row(
        self,
        tag: str,
        n: int,
        html: Html,
        choices: list[tuple[str, str, bool]],
        part: bool | None,
        right: Html,
    ) -> Html:
        told = ""
        if self.state.reveal and self.answered and not part:
            told = f'<span class="q-right">{escape(self.labels.right_answer)}: {right}</span>\n'
        return (
            f'<{tag} class="q-row"><label for="{self.id}-{n}">{html}</label>\n'
            f"{self._select(f'{self.id}-{n}', n, choices)}{self._mark(part)}\n{told}</{tag}>\n"
        )

    def _select(self, name: str, n: int, choices: list[tuple[str, str, bool]], label: str = "") -> Html:
        if self.state.sent is not None:
            sent = self.state.sent.get(f"{self.name}.{n}", "")
            choices = [(value, text, value == sent) for value, text, _ in choices]
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if chosen else ""}>'
            f"{escape(text, quote=False)}</option>"
            for value, text, chosen in choices
        )
        spoken = f' aria-label="{escape(label)}"' if label else ""
        return (
            f'<select id="{name}" name="{self.name}.{n}"{spoken}{self.described}>'
            f'<option value="">{escape(self.labels.choose)}</option>{options}</select>'
        )

    def blanks(self) -> Html:
        body = cast(Blanks, self.question.body)
        response = self.state.response if isinstance(self.state.response, list) else []
        found = [body.segments[0]]
        for n, (gap, after) in enumerate(zip(body.gaps, body.segments[1:], strict=True)):
            value = response[n] if n < len(response) and isinstance(response[n], str) else ""
            label = fill(self.labels.gap, n=n + 1)
            if gap.choices:
                # In the order of the alphabet: the author's own order would tell the right one.
                choices = [(text, text, fold(text) == fold(value)) for text in sorted(gap.choices, key=fold)]
                found.append(self._select(f"{self.id}-{n}", n, choices, label))
            else:
                found.append(
                    f'<input type="text" id="{self.id}-{n}" name="{self.name}.{n}" value="{escape(value)}"'
                    f' size="14" maxlength="500" autocomplete="off" autocapitalize="off" spellcheck="false"'
                    f' dir="auto" aria-label="{escape(label)}"{self.described}>'
                )
            part = self.part(n)
            found.append(self._mark(part))
            if self.state.reveal and self.answered and not part:
                right = escape(gap.accepted[0], quote=False)
                found.append(f' <span class="q-right">{escape(self.labels.right_answer)}: {right}</span>')
            found.append(after)
        return f'<div class="q-text">{"".join(found)}</div>\n'

    def scenario(self) -> Html:
        body = cast(Scenario, self.question.body)
        response = self.state.response if isinstance(self.state.response, list) else []
        path = [index for index in response if isinstance(index, int)]
        found = ""
        for length, index in enumerate(path):
            step = step_after(body, path[:length])
            if step is None or not 0 <= index < len(step.choices):
                path = path[:length]
                break
            found += self._past_step(step, index)
        now = step_after(body, path)
        so_far = ",".join(map(str, path))
        return (
            (f'<ol class="q-way">\n{found}</ol>\n' if found else "")
            + (self._step(now) if now else "")
            + f'<input type="hidden" name="{self.name}" value="{so_far}">\n'
        )

    def _past_step(self, step: Step, index: int) -> Html:
        choice = step.choices[index]
        feedback = f'<div class="option-feedback">{choice.feedback}</div>\n' if choice.feedback else ""
        chose = fill(escape(self.labels.you_chose), choice=choice.html)
        return (
            f'<li class="q-step"><p class="q-step-title">{step.title}</p>\n{step.html}\n'
            f'<p class="q-chosen">{chose}</p>\n{feedback}</li>\n'
        )

    def _step(self, step: Step) -> Html:
        title = f'<div class="q-step q-step-now"><p class="q-step-title">{step.title}</p>\n{step.html}\n'
        if not step.choices:
            return f'{title}<p class="q-end">{escape(self.labels.the_end)}</p></div>\n'
        buttons = "".join(
            f'<button type="submit" class="choice" name="{self.name}.next" value="{n}">'
            f"{choice.html}</button>\n"
            for n, choice in enumerate(step.choices)
        )
        return f'{title}<div class="q-choices">\n{buttons}</div></div>\n'


_BODIES = {
    QuestionType.SINGLE: _Shown.choices,
    QuestionType.MULTIPLE: _Shown.choices,
    QuestionType.TRUEFALSE: _Shown.choices,
    QuestionType.TEXT: _Shown.line,
    QuestionType.NUMBER: _Shown.line,
    QuestionType.MATCH: _Shown.pairs,
    QuestionType.ORDER: _Shown.sequence,
    QuestionType.BLANKS: _Shown.blanks,
    QuestionType.SCENARIO: _Shown.scenario,
    QuestionType.REFLECT: _Shown.text,
}
_HOW = {
    QuestionType.SINGLE: "choose_one",
    QuestionType.MULTIPLE: "choose_all",
    QuestionType.TRUEFALSE: "true_or_false",
    QuestionType.TEXT: "type_answer",
    QuestionType.NUMBER: "type_number",
    QuestionType.MATCH: "match_lines",
    QuestionType.ORDER: "put_in_order",
    QuestionType.BLANKS: "fill_gaps",
    QuestionType.SCENARIO: "choose_way",
    QuestionType.REFLECT: "write_thoughts",
}
