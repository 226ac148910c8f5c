"""`milepost translate`: PO out and back in, byte for byte where nothing is translated."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from milepost.core.errors import Invalid, NotFound, UnknownName
from milepost.core.i18n import LANGUAGES
from milepost.courseware.check import check_content
from milepost.courseware.library import ContentError
from milepost.courseware.markdown import front
from milepost.courseware.sources import Sources
from milepost.courseware.translating.catalogue import export, from_bytes, to_bytes
from milepost.courseware.translating.cli import translate
from milepost.courseware.translating.taking_in import take_in

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "tests" / "fixtures" / "content"
MODULES = sorted(
    (place.parent.parent, place.name) for root in (ROOT, FIXTURES) for place in root.glob("modules/*")
)
ADDED = re.compile(r"^(?:status|source_hash):.*\n", re.M)


def catalogue(root: Path, module: str, lang: str = "de", known: Catalog | None = None) -> Catalog:
    return export(Sources(root), module, lang, NOW, known)


def again(made: Catalog) -> Catalog:
    return from_bytes(to_bytes(made), "x.po")


def filled(made: Catalog, **changes: str) -> Catalog:
    """Return a catalogue with every text as its own translation, some of them changed."""
    for message in made:
        if message.id:
            message.string = changes.get(message.context or "", message.string or message.id)
    return again(made)


def said(made: Catalog) -> dict[str, str]:
    return {str(message.context): str(message.id) for message in made if message.id}


def strings(made: Catalog) -> dict[str, str]:
    return {str(message.context): str(message.string) for message in made if message.id and message.string}


def fuzzy(made: Catalog) -> set[str]:
    return {str(message.context) for message in made if message.id and "fuzzy" in message.flags}


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


# --- what translators see ------------------------------------------------------------------------


def test_each_text_is_one_unit_without_block_syntax(content):
    found = said(catalogue(content, "all-questions"))
    assert found["index/outcome-2"] == "Read numbers with care."
    assert found["checks/#seat/paragraph-1"] == "Who had **no seat** when the draft was written?"
    assert found["checks/#seat/option-3"] == "The seller of the cameras"
    assert found["checks/#seat/option-3/feedback/paragraph-1"].startswith("Nearly: they were there")
    assert found["checks/#seat/hint-2/paragraph-1"] == "Look at the fifth one."
    assert found["checks/#interests/table-1/row-5/cell-2"] == "Lower taxes"
    assert found["checks/#meeting/step-2/text/choice-1"] == "Write down what they say"
    assert "[[*biased|random|complete]]" in found["checks/#cloze/paragraph-2"]
    assert not [text for text in found.values() if ":::" in text or "[x]" in text or "{1}" in text]


def test_pictures_films_and_fields_are_units_of_their_own(content):
    found = said(catalogue(content, "all-blocks"))
    assert found["lesson/section-2/picture-1"] == "A ladder with four steps."
    assert found["case/film-1"] == "Film: A street in Oslo, 1 second"
    assert found["lesson/footnote-history/paragraph-1"].startswith("People have complained")
    assert [text for name, text in found.items() if name.startswith("worksheet/#")]


def test_comments_tell_what_a_text_is_for(content):
    by_name = {message.context: message for message in again(catalogue(content, "all-questions"))}
    assert by_name["checks/#seat/option-2"].auto_comments == ["option (right) of single #seat"]
    told = by_name["checks/#seat/option-2/feedback/paragraph-1"].auto_comments
    assert told == ["feedback of single #seat", "belongs to: The people who live in the street"]


def test_the_name_of_a_text_does_not_depend_on_its_words(content):
    before = list(said(catalogue(content, "all-questions")))
    change(content, "modules/all-questions/en/01-checks.md", "The police", "The guards")
    assert list(said(catalogue(content, "all-questions"))) == before


def test_what_is_translated_already_is_filled_in(content):
    made = catalogue(content, "all-questions", "ar")
    assert strings(made)["index/title"] == "كل الأسئلة"
    assert not fuzzy(made)


def test_percent_signs_are_no_code(content):
    change(content, "modules/tiny-one/en/01-hello.md", "A council decides", "A 5 % share decides")
    assert "#, " not in to_bytes(catalogue(content, "tiny-one")).decode()


# --- what is older than its source ---------------------------------------------------------------


def test_a_page_that_changed_since_is_fuzzy(content):
    change(content, "modules/all-blocks/ar/05-handout.md", "kind:", "source_hash: 0123456789ab\nkind:")
    found = fuzzy(catalogue(content, "all-blocks", "ar"))
    assert found and {name.partition("/")[0] for name in found} == {"handout"}


def test_an_older_catalogue_tells_which_text_changed(content):
    take_in(Sources(content), filled(catalogue(content, "all-questions", "ar")), "x.po")
    known = again(catalogue(content, "all-questions", "ar"))
    change(content, "modules/all-questions/en/01-checks.md", "They wrote section 2.", "They wrote it.")
    made = catalogue(content, "all-questions", "ar", known)
    name = "checks/#seat/option-1/feedback/paragraph-1"
    assert fuzzy(made) == {name}
    assert '#| msgid "They wrote section 2."' in to_bytes(made).decode()
    once_more = catalogue(content, "all-questions", "ar", again(made))
    assert to_bytes(once_more) == to_bytes(made)


def test_an_older_catalogue_keeps_translations_where_texts_moved(content):
    known = filled(catalogue(content, "tiny-one"))
    change(content, "modules/tiny-one/en/01-hello.md", "---\n\nA council", "---\n\nNew.\n\nA council")
    made = strings(catalogue(content, "tiny-one", known=known))
    assert "hello/paragraph-1" not in made
    assert made["hello/paragraph-2"].startswith("A council decides")


def test_what_a_translator_noted_stays(content):
    known = catalogue(content, "tiny-one")
    for message in known:
        message.user_comments = ["ask the clerk"] if message.id else []
    assert "# ask the clerk" in to_bytes(catalogue(content, "tiny-one", known=again(known))).decode()


# --- back again ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("root", "module"), MODULES, ids=lambda part: str(part)[-40:])
def test_the_round_trip_changes_no_byte(root: Path, module: str, tmp_path: Path):
    if not (root / "modules" / module / "en").is_dir():
        pytest.skip("this module has no text yet")
    shutil.copytree(
        root / "modules" / module,
        tmp_path / "modules" / module,
        copy_function=_near,
        ignore=lambda folder, found: LANGUAGES.keys() & set(found) - {"en"},
    )
    for films in (root / "modules").glob("*/videos"):  # a film may lie in another module
        place = tmp_path / films.relative_to(root)
        if not place.exists():
            shutil.copytree(films, place, copy_function=_near)
    sources = Sources(tmp_path)
    made = export(sources, module, "de", NOW)
    take_in(sources, filled(made), "x.po")
    for place in (root / "modules" / module / "en").glob("*.md"):
        text = place.read_text("utf-8")
        back = (tmp_path / "modules" / module / "de" / place.name).read_text("utf-8")
        assert front.split(back)[1] == front.split(text)[1]
        assert ADDED.sub("", back) == ADDED.sub("", text)
        assert "source_hash: " in back


def _near(source: str, target: str) -> None:
    """Copy texts, and let films and pictures lie where they are."""
    if source.endswith((".md", ".vtt")):
        shutil.copy(source, target)
    else:
        Path(target).symlink_to(source)


def test_a_translation_is_a_draft_with_the_structure_of_its_source(content):
    made = filled(catalogue(content, "all-questions"))
    taken = take_in(Sources(content), made, "x.po")
    assert taken.written == [f"modules/all-questions/de/{n}.md" for n in ("index", "01-checks", "02-quiz")]
    assert "status: draft" in (content / "modules/all-questions/de/index.md").read_text("utf-8")
    assert check_content(content) == ()


def test_the_words_of_the_translator_stand_in_their_places(content):
    made = filled(
        catalogue(content, "all-questions"),
        **{
            "checks/title": 'Jede Art: "probieren"',
            "checks/#seat/option-3": "Der Verkäufer | der Kameras",
            "checks/#interests/table-1/row-2/cell-1": "Nachbar | Nachbarin",
            "checks/#meeting/step-3/heading": "Die *Abstimmung*",
        },
    )
    take_in(Sources(content), made, "x.po")
    text = (content / "modules/all-questions/de/01-checks.md").read_text("utf-8")
    assert 'title: "Jede Art: \\"probieren\\""' in text
    assert "- [ ] Der Verkäufer | der Kameras {25%}\n" in text
    assert "| Nachbar \\| Nachbarin | A quiet night |" in text
    assert text.count("(#die-abstimmung)") == 3 and "(#the-vote)" not in text
    assert check_content(content) == ()


def test_spaces_that_must_not_break_stay(content):
    texts = {
        "checks/title": "Quelles questions\u202f?",
        "checks/paragraph-1": "«\u00a0Rien ne compte\u00a0», dit-elle\u202f: tout répond.",
        "checks/#interests/table-1/row-1/cell-1": "Qui\u00a0?",
    }
    take_in(Sources(content), filled(catalogue(content, "all-questions", "fr"), **texts), "x.po")
    text = (content / "modules/all-questions/fr/01-checks.md").read_text("utf-8")
    assert [part for part in texts.values() if part not in text] == []


def test_a_picture_with_words_is_that_of_the_language(content):
    take_in(Sources(content), filled(catalogue(content, "all-blocks", "ar")), "x.po")
    assert "(../media/ladder.ar.svg)" in (content / "modules/all-blocks/ar/01-lesson.md").read_text("utf-8")


@pytest.mark.parametrize("module", ["all-blocks", "all-questions"])
def test_a_translation_comes_back_as_it_was(content, module):
    before = {place.name: place.read_text("utf-8") for place in (content / f"modules/{module}/ar").iterdir()}
    take_in(Sources(content), again(catalogue(content, module, "ar")), "x.po")
    after = {place.name: place.read_text("utf-8") for place in (content / f"modules/{module}/ar").iterdir()}
    assert {name: ADDED.sub("", text) for name, text in after.items()} == {
        name: ADDED.sub("", text) for name, text in before.items()
    }


def test_links_to_a_heading_follow_its_translation(content):
    heading = next(n for n, t in said(catalogue(content, "all-blocks")).items() if t == "What happened")
    made = filled(catalogue(content, "all-blocks"), **{heading: "Was geschah"})
    take_in(Sources(content), made, "x.po")
    assert "(02-case.md#was-geschah)" in (content / "modules/all-blocks/de/01-lesson.md").read_text("utf-8")
    assert check_content(content) == ()


def test_a_page_without_translation_is_left_out_and_a_partial_one_is_told(content):
    made = catalogue(content, "tiny-one")
    for message in made:
        if message.context == "hello/title":
            message.string = "Was ein Rat tut"
    taken = take_in(Sources(content), again(made), "x.po")
    assert taken.left_out == ["quiz"]
    assert "hello/paragraph-1" in taken.untranslated
    names = {place.name for place in (content / "modules/tiny-one/de").iterdir()}
    assert names == {"index.md", "01-hello.md"}
    assert "status: draft" in (content / "modules/tiny-one/de/index.md").read_text("utf-8")
    assert check_content(content) == ()


def test_a_fuzzy_translation_leaves_its_page_marked_as_old(content):
    path = content / "modules/all-blocks/ar/05-handout.md"
    change(content, "modules/all-blocks/ar/05-handout.md", "---\n\n", "source_hash: 0123456789ab\n---\n\n")
    before = path.read_text("utf-8")
    taken = take_in(Sources(content), again(catalogue(content, "all-blocks", "ar")), "x.po")
    assert path.read_text("utf-8") == before
    assert "handout/title (fuzzy)" in taken.untranslated


def test_a_translation_that_was_looked_at_again_is_fresh(content):
    take_in(Sources(content), filled(catalogue(content, "tiny-one")), "x.po")
    page = content / "modules/tiny-one/de/01-hello.md"
    before = page.read_text("utf-8")
    known = again(catalogue(content, "tiny-one"))
    change(content, "modules/tiny-one/en/01-hello.md", "streets, schools", "roads, schools")
    made = again(catalogue(content, "tiny-one", known=known))
    take_in(Sources(content), made, "x.po")
    assert page.read_text("utf-8") == before  # still that of the older source, and still marked so
    for message in made:
        message.flags.discard("fuzzy")
        if message.context == "hello/paragraph-1":
            message.string = "Ein Rat entscheidet."
    take_in(Sources(content), again(made), "x.po")
    assert "Ein Rat entscheidet." in page.read_text("utf-8")
    assert not fuzzy(catalogue(content, "tiny-one"))


def test_importing_twice_changes_nothing_and_keeps_a_review(content):
    made = filled(catalogue(content, "tiny-one"))
    take_in(Sources(content), made, "x.po")
    change(content, "modules/tiny-one/de/index.md", "status: draft", "status: reviewed")
    assert take_in(Sources(content), made, "x.po").written == []
    changed = filled(catalogue(content, "tiny-one"), **{"quiz/title": "Quiz über Räte"})
    written = take_in(Sources(content), changed, "x.po").written
    assert sorted(written) == ["modules/tiny-one/de/02-quiz.md", "modules/tiny-one/de/index.md"]
    assert "status: draft" in (content / "modules/tiny-one/de/index.md").read_text("utf-8")


def test_a_text_that_is_in_a_file_only_is_not_lost(content):
    path = content / "modules/all-questions/ar/01-checks.md"
    made = catalogue(content, "all-questions", "ar")
    for message in made:
        if message.context == "checks/#seat/paragraph-1":
            message.string = ""
    take_in(Sources(content), again(made), "x.po")
    assert "The people who" not in path.read_text("utf-8")
    assert "Who had" not in path.read_text("utf-8")


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("checks/paragraph-1", "# Fragen", "put \\ before a mark at its beginning"),
        ("checks/#seat/paragraph-1", "1. Wer?", "put \\ before a mark at its beginning"),
        ("checks/#seat/option-1", "Polizei {10%}", "as option this would be read as something else"),
        ("checks/#cloze/paragraph-2", "Elf Prozent haben geantwortet.", "as text with gaps"),
        ("checks/#cloze/paragraph-2", "Nur [[elf]] und [[b]] und [[c]].", "#cloze: differs in more than"),
        ("checks/#answers/number-1", "111", "#answers: differs in more than its text: key"),
        ("checks/#seat/option-1", "The people who live in the street", "an option stands here twice"),
        ("checks/title", "x" * 201, "is longer than 200 characters"),
        ("checks/paragraph-1", "Siehe [dort](file:///etc/passwd).", "x.po:"),
    ],
)
def test_a_translation_that_breaks_the_structure_is_refused(name, text, message, content):
    made = filled(catalogue(content, "all-questions"), **{name: text})
    with pytest.raises(Invalid) as raised:
        take_in(Sources(content), made, "x.po")
    assert message in str(raised.value)
    assert re.search(r"x\.po:[1-9]\d*: checks", str(raised.value)), raised.value
    assert not (content / "modules/all-questions/de").exists()


def test_a_catalogue_without_a_translation_is_refused(content):
    with pytest.raises(Invalid, match="holds no translation"):
        take_in(Sources(content), again(catalogue(content, "tiny-one")), "x.po")


def test_what_cannot_be_exported(content):
    with pytest.raises(UnknownName, match="tiny-one"):
        catalogue(content, "tiny")
    with pytest.raises(UnknownName, match="language"):
        catalogue(content, "tiny-one", "xx")
    with pytest.raises(Invalid, match="is written in en"):
        catalogue(content, "tiny-one", "en")
    change(content, "modules/tiny-one/en/01-hello.md", "kind: lesson", "kind: lessons")
    with pytest.raises(ContentError, match="did you mean 'lesson'"):
        catalogue(content, "tiny-one")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xfe",
        b'msgid "a\n',
        b'msgctxt "x"\nmsgid "a"\nmsgstr "b"\n',
        b'"',
        b'msgid ""\nmsgstr "x: "\n',
    ],
)
def test_a_file_that_is_no_catalogue(data, content):
    with pytest.raises(Invalid):
        take_in(Sources(content), from_bytes(data, "x.po"), "x.po")


def test_a_header_leads_nowhere_else(content):
    made = filled(catalogue(content, "tiny-one"))
    made.project = "../../etc"
    with pytest.raises(Invalid, match="names no module"):
        take_in(Sources(content), made, "x.po")


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def here(content, tmp_path, monkeypatch):
    monkeypatch.setenv("MILEPOST_CONTENT", str(content))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_command_there_and_back(here, content, capsys):
    assert translate(["export", "all-questions", "--to", "ar"]) == 0
    assert "132 texts, 132 translated, 0 to look at again" in capsys.readouterr().out
    assert translate(["import", "all-questions.ar.po"]) == 0
    assert "modules/all-questions/ar/01-checks.md" in capsys.readouterr().out
    assert translate(["export", "all-questions", "--to", "ar"]) == 0
    assert translate(["import", "all-questions.ar.po"]) == 0
    assert "no files written" in capsys.readouterr().err
    assert check_content(content) == ()


def test_command_does_not_mix_catalogues(here):
    translate(["export", "tiny-one", "--to", "de", "-o", "a.po"])
    with pytest.raises(Invalid, match="catalogue of something else"):
        translate(["export", "tiny-two", "--to", "de", "-o", "a.po"])
    with pytest.raises(NotFound):
        translate(["import", "b.po"])
