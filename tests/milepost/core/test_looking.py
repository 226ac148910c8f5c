"""Looking things up in a request does not wait for whoever is writing."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from milepost.core import http
from milepost.core.db import Prepared, Reader
from milepost.core.settings import Settings

ONE = Prepared(sa.select(sa.literal_column("1")))


def site(database, tmp_path) -> Flask:
    app = Flask("looking")
    http.init_app(app, database, Settings(tmp_path, str(database.url), "x", "http://localhost", None))

    @app.post("/read-then-write")
    def read_then_write() -> str:
        before = http.looking()
        assert isinstance(before, Reader)
        assert http.looking() is before
        session = http.db()
        assert http.looking() is session
        session.execute(sa.text("DELETE FROM throttle"))
        http.commit()
        return "done"

    @app.post("/only-look")
    def only_look() -> str:
        return str(ONE.all(http.looking(), {})[0][0])

    return app


def test_a_writing_request_may_look_first(database, tmp_path):
    assert site(database, tmp_path).test_client().post("/read-then-write").text == "done"


def test_looking_does_not_wait_for_the_writers_turn(database, tmp_path):
    client = site(database, tmp_path).test_client()
    with database.session(write=True):
        assert client.post("/only-look").text == "1"
