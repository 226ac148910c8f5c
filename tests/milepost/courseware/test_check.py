"""`milepost check` finds every mistake, with its file and line, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from milepost.core.command_line import WrongCall
from milepost.core.errors import NotFound
from milepost.courseware.check import check_content
from milepost.courseware.cli import check

LESSON = "modules/all-blocks/en/01-lesson.md"
ARABIC = "modules/all-questions/ar/01-checks.md"


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = (root / path).read_text("utf-8")
    assert text.count(old) >= 1, old
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def found(root: Path) -> list[str]:
    return [str(problem) for problem in check_content(root)]


def test_the_test_courses_have_no_problem(content_root):
    assert check_content(content_root) == ()


def test_the_shipped_courses_have_no_problem(shipped_content):
    assert check_content(shipped_content) == ()


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (
            LESSON,
            "02-case.md#what-happened",
            "02-case.md#nothing",
            f"{LESSON}:28: there is no heading #nothing",
        ),
        (
            LESSON,
            "02-case.md",
            "12-case-x.md",
            f"{LESSON}:28: there is no page 'case-x' in modules/all-blocks",
        ),
        (
            LESSON,
            "02-case.md#what-happened",
            "06-guide.md",
            f"{LESSON}:28: modules/all-blocks/en/06-guide.md is",
        ),
        (LESSON, "index.md#tokenism", "index.md#nonsense", f"{LESSON}:11: there is no term 'nonsense'"),
        (
            LESSON,
            "ladder.en.svg",
            "stairs.en.svg",
            f"{LESSON}:22: there is no picture modules/all-blocks/media",
        ),
        (
            LESSON,
            "https://example.org/)",
            "../media/form.pdf)",
            f"{LESSON}:28: there is no file modules/all-",
        ),
        (LESSON, "https://example.org/)", "../../other/en/index.md)", f"{LESSON}:28: there is no page"),
        (
            "course/mixed/course.yaml",
            "all-blocks]",
            "no-such]",
            "course.yaml:2: there is no folder modules/no-such",
        ),
        (
            "course/mixed/course.yaml",
            "languages: [en, ar]",
            "languages: [en, xx]",
            ":1: languages: 'xx' is not known",
        ),
        ("course/mixed/course.yaml", "hours: 0.5", "houres: 0.5", "did you mean 'hours'"),
        ("course/mixed/course.yaml", "mastery_score: 0.7", "mastery_score: 70", "write a number from 0 to 1"),
        ("course/mixed/course.yaml", "CompletedAndPassed", "Complete", "did you mean 'Completed'"),
        ("course/mixed/course.yaml", "level: B1", "level: easy", "a level of the CEFR"),
        (
            "course/mixed/course.yaml",
            "[all-questions,",
            "[../../etc,",
            "modules: '../../etc': an id is made of",
        ),
        (
            "course/mixed/course.yaml",
            "languages: [en, ar]",
            "languages: [en]",
            "ar.md:0: this language is not listed",
        ),
        ("course/mixed/ar.md", "  - تعرّف على كل عنصر آخر.\n", "", "course/mixed/ar.md:1: has 1 outcomes"),
        (
            "modules/all-blocks/en/index.md",
            "status: draft",
            "status: ready",
            "'ready' is not one of: draft, reviewed",
        ),
        (
            "modules/all-blocks/en/index.md",
            "status: draft\n---\n",
            "status: draft\n---\nText\n",
            "front matter only",
        ),
        ("modules/all-questions/ar/index.md", "  - اقرأ الأرقام بعناية.\n", "", "index.md:1: has 1 outcomes"),
        ("modules/all-questions/en/01-checks.md", "outcome=2", "outcome=7", "the module has 2 outcomes"),
        (
            "modules/all-questions/en/02-quiz.md",
            "#q-seat",
            "#seat",
            "this id stands in modules/all-questions/en/01",
        ),
        ("modules/glossary/en/index.md", "| council |", "| tokenism |", "stands in the glossary already"),
        ("modules/glossary/en/index.md", "| council |", "| Council! |", "an id is made of"),
        ("modules/glossary/ar/index.md", "| council |", "| mayor |", "'mayor' is not in the en glossary"),
        (
            "modules/all-blocks/en/06-guide.md",
            "kind: guide",
            "kind: quiz",
            "a quiz needs a question that counts",
        ),
        ("modules/all-blocks/en/06-guide.md", "kind: guide", "kind: worksheet", "a worksheet needs a field"),
    ],
)
def test_one_mistake(path, old, new, message, content):
    replace(content, path, old, new)
    assert any(message in problem for problem in found(content)), found(content)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- [x] سكان", "- [ ] سكان", "has no right answer"),
        ("- [ ] الشرطة", "- [x] الشرطة", "#seat: differs in more than its text: key"),
        ("{25%}", "{20%}", "#seat: differs in more than its text: key"),
        ("  > هم من كتب القسم الثاني.\n", "", "#seat: differs in more than its text: feedback"),
        ("> [!TIP]\n> عُدّ الكراسي.\n\n", "", "#seat: differs in more than its text: hints"),
        ("points=2", "points=3", "#claims: differs in more than its text: points"),
        ("- [ ] الكاميرا تجعل الشارع آمنًا\n", "", "#claims: differs in more than its text: options"),
        ("- [ ] صحيح\n- [x] خطأ", "- [x] صحيح\n- [ ] خطأ", "#proof: differs in more than its text: key"),
        ("١١٠ ± ٥", "١١٠ ± ٦", "#answers: differs in more than its text: key"),
        ("| | ضرائب أقل |\n", "", "#interests: differs in more than its text: rows"),
        ("4. النظر في النتيجة\n", "", "#cycle: differs in more than its text: items"),
        ("|كاملة]]", "]]", "#cloze: differs in more than its text: gaps"),
        ("(#القاعة) {1}", "(#القاعة) {2}", "#meeting: differs in more than its text: ways"),
        ("words=20", "words=25", "#assumption: differs in more than its text: words"),
        ("::: text #word", "::: text #wort", "questions and fields"),
        ("kind: lesson", "kind: case", ":1: differs in more than its text: kind"),
    ],
)
def test_a_translation_may_differ_in_its_text_only(old, new, message, content):
    replace(content, ARABIC, old, new)
    problems = found(content)
    assert any(message in problem and ARABIC in problem for problem in problems), problems


def test_synonyms_may_differ_between_languages(content):
    replace(content, ARABIC, "- [x] مجلس المدينة\n", "")
    assert found(content) == []


def test_a_missing_translation_is_no_problem_but_a_surplus_page_is(content):
    (content / "modules/all-blocks/ar/05-handout.md").rename(content / "modules/all-blocks/ar/07-more.md")
    assert found(content) == ["modules/all-blocks/ar/07-more.md:0: there is no such page in en/"]


def test_a_translation_has_the_same_file_names(content):
    (content / "modules/all-blocks/ar/05-handout.md").rename(content / "modules/all-blocks/ar/08-handout.md")
    assert found(content) == ["modules/all-blocks/ar/08-handout.md:0: is named 05-handout.md in en/"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("modules/all-blocks/en/notes.md", "a page is named like 01-some-name.md"),
        ("modules/all-blocks/en/10-Ünder.md", "an id is made of a-z"),
        (f"modules/all-blocks/en/10-{'a' * 31}.md", "at most 30 characters"),
        ("modules/all-blocks/en/10-lesson.md", "has the same page id 'lesson'"),
        ("modules/all-blocks/xx/01-lesson.md", "a module holds media/, videos/ and languages"),
        ("modules/Big_Module/en/01-a.md", "an id is made of a-z"),
        (f"modules/{'m' * 31}/en/01-a.md", "at most 30 characters"),
        ("course/Ä/course.yaml", "an id is made of a-z"),
        ("modules/glossary/klingon/index.md", "the glossary holds languages only"),
    ],
)
def test_names(path, message, content):
    (content / path).parent.mkdir(parents=True, exist_ok=True)
    (content / path).write_text("---\ntitle: a\nkind: lesson\n---\n\nx\n", "utf-8")
    assert any(message in problem for problem in found(content)), found(content)


@pytest.mark.parametrize(
    ("name", "content_of", "message"),
    [
        ("captions.en.vtt", None, "no captions in the language it is spoken in"),
        ("captions.en.vtt", b"not webvtt", "does not hold what its name says"),
        ("captions.en.vtt", b"WEBVTT\n\n", "has no cues"),
        ("transcript.en.md", None, "no text to read instead"),
        (
            "transcript.en.md",
            b"[x](nowhere.md)\n",
            "transcript.en.md:1: 'nowhere.md': files that can stand here",
        ),
        ("poster.en.jpg", None, "there is no picture modules/all-blocks/videos/oslo/poster.en.jpg"),
        ("poster.en.jpg", b"<html>", "does not hold what its name says"),
        ("film.en.mp4", None, "there is no film"),
    ],
)
def test_films(name, content_of, message, content):
    place = content / "modules/all-blocks/videos/oslo" / name
    if content_of is None:
        place.unlink()
    else:
        place.write_bytes(content_of)
    assert any(message in problem for problem in found(content)), found(content)


def test_a_film_without_any_captions(content):
    for place in (content / "modules/all-blocks/videos/oslo").glob("captions.*"):
        place.unlink()
    assert [problem for problem in found(content) if "this film has no captions; write" in problem]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe bad", "is not UTF-8 text"),
        (b"x" * (10 * 1024 * 1024), "is larger than 64 KB"),
    ],
)
def test_files_that_are_no_texts(data, message, content):
    (content / LESSON).write_bytes(data)
    assert any(message in problem for problem in found(content))


def test_a_page_that_leads_out_of_the_content_is_not_read(content, tmp_path):
    (tmp_path / "secret.md").write_text("---\ntitle: secret\nkind: lesson\n---\n\nsecret\n")
    (content / LESSON).unlink()
    (content / LESSON).symlink_to(tmp_path / "secret.md")
    assert f"{LESSON}:0: this file leads out of the content folder" in found(content)


# --- the command ---------------------------------------------------------------------------------


def test_command_without_problems(content_root, capsys):
    assert check([str(content_root)]) == 0
    assert capsys.readouterr().out == ""


def test_command_prints_one_line_a_problem(content, capsys, monkeypatch):
    replace(content, LESSON, "ladder.en.svg", "stairs.svg")
    monkeypatch.chdir(content)
    assert check([str(content)]) == 1
    assert (
        capsys.readouterr().out == f"{LESSON}:22: there is no picture modules/all-blocks/media/stairs.svg\n"
    )


def test_command_prints_json(content, capsys):
    replace(content, LESSON, "ladder.en.svg", "stairs.svg")
    assert check([str(content), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": LESSON,
            "line": 22,
            "message": "there is no picture modules/all-blocks/media/stairs.svg",
            "severity": "problem",
        }
    ]


def test_command_for_a_part_tells_of_that_part_only(content, capsys):
    replace(content, LESSON, "ladder.en.svg", "stairs.svg")
    assert check([str(content / "modules" / "all-questions")]) == 0
    assert check([str(content / LESSON)]) == 1


def test_command_for_a_path_that_is_none(tmp_path):
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(NotFound) as raised:
            check([str(path)])
        assert raised.value.exit_code == 2


def test_command_called_wrongly():
    with pytest.raises(WrongCall, match=r"--loud.*`milepost check --help` says more"):
        check(["--loud"])
