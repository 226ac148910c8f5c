"""Bytes as counted in a browser's first and second lesson, without the lesson's own media."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

FIRST_VIEW = 25_000  # bytes, compressed, besides one font
NEXT_LESSON = 10_000
REQUESTS = 8
LATIN_FONT = 35_000


@dataclass(frozen=True)
class Weight:
    """What a page costs: bytes of text, bytes of fonts, number of requests (icons included)."""

    text: int
    fonts: int
    requests: int


def fetch(client: FlaskClient, address: str) -> int:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    return len(answer.data)


def weigh(client: FlaskClient, address: str) -> Weight:
    """Fetch a page and what it asks for, as a browser with an empty cache does."""
    page = client.get(address).text
    found = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    fonts = {place for place in found if place.endswith(".woff2")}
    text = fetch(client, address) + sum(fetch(client, place) for place in found - fonts)
    return Weight(text, sum(fetch(client, place) for place in fonts), 1 + len(found))


def lessons(app: Flask) -> list[str]:
    library = app.extensions["milepost.library"]
    return [
        f"/en/courses/{course_id}/{module.id}/{page.id}"
        for course_id in library.course_ids()
        for module in library.course(course_id, "en").modules
        for page in module.learner_pages
        if page.kind == "lesson"
    ]


def test_a_first_lesson_is_light(shipped: Flask) -> None:
    for address in lessons(shipped):
        weight = weigh(shipped.test_client(), address)
        assert weight.text <= FIRST_VIEW, f"{address}: {weight}"
        assert weight.fonts <= LATIN_FONT, f"{address}: {weight}"
        assert weight.requests <= REQUESTS, f"{address}: {weight}"


def test_the_next_lesson_is_only_its_text(shipped: Flask) -> None:
    client = shipped.test_client()
    for address in lessons(shipped):
        assert fetch(client, address) <= NEXT_LESSON, address
