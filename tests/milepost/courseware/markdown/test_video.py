"""A film that two modules share: its files stay where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost.courseware.labels import labels_for
from milepost.courseware.markdown.parser import ParsedPage, parse_page
from milepost.courseware.model import Film
from milepost.courseware.render import film_html
from milepost.courseware.sources import Sources, Text

OSLO = "../../all-blocks/videos/oslo"


def page(content_root: Path, paragraph: str) -> tuple[ParsedPage, list[str]]:
    sources = Sources(content_root)
    text = f"---\ntitle: A page\nkind: case\nminutes: 1\n---\n\n{paragraph}\n"
    parsed = parse_page(Text("modules/tiny-one/en/09-page.md", text), "tiny-one", "page", "en", sources)
    return parsed, [problem.message for problem in sources.problems]


def test_a_film_of_another_module_keeps_its_place_and_its_company(content_root):
    parsed, problems = page(content_root, f"[![Film: Oslo]({OSLO}/poster.en.jpg)]({OSLO}/film.en.mp4)")
    (film,) = parsed.blocks
    assert not problems
    assert isinstance(film, Film)
    assert (film.module, film.path) == ("all-blocks", "videos/oslo/film.en.mp4")
    assert film.poster == "videos/oslo/poster.en.jpg"
    assert [track.lang for track in film.captions] == ["ar", "en"]
    html = film_html(film, labels_for("en"))
    assert "milepost:media/all-blocks/videos/oslo/captions.en.vtt" in html
    assert "tiny-one" not in html


@pytest.mark.parametrize(
    ("poster", "film", "message"),
    [
        ("../media/poster.en.jpg", f"{OSLO}/film.en.mp4", "lies beside it"),
        (f"{OSLO}/poster.en.jpg", "../../../all-blocks/videos/oslo/film.en.mp4", "a film lies in"),
        (f"{OSLO}/poster.en.jpg", "../../../../etc/videos/oslo/film.en.mp4", "a film lies in"),
        (f"{OSLO}/poster.en.jpg", "https://example.org/videos/oslo/film.en.mp4", "a film lies in"),
    ],
)
def test_a_film_from_elsewhere_is_refused(content_root, poster, film, message):
    _, problems = page(content_root, f"[![Film: Oslo]({poster})]({film})")
    assert any(message in problem for problem in problems), problems
