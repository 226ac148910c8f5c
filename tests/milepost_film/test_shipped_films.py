"""Every film that is shipped: small, captioned so that it can be read, honest about how it was made."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from milepost_film.storyboard import original, read, same_shape
from milepost_film.timing import LINE
from milepost_film.verify import BYTES, PER_SECOND, read_cues

MODULES = Path(__file__).parents[2] / "modules"
FILMS = sorted(MODULES.glob("*/videos/*/film.*.mp4"))
TRACKS = sorted(MODULES.glob("*/videos/*/captions.*.vtt"))
WORDS = [path for path in sorted(MODULES.glob("*/videos/*/storyboard.*.md")) if read(path).film]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("film", FILMS, ids=name)
def test_a_film_is_small_starts_while_it_loads_and_has_its_company(film: Path) -> None:
    data = film.read_bytes()
    assert len(data) <= BYTES
    assert data.index(b"moov") < data.index(b"mdat")
    lang = film.name.split(".")[1]
    company = {f"{kind}.{lang}.vtt" for kind in ("captions", "chapters", "descriptions")}
    company |= {f"transcript.{lang}.md", f"poster.{lang}.jpg", f"film.{lang}.m4a", f"storyboard.{lang}.md"}
    assert company <= {path.name for path in film.parent.iterdir()}
    assert film.with_suffix(".m4a").stat().st_size < len(data) / 2


@pytest.mark.parametrize("track", TRACKS, ids=name)
def test_captions_can_be_read(track: Path) -> None:
    cues = read_cues(track.read_text(encoding="utf-8"))
    assert max(len(line) for cue in cues for line in cue.text.split("\n")) <= LINE
    assert max(cue.text.count("\n") for cue in cues) <= 1
    assert max(len(cue.text) / (cue.end - cue.start) for cue in cues) <= PER_SECOND
    assert all(cue.end <= following.start + 0.001 for cue, following in pairwise(cues))


@pytest.mark.parametrize("film", FILMS, ids=name)
def test_a_film_says_at_both_ends_that_it_is_drawn_and_synthetic(film: Path) -> None:
    cues = read_cues(film.with_name(f"captions.{film.name.split('.')[1]}.vtt").read_text(encoding="utf-8"))
    said = [cue.text.replace("\n", " ") for cue in cues]
    told = "This film is drawn, and the voice is synthetic."
    assert told in said[:4]
    assert said[-1] == told


@pytest.mark.parametrize("words", WORDS, ids=name)
def test_words_in_another_language_fit_the_film(words: Path) -> None:
    board = read(words)
    same_shape(board, read(original(board)))
