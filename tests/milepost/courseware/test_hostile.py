"""Whatever comes in, the parser answers with safe output or a problem: no crash, no long wait."""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.courseware import stored
from milepost.courseware.labels import labels_for
from milepost.courseware.library import ContentError, Library
from milepost.courseware.links import BadLink, href
from milepost.courseware.markdown.front import BadFront, read
from milepost.courseware.markdown.parser import BLOCKS, parse_page
from milepost.courseware.media import _SvgReader
from milepost.courseware.model import Field, Question
from milepost.courseware.outline import parse_course_text, parse_glossary, parse_module_text, parse_plan
from milepost.courseware.render import field_html, question_html, segments
from milepost.courseware.sources import TEXT_LIMIT, Sources, Text

ROOT = Path(__file__).parents[2] / "fixtures" / "content"
LIMIT = TEXT_LIMIT - 2000
LABELS = labels_for("en")

relaxed = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            " ",
            "    ",
            "\t",
            "- ",
            "- [x] ",
            "- [ ] ",
            "1. ",
            "> ",
            "> [!TIP]\n",
            "> [!NOTE]\n> ",
        ),
        *(
            "# ",
            "#### a\n",
            "|",
            "| a | b |\n| - | - |\n",
            "```\n",
            "~~~",
            "---\n",
            "***",
            "_",
            "`",
            "[[",
            "]]",
        ),
        *("[[a|b]]", "[[*a|b]]", "[", "](", ")", "![", "[x](#a) {1}", "[^a]", "[^a]: x\n", "{25%}", "{", "}"),
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;", "&#0;", "&", '"', "'", "\\"),
        *(
            "](javascript:alert(1))",
            "](JaVaScRiPt:x)",
            "](data:text/html,x)",
            "](//x)",
            "](../../../../etc/passwd)",
        ),
        *(
            "](../en/02-case.md)",
            "![a](../media/ladder.en.svg)",
            "](../videos/oslo/film.en.mp4)",
            "\u202e",
            "\0",
        ),
        *("\ufeff", "\ufdd00\ufdd1", "\ufdd0", "\U0010ffff", "\u2028", "ا", "😀", "é", "a", "±", "110 ± 5"),
        *(":::\n", "::::\n", "::: ", *(f"\n::: {name} #a\n\n" for name in BLOCKS)),
    ]
)
markdown = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=400))


class Urls:
    def page(self, module: str, page: str, fragment: str) -> str:
        return f"/p/{module}/{page}#{fragment}"

    def media(self, module: str, path: str) -> str:
        return f"/m/{module}/{path}"

    def term(self, term: str) -> str:
        return f"/g#{term}"


def parsed(body: str, front: str = "title: a\nkind: lesson"):
    text = f"---\n{front}\n---\n{body}"
    sources = Sources(ROOT)
    file = Text("modules/all-blocks/en/09-page.md", text)
    return parse_page(file, "all-blocks", "page", "en", sources), sources.problems


def shown(page) -> str:
    html = []
    for part in segments(page.blocks, Urls(), LABELS, trainer=True):
        if isinstance(part, Question):
            html.append(question_html(part, LABELS, urls=Urls()))
        else:
            html.append(field_html(part, LABELS, urls=Urls()) if isinstance(part, Field) else part)
    return "".join(html)


@relaxed
@given(markdown)
def test_pages(body):
    page, problems = parsed(body)
    html = shown(page).lower()
    assert not re.search(r"<(script|iframe|object|embed|form|style|svg|link|meta|base)\b", html)
    for tag in re.findall(r"<[^>]*>", html):
        assert not re.search(r"""\s(on\w+|style|srcdoc)\s*=""", re.sub(r'"[^"]*"', '""', tag)), tag
        assert not re.search(r"""(href|src)="\s*(javascript|data|vbscript|file|//|milepost)""", tag), tag
    assert "\ufdd0" not in html
    assert stored.load(stored.dump(page.blocks)) == page.blocks
    assert all(problem.line >= 0 and problem.message for problem in problems)


@relaxed
@given(markdown)
def test_questions_with_any_inside(inside):
    for name in ("single", "text", "match", "order", "blanks", "scenario"):
        page, problems = parsed(f"::::::: {name} #a\n\n{inside}\n\n:::::::\n")
        assert page.blocks or problems or not inside.strip()
        shown(page)


@relaxed
@given(st.text(max_size=300))
def test_front_matter(front):
    try:
        values, lines = read(front)
    except BadFront as bad:
        assert bad.line >= 1
    else:
        assert set(values) == set(lines)


@relaxed
@given(
    st.one_of(
        markdown,
        st.lists(st.sampled_from(["a: ", "- ", "[", "]", "{", "}", "&a ", "*a", "\n", "'", ": "])).map(
            "".join
        ),
    )
)
def test_other_files(text):
    for read_file in (
        lambda file, sources: parse_plan(file, sources),
        lambda file, sources: parse_course_text(file, "en", sources),
        lambda file, sources: parse_module_text(file, sources),
        lambda file, sources: parse_glossary(file, "en", sources),
    ):
        for whole in (text, f"---\n{text}\n---\n", f"---\ntitle: a\n---\n{text}"):
            read_file(Text("course/mixed/en.md", whole), Sources(ROOT))


@relaxed
@given(st.text(max_size=80))
def test_links_stay_inside(target):
    for base in ("modules/all-blocks/en/01-lesson.md", "course/mixed/en.md"):
        try:
            address, link = href(target, base, 1, Sources(ROOT))
        except BadLink as bad:
            assert str(bad)
            continue
        if link is not None:
            assert address.startswith("milepost:")
            assert ".." not in link.path.split("/")


@relaxed
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: f"<svg>{text}</svg>".encode()))
)
def test_pictures(data):
    _SvgReader("a.svg").read(data)


@relaxed
@given(st.binary(max_size=200))
def test_stored_objects(data):
    with contextlib.suppress(ValueError):
        stored.load(data)


@relaxed
@given(st.text(max_size=60), st.text(max_size=60))
def test_media_paths(module, path):
    library = Library(ROOT)
    try:
        place = library.media(module, path)
    except Exception as error:
        assert type(error).__name__ == "NotFound"
    else:
        assert place.resolve().is_relative_to(ROOT)


def repeated(piece: str) -> str:
    return piece * (LIMIT // len(piece))


LONG = {
    "brackets": repeated("["),
    "link openings": repeated("[a]("),
    "picture openings": repeated("!["),
    "stars": repeated("*a **b "),
    "underscores": repeated("_a"),
    "backticks": "".join("`" * n + "a" for n in range(1, 340)),
    "colons": repeated(":"),
    "block lines": repeated("::: single #a\n"),
    "closing lines": repeated(":::\n"),
    "opened asides": repeated("::: group\n\n"),
    "deeper and deeper": "".join(f"{':' * (300 - n)} group\n\n" for n in range(297)),
    "quotes": repeated("> ") + "x",
    "lazy quotes": "> " * 19 + "a\n" + repeated("a\n")[: LIMIT - 100],
    "nested lists": "".join(" " * (2 * n) + "- a\n" for n in range(230)),
    "list in list": repeated("- "),
    "same headings": repeated("## a\n"),
    "underlined headings": repeated("a\n=\n"),
    "table": "a|b\n-|-\n" + repeated("a|b\n")[: LIMIT - 10],
    "wide table": "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n",
    "footnotes": "".join(f"a[^{n}] " for n in range(2500)) + "".join(f"\n\n[^{n}]: x" for n in range(2500)),
    "gaps": f"::: blanks #a\n\n{'[[a|b]] ' * 7_000}\n\n:::\n",
    "options": f"::: single #a\n\nQ?\n\n{''.join(f'- [ ] o{n}' + chr(10) for n in range(4500))}\n:::\n",
    "braces": f"::: single #a\n\nQ?\n\n- [ ] {'{' * 50_000}}}\n\n:::\n",
    "words on the line": f"::: single {'#a ' * 20_000}\n",
    "steps": "::: scenario #a\n\nQ?\n\n"
    + "".join(f"#### s{n}\n\n- [a](#s{n + 1})\n- [b](#s{n + 2})\n\n" for n in range(1400))
    + ":::\n",
    "entities": repeated("&amp;"),
    "less than": repeated("<a "),
    "pictures": repeated("![a](../media/ladder.en.svg) "),
}


@pytest.mark.parametrize("name", LONG)
def test_long_pages_take_no_long_time(name):
    """Sixteen times the text may take 48 times as long: a square would take 256 times."""
    text = LONG[name]
    assert len(text) <= TEXT_LIMIT
    parsed(text[: len(text) // 16])
    quick = min(_seconds(text[: len(text) // 16]) for _ in range(2))
    assert _seconds(text) < 48 * max(quick, 0.02)


def _seconds(text: str) -> float:
    start = time.process_time()
    parsed(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x]\nb: *a",
        "a: [" * 2000,
        "{" * 5000,
        "? " * 3000,
        "- " * 3000,
        "a: !!python/object/apply:os.system ['true']",
        "a: b\n---\nc: d",
        "a: " + "x" * 40_000,
        "\t: a",
        "a: \x00",
        "? [a]\n: b",
    ],
)
def test_yaml_tricks_are_refused(front):
    with pytest.raises(BadFront):
        read(front)


def test_a_page_of_ten_megabytes_is_refused_unread(content):
    (content / "modules/all-blocks/en/01-lesson.md").write_bytes(b"x" * (10 * 1024 * 1024))
    with pytest.raises(ContentError, match="is larger than 64 KB"):
        Library(content).course("mixed", "en")


def test_many_mistakes_are_not_all_told():
    _, problems = parsed("# a\n\n" * 5000)
    assert len(problems) == 101
