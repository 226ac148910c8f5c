"""From a course on disk to a package: what is inside, what never is, and that it is the same every time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from milepost.core.errors import MilepostError, UnknownName
from milepost.courseware.library import Library
from milepost.courseware.packing import select
from milepost_player import page as pages
from milepost_scorm.exporter import ScormExporter, scorm_12, scorm_2004, scorm_2004_3

EXPORTERS = [scorm_12, scorm_2004, scorm_2004_3]
EDITIONS = pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
CONTROL = re.compile(r"imsmanifest\.xml|[a-z0-9_]+\.xsd")


def export(
    exporter: ScormExporter, library: Library, course: str, out: Path, lang: str = "en", **more: str
) -> Path:
    selection = select(library, course, lang, **more)
    return exporter.export(library, selection, out, progress=lambda *_: None).path


def contents(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


@EDITIONS
def test_everything_is_listed_and_nothing_else(
    exporter: ScormExporter, content_root: Path, tmp_path: Path
) -> None:
    inside = contents(export(exporter, Library(content_root), "mixed", tmp_path / "a.zip"))
    names = list(inside)
    assert names[0] == "imsmanifest.xml"
    assert names[1:] == sorted(names[1:])
    listed = re.findall(r'<file href="([^"]*)"', inside["imsmanifest.xml"].decode())
    assert set(listed) == {name for name in names if not CONTROL.fullmatch(name)}
    assert {"index.html", "player.js", "player.css", "pages/1.js"} <= set(listed)


@EDITIONS
def test_schemas_that_the_manifest_names_are_at_the_root(
    exporter: ScormExporter, content_root: Path, tmp_path: Path
) -> None:
    inside = contents(export(exporter, Library(content_root), "tiny", tmp_path / "a.zip"))
    places = re.findall(r'xsi:schemaLocation="([^"]*)"', inside["imsmanifest.xml"].decode())[0].split()[1::2]
    assert places
    assert set(places) <= set(inside)


def run(
    content: Path, data: Path, out: Path, script: str = "import sys; from milepost.cli import main\n"
) -> str:
    """Export `mixed` by the command in a process of its own; return what it prints."""
    call = f"assert main(['export', 'mixed', '--format', 'scorm-1.2', '-o', {str(out)!r}]) == 0\n"
    done = subprocess.run(
        [sys.executable, "-c", script + call + AFTER],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "MILEPOST_CONTENT": str(content),
            "MILEPOST_DATA": str(data),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


AFTER = """
from pathlib import Path
status = Path("/proc/self/status")
print(status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else "")
"""
#: Before the command runs: no page can be rendered, no medium read for its checksum.
REFUSE = """
from milepost.cli import main
from milepost_player import kept, page
def refuse(*_):
    raise AssertionError("made again")
page.page_file = page.glossary_file = kept.file_crc = refuse
"""


def test_same_bytes_cold_warm_and_elsewhere(content_root: Path, tmp_path: Path) -> None:
    """Also: the second export, in another process, renders nothing."""
    elsewhere = tmp_path / "elsewhere" / "content"
    shutil.copytree(content_root, elsewhere)
    run(content_root, tmp_path / "data", tmp_path / "cold.zip")
    run(content_root, tmp_path / "data", tmp_path / "warm.zip", REFUSE)
    run(elsewhere, tmp_path / "other data", tmp_path / "other.zip")
    cold, warm, other = ((tmp_path / f"{name}.zip").read_bytes() for name in ("cold", "warm", "other"))
    assert cold == warm == other


def test_both_editions_share_their_pages(
    content_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(content_root, tmp_path / "cache")
    one = contents(export(scorm_12, library, "mixed", tmp_path / "1.zip"))

    def refuse(*_: object) -> None:
        raise AssertionError("rendered again")

    monkeypatch.setattr(pages, "page_file", refuse)
    other = contents(export(scorm_2004, library, "mixed", tmp_path / "2.zip"))
    assert one["pages/1.js"] == other["pages/1.js"]


def test_changed_page_and_changed_picture_are_seen(content_root: Path, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(content_root, content)
    first = contents(export(scorm_12, Library(content, tmp_path / "cache"), "mixed", tmp_path / "1.zip"))
    page = content / "modules/all-blocks/en/01-lesson.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    picture = content / "modules/all-blocks/media/ladder.en.svg"
    picture.write_text(picture.read_text(encoding="utf-8").replace("</svg>", "<g/></svg>"), encoding="utf-8")
    second = contents(export(scorm_12, Library(content, tmp_path / "cache"), "mixed", tmp_path / "2.zip"))
    changed = {name for name in first if first[name] != second[name]}
    assert len([name for name in changed if name.startswith("pages/")]) == 1
    assert {name for name in changed if not name.startswith("pages/")} == {
        "index.html",  # the version of the package
        "media/all-blocks/media/ladder.en.svg",
    }


@EDITIONS
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_is_for_trainers_never_leaves(
    exporter: ScormExporter, lang: str, content_root: Path, tmp_path: Path
) -> None:
    guide = (content_root / "modules/all-blocks/en/06-guide.md").read_text(encoding="utf-8")
    activity = (content_root / "modules/all-blocks/en/03-activity.md").read_text(encoding="utf-8")
    assert "kind: guide" in guide and "::: facilitator" in activity
    inside = contents(export(exporter, Library(content_root), "mixed", tmp_path / "a.zip", lang))
    everything = b"".join(inside.values()).decode("utf-8", "replace")
    assert '"guide"' not in re.sub(r'"labels":\{[^}]*\}', "", inside["index.html"].decode())
    assert "aside-facilitator" not in "".join(
        data.decode() for name, data in inside.items() if name.startswith("pages/")
    )
    for secret in trainers_words(guide) + trainers_words(activity.partition("::: facilitator")[2]):
        assert secret not in everything


def trainers_words(text: str) -> list[str]:
    """Return the lines of plain text in what is for trainers."""
    body = text.partition("\n---\n")[2] or text
    lines = [line.strip() for line in body.partition(":::")[0].splitlines()]
    words = [line for line in lines if len(line) > 20 and line[0].isalpha() and "[" not in line]
    assert words
    return words


def test_one_module_is_a_package_of_its_own(content_root: Path, tmp_path: Path) -> None:
    library = Library(content_root)
    whole = contents(export(scorm_12, library, "tiny", tmp_path / "whole.zip"))
    one = contents(export(scorm_12, library, "tiny", tmp_path / "one.zip", module="tiny-two"))
    assert [name for name in one if name.startswith("pages/")] == ["pages/1.js"]
    assert "<title>Write to the council</title>" in one["imsmanifest.xml"].decode()
    identifiers = [
        set(re.findall(r' identifier="([^"]*)"', inside["imsmanifest.xml"].decode()))
        for inside in (whole, one)
    ]
    assert not identifiers[0] & identifiers[1]


def test_unknown_module_names_the_known_ones(content_root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="known: tiny-one, tiny-two"):
        export(scorm_12, Library(content_root), "tiny", tmp_path / "a.zip", module="three")
    assert list(tmp_path.iterdir()) == []


@EDITIONS
def test_small_course_makes_a_small_package(
    exporter: ScormExporter, content_root: Path, tmp_path: Path
) -> None:
    out = export(exporter, Library(content_root), "tiny", tmp_path / "a.zip", module="tiny-two")
    # The schemas of the third edition carry a long notice each, which has to stay.
    assert out.stat().st_size <= (55_000 if exporter is scorm_2004_3 else 40_000)
    assert len(contents(out)) <= 30


@pytest.mark.parametrize("name", ["Photo_OF_Hall.PNG", f"{'x' * 90}.png"])
@EDITIONS
def test_names_that_lms_lose_are_changed(
    exporter: ScormExporter, name: str, content_root: Path, tmp_path: Path
) -> None:
    """Point 15."""
    content = tmp_path / "content"
    shutil.copytree(content_root, content)
    media = content / "modules/tiny-one/media"
    media.mkdir()
    (media / name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    page = content / "modules/tiny-one/en/01-hello.md"
    link = f"\n![A hall](../media/{name})\n"
    page.write_text(page.read_text(encoding="utf-8") + link, encoding="utf-8")
    inside = contents(export(exporter, Library(content), "tiny", tmp_path / "a.zip"))
    names = [name for name in inside if name.startswith("media/")]
    assert len(names) == 1
    assert re.fullmatch(r"media/tiny-one/[0-9a-f]{16}\.png", names[0])
    assert names[0].encode() in inside["pages/1.js"]


def test_scripts_that_no_page_needs_stay_at_home(content_root: Path, tmp_path: Path) -> None:
    library = Library(content_root)
    films = contents(export(scorm_12, library, "mixed", tmp_path / "a.zip", module="all-blocks"))
    quiz = contents(export(scorm_12, library, "tiny", tmp_path / "b.zip", module="tiny-one"))
    letter = contents(export(scorm_12, library, "tiny", tmp_path / "c.zip", module="tiny-two"))
    extras = {"film.js", "questions.js"}
    assert [extras & files.keys() for files in (films, quiz, letter)] == [
        {"film.js"},
        {"questions.js"},
        set(),
    ]


@EDITIONS
def test_nothing_is_asked_of_other_hosts(exporter: ScormExporter, content_root: Path, tmp_path: Path) -> None:
    """Point 24: no font, script or picture from elsewhere, no service worker, no eval."""
    inside = contents(export(exporter, Library(content_root), "mixed", tmp_path / "a.zip"))
    code = b"".join(inside[name] for name in ("index.html", "player.js", "player.css")).decode()
    assert not re.search(r"""(?:src|href|url\(|import|fetch\()\s*=?\s*["'(]?(?:https?:)?//""", code)
    for word in ("serviceWorker", "eval(", "new Function", "@font-face", "@import", "alert(", "confirm("):
        assert word not in code


@pytest.mark.skipif(sys.platform != "linux", reason="a process's own peak is known on Linux only")
def test_films_take_no_memory(content_root: Path, tmp_path: Path) -> None:
    """A film of 300 MB: the whole command stays within 64 MiB."""
    content = tmp_path / "content"
    shutil.copytree(content_root, content)
    with (content / "modules/all-blocks/videos/oslo/film.en.mp4").open("r+b") as film:
        film.truncate(300 * 2**20)  # sparse: takes no room
    out = tmp_path / "a.zip"
    said = run(content, tmp_path / "data", out)
    assert out.stat().st_size > 300 * 2**20
    assert "More than 250 MB" in said
    assert int(said.splitlines()[-1]) < 64 * 1024


def test_ids_that_a_saved_state_cannot_tell_apart_are_refused(content_root: Path, tmp_path: Path) -> None:
    """Also after an edit, when what was made before is used again, and only as long as both are there."""
    content, cache = tmp_path / "content", tmp_path / "cache"
    shutil.copytree(content_root, content)
    pages = content / "modules/tiny-one/en"
    (content / "modules/tiny").mkdir()
    pages.rename(content / "modules/tiny/en")
    pages = content / "modules/tiny/en"
    plan = content / "course/tiny/course.yaml"
    plan.write_text(plan.read_text().replace("tiny-one", "tiny"))
    first = (pages / "01-hello.md").rename(pages / "01-plan-help-team-note.md")
    export(scorm_12, Library(content, cache), "tiny", tmp_path / "a.zip")
    second = pages / "03-rule-lab-vote-year.md"
    shutil.copy(first, second)
    for _ in range(2):
        with pytest.raises(
            MilepostError, match="tiny/plan-help-team-note and tiny/rule-lab-vote-year are too"
        ):
            export(scorm_12, Library(content, cache), "tiny", tmp_path / "a.zip")
    second.rename(pages / "03-another-name.md")
    export(scorm_12, Library(content, cache), "tiny", tmp_path / "a.zip")
