"""`milepost export`, as people type it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from milepost.cli import main

Run = Callable[..., int]


@pytest.fixture
def run(content_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a callable that runs `milepost export …` in an empty folder."""
    monkeypatch.setenv("MILEPOST_CONTENT", str(content_root))
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return lambda *words: main(["export", *words])


def test_usual_file_in_dist(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tiny", "--format", "scorm-1.2") == 0
    assert zipfile.is_zipfile(tmp_path / "dist" / "tiny-en-scorm-1.2.zip")
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].startswith(f"{Path('dist', 'tiny-en-scorm-1.2.zip')} (")
    assert "tick both Passed and Completed" in said.out
    assert said.err == ""


def test_file_language_and_module_of_ones_choice(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "one.zip"
    assert run("tiny", "--format", "scorm-2004", "--lang", "en", "--module", "tiny-two", "-o", str(out)) == 0
    with zipfile.ZipFile(out) as zipped:
        assert b'identifier="item-tiny.tiny-two"' in zipped.read("imsmanifest.xml")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tiny2", "--format", "scorm-1.2"], "unknown course 'tiny2'; known: mixed, tiny"),
        (
            ["tiny", "--format", "epub9"],
            "unknown format 'epub9'; known: cmi5, scorm-1.2, scorm-2004, scorm-2004-3",
        ),
        (["tiny", "--format", "scorm-1.2", "--lang", "xx"], "unknown language 'xx'; known: en"),
        (["tiny", "--format", "scorm-1.2", "--module", "x"], "unknown module 'x'; known: tiny-one, tiny-two"),
        (["tiny"], "--format is missing; known: cmi5, scorm-1.2, scorm-2004, scorm-2004-3"),
        ([], "the following arguments are required: COURSE; `milepost export --help` says more"),
        (
            ["tiny", "--format", "scorm-1.2", "--split", "--module", "tiny-one"],
            "--split already makes a package of every module; leave --module and --sco out",
        ),
        (
            ["tiny", "--format", "scorm-1.2", "--split", "-o", "a.zip"],
            "--split writes a file for each module; name a folder, not a.zip",
        ),
        (["tiny", "--format", "scorm-1.2", "--sco", "two"], "--sco is one or per-module, not 'two'"),
        (["mixed", "--format", "scorm-1.2", "--lang", "en,xx"], "unknown language 'xx'; known: ar, en"),
        (["tiny", "--fast"], "unrecognized arguments: --fast; `milepost export --help` says more"),
    ],
    ids=[
        "course",
        "format",
        "language",
        "module",
        "no format",
        "nothing",
        "split and module",
        "split to a file",
        "sco",
        "one language of two",
        "option",
    ],
)
def test_wrong_call_is_one_line_and_exit_2(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert run(*words) == 2
    said = capsys.readouterr()
    assert said.err == f"milepost: {message}\n"
    assert said.out == ""
    assert not (tmp_path / "dist").exists()


def test_several_mistakes_are_told_at_once(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["mixed", "--format", "scrom", "--lang", "en,zz", "--module", "nope", "-o", str(tmp_path)]
    assert run(*call) == 2
    first, *lines = capsys.readouterr().err.splitlines()
    assert first == "milepost: 4 things to mend:"
    said = ("unknown format 'scrom'", "unknown language 'zz'", "unknown module 'nope'", "is a folder")
    assert all(words in line for words, line in zip(said, lines, strict=True))


def test_a_package_for_each_module_in_a_folder(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("tiny", "--format", "scorm-1.2", "--split") == 0
    folder = tmp_path / "dist" / "tiny-en-scorm-1.2-modules"
    names = ["tiny-tiny-one-en-scorm-1.2.zip", "tiny-tiny-two-en-scorm-1.2.zip"]
    assert sorted(path.name for path in folder.iterdir()) == names
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" (")[0] for line in lines[:2]] == [
        str(Path("dist", "tiny-en-scorm-1.2-modules", name)) for name in names
    ]
    assert lines[2].startswith("2 packages: upload each as an activity of its own")
    assert run("tiny", "--format", "scorm-1.2", "--module", "tiny-two") == 0
    alone = tmp_path / "dist" / names[1]
    assert alone.read_bytes() == (folder / names[1]).read_bytes()


def test_a_package_with_a_grade_for_each_module(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("tiny", "--format", "scorm-1.2", "--sco", "per-module") == 0
    with zipfile.ZipFile(tmp_path / "dist" / "tiny-en-scorm-1.2-per-module.zip") as zipped:
        assert zipped.read("imsmanifest.xml").count(b"<item ") == 2
    assert "also tick Require all SCOs" in capsys.readouterr().out
    assert run("tiny", "--format", "scorm-2004", "--sco", "per-module") == 1
    assert "SCORM 2004 4th Edition packages hold one SCO" in capsys.readouterr().err


@pytest.mark.parametrize("languages", ["ar,en", "all"])
def test_a_package_in_several_languages(run: Run, tmp_path: Path, languages: str) -> None:
    assert run("mixed", "--format", "scorm-1.2", "--lang", languages) == 0
    tags = ["en", "ar"] if languages == "all" else ["ar", "en"]
    with zipfile.ZipFile(tmp_path / "dist" / f"mixed-{'-'.join(tags)}-scorm-1.2.zip") as zipped:
        assert f'<html lang="{tags[0]}"'.encode() in zipped.read("index.html")
        assert {"languages/ar.js", "languages/en.js"} <= set(zipped.namelist())


def test_what_a_state_needs_and_what_to_tick_is_printed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Points 5 and 21."""
    run("mixed", "--format", "scorm-1.2")
    said = capsys.readouterr().out
    assert re.search(r"\), state \d\.\d of 4\.0 KB$", said.splitlines()[0])
    for words in (
        "Done means: every page is done and the score is at least 70%.",
        "Moodle: under Completion conditions, choose Require status and tick both Passed and Completed.",
        "ILIAS: in Settings, tick Online.",
        "Canvas: open SCORM in the course menu",
        "Open edX: in the Scorm module",
    ):
        assert words in said
    run("mixed", "--format", "scorm-2004")
    said = capsys.readouterr().out
    assert "of 62.5 KB" in said
    assert "tick Completed only" in said


def test_file_that_cannot_be_written_is_said_plainly(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    assert run("tiny", "--format", "scorm-1.2", "-o", str(tmp_path / "file" / "a.zip")) == 1
    assert capsys.readouterr().err.startswith("milepost: cannot make the folder")
    assert run("tiny", "--format", "scorm-1.2", "-o", str(tmp_path)) == 1
    assert "is a folder; name a file in it" in capsys.readouterr().err


def test_a_reader_who_stops_reading_is_no_error(content_root: Path, tmp_path: Path) -> None:
    """`milepost export … | head -1`"""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "milepost", "export", "tiny", "--format", "scorm-1.2"],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "MILEPOST_CONTENT": str(content_root),
            "MILEPOST_DATA": str(tmp_path / "data"),
        },
        cwd=tmp_path,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
    assert zipfile.is_zipfile(tmp_path / "dist" / "tiny-en-scorm-1.2.zip")


def test_help_shows_how(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run("--help")
    assert left.value.code == 0
    assert "milepost export COURSE --format FORMAT" in capsys.readouterr().out


@pytest.mark.parametrize("module", ["milepost.exporting.cli", "milepost_scorm.exporter"])
def test_exporting_loads_no_web_no_database_no_pdf_and_no_late_comers(module: str) -> None:
    heavy = [
        "flask",
        "werkzeug",
        "sqlalchemy",
        "reportlab",
        "xhtml2pdf",
        "rich",
        "lxml",
        "markdown_it",
        "nh3",
    ]
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
