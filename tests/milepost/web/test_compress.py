"""Pages travel compressed, and their length gives nothing away."""

from __future__ import annotations

import gzip

from flask import Flask
from flask.testing import FlaskClient

from milepost.web import compress

TAKES_GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_is_compressed_for_those_who_take_it(client: FlaskClient) -> None:
    plain = client.get("/en/accessibility")
    zipped = client.get("/en/accessibility", headers=TAKES_GZIP)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 2
    assert int(zipped.headers["Content-Length"]) == len(zipped.data)
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in zipped.headers["Vary"]


def test_what_is_small_is_left_alone(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=TAKES_GZIP).headers


def test_pictures_and_packages_are_left_alone(app: Flask) -> None:
    app.add_url_rule("/zip", "zip", lambda: (b"0" * 5000, {"Content-Type": "application/zip"}))
    assert "Content-Encoding" not in app.test_client().get("/zip", headers=TAKES_GZIP).headers


def test_the_same_text_has_different_lengths() -> None:
    lengths = {len(compress.gzip(b"the same text" * 100)) for _ in range(50)}
    assert len(lengths) > 5
    assert gzip.decompress(compress.gzip("ş".encode() * 700)).decode() == "ş" * 700
