"""One package a course, one a module, one with several SCOs: what is inside, and a journey through each."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from lms_double import Lms
from milepost.courseware.library import Library
from milepost.courseware.packing import Units, select
from milepost_player.package import PackageError
from milepost_scorm.exporter import ScormExporter, scorm_12, scorm_2004, scorm_2004_3

EXPORTERS = [scorm_12, scorm_2004, scorm_2004_3]
SHAPES: dict[str, dict[str, object]] = {
    "course": {},
    "module": {"module": "all-blocks"},
    "scos": {"units": Units.PER_MODULE},
    "languages": {"languages": ("en", "ar")},
    "scos-languages": {"languages": ("ar", "en"), "units": Units.PER_MODULE},
}
CASES = [
    pytest.param(exporter, shape, id=f"{exporter.name}-{name}")
    for exporter in EXPORTERS
    for name, shape in SHAPES.items()
    if exporter is scorm_12 or "units" not in shape
]
Pack = Callable[..., Path]


@pytest.fixture(scope="module")
def pack(content_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Return a callable that exports a test course: (exporter, course, keywords of `select`)."""
    folder = tmp_path_factory.mktemp("shapes")
    library = Library(content_root, folder / "cache")

    def make(
        exporter: ScormExporter,
        course: str,
        name: str = "a",
        languages: tuple[str, ...] = (),
        **shape: object,
    ) -> Path:
        selection = select(library, course, *languages, **shape)  # type: ignore[arg-type]
        return exporter.export(library, selection, folder / f"{name}.zip", progress=lambda *_: None).path

    return make


def inside(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def manifest_of(package: Path) -> str:
    return inside(package)["imsmanifest.xml"].decode()


@pytest.mark.parametrize(("exporter", "shape"), CASES)
def test_same_bytes_in_every_shape_and_edition(
    exporter: ScormExporter, shape: dict[str, object], pack: Pack, content_root: Path, tmp_path: Path
) -> None:
    """Points 13 and 14; the second one is made without a cache and in another folder."""
    languages = shape.get("languages", ())
    library = Library(content_root)
    more = {name: value for name, value in shape.items() if name != "languages"}
    cold = exporter.export(
        library,
        select(library, "mixed", *languages, **more),  # type: ignore[misc, arg-type]
        tmp_path / "cold.zip",
        progress=lambda *_: None,
    ).path
    assert cold.read_bytes() == pack(exporter, "mixed", **shape).read_bytes()


@pytest.mark.parametrize("exporter", [scorm_2004, scorm_2004_3], ids=lambda exporter: exporter.name)
def test_several_scos_are_refused_in_2004(exporter: ScormExporter, pack: Pack) -> None:
    """Point 20: Moodle's player for 2004 cannot begin a second one."""
    with pytest.raises(PackageError, match=r"hold one SCO.*scorm-1\.2.*--split"):
        pack(exporter, "tiny", units=Units.PER_MODULE)


def test_several_scos_hold_no_file_twice(pack: Pack) -> None:
    """Each SCO has a page of its own to begin with; the player and what two modules show are shared."""
    files = inside(pack(scorm_12, "mixed", units=Units.PER_MODULE))
    assert [name for name in files if name.endswith(".html")] == ["all-blocks.html", "all-questions.html"]
    assert [name for name in files if name.startswith("player")] == ["player.css", "player.js"]
    text = files["imsmanifest.xml"].decode()
    listed = re.findall(r'<file href="([^"]*)"', text)
    assert len(listed) == len(set(listed))
    own = text[text.index('identifier="res-mixed.all-blocks"') : text.index('identifier="shared-mixed"')]
    assert "all-blocks.html" in own and "media/all-blocks/videos/oslo/film.en.mp4" in own
    assert "player.js" not in own


def test_a_module_is_the_same_thing_in_every_shape(pack: Pack) -> None:
    """Point 13: from a package for each module to one with several SCOs, identifiers stay."""
    alone = manifest_of(pack(scorm_12, "tiny", module="tiny-two"))
    several = manifest_of(pack(scorm_12, "tiny", units=Units.PER_MODULE))
    item = '<item identifier="item-tiny.tiny-two" identifierref="res-tiny.tiny-two"'
    assert item in alone and item in several


def test_each_sco_says_what_its_module_asks(pack: Pack) -> None:
    files = inside(pack(scorm_12, "tiny", units=Units.PER_MODULE))
    told = {}
    for name in ("tiny-one", "tiny-two"):
        inline = files[f"{name}.html"].decode().partition('type="application/json"')[2]
        course = json.loads(inline.partition(">")[2].partition("</script>")[0])
        settings = course["settings"]
        told[name] = (course["packageId"], settings["scored"], settings["questions"], len(course["modules"]))
    assert told == {"tiny-one": ("tiny.tiny-one", True, 2, 1), "tiny-two": ("tiny.tiny-two", False, 0, 1)}


class Server:
    """What an LMS keeps of each SCO: the double knows one at a time."""

    def __init__(self, lms: Lms) -> None:
        self.lms, self.kept = lms, {"": ""}

    def launch(self, sco: str) -> Frame:
        self.lms.leave()
        self.lms.page.evaluate(
            "kept => sessionStorage.setItem('server', kept)", json.dumps(self.kept.get(sco) or {})
        )
        return self.lms.launch("scorm-1.2", launch=f"/package/{sco}.html")

    def close(self, sco: str) -> dict[str, str]:
        self.lms.leave()
        self.kept[sco] = self.lms.kept  # type: ignore[assignment]
        return self.lms.kept


def test_journey_through_several_scos(lms: Lms, pack: Pack) -> None:
    """Each SCO has its own state, score and completion; what is done in one is nothing to the other."""
    lms.upload(pack(scorm_12, "tiny", units=Units.PER_MODULE))
    server = Server(lms)
    frame = server.launch("tiny-one")
    frame.get_by_role("button", name="Next", exact=True).click()
    frame.get_by_label("Elected people").check()
    first = server.close("tiny-one")
    assert first["cmi.core.lesson_status"] == "incomplete"
    frame = server.launch("tiny-two")
    expect(frame.get_by_role("textbox")).to_be_visible()
    frame.get_by_role("textbox").fill("A bench in the park.")
    frame.get_by_role("button", name="Finish").click()
    second = server.close("tiny-two")
    assert second["cmi.core.lesson_status"] == "completed"  # no points to win: nothing to pass
    assert "cmi.core.score.raw" not in second
    frame = server.launch("tiny-one")
    expect(frame.get_by_role("heading", name="Quiz on councils")).to_be_visible()
    frame.get_by_label("Elected people").check()
    frame.get_by_label("True", exact=True).check()
    frame.get_by_role("button", name="Hand in").click()
    frame.get_by_role("button", name="Finish").click()
    first = server.close("tiny-one")
    assert (first["cmi.core.lesson_status"], first["cmi.core.score.raw"]) == ("passed", "100")
    frame = server.launch("tiny-two")
    expect(frame.get_by_role("textbox")).to_have_value("A bench in the park.")


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_journey_through_one_module(exporter: ScormExporter, lms: Lms, pack: Pack) -> None:
    lms.upload(pack(exporter, "tiny", module="tiny-one"))
    frame = lms.launch(exporter.name)
    expect(frame.locator("#course-title")).to_have_text("Hello, council")
    frame.get_by_role("button", name="Next", exact=True).click()
    frame.get_by_label("Elected people").check()
    frame.get_by_label("True", exact=True).check()
    frame.get_by_role("button", name="Hand in").click()
    frame.get_by_role("button", name="Finish").click()
    expect(frame.get_by_text("You have finished the course")).to_be_visible()
    lms.leave()
    assert not [name for name in lms.kept if "objectives" in name]  # point 19
    words = {"passed", "completed"}
    assert {value for name, value in lms.kept.items() if name.endswith("_status")} <= words
