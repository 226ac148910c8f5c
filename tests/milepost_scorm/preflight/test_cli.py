"""`milepost check-package` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from milepost.cli import main
from milepost.core.archives import Archive
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost.exporting.registry import exporter
from milepost_scorm.preflight import cli
from milepost_scorm.preflight.browser import NoBrowser
from milepost_scorm.preflight.package import Package
from milepost_scorm.preflight.rules.pages import STATE
from scorm_packages import files
from zip_factory import Part, write, write_files


def unheard(done: int, total: int) -> None:
    """Nobody watches the progress of a test."""


Out = pytest.CaptureFixture[str]


def run(*arguments: str | Path) -> int:
    return main(["check-package", *map(str, arguments), "--no-browser"])


def test_a_good_package(tmp_path: Path, capsys: Out) -> None:
    assert run(write_files(tmp_path / "a.zip", files("scorm-2004"))) == 0
    assert capsys.readouterr().out == "a.zip: no errors, no warnings\n"


def test_warnings_alone_are_no_failure(tmp_path: Path, capsys: Out) -> None:
    assert run(write_files(tmp_path / "a.zip", files("scorm-1.2") | {"notes.txt": ""})) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("warning  notes.txt  is in the package and not in the manifest")
    assert "; list it in a <file>" in first
    assert last == "a.zip: no errors, 1 warning"


def test_errors_come_first_and_fail(tmp_path: Path, capsys: Out) -> None:
    spoilt = files("scorm-1.2") | {"notes.txt": ""}
    del spoilt["lesson.js"]
    assert run(write_files(tmp_path / "a.zip", spoilt)) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    levels = [line.split()[0] for line in lines]
    assert levels == sorted(levels) and set(levels) == {"error", "warning"}
    assert last == "a.zip: 2 errors, 1 warning"


def test_many_of_a_kind_are_counted(tmp_path: Path, capsys: Out) -> None:
    package = files("scorm-1.2") | {f"{number}.txt": "" for number in range(40)}
    path = write_files(tmp_path / "a.zip", package)
    assert run(path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 17
    assert "25 more like this" in lines[-2]
    assert run(path, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 40


def test_json(tmp_path: Path, capsys: Out) -> None:
    path = write_files(tmp_path / "a.zip", files("scorm-1.2") | {"notes.txt": ""})
    run(path, "--json")
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["level"] == "warning" and found["where"] == "notes.txt"
    assert set(found) == {"level", "where", "what", "mend", "kind", "source"}


def test_a_zip_that_is_not_opened(tmp_path: Path, capsys: Out) -> None:
    assert run(write(tmp_path / "a.zip", Part("imsmanifest.xml"), Part("../../evil.sh"))) == 1
    said = capsys.readouterr().out
    assert "leads out of the package" in said and "nothing in it was looked at" in said


@pytest.mark.parametrize("arguments", [[], ["a.zip", "b.zip"], ["none.zip"], ["--no-such"], ["."]])
def test_wrong_calls(arguments: list[str], capsys: Out) -> None:
    assert run(*arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_no_zip(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "a.zip").write_text("<html>Please sign in</html>")
    assert run(tmp_path / "a.zip") == 2
    assert "not a zip file" in capsys.readouterr().err


def test_without_a_browser_it_says_so(tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise NoBrowser("its pages in a browser; install one")

    monkeypatch.setattr(cli, "watch", missing)
    assert main(["check-package", str(write_files(tmp_path / "a.zip", files("scorm-1.2")))]) == 0
    assert "not checked: its pages in a browser; install one" in capsys.readouterr().out


EVERY = [
    (name, languages, Units.ONE)
    for name in ("scorm-1.2", "scorm-2004", "scorm-2004-3")
    for languages in (("en",), ("ar",), ("en", "ar"))
]


@pytest.mark.parametrize(("name", "languages", "units"), [*EVERY, ("scorm-1.2", ("en",), Units.PER_MODULE)])
def test_our_own_packages_have_nothing_wrong(
    name: str, languages: tuple[str, ...], units: Units, content_root: Path, tmp_path: Path, capsys: Out
) -> None:
    selection = select(Library(content_root), "mixed", *languages, units=units)
    exporter(name).export(Library(content_root), selection, tmp_path / "a.zip", progress=unheard)
    assert run(tmp_path / "a.zip") == 0
    assert capsys.readouterr().out == "a.zip: no errors, no warnings\n"


def test_our_packages_say_how_long_their_state_can_be(content_root: Path, tmp_path: Path) -> None:
    library = Library(content_root)
    made = exporter("scorm-1.2").export(
        library, select(library, "mixed"), tmp_path / "a.zip", progress=unheard
    )
    with Archive(made.path) as archive:
        found = STATE.search(Package(archive).text("index.html"))
    assert found and found["answers"] == str(made.budget.answers) and found["limit"] == "4096"
