"""The one markup of pages: addresses, asides, films, fields, and questions that keep their secret."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from milepost.courseware.labels import labels_for
from milepost.courseware.library import Library
from milepost.courseware.model import Aside, Choices, Field, Prose, Question, QuestionType, Scenario
from milepost.courseware.render import (
    QuestionState,
    field_html,
    question_html,
    resolve,
    segments,
    text_of,
)
from milepost.courseware.scoring import Score, display_order, score

LABELS = labels_for("en")


class Urls:
    """Addresses of a place that has everything but the module `elsewhere`."""

    def page(self, module: str, page: str, fragment: str) -> str:
        return "" if module == "elsewhere" else f"/p/{module}/{page}" + (f"#{fragment}" if fragment else "")

    def media(self, module: str, path: str) -> str:
        return f"/m/{module}/{path}?v=1&w=2"

    def term(self, term: str) -> str:
        return f"/g#{term}"


class Checker(HTMLParser):
    """Fails on tags that do not match and on ids that stand there twice."""

    VOID = frozenset({"br", "hr", "img", "input", "source", "track"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for key, value in attrs if key == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def check(self, html: str) -> None:
        self.feed(html)
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))


def whole(parts, **states) -> str:
    """Return a page's HTML with every slot filled in."""
    html = []
    for part in parts:
        if isinstance(part, Question):
            html.append(question_html(part, LABELS, urls=Urls(), state=states.get(part.id)))
        elif isinstance(part, Field):
            html.append(field_html(part, LABELS, urls=Urls()))
        else:
            html.append(part)
    return "\n".join(html)


@pytest.fixture(scope="module")
def library(content_root):
    return Library(content_root)


@pytest.fixture
def questions(library):
    """Return the ten questions of the quiz, by type."""
    blocks = library.blocks(library.course("mixed", "en"), "all-questions", "quiz")
    return {block.type: block for block in blocks if isinstance(block, Question)}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("trainer", [False, True])
def test_every_page_is_sound(lang, trainer, library):
    course = library.course("mixed", lang)
    for module in course.modules:
        for page in module.pages:
            blocks = library.blocks(course, module.id, page.id)
            html = whole(segments(blocks, Urls(), LABELS, trainer=trainer))
            Checker().check(html)
            assert "milepost:" not in html
            assert "style=" not in html and "<script" not in html


def test_addresses_are_put_in(library):
    blocks = library.blocks(library.course("mixed", "en"), "all-blocks", "lesson")
    html = whole(segments(blocks, Urls(), LABELS))
    assert 'href="/p/all-blocks/case#h-what-happened"' in html
    assert 'src="/m/all-blocks/media/ladder.en.svg?v=1&amp;w=2"' in html
    assert '<a href="/g#tokenism" class="term">tokenism</a>' in html


def test_what_cannot_be_reached_is_no_link():
    html = resolve('<a href="milepost:page/elsewhere/x#h-y" title="t">there</a>', Urls())
    assert html == '<a title="t">there</a>'


def test_only_addresses_are_resolved():
    text = '<p>"milepost:page/a/b" &lt;a href="milepost:page/a/b"</p>'
    assert resolve(text, Urls()) == text


def test_fragments_in_other_scripts_stay_encoded():
    html = resolve('<a href="milepost:page/a/b#h-%D8%A7">x</a>', Urls())
    assert html == '<a href="/p/a/b#h-%D8%A7">x</a>'


def test_notes_for_facilitators_are_for_trainers_only(library):
    blocks = library.blocks(library.course("mixed", "en"), "all-blocks", "activity")
    learner = whole(segments(blocks, Urls(), LABELS))
    assert "On your own" in learner and "In a group" in learner
    for secret in ("Secret note", "Do not ask anyone", "facilitator", LABELS.facilitator):
        assert secret not in learner
    trainer = whole(segments(blocks, Urls(), LABELS, trainer=True))
    assert "Secret note" in trainer and "Do not ask anyone" in trainer


def test_questions_inside_asides_are_slots():
    question = Question("a", QuestionType.REFLECT, "<p>x</p>", Choices(()))
    parts = segments((Aside("group", (Prose("<p>one</p>"), question)),), Urls(), LABELS)
    assert parts[1] is question
    assert parts[0].endswith("<p>one</p>") and parts[2] == "</section>"


def test_film(library):
    blocks = library.blocks(library.course("mixed", "en"), "all-blocks", "case")
    html = whole(segments(blocks, Urls(), LABELS))
    assert 'preload="none"' in html
    assert 'poster="/m/all-blocks/videos/oslo/poster.en.jpg?v=1&amp;w=2"' in html
    assert re.search(
        r'<track kind="captions" src="[^"]+captions.en.vtt[^"]*" srclang="en" label="English" default>', html
    )
    assert '<details class="transcript">' in html
    assert "0.1 MB" in html


def test_captions_of_the_readers_language_are_shown_first(library):
    blocks = library.blocks(library.course("mixed", "ar"), "all-blocks", "case")
    html = whole(segments(blocks, Urls(), labels_for("ar")))
    assert re.search(r'srclang="ar" label="العربية" default>', html)
    assert html.count(" default>") == 1


def test_field():
    html = field_html(Field("a", "<p>Why?</p>", 4), LABELS, "</textarea><b>&amp;", message="Too long")
    Checker().check(html)
    assert 'name="f.a" rows="4"' in html
    assert "&lt;/textarea&gt;&lt;b&gt;&amp;amp;" in html
    assert 'aria-invalid="true" aria-describedby="f-a-error"' in html


# --- questions -----------------------------------------------------------------------------------

SECRETS = {
    QuestionType.SINGLE: ("There was no chair", "Who is missing", "They wrote section 2", "25"),
    QuestionType.MULTIPLE: ("does not mean no interest", "50"),
    QuestionType.TRUEFALSE: ("reason to believe",),
    QuestionType.TEXT: ("city council", "mayor", "30"),
    QuestionType.NUMBER: ("110", "percentage"),
    QuestionType.BLANKS: ("eleven",),
    QuestionType.SCENARIO: ("nobody was asked", "It takes two days", "Forty people"),
    QuestionType.REFLECT: ("A strong answer",),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_nothing_of_the_key_before_answering(kind, questions):
    question = questions[kind]
    html = question_html(question, LABELS, order=display_order(question, "seed"), urls=Urls())
    for secret in SECRETS[kind]:
        assert secret not in html


@pytest.mark.parametrize("kind", list(QuestionType))
def test_the_key_does_not_show_in_what_the_markup_is_like(kind, questions):
    """A question whose key is turned round looks the same until it is answered."""
    question = questions[kind]
    html = question_html(question, LABELS, order=display_order(question, "seed"), urls=Urls())
    assert 'data-state="open"' in html
    assert "checked" not in html and "selected" not in html and "q-explanation" not in html
    if isinstance(question.body, Choices):
        turned = Choices(tuple(type(o)(o.html, not o.right, None, "other") for o in question.body.options))
        other = Question(question.id, question.type, question.stem, turned, hints=question.hints)
        assert question_html(other, LABELS, order=display_order(question, "seed"), urls=Urls()) == html


def test_a_gap_to_choose_from_does_not_show_the_authors_order(questions):
    html = question_html(questions[QuestionType.BLANKS], LABELS, urls=Urls())
    assert re.findall(r'<option value="(\w+)"', html) == ["biased", "complete", "random"]


@pytest.mark.parametrize("kind", list(QuestionType))
@pytest.mark.parametrize("locked", [False, True])
def test_every_state_of_every_type_is_sound(kind, locked, questions):
    question = questions[kind]
    for response in RESPONSES[kind]:
        for answered in (False, True):
            state = QuestionState(
                response, score(question, response, "en"), answered, locked, 1, "Wrong & odd", reveal=locked
            )
            html = question_html(
                question, LABELS, order=display_order(question, "s"), state=state, urls=Urls()
            )
            Checker().check(html)
            assert "Wrong &amp; odd" in html
            assert ('<fieldset class="q-body" disabled>' in html) is locked
            assert ('data-state="open"' in html) is not answered


RESPONSES = {
    QuestionType.SINGLE: [None, 0, 1, 99, "odd"],
    QuestionType.MULTIPLE: [None, [], [0, 1], [0, 2], ["odd"]],
    QuestionType.TRUEFALSE: [None, 0, 1],
    QuestionType.TEXT: [None, "council", '"><script>', 5],
    QuestionType.NUMBER: [None, "110", "a lot"],
    QuestionType.MATCH: [None, [0, 1, 2], [None, 0], [99, -1, "odd"]],
    QuestionType.ORDER: [None, [0, 1, 2, 3], [3, 2, 1, 0], [0], ["odd"]],
    QuestionType.BLANKS: [None, ["eleven", "biased"], ['"><b>'], [5, None]],
    QuestionType.SCENARIO: [None, [0], [1], [1, 0], [1, 9], [0, 0, 0], ["odd"]],
    QuestionType.REFLECT: [None, "I think </textarea>"],
}


def test_after_answering_the_feedback_of_what_was_chosen(questions):
    question = questions[QuestionType.SINGLE]
    state = QuestionState(2, score(question, 2, "en"), answered=True)
    html = question_html(question, LABELS, state=state, urls=Urls())
    assert 'data-state="partly"' in html
    assert "only by phone" in html and "They wrote section 2" not in html
    assert "Who is missing is evidence too" in html
    assert LABELS.partly in html
    assert LABELS.right_answer not in html


def test_reveal_shows_what_would_have_been_right(questions):
    for kind in (QuestionType.SINGLE, QuestionType.MATCH, QuestionType.ORDER, QuestionType.BLANKS):
        question = questions[kind]
        wrong = RESPONSES[kind][-2] if kind is not QuestionType.SINGLE else 0
        state = QuestionState(wrong, score(question, wrong, "en"), answered=True, reveal=True)
        assert LABELS.right_answer in question_html(question, LABELS, state=state, urls=Urls())


def test_values_are_positions_in_the_order_shown(questions):
    question = questions[QuestionType.SINGLE]
    html = question_html(question, LABELS, order=(2, 0, 1), state=QuestionState(response=0), urls=Urls())
    assert re.findall(r'value="(\d)"( checked)?', html) == [("0", ""), ("1", " checked"), ("2", "")]
    assert html.index("The seller") < html.index("The police")


def test_a_scenario_shows_the_way_so_far_and_the_next_choices(questions):
    question = questions[QuestionType.SCENARIO]
    assert isinstance(question.body, Scenario)
    html = question_html(question, LABELS, state=QuestionState(response=[1]), urls=Urls())
    assert "It takes two days" in html and "Forty people come" in html
    assert '<input type="hidden" name="q.q-meeting" value="1">' in html
    assert html.count('name="q.q-meeting.next"') == 2
    ended = question_html(question, LABELS, state=QuestionState(response=[1, 0]), urls=Urls())
    assert LABELS.the_end in ended and "q.q-meeting.next" not in ended


def test_names_can_have_a_prefix(questions):
    for question in questions.values():
        html = question_html(question, LABELS, name_prefix="m.", urls=Urls())
        assert all(name.startswith("m.q.") for name in re.findall(r' name="([^"]+)"', html))


def test_reflection_is_saved_not_marked(questions):
    question = questions[QuestionType.REFLECT]
    state = QuestionState("x", Score(None, 0.0, None), answered=True)
    html = question_html(question, LABELS, state=state, urls=Urls())
    assert 'data-state="saved"' in html and "A strong answer" in html


def test_text_of():
    assert text_of('<p>a &amp; <em>b</em></p> <img src="x" alt="a &quot;cat&quot;">') == 'a & b a "cat"'


def test_gaps_without_a_text_of_their_own_say_once_what_to_do(questions):
    gaps = questions[QuestionType.BLANKS]
    bare = question_html(gaps._replace(stem=""), LABELS)
    assert bare.count(LABELS.fill_gaps) == 1
    assert f'<legend class="q-stem" id="q-{gaps.id}-stem">{LABELS.fill_gaps}</legend>' in bare
    assert f'<p class="q-how">{LABELS.fill_gaps}</p>' in question_html(gaps, LABELS)
