"""Reading a storyboard: what is written, said, and shown; clear words when it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost_film.drawing.shot import Slot
from milepost_film.storyboard import Sentence, StoryboardError, original, read, same_shape

HEAD = "---\ntitle: T\nlang: en\nvoice: hibari/heart\n---\n"


def board(folder: Path, text: str, lang: str = "en") -> Path:
    path = folder / f"storyboard.{lang}.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scene_has_a_title_a_picture_and_sentences(tmp_path: Path) -> None:
    story = read(
        board(tmp_path, HEAD + "\n## One {visual=title}\n\n> An empty\n> chair.\n\nFirst.\nSecond.\n")
    )
    (scene,) = story.scenes
    assert (scene.title, scene.visual, scene.description) == ("One", "title", "An empty chair.")
    assert [sentence.written for sentence in scene.sentences] == ["First.", "Second."]


def test_words_in_the_picture_have_parts_and_a_sentence_to_come_with(tmp_path: Path) -> None:
    text = HEAD + "## One {visual=timeline}\n- label: Dates\n- step: May | A talk @2\n- step: June\nYes.\n"
    (scene,) = read(board(tmp_path, text)).scenes
    assert scene.slots["label"] == (Slot(("Dates",), None, 7),)
    assert scene.slots["step"] == (Slot(("May", "A talk"), 2, 8), Slot(("June",), None, 9))


def test_a_year_is_written_in_figures_and_said_in_words(tmp_path: Path) -> None:
    story = read(board(tmp_path, HEAD + "## One {visual=title}\nIn [2022](twenty twenty-two), yes.\n"))
    assert story.scenes[0].sentences == (Sentence("In 2022, yes.", "In twenty twenty-two, yes."),)


def test_a_name_keeps_its_sounds_for_the_voice(tmp_path: Path) -> None:
    story = read(board(tmp_path, HEAD + "## One {visual=title}\nIn [Livadia](/livəðˈiə/).\n"))
    assert story.scenes[0].sentences == (Sentence("In Livadia.", "In [Livadia](/livəðˈiə/)."),)


def test_a_name_of_the_front_matter_is_said_so_in_the_whole_film(tmp_path: Path) -> None:
    head = HEAD.replace("---\n##", "").replace("lang: en", "lang: en\nsounds: {Riga: ɹˈiɡə}")
    story = read(board(tmp_path, head + "## One {visual=title}\nIn Riga, [Riga](/ɹiɡə/) and Rigas.\n"))
    assert story.scenes[0].sentences[0].written == "In Riga, Riga and Rigas."
    assert story.scenes[0].sentences[0].spoken == "In [Riga](/ɹˈiɡə/), [Riga](/ɹiɡə/) and Rigas."


def test_words_of_another_language_have_the_shape_of_the_film(tmp_path: Path) -> None:
    film = read(board(tmp_path, HEAD + "## One {visual=title}\nYes.\n\n## Two {visual=closing}\nNo.\n"))
    head = "---\ntitle: T\nlang: fr\nfilm: en\n---\n"
    words = read(
        board(tmp_path, head + "## Un {visual=title}\nOui.\n\n## Deux {visual=closing}\nNon.\n", "fr")
    )
    assert original(words) == film.path
    same_shape(words, film)
    fewer = read(board(tmp_path, head + "## Un {visual=title}\nOui.\nEt oui.\n", "fr"))
    with pytest.raises(
        StoryboardError, match=r"storyboard\.fr\.md:6: scene 1 has 2 sentences, storyboard\.en\.md has 1"
    ):
        same_shape(fewer, film)


def test_a_storyboard_that_cannot_be_read_is_one_line_and_no_trace(tmp_path: Path) -> None:
    with pytest.raises(StoryboardError, match=r"nowhere\.md cannot be read: No such file"):
        read(tmp_path / "nowhere.md")
    (tmp_path / "film.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StoryboardError, match=r"film\.md cannot be read: it is not UTF-8 text"):
        read(tmp_path / "film.md")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", ":1: begin with front matter"),
        ("---\ntitle: T\n---\n", "needs `lang`"),
        ("---\ntitle: T\nlang: en\n---\n", "needs `voice`"),
        ("---\ntitle: [\n---\n", ":1: the front matter is not YAML"),
        (HEAD, "at least one scene"),
        (HEAD + "lost words\n", ":6: text before the first scene"),
        (HEAD + "## One\n", ":6: write the heading as"),
        (HEAD + "## One {visual=title}\n- no colon\n", ":7: write words in the picture as"),
        (
            HEAD + "## One {visual=title}\n" + "long " * 40 + "\n",
            ":7: 199 characters are too long a sentence",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StoryboardError, match=message):
        read(board(tmp_path, text))
