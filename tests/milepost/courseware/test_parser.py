"""Markdown in, blocks and clean HTML out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from milepost.courseware.model import Aside, AsideKind, Field, Film, Keep, PageKind, Prose, Question

CASES = Path(__file__).parents[2] / "fixtures" / "markdown" / "prose.md"


def cases() -> list[tuple[str, str, str]]:
    """Read the table: a title, a dot, Markdown, a dot, HTML, a dot."""
    text = CASES.read_text("utf-8")
    return re.findall(r"^# (.+)\n\.\n(.*?)\n\.\n(.*?)\n\.$", text, re.M | re.S)


@pytest.mark.parametrize(("title", "markdown", "html"), cases(), ids=lambda text: text[:30])
def test_prose(title, markdown, html, parse):
    parsed = parse(markdown)
    assert parsed.problems == ()
    assert "\n".join(block.html for block in parsed.page.blocks) == html


def test_head(parse):
    page = parse(
        "---\ntitle: ' Two   spaces '\nkind: quiz\nminutes: 7\nattempts: 2\nkeep: last\nsources:\n"
        "  - title: A book\n    url: https://example.org/\n    checked: 2026-01-31\n---\n"
        "::: single #a\n\nWho?\n\n- [x] one\n- [ ] two\n\n:::\n",
        whole=True,
    ).page
    assert (page.title, page.kind, page.minutes, page.attempts, page.keep) == (
        "Two spaces",
        PageKind.QUIZ,
        7,
        2,
        Keep.LAST,
    )
    assert [(s.title, s.url, s.checked) for s in page.sources] == [
        ("A book", "https://example.org/", "2026-01-31")
    ]


def test_minutes_are_estimated_where_none_are_given(parse):
    page = parse("---\ntitle: a\nkind: lesson\n---\n" + "word " * 500, whole=True).page
    assert page.minutes == 5


@pytest.mark.parametrize(
    ("front", "message", "line"),
    [
        ("kind: lesson", "title: is missing", 2),
        ("title: a", "kind: is missing", 2),
        ("title: a\nkind: leson", "did you mean 'lesson'", 3),
        ("title: a\nkind: lesson\nminuts: 5", "minuts: is not a known key; did you mean 'minutes'", 4),
        ("title: a\nkind: lesson\nminutes: soon", "write a number from 1 to 600", 4),
        ("title: a\nkind: lesson\nminutes: 1.5", "write a whole number", 4),
        ("title: a\nkind: lesson\nattempts: 2", "does not belong on this kind of page", 4),
        ("title: [a, b]\nkind: lesson", "write one text here", 2),
        ("title: a\ntitle: b\nkind: lesson", "has the key 'title' twice", 3),
        ("title: a\nkind: lesson\nsources: none", "write a list here", 4),
        ("title: a\nkind: lesson\nsources: [{title: b}]", "source 1 needs exactly", 4),
        (
            "title: a\nkind: lesson\nsources: [{title: b, url: 'javascript:1', checked: 2026-01-01}]",
            "no web address",
            4,
        ),
        (
            "title: a\nkind: lesson\nsources: [{title: b, url: 'https://a.b', checked: May}]",
            "date of the check as 2026-11-22",
            4,
        ),
        ("title: a\nkind: lesson\nsource_hash: ABC", "twelve digits", 4),
        ("title: &a x\nkind: *a", "anchors (&) and aliases (*)", 2),
        ("title: !!python/object:os.system x", "tags (!)", 2),
        ("title: [[[[[[[[a]]]]]]]]", "nested too deep", 2),
        ("title: 'a", "is not valid YAML", 2),
        ("- a", "is not a list of `key: value` lines", 2),
    ],
)
def test_front_matter_problems(front, message, line, parse):
    problems = parse(f"---\n{front}\n---\n\nText.\n", whole=True).problems
    assert [p.line for p in problems if message in p.message] == [line], problems


def test_missing_front_matter_is_one_problem(parse):
    assert len(parse("Text.\n", whole=True).problems) == 1


def test_no_is_a_word_and_not_a_truth_value(parse):
    assert parse("---\ntitle: no\nkind: lesson\n---\n", whole=True).page.title == "no"


@pytest.mark.parametrize(
    ("body", "message", "line"),
    [
        ("::: sinlge #a\n\nx\n\n:::", "::: sinlge is no known block; did you mean 'single'", 1),
        (":::sinlge #a\n\nx\n\n:::", "no known block", 1),
        ("Text\n\n:: single #a\n", "opens or closes no block", 3),
        ("Text\n:::\n", "opens or closes no block", 2),
        ("：：： single #a\n", "opens or closes no block", 1),
        ("    ::: single #a\n", "opens or closes no block", 1),
        ("- ::: easy\n  x\n  :::", "not inside a list", 1),
        ("> ::: easy\n> x\n> :::", "not inside a list", 1),
        ("::: easy\n\nx\n", "is never closed", 1),
        (":::: group\n\n::: easy\n\nx\n\n::::\n", "::: easy is never closed", 3),
        ("::: easy #a\n\nx\n\n:::", "takes no id", 1),
        ("::: easy\n\n:::", "is empty", 1),
        ("::: field\n\nx\n\n:::", "needs an id", 1),
        ("::: field #Über\n\nx\n\n:::", "an id is made of a-z", 1),
        ("::: field #a--b\n\nx\n\n:::", "an id is made of a-z", 1),
        (f"::: field #{'a' * 21}\n\nx\n\n:::", "at most 20 characters", 1),
        ("::: field #a\n\nx\n\n:::\n\n::: field #a\n\nx\n\n:::", "stands on the page already", 7),
        ("::: field #a lines=99\n\nx\n\n:::", "lines= takes a whole number from 1 to 40", 1),
        ("::: field #a lnes=9\n\nx\n\n:::", "lnes= is not a key", 1),
        ("::: field #a lines\n\nx\n\n:::", "'lines' cannot be read here", 1),
        ("::: field #a\n\n:::", "no text that says what to write", 1),
        ("::: facilitator\n\n:::: field #a\n\nx\n\n::::\n\n:::", "field is never closed", 3),
        (":::: facilitator\n\n::: field #a\n\nx\n\n:::\n\n::::", "no questions and no fields", 3),
        ("# Title\n", "headings in the text start with ##", 1),
        ("![](../media/ladder.en.svg)\n", "needs a text in its square brackets", 1),
        ("![x](https://example.org/a.png)\n", "no request to other sites", 1),
        ("![x](data:image/png;base64,AAAA)\n", "no request to other sites", 1),
        ("![x](../en/01-lesson.md)\n", "is not a file in the media/ folder", 1),
        ("![x](../media/ladder.html)\n", "files that can stand here", 1),
        ("[x](javascript:alert(1))\n", "not with javascript:", 1),
        ("[x](//example.org)\n", "has no https: in front", 1),
        ("[x](/etc/passwd)\n", "write the path from this file", 1),
        ("[x](../../../../../etc/passwd)\n", "leads out of the content folder", 1),
        ("[x](..%2f..%2f..%2f..%2fetc/passwd)\n", "leads out of the content folder", 1),
        ("[x](..\\..\\secret)\n", "write the path from this file", 1),
        ("[x](https://)\n", "is not a web address", 1),
        ("[x]()\n", "leads nowhere", 1),
        ("[x](../../../README.md)\n", "is not a page", 1),
        ("line\nmore ![](../media/ladder.en.svg)\n", "needs a text", 1),
        ("[x](../videos/oslo/film.en.mp4)\n", "a paragraph of its own", 1),
        (
            "[![Film](../videos/oslo/poster.en.jpg)](../videos/oslo/other.en.mp4)\n",
            "there is no film",
            1,
        ),
        ("[![Film](../videos/oslo/poster.en.jpg)](../x/film.en.mp4)\n", "a film lies in", 1),
        ("[![](../videos/oslo/poster.en.jpg)](../videos/oslo/film.en.mp4)\n", "needs a title", 1),
        ("> [!TIP] text\n", "alone on a line", 1),
        ("> [!HINT]\n> text\n", "alone on a line", 1),
        ("> " * 30 + "x\n", "nested too deep", 1),
    ],
)
def test_problems_are_told_with_their_line(body, message, line, parse):
    parsed = parse(body)
    found = [problem.line - 6 for problem in parsed.problems if message in problem.message]
    assert found == [line], parsed.problems


def test_blocks_in_reading_order(parse):
    page = parse(
        "One.\n\n::: field #a lines=5\n\nWrite.\n\n:::\n\nTwo.\n\n:::: group\n\nThree.\n\n"
        "::: truefalse #b\n\nTrue?\n\n- [x] yes\n- [ ] no\n\n:::\n\n::::\n"
    ).page
    one, field, two, group = page.blocks
    assert (one, two) == (Prose("<p>One.</p>"), Prose("<p>Two.</p>"))
    assert field == Field("a", "<p>Write.</p>", 5, line=9)
    assert isinstance(group, Aside) and group.kind is AsideKind.GROUP
    assert isinstance(group.blocks[1], Question)
    assert page.fields == ("a",)
    assert [question.id for question in page.questions] == ["b"]


def test_film_with_everything_beside_it(parse):
    film = parse("[![Film: Oslo](../videos/oslo/poster.en.jpg)](../videos/oslo/film.en.mp4)\n").block
    assert isinstance(film, Film)
    assert (film.title, film.lang, film.path) == ("Film: Oslo", "en", "videos/oslo/film.en.mp4")
    assert [track.lang for track in film.captions] == ["ar", "en"]
    assert film.bytes > 1000
    assert film.transcript.startswith("<p>The picture is blue.")


def test_a_language_without_a_film_shows_the_english_one(parse):
    film = parse("[![فيلم](../videos/oslo/poster.ar.jpg)](../videos/oslo/film.ar.mp4)\n", lang="ar").block
    assert (film.lang, film.path, film.poster) == (
        "en",
        "videos/oslo/film.en.mp4",
        "videos/oslo/poster.en.jpg",
    )


def test_a_picture_with_words_is_that_of_the_language(parse):
    for lang, shown in (("ar", "ladder.ar.svg"), ("en", "ladder.en.svg"), ("lv", "ladder.en.svg")):
        assert f"media/{shown}" in parse("![x](../media/ladder.en.svg)\n", lang=lang).block.html


def test_footnotes_of_trainers_stay_among_trainers(parse):
    page = parse(
        "Seen.[^open]\n\n::: facilitator\n\nHidden.[^closed]\n\n:::\n\n"
        "[^open]: Open note.\n\n[^closed]: Closed note.\n"
    ).page
    notes, hidden = page.blocks[-2:]
    assert "Open note" in notes.html and "Closed note" not in notes.html
    assert hidden.kind is AsideKind.FACILITATOR and "Closed note" in hidden.blocks[0].html


def test_headings_with_the_same_words_get_places_of_their_own(parse):
    assert parse("## A\n\n## A\n\n## A-1\n\n## A\n").page.anchors == ("a", "a-1", "a-1-1", "a-2")


def test_raw_html_is_shown_as_text(parse):
    html = parse("<script>alert(1)</script> <img src=x onerror=alert(1)>\n").block.html
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;</p>"


def test_spaces_that_must_not_break_stay_in_a_title(parse):
    page = parse("---\ntitle: Pourquoi\u202f?  Parce que\u00a0!\nkind: lesson\n---\n\nx\n", whole=True).page
    assert page.title == "Pourquoi\u202f? Parce que\u00a0!"
