"""Static files are addressed by their content, kept for long, and sent compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from milepost.core.errors import NotFound
from milepost.web.static import StaticFiles


def address(app: Flask, name: str) -> str:
    return str(app.extensions["milepost.static"].address(name))


def test_a_file_at_its_own_hash_may_be_kept_for_a_year(app: Flask) -> None:
    answer = app.test_client().get(address(app, "site.css"))
    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_old_hash_gets_todays_file_but_nobody_keeps_it(client: FlaskClient) -> None:
    answer = client.get("/static/000000000000/site.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_text_is_sent_compressed_to_those_who_take_it(app: Flask) -> None:
    client, place = app.test_client(), address(app, "site.css")
    plain = client.get(place)
    zipped = client.get(place, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 3


def test_fonts_are_not_compressed_twice(app: Flask) -> None:
    answer = app.test_client().get(
        address(app, "fonts/atkinson-latin.woff2"), headers={"Accept-Encoding": "gzip"}
    )
    assert answer.content_type == "font/woff2"
    assert "Content-Encoding" not in answer.headers


def test_the_style_sheet_names_fonts_by_their_addresses(app: Flask) -> None:
    client = app.test_client()
    css = client.get(address(app, "site.css")).text
    fonts = re.findall(r"url\((/[^)]+\.woff2)\)", css)
    assert len(fonts) == 3
    assert all(client.get(font).headers["Cache-Control"].endswith("immutable") for font in fonts)


def test_content_and_shell_travel_in_one_style_sheet(client: FlaskClient) -> None:
    css = client.get("/static/0/site.css").text
    assert css.index("@layer base, content, parts;") < css.index("@layer content")
    assert ".question" in css and ".site-head" in css
    assert "/*" not in css


def test_nothing_beside_the_listed_kinds_of_file_is_served(client: FlaskClient) -> None:
    for name in ("fonts/subset.py", "../views.py", "%2e%2e/views.py", "vendor.json", "nothing.css"):
        assert client.get(f"/static/0/{name}").status_code == 404, name


def test_a_changed_file_gets_another_address(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a {}")
    before = StaticFiles([tmp_path], {}).address("a.css")
    file.write_text("b {}")
    assert StaticFiles([tmp_path], {}).address("a.css") != before


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    with pytest.raises(NotFound, match=r"no static file 'b\.css'; known: a\.css"):
        StaticFiles([tmp_path], {}).address("b.css")
