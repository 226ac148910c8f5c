"""Front matter read without PyYAML: the same as with it, or left to it."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from milepost.courseware.markdown import front, plain_yaml

ROOT = Path(__file__).parents[4]

WORDS = st.sampled_from(
    [
        *(
            "word",
            "Two words",
            "über",
            "مدينة",
            "12:30",
            "https://example.org/a#b",
            "null",
            "Null",
            "~",
            "yes",
        ),
        *("a: b", "a #b", "a#b", "a:", "- a", "-a", "?", "? a", "*a", "&a b", "!x y", "|", ">", "%", "@a"),
        *('"quoted: yes"', '"a \\" b"', "'it''s'", "'one'", '"open', "[en, fr]", "[null, no]", "[]", "[a,b]"),
        *("{a: b}", "(a) b", "«a»", "“a”", "`a`", "a,b", "a]", "a}", "", " ", "a  b", "a\tb", "a\u2028b"),
        *(
            "\x85",
            "\ufeff",
            "#",
            "# a",
            "---",
            "...",
            "<<",
            "=",
            "1.10",
            "2026-11-22",
            "a\\b",
            "'a\\b'",
            "😀",
        ),
    ]
)
KEYS = st.sampled_from(["title", "kind", "a", "a_b", "A", "null", "on", "1", "é", '"a"', "<<", ""])
INDENTS = st.sampled_from(["", " ", "  ", "   ", "    ", "\t"])
LINES = st.one_of(
    st.builds("{}: {}".format, KEYS, WORDS),
    st.builds("{}:{}".format, KEYS, st.sampled_from(["", " ", "  ", "x", "\t"])),
    st.builds("{}- {}".format, INDENTS, WORDS),
    st.builds("{}- {}: {}".format, INDENTS, KEYS, WORDS),
    st.builds("{}{}: {}".format, INDENTS, KEYS, WORDS),
    st.builds("{}{}".format, INDENTS, WORDS),
)


@given(st.one_of(st.lists(LINES, max_size=7).map("\n".join), st.text(max_size=60)))
@example("a:\n  - b: c\n    d: e\n  - f\n")
@example("a:\n- b\n- c\nd: e")
@example("a:\n  - b: c\n   d: e")
@example("a:\n\n  - b\n\n\nc: d  \n")
@example("a: b\n  c")
@example("a: b\n\n  c: d")
@example("a:\nb:\n  - c")
@example("a:\n b: c")
@example("a: b\u2029c")
@example("a: b\x85c")
@example("a: b\u00a0c\u202f")
@example("a: \ufeffb\uffff")
def test_what_is_read_here_is_what_pyyaml_reads(text: str) -> None:
    found = plain_yaml.read(text)
    if found is not None:
        assert found == front.read_with_pyyaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: &b c",
        "a: *b",
        "a: !x b",
        "a: |\n  b",
        "a: b\na: c",
        "a: b # c",
        "a: 'it''s'",
        'a: "\\n"',
        "a: {b: c}",
        "a: b\n  c",
        "- a",
        "a:\tb",
        "---\na: b",
        "a:\n  b: c",
        "a:\n  - - b",
    ],
)
def test_the_rest_is_left_to_pyyaml(text: str) -> None:
    assert plain_yaml.read(text) is None


def test_nearly_all_that_is_shipped_is_plain() -> None:
    headers = [
        header
        for path in sorted((ROOT / "modules").glob("*/*/*.md"))
        if (header := front.split(path.read_text(encoding="utf-8"))[0]) is not None
    ]
    plain = [header for header in headers if plain_yaml.read(header)]
    assert len(plain) > 0.95 * len(headers)
    assert all(plain_yaml.read(header) == front.read_with_pyyaml(header) for header in plain)


@pytest.mark.parametrize("header", ["a: " + "x " * 10_000, "a: " + ": " * 9_000, "a: [" + "b, " * 9_000])
def test_a_long_line_takes_no_time(header: str) -> None:
    assert len(header) < front.LIMIT
    plain_yaml.read(header)
