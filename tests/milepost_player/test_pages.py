"""What stands in the files of pages, of languages and of the shell: the right language on every fragment."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from course_factory import make_course
from milepost.courseware.model import Course, Page, Prose, Source, Term
from milepost_player.page import glossary_file, page_file
from milepost_player.places import places, words_name
from milepost_player.shell import index_html, rest_file, words_file

SAME = Source("A source that keeps its title", "https://example.org/a", "2026-01-01")
OTHER = Source("مصدر", "https://example.org/b", "2026-01-01")


def arabic() -> Course:
    """Return the small course in Arabic, translated but for its second module."""
    course = make_course()._replace(lang="ar", languages=("en", "ar"), title="دورة")
    first, second = course.modules
    pages = tuple(page._replace(lang="ar", title="صفحة", sources=(SAME, OTHER)) for page in first.pages)
    return course._replace(modules=(first._replace(lang="ar", title="وحدة", pages=pages), second))


def data_of(script: bytes) -> Any:
    """Return what a page's or a language's script is called with."""
    text = script.decode("ascii")
    return json.loads("[" + text[text.index("(") + 1 : text.rindex(")")] + "]")[1]


def made(course: Course, module: int, original: Page | None) -> Any:
    found = course.modules[module]
    page = found.pages[0]
    return data_of(page_file(course, found, page, [Prose("<p>x</p>")], original).script)


def test_translated_page_marks_sources_that_kept_their_title() -> None:
    original = make_course().modules[0].pages[0]._replace(sources=(SAME,))
    html = made(arabic(), 0, original)["html"]
    assert '<a href="https://example.org/a" lang="en" dir="ltr">A source that keeps its title</a>' in html
    assert '<a href="https://example.org/b">مصدر</a>' in html


def test_page_that_is_not_translated_has_words_of_its_own_language() -> None:
    data = made(arabic(), 1, None)
    assert (data["lang"], data["dir"]) == ("en", "ltr")
    note = re.search(r'<p class="fallback-note" lang="(\w+)" dir="(\w+)">([^<]*)', data["html"])
    assert note and note.groups()[:2] == ("ar", "rtl") and "English" in note[3]


def test_glossary_marks_terms_that_are_not_translated() -> None:
    terms = {"b": Term("b", "Council", "<p>People.</p>"), "a": Term("a", "لجنة", "<p>نص</p>")}
    html = data_of(glossary_file(arabic(), terms, {"b": "en"}).script)["html"]
    assert '<dt id="b" tabindex="-1" lang="en" dir="ltr">Council</dt><dd lang="en" dir="ltr">' in html
    assert '<dt id="a" tabindex="-1">' in html
    assert html.index('id="a"') < html.index('id="b"')  # they come last, as on the site


def test_language_file_brings_titles_and_files_and_no_keys() -> None:
    course = arabic()
    data = data_of(words_file("ar", course, places(course, None, "pages/ar"), "pages/ar/glossary.js"))
    assert (data["title"], data["glossary"]) == ("دورة", "pages/ar/glossary.js")
    assert [(each["title"], each["lang"]) for each in data["modules"]] == [("وحدة", "ar"), ("m2", "en")]
    assert data["modules"][0]["pages"][0]["file"] == "pages/ar/1.js"
    assert set(data["shell"]) >= {"skip_to_content", "exit", "previous"}
    assert set(data_of(words_file("ar"))) == {"labels"}


def test_shell_of_several_languages_names_them_in_themselves() -> None:
    html = index_html(
        make_course(), package_id="c", languages=("en", "ar"), words={"ar": words_name("ar"), "en": "x"}
    ).decode()
    course = json.loads(html.partition('type="application/json" id="milepost-course">')[2].partition("<")[0])
    assert course["languages"] == [
        {"tag": "en", "name": "English", "dir": "ltr"},
        {"tag": "ar", "name": "العربية", "dir": "rtl"},
    ]
    assert course["words"]["ar"] == "languages/ar.js"
    alone = index_html(make_course(), package_id="c").decode()
    assert '"languages"' not in alone and '"words"' not in alone


def inline(html: bytes) -> Any:
    """Return what index.html says of its course."""
    text = html.decode().partition('type="application/json" id="milepost-course">')[2]
    return json.loads(text.partition("</script>")[0])


def test_the_first_view_says_only_what_it_needs() -> None:
    """What is as in most pages, ids outside quizzes and words for later stand in the script beside it."""
    course = make_course()
    whole = inline(index_html(course, package_id="c"))
    lean = inline(index_html(course, package_id="c", rest="index.js"))
    rest = json.loads(
        rest_file("index.js", "en", places(course))
        .decode()
        .partition("(")[2]
        .partition(");milepost.came(")[0]
    )
    assert lean["rest"] == ["index.js", *whole["rest"]]
    assert {**lean["labels"], **rest["labels"]} == whole["labels"]
    assert not lean["labels"].keys() & rest["labels"].keys()
    assert (rest["asks"], "asks" in lean) == (whole["asks"], False)
    for module in lean["modules"]:
        for page in module["pages"]:
            assert "kind" in page or page.keys() == {"id", "title", "minutes"}
            assert page.get("kind") != "lesson" and "fields" not in page


def test_scripts_and_styles_are_asked_for_with_the_version() -> None:
    html = index_html(make_course(), package_id="c", version="0a1b2c3d").decode()
    assert 'href="player.css?v=0a1b2c3d"' in html and 'src="player.js?v=0a1b2c3d"' in html
    assert "?v=" not in index_html(make_course(), package_id="c").decode()


@pytest.mark.parametrize(("tag", "name"), [("ar", "languages/ar.js"), ("ar-XB", "languages/ar-xb.js")])
def test_names_of_files_are_lower_case(tag: str, name: str) -> None:
    assert words_name(tag) == name
