"""A short film is really built: spoken, painted, encoded; and built again at no cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from milepost_film import record
from milepost_film.build import build, plan
from milepost_film.cli import film
from milepost_film.storyboard import StoryboardError, read
from milepost_film.verify import duration, read_cues
from milepost_film.voice import RATE

FILES = {
    "film.en.mp4",
    "film.en.m4a",
    "poster.en.jpg",
    "captions.en.vtt",
    "chapters.en.vtt",
    "descriptions.en.vtt",
}
FILES |= {"transcript.en.md"}


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the frame counts of the scenes that are painted and encoded, as they are."""
    counts: list[int] = []
    segment = record.segment

    def counted(picture: object, frames: int, target: Path, tick: Callable[[int], None]) -> None:
        counts.append(frames)
        segment(picture, frames, target, tick)  # type: ignore[arg-type]

    monkeypatch.setattr(record, "segment", counted)
    return counts


def change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_film_and_its_company_are_written(short: Path) -> None:
    written = build(short)
    assert {path.name for path in written} == FILES
    data = written[0].read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # it starts while it loads
    said = record.run("-i", str(written[0]), "-f", "null", "-", level="info")
    assert "h264" in said
    assert "1280x720" in said
    assert "aac" in said
    cues = read_cues((short.parent / "captions.en.vtt").read_text(encoding="utf-8"))
    assert duration(written[0]) == pytest.approx(plan(read(short)).narration.seconds, abs=0.1)
    assert cues[-1].end <= duration(written[0])
    assert record.loudness(written[0]) == pytest.approx(-16, abs=1)


def test_a_film_says_at_both_ends_what_it_is_made_of(short: Path) -> None:
    build(short)
    cues = [
        cue.text.replace("\n", " ")
        for cue in read_cues((short.parent / "captions.en.vtt").read_text("utf-8"))
    ]
    assert cues[1] == cues[-1] == "This film is drawn, and the voice is synthetic."
    assert "*This film is drawn, and the voice is synthetic.*" in (
        short.parent / "transcript.en.md"
    ).read_text("utf-8")


def test_what_did_not_change_costs_nothing(short: Path, recorded: list[int]) -> None:
    build(short)
    before = (short.parent / "film.en.mp4").stat().st_mtime_ns
    recorded.clear()
    build(short)
    assert recorded == []
    assert (short.parent / "film.en.mp4").stat().st_mtime_ns == before


def test_only_a_changed_scene_is_recorded_again(short: Path, recorded: list[int]) -> None:
    build(short)
    film_before = (short.parent / "film.en.mp4").read_bytes()
    recorded.clear()
    change(short, "- people: 2", "- people: 3")
    build(short)
    assert len(recorded) == 1
    assert (short.parent / "film.en.mp4").read_bytes() != film_before


def test_a_film_that_was_lost_is_joined_again_from_its_scenes(short: Path, recorded: list[int]) -> None:
    build(short)
    (short.parent / "film.en.mp4").unlink()
    recorded.clear()
    assert build(short)[0].exists()
    assert recorded == []


def test_a_person_who_speaks_replaces_the_voice_and_its_disclosure(short: Path) -> None:
    tone = [0.3 * np.sin(np.arange(round(seconds * RATE)) / 9) for seconds in (1.3, 2.4, 4.6, 0.8)]
    silence = np.zeros(RATE)
    soundfile.write(
        short.parent / "narration.en.wav", np.concatenate([p for t in tone for p in (t, silence)]), RATE
    )
    planned = plan(read(short))
    assert planned.disclosure == "This film is drawn."
    assert [len(scene.sentences) for scene in planned.board.scenes] == [1, 2, 1]
    lengths = [cue.end - cue.start for scene in planned.narration.scenes for cue in scene.sentences]
    assert [lengths[0], lengths[1], lengths[3]] == pytest.approx([1.35, 2.45, 0.85], abs=0.1)


def test_a_recording_takes_the_place_of_a_drawing(short: Path) -> None:
    clip = short.parent / "clip.mp4"
    record.run(
        "-f", "lavfi", "-i", "testsrc=size=640x360:rate=10:duration=1", "-pix_fmt", "yuv420p", str(clip)
    )
    change(short, "{visual=street}", "{visual=footage}")
    change(short, "- label: Who is asked?\n- people: 2\n", "- file: clip.mp4\n")
    planned = plan(read(short))
    assert planned.disclosure == "Parts of this film are drawn, and the voice is synthetic."
    written = build(short)
    assert duration(written[0]) == pytest.approx(planned.narration.seconds, abs=0.1)
    clip.unlink()
    with pytest.raises(StoryboardError, match=r"there is no recording clip\.mp4 beside it"):
        build(short)


def test_words_of_another_language_stand_beside_the_film(short: Path) -> None:
    build(short)
    french = short.with_name("storyboard.fr.md")
    text = short.read_text(encoding="utf-8").replace(
        "lang: en\nvoice: hibari/heart", "lang: fr\nfilm: en\nstatus: draft"
    )
    french.write_text(text.replace("That is all.", "C’est tout."), encoding="utf-8")
    written = build(french)
    assert {path.name for path in written} == {
        f"{kind}.fr.vtt" for kind in ("captions", "chapters", "descriptions")
    } | {"transcript.fr.md"}
    english = read_cues((short.parent / "captions.en.vtt").read_text(encoding="utf-8"))
    cues = read_cues((short.parent / "captions.fr.vtt").read_text(encoding="utf-8"))
    assert cues[-2].text == "C’est tout."
    assert cues[-2].start == english[-2].start
    assert "Traduction provisoire" in (short.parent / "transcript.fr.md").read_text(encoding="utf-8")


def test_a_scene_that_cannot_be_drawn_is_named_with_its_line(short: Path) -> None:
    change(short, "- people: 2", "- crowd: 2")
    with pytest.raises(StoryboardError, match=r"storyboard\.en\.md:16: unknown slot of street 'crowd'"):
        build(short)


def test_the_command_writes_contact_sheets(short: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert film(["sheet", str(short), "-o", str(short.parent / "sheets"), "--moments", "1"]) == 0
    written = [Path(line) for line in capsys.readouterr().out.split()]
    assert [path.name for path in written] == ["wide-01.png", "phone-01.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)
