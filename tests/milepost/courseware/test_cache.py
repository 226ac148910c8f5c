"""Artefacts: what changed a little is written beside what stayed, and never read with anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost.courseware.cache import Artefact, Unit

MANY = 16


def unit(text: str) -> Unit:
    return Unit((("a.md", "", "digest"),), {"title": text}, text.encode, f"key of {text}")


def units(*changed: int, number: int = MANY) -> dict[str, Unit]:
    return {f"{n}.md": unit(f"new {n}" if n in changed else f"{n}") for n in range(number)}


def texts(path: Path) -> dict[str, str]:
    return {name: found.read().decode() for name, found in Artefact(path).units.items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "course.artefact"
    Artefact(path).write(units())
    return path


def write(path: Path, *changed: int) -> None:
    """Change some units as the next process would: what it does not make it takes from what is there."""
    artefact = Artefact(path)
    made = units(*changed)
    artefact.write(
        {name: made[name] if n in changed else artefact.units[name] for n, name in enumerate(made)}
    )


def test_one_change_leaves_the_rest_alone(path: Path) -> None:
    before = path.read_bytes()
    write(path, 3)
    assert path.read_bytes() == before
    assert texts(path) == {name: made.read().decode() for name, made in units(3).items()}


def test_the_next_change_keeps_the_first(path: Path) -> None:
    before = path.read_bytes()
    write(path, 3)
    write(path, 7)
    assert path.read_bytes() == before
    assert (texts(path)["3.md"], texts(path)["7.md"], texts(path)["8.md"]) == ("new 3", "new 7", "8")


def test_many_changes_are_written_with_the_rest(path: Path) -> None:
    write(path, 3)
    write(path, *range(6, 12))
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert texts(path) == {name: made.read().decode() for name, made in units(3, *range(6, 12)).items()}


def test_what_is_gone_is_gone(path: Path) -> None:
    write(path, 3)
    kept = Artefact(path)
    kept.write({name: kept.units[name] for name in list(kept.units)[:-1]})
    assert list(texts(path)) == [f"{n}.md" for n in range(MANY - 1)]
    assert texts(path)["3.md"] == "new 3"


def test_a_change_of_another_artefact_is_left_aside(path: Path) -> None:
    write(path, 3)
    later = path.with_suffix(".later").read_bytes()
    Artefact(path).write(units(5, number=MANY + 1))
    path.with_suffix(".later").write_bytes(later)
    assert texts(path)["3.md"] == "3"
    assert texts(path)["5.md"] == "new 5"


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: data[:40], lambda data: data.replace(b"3", b"4")]
)
def test_a_broken_change_is_left_aside(spoil, path: Path) -> None:
    write(path, 3)
    later = path.with_suffix(".later")
    later.write_bytes(spoil(later.read_bytes()))
    assert set(Artefact(path).units) == set(units())
    assert texts(path)["4.md"] == "4"


def test_what_was_written_is_told(path: Path) -> None:
    artefact = Artefact(path)
    assert list(artefact.write(artefact.units | {"3.md": unit("new 3")})) == ["3.md"]
    assert list(artefact.write(units(number=2))) == ["0.md", "1.md"]


def test_without_a_place_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert Artefact(None).write(units()) == {}
    assert Artefact(tmp_path / "file" / "course.artefact").write(units()) == {}
