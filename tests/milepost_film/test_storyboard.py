"""Reading a storyboard: what is written, what is said, and clear words when it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost_film.storyboard import Sentence, StoryboardError, read

HEAD = "---\ntitle: T\nlang: en\nvoice: hibari/heart\ndisclosure: Drawn.\n---\n"


def board(folder: Path, text: str) -> Path:
    path = folder / "storyboard.en.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scene_has_a_title_a_picture_and_sentences(tmp_path: Path) -> None:
    story = read(
        board(tmp_path, HEAD + "\n## One {visual=chair}\n\n> An empty\n> chair.\n\nFirst.\nSecond.\n")
    )
    (scene,) = story.scenes
    assert (scene.title, scene.visual, scene.description) == ("One", "chair", "An empty chair.")
    assert [sentence.written for sentence in scene.sentences] == ["First.", "Second."]


def test_a_year_is_written_in_figures_and_said_in_words(tmp_path: Path) -> None:
    story = read(board(tmp_path, HEAD + "## One {visual=chair}\nIn [2022](twenty twenty-two), yes.\n"))
    assert story.scenes[0].sentences == (Sentence("In 2022, yes.", "In twenty twenty-two, yes."),)


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
        (HEAD, "at least one scene"),
        (HEAD + "lost words\n", ":7: text before the first scene"),
        (HEAD + "## One\n", ":7: write the heading as"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StoryboardError, match=message):
        read(board(tmp_path, text))
