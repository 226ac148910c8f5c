"""What `milepost check` keeps of each file hides no change: it says what it says without a cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from milepost.courseware import cache as store
from milepost.courseware import findings, media
from milepost.courseware.check import check_content, review_content

LESSON = "modules/all-blocks/en/01-lesson.md"
CASE = "modules/all-blocks/en/02-case.md"
FILM = "modules/all-blocks/videos/oslo"
LADDER = "modules/all-blocks/media/ladder.en.svg"
GLOSSARY = "modules/glossary/en/index.md"
LONG = "The people who live in this street and who walk to the bus every day want a lamp there.\n"


def swap(root: Path, path: str, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def linked_outside(root: Path) -> None:
    """Put a link to the same picture, outside of the content, in the place of a picture."""
    shutil.copy2(root / LADDER, root.parent / "ladder.svg")
    (root / LADDER).unlink()
    (root / LADDER).symlink_to(root.parent / "ladder.svg")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda root: swap(root, LESSON, "## A table", "::: nonsense"),
    "a picture is gone": lambda root: (root / LADDER).unlink(),
    "a picture holds a script": lambda root: swap(root, LADDER, "</svg>", "<script/></svg>"),
    "a picture is a link": linked_outside,
    "a picture without a description": lambda root: swap(root, LESSON, "A ladder with four steps.", ""),
    "a film is gone": lambda root: (root / FILM / "film.en.mp4").unlink(),
    "captions are gone": lambda root: [file.unlink() for file in (root / FILM).glob("captions.*")],
    "captions have no cues": lambda root: (root / FILM / "captions.en.vtt").write_text("WEBVTT\n"),
    "a transcript is gone": lambda root: (root / FILM / "transcript.en.md").unlink(),
    "a transcript links nowhere": lambda root: swap(root, f"{FILM}/transcript.en.md", "\n", "\n[a](no.md)\n"),
    "a page that others link to": lambda root: (root / CASE).rename(root / CASE.replace("case", "story")),
    "a heading that others link to": lambda root: swap(root, CASE, "## What happened", "## What came"),
    "a page becomes a guide": lambda root: swap(root, CASE, "kind: case", "kind: guide"),
    "a term is gone": lambda root: swap(root, GLOSSARY, "| tokenism |", "| show |"),
    "a translation": lambda root: swap(root, "modules/all-questions/ar/01-checks.md", "- [x]", "- [ ]"),
    "what was translated": lambda root: swap(root, "modules/all-questions/en/01-checks.md", "- [x]", "- [ ]"),
    "an id stands twice": lambda root: shutil.copy(
        root / "modules/all-blocks/en/04-worksheet.md", root / "modules/all-blocks/en/07-more.md"
    ),
    "outcomes of a module": lambda root: swap(
        root, "modules/all-questions/en/index.md", "outcomes:\n", "outcomes:\n  - Tell one more\n"
    ),
    "a page is new": lambda root: (root / "modules/tiny-one/en/3-bad.md").write_text("---\ntitle: x\n---\n"),
    "a folder is new": lambda root: (root / "modules/tiny-one/notes").mkdir(),
    "a language is new": lambda root: (root / "course/tiny/fr.md").write_text("---\ntitle: x\n---\n"),
    "a course without its module": lambda root: shutil.rmtree(root / "modules/tiny-two"),
    "a course's plan": lambda root: swap(root, "course/tiny/course.yaml", "level: A2", "level: Z9"),
    "a course's level": lambda root: swap(root, "course/tiny/course.yaml", "level: A2", "level: A1"),
    "words that need no explanation": lambda root: swap(root, GLOSSARY, "Council |", "Council (XYZ) |"),
    "a file of another kind": lambda root: (root / "modules/all-blocks/media/run.exe").write_bytes(b"MZ"),
    "a file that is no text": lambda root: (root / LESSON).write_bytes(b"\xff\xfe bad"),
    "a page that is a link": lambda root: (
        (root / LESSON).unlink(),
        (root / LESSON).symlink_to(root.parent / "elsewhere.md"),
    ),
}


@pytest.fixture
def looked_at(content: Path, tmp_path: Path) -> Path:
    """Return the folder in which findings about `content` are kept: some texts there are worth a warning."""
    (tmp_path / "elsewhere.md").write_text("---\ntitle: x\nkind: lesson\n---\n\nx\n")
    with (content / "modules/tiny-one/en/01-hello.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{LONG}\nThe XYZ and the QQT came. Ten words are the most for people at level A one.\n")
    assert review_content(content, tmp_path / "cache") == review_content(content)
    return tmp_path / "cache"


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(change: str, content: Path, looked_at: Path) -> None:
    before = review_content(content)
    CHANGES[change](content)
    after = review_content(content)
    assert after != before
    assert review_content(content, looked_at) == after
    assert review_content(content, looked_at) == after
    assert check_content(content, looked_at) == check_content(content)


@pytest.mark.parametrize("change", CHANGES)
def test_and_so_is_its_end(change: str, content: Path, looked_at: Path, tmp_path: Path) -> None:
    before = review_content(content)
    shutil.copytree(content, tmp_path / "kept")
    CHANGES[change](content)
    review_content(content, looked_at)
    shutil.rmtree(content)
    shutil.copytree(tmp_path / "kept", content)
    assert review_content(content, looked_at) == before


def test_a_change_that_a_coarse_clock_hides(content: Path, looked_at: Path) -> None:
    looks = (content / LESSON).stat()
    swap(content, LESSON, "02-case.md", "03-case.md")
    os.utime(content / LESSON, ns=(looks.st_atime_ns, looks.st_mtime_ns))
    assert (content / LESSON).stat().st_size == looks.st_size
    swap(content, LESSON, "ladder.en.svg", "stairs.e.svg")
    assert review_content(content, looked_at) == review_content(content) != ()


def test_nothing_is_read_again(content: Path, looked_at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = review_content(content)
    monkeypatch.setattr(store, "_TICK", 0)  # what changed a moment ago is read once more on purpose
    review_content(content, looked_at)
    for name in ("page", "index", "course_text", "plan", "glossary", "medium", "warnings"):
        monkeypatch.setattr(findings, name, _forbidden)
    assert review_content(content, looked_at) == expected
    monkeypatch.setattr(Path, "read_bytes", _forbidden)
    assert review_content(content, looked_at) == expected


def test_only_what_changed_is_read_again(
    content: Path, looked_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap(content, LESSON, "ladder.en.svg", "stairs.svg")
    (content / LADDER).write_text("<svg/>")
    read: list[str] = []
    page, problems_of = findings.parse_with_tokens, media.problems_of
    monkeypatch.setattr(
        findings, "parse_with_tokens", lambda text, *a: read.append(text.path) or page(text, *a)
    )
    monkeypatch.setattr(media, "problems_of", lambda root, path: read.append(path) or problems_of(root, path))
    review_content(content, looked_at)
    assert sorted(read) == [LESSON, LADDER]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: b"x" + data[1:],
        lambda data: data[:200] + b"\0\0\0" + data[203:],
        lambda data: data[:-9] + b"#" * 9,
        lambda data: b"[]",
    ],
)
def test_a_broken_cache_is_no_cache(spoil, content: Path, looked_at: Path) -> None:
    (kept,) = looked_at.glob("*/check.artefact")
    kept.write_bytes(spoil(kept.read_bytes()))
    swap(content, "course/tiny/course.yaml", "level: A2", "level: A1")  # so that kept texts are asked for
    assert review_content(content, looked_at) == review_content(content)
    assert check_content(content, looked_at) == check_content(content)
    assert kept.read_bytes() != spoil(kept.read_bytes())  # it is whole again


def test_a_cache_of_another_shape_is_no_cache(content: Path, looked_at: Path) -> None:
    (kept,) = looked_at.glob("*/check.artefact")
    artefact = store.Artefact(kept)
    artefact.write({name: unit._replace(head=["?"]) for name, unit in artefact.units.items()})
    assert review_content(content, looked_at) == review_content(content)


def test_the_cache_hides_itself_from_git(looked_at: Path) -> None:
    assert (looked_at / ".gitignore").read_text() == "*\n"


def test_a_cache_that_cannot_be_written_is_no_cache(content: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert check_content(content, tmp_path / "file") == check_content(content)


def test_another_version_reads_everything_again(
    content: Path, looked_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "engine", lambda: "another")
    read: list[str] = []
    page = findings.parse_with_tokens
    monkeypatch.setattr(
        findings, "parse_with_tokens", lambda text, *a: read.append(text.path) or page(text, *a)
    )
    review_content(content, looked_at)
    assert LESSON in read


def test_one_cache_for_several_contents(content: Path, looked_at: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(content, other)
    swap(other, LESSON, "ladder.en.svg", "stairs.svg")
    for root in (other, content, other):
        assert review_content(root, looked_at) == review_content(root)


def _forbidden(*_: object, **__: object) -> None:
    raise AssertionError("read again")
