"""Courses are compiled once, kept by content, and made anew only where something changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from milepost.core.errors import NotFound, UnknownName
from milepost.courseware import compiling
from milepost.courseware import library as library_module
from milepost.courseware.library import ContentError, Library
from milepost.courseware.model import PageKind, Question
from milepost.courseware.sources import Text

LESSON = "modules/all-blocks/en/01-lesson.md"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def parsed_pages(monkeypatch) -> list[str]:
    """Return a list that grows by the path of every page that is really parsed."""
    seen: list[str] = []
    real = compiling.parse_page

    def spy(text, *rest):
        seen.append(text.path)
        return real(text, *rest)

    monkeypatch.setattr(compiling, "parse_page", spy)
    return seen


def edit(root: Path, path: str, text: str | None = None) -> None:
    """Append to a file (or replace its text), and make sure that stat sees it."""
    place = root / path
    before = place.stat() if place.exists() else None
    place.write_text((place.read_text("utf-8") + "\nMore.\n") if text is None else text, "utf-8")
    if before:
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns + 10_000_000))


def test_courses_and_their_languages(content_root):
    library = Library(content_root)
    assert library.course_ids() == ("mixed", "tiny")
    assert library.course_languages("mixed") == ("en", "ar")


def test_a_course(content_root):
    course = Library(content_root).course("mixed", "en")
    assert (course.title, course.level, course.hours) == ("A bit of everything", "B1", 0.5)
    assert [module.id for module in course.modules] == ["all-questions", "all-blocks"]
    assert course.page("all-questions", "quiz").points == 10
    assert course.page("all-questions", "quiz").attempts == 3
    assert "<strong>every block</strong>" in course.description


def test_guides_are_pages_but_not_learners_pages(content_root):
    module = Library(content_root).course("mixed", "en").module("all-blocks")
    assert module.pages[-1].kind is PageKind.GUIDE
    assert PageKind.GUIDE not in {page.kind for page in module.learner_pages}


def test_minutes_of_a_module_are_added_up_where_none_are_given(content_root):
    assert Library(content_root).course("mixed", "en").module("all-questions").minutes == 11


def test_a_missing_page_comes_from_the_fallback_and_says_so(content_root):
    course = Library(content_root).course("mixed", "ar")
    assert course.title == "قليل من كل شيء"
    assert course.final_product == "صفحة من الملاحظات"
    assert [page.lang for page in course.module("all-blocks").pages][:3] == ["ar", "en", "ar"]
    assert course.page("all-blocks", "case").title == "The case of a street"


def test_order_is_that_of_the_numbers_whatever_the_language(content_root):
    library = Library(content_root)
    orders = [
        [page.id for page in library.course("mixed", lang).module("all-blocks").pages]
        for lang in ("en", "ar")
    ]
    assert orders[0] == orders[1]


def test_nearest_language(content_root):
    library = Library(content_root)
    assert [library.nearest_language("mixed", tag) for tag in ("ar", "lv", "ar-XB", "xx")] == [
        "ar",
        "en",
        "en",
        "en",
    ]


@pytest.mark.parametrize(
    ("course", "lang", "known"),
    [("nothing", "en", "mixed, tiny"), ("../course/mixed", "en", "mixed, tiny"), ("mixed", "lv", "ar, en")],
)
def test_unknown_names_list_the_known_ones(course, lang, known, content_root):
    with pytest.raises(UnknownName, match=f"known: {known}"):
        Library(content_root).course(course, lang)


def test_unknown_page(content_root):
    library = Library(content_root)
    with pytest.raises(UnknownName, match="known: hello, quiz"):
        library.blocks(library.course("tiny", "en"), "tiny-one", "nothing")


def test_stale_translations_are_marked(content):
    original = (content / LESSON).read_text("utf-8")
    translated = "modules/all-blocks/ar/01-lesson.md"
    text = (content / translated).read_text("utf-8")
    digest = Text("", original).digest[:12]
    edit(content, translated, text.replace("minutes: 3", f"minutes: 3\nsource_hash: {digest}"))
    assert not Library(content).course("mixed", "ar").page("all-blocks", "lesson").stale
    edit(content, LESSON)
    assert Library(content).course("mixed", "ar").page("all-blocks", "lesson").stale


def test_a_mistake_stops_the_course_and_is_told(content):
    edit(content, LESSON, "---\ntitle: x\nkind: lesson\n---\n\n::: sinlge #a\n\n:::\n")
    library = Library(content)
    with pytest.raises(ContentError, match=r"01-lesson.md:6: ::: sinlge is no known block") as raised:
        library.course("mixed", "en")
    assert len(raised.value.problems) == 1
    assert library.course("tiny", "en").title == "A tiny course"


def test_an_id_used_on_two_pages_stops_the_course(content):
    edit(
        content,
        "modules/all-questions/en/03-more.md",
        (content / "modules/all-questions/en/01-checks.md").read_text("utf-8"),
    )
    with pytest.raises(
        ContentError, match=r"this id stands in modules/all-questions/en/01-checks\.md already"
    ):
        Library(content).course("mixed", "en")


def test_the_cache_gives_what_parsing_gives(content_root, cache):
    fresh = Library(content_root)
    Library(content_root, cache).course("mixed", "ar")
    kept = Library(content_root, cache)
    assert kept.course("mixed", "ar") == fresh.course("mixed", "ar")
    for module in fresh.course("mixed", "ar").modules:
        for page in module.pages:
            ours = kept.blocks(kept.course("mixed", "ar"), module.id, page.id)
            assert ours == fresh.blocks(fresh.course("mixed", "ar"), module.id, page.id)
    assert kept.glossary("ar") == fresh.glossary("ar")


def test_nothing_changed_nothing_parsed(content_root, cache, parsed_pages):
    Library(content_root, cache).course("mixed", "en")
    parsed_pages.clear()
    library = Library(content_root, cache)
    library.blocks(library.course("mixed", "en"), "all-blocks", "lesson")
    assert parsed_pages == []


def test_one_lesson_edited_one_lesson_parsed(content, cache, parsed_pages):
    before = Library(content, cache)
    keys = {
        page: before.page_key(before.course("mixed", "en"), "all-blocks", page) for page in ("lesson", "case")
    }
    parsed_pages.clear()
    edit(content, LESSON)
    after = Library(content, cache)
    course = after.course("mixed", "en")
    assert parsed_pages == [LESSON]
    assert "More." in after.blocks(course, "all-blocks", "lesson")[-2].html
    assert after.page_key(course, "all-blocks", "case") == keys["case"]
    assert after.page_key(course, "all-blocks", "lesson") != keys["lesson"]


def test_a_file_that_only_looks_different_is_not_parsed(content, cache, parsed_pages):
    revision = Library(content, cache).course("mixed", "en").revision
    parsed_pages.clear()
    os.utime(content / LESSON)
    assert Library(content, cache).course("mixed", "en").revision == revision
    assert parsed_pages == []


@pytest.mark.parametrize("changed", ["transcript.en.md", "captions.lv.vtt", "film.en.mp4"])
def test_a_film_page_follows_the_files_beside_the_film(changed, content, cache, parsed_pages):
    Library(content, cache).course("mixed", "en")
    parsed_pages.clear()
    place = content / "modules/all-blocks/videos/oslo" / changed
    place.write_bytes((place.read_bytes() if place.exists() else b"WEBVTT\n") + b"\nmore\n")
    Library(content, cache).course("mixed", "en")
    assert parsed_pages == ["modules/all-blocks/en/02-case.md"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"something else",
        lambda data: data[:60],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"milepost artefact 1", b"milepost artefact 9"),
        lambda data: data[:100] + b"\xff" + data[101:],
        lambda data: data[:-200] + b"x" * 200,
    ],
)
def test_a_broken_artefact_is_made_anew(spoil, content_root, cache):
    wanted = Library(content_root, cache)
    blocks = wanted.blocks(wanted.course("mixed", "en"), "all-blocks", "guide")
    for artefact in cache.rglob("*.artefact"):
        artefact.write_bytes(spoil(artefact.read_bytes()))
    library = Library(content_root, cache)
    assert library.blocks(library.course("mixed", "en"), "all-blocks", "guide") == blocks


def test_a_cache_that_cannot_be_written_is_no_error(content_root, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    library = Library(content_root, tmp_path / "cache" / "inside")
    assert library.course("tiny", "en").title == "A tiny course"
    assert library.derived("key", lambda: b"value") == b"value"


def test_refresh_shows_changes_and_looks_once_a_second(content, cache, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(library_module.time, "monotonic", lambda: clock[0])
    library = Library(content, cache)
    before = library.course("mixed", "en")
    edit(content, LESSON, (content / LESSON).read_text("utf-8").replace("Words, tables", "Tables, words"))
    library.refresh()
    assert library.course("mixed", "en") is before
    clock[0] += 2
    library.refresh()
    assert library.course("mixed", "en").page("all-blocks", "lesson").title == "Tables, words and pictures"


def test_a_picture_of_another_size_is_seen_in_the_page(content, tmp_path):
    picture = content / "modules/all-blocks/media/ladder.en.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"/>')
    first = Library(content, tmp_path / "cache")
    assert 'width="100"' in repr(first.blocks(first.course("mixed", "en"), "all-blocks", "lesson"))
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"/>')
    second = Library(content, tmp_path / "cache")
    assert 'width="200"' in repr(second.blocks(second.course("mixed", "en"), "all-blocks", "lesson"))


def test_refresh_keeps_what_has_not_changed(content, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(library_module.time, "monotonic", lambda: clock[0])
    library = Library(content)
    course = library.course("mixed", "en")
    clock[0] += 2
    library.refresh()
    assert library.course("mixed", "en") is course


def test_a_course_taken_away_is_unknown(content, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(library_module.time, "monotonic", lambda: clock[0])
    library = Library(content)
    library.course("tiny", "en")
    (content / "course/tiny/course.yaml").unlink()
    clock[0] += 2
    library.refresh()
    with pytest.raises(UnknownName):
        library.course("tiny", "en")


def test_revision_follows_the_content_only(content, tmp_path):
    one = Library(content, tmp_path / "one").course("mixed", "en").revision
    assert Library(content, tmp_path / "two").course("mixed", "en").revision == one
    edit(content, LESSON)
    assert Library(content, tmp_path / "two").course("mixed", "en").revision != one


def test_derived_is_made_once(content_root, cache):
    made = []

    def make() -> bytes:
        made.append(1)
        return b"\0value"

    first = Library(content_root, cache)
    assert [first.derived("a", make), first.derived("a", make)] == [b"\0value"] * 2
    first._derived.flush()
    assert Library(content_root, cache).derived("a", make) == b"\0value"
    assert len(made) == 1


def test_derived_values_of_two_processes_are_both_kept(content_root, cache):
    one, two = Library(content_root, cache), Library(content_root, cache)
    one.derived("a", lambda: b"1")
    two.derived("b", lambda: b"2")
    one._derived.flush()
    two._derived.flush()
    later = Library(content_root, cache)
    assert [later.derived(key, lambda: b"new") for key in "ab"] == [b"1", b"2"]


def test_a_broken_pack_is_made_anew(content_root, cache):
    library = Library(content_root, cache)
    library.derived("a", lambda: b"right")
    library._derived.flush()
    (pack,) = cache.rglob("derived.pack")
    pack.write_bytes(pack.read_bytes()[:-1] + b"?")
    assert Library(content_root, cache).derived("a", lambda: b"anew") == b"anew"


def test_derived_is_written_when_the_process_ends(content_root, cache):
    code = (
        "import sys; from pathlib import Path; from milepost.courseware.library import Library\n"
        "print(Library(Path(sys.argv[1]), Path(sys.argv[2])).derived('a', lambda: b'made').decode())"
    )
    call = [sys.executable, "-c", code, str(content_root), str(cache)]
    subprocess.run(call, check=True, capture_output=True)
    assert Library(content_root, cache).derived("a", lambda: b"again") == b"made"


def test_a_warm_library_loads_no_parser(content_root, cache):
    Library(content_root, cache).course("mixed", "en")
    code = (
        "import sys; from pathlib import Path; from milepost.courseware.library import Library\n"
        "library = Library(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "library.blocks(library.course('mixed', 'en'), 'all-questions', 'quiz')\n"
        "heavy = {'markdown_it', 'yaml', 'nh3', 'flask', 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    call = [sys.executable, "-c", code, str(content_root), str(cache)]
    assert subprocess.run(call, check=True, capture_output=True, text=True).stdout == "[]\n"


def test_questions_come_back_with_their_key(content_root, cache):
    Library(content_root, cache).course("mixed", "en")
    library = Library(content_root, cache)
    blocks = library.blocks(library.course("mixed", "en"), "all-questions", "quiz")
    questions = [block for block in blocks if isinstance(block, Question)]
    assert len(questions) == 10
    assert [option.right for option in questions[0].body.options] == [False, True, False]


def test_glossary_in_the_nearest_language(content_root):
    library = Library(content_root)
    assert library.glossary("ar")["tokenism"].term == "مشاركة شكلية"
    assert library.glossary("lv")["council"].term == "Council"


def test_media(content_root):
    place = Library(content_root).media("all-blocks", "media/ladder.en.svg")
    assert place.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("module", "path"),
    [
        ("all-blocks", "../../course/mixed/course.yaml"),
        ("all-blocks", "media/../en/06-guide.md"),
        ("all-blocks", "media/../../../../../etc/passwd"),
        ("all-blocks", "/etc/passwd"),
        ("all-blocks", "en/06-guide.md"),
        ("all-blocks", "videos/oslo/transcript.en.md"),
        ("all-blocks", "media/.hidden.svg"),
        ("all-blocks", "media/no\0thing.svg"),
        ("all-blocks", "media/nothing.svg"),
        ("all-blocks", "media"),
        ("all-blocks", "media//ladder.en.svg"),
        ("all-blocks", "media\\ladder.en.svg"),
        ("..", "media/x.svg"),
        ("", "media/x.svg"),
    ],
)
def test_media_gives_nothing_else(module, path, content_root):
    with pytest.raises(NotFound):
        Library(content_root).media(module, path)


def test_media_follows_no_link_out_of_the_content(content, tmp_path):
    (tmp_path / "secret.svg").write_text("<svg/>")
    (content / "modules/all-blocks/media/link.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(NotFound):
        Library(content).media("all-blocks", "media/link.svg")


def test_content_root(content_root, shipped_content, tmp_path, monkeypatch):
    monkeypatch.delenv("MILEPOST_CONTENT", raising=False)
    assert library_module.content_root() == shipped_content
    monkeypatch.setenv("MILEPOST_CONTENT", str(content_root))
    assert library_module.content_root() == content_root
    with pytest.raises(NotFound, match="MILEPOST_CONTENT"):
        library_module.content_root(tmp_path)


def test_shipped_courses_have_no_mistake(shipped_content):
    library = Library(shipped_content)
    for course_id in library.course_ids():
        for lang in library.course_languages(course_id):
            assert library.course(course_id, lang).modules
