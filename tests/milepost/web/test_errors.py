"""What people see when something goes wrong: plain words, the way back, never a trace."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from milepost.core.db import Database
from milepost.core.errors import Conflict, Forbidden, Invalid, TooMany, UnknownName
from milepost.core.http import commit, db
from milepost.courseware.library import ContentError
from milepost.courseware.model import Problem

SECRET = "the-secret-detail"


@pytest.fixture
def failing(app: Flask) -> Callable[..., Any]:
    """Return a callable that opens a page which raises the given error."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def open_page(error: Exception, method: str = "GET", lang: str = "en", **options: Any) -> Any:
        def view(lang: str) -> str:
            raise error

        app.add_url_rule("/<lang>/fail", "fail", view, methods=["GET", "POST"])
        app.config["WTF_CSRF_ENABLED"] = False
        return app.test_client().open(f"/{lang}/fail", method=method, **options)

    return open_page


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Forbidden("You may not see this list."), 403),
        (Conflict("This attempt is closed."), 409),
        (Invalid("Type a name.", "name"), 422),
        (TooMany("Wait a minute.", 60), 429),
    ],
)
def test_our_errors_are_shown_with_their_own_words(failing: Any, error: Exception, status: int) -> None:
    answer = failing(error)
    assert answer.status_code == status
    assert str(error) in answer.text
    assert 'class="site-head"' in answer.text


def test_an_unknown_course_is_told_in_the_words_of_a_page_not_of_the_terminal(failing: Any) -> None:
    answer = failing(UnknownName("course", "nope", ["tiny"]))
    assert answer.status_code == 404
    assert "This course is not on this site." in answer.text
    assert "unknown course" not in answer.text and "tiny" not in answer.text


def test_a_course_with_mistakes_is_closed_for_learners_and_explained_in_the_log(
    failing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing(ContentError([Problem("modules/x/en/01-a.md", 13, "an unknown line")]))
    assert answer.status_code == 503
    assert "This course is closed for a moment" in answer.text and "01-a.md" not in answer.text
    assert "modules/x/en/01-a.md:13: an unknown line" in caplog.text


def test_a_limit_says_when_to_come_back(failing: Any) -> None:
    assert failing(TooMany("Wait a minute.", 60)).headers["Retry-After"] == "60"


def test_what_an_error_says_is_text_and_never_markup(failing: Any) -> None:
    assert "<b>bold</b>" not in failing(Conflict("<b>bold</b>")).text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError(SECRET), 500),
        (sa.exc.OperationalError(SECRET, {}, Exception(SECRET)), 503),
        (OSError(errno.ENOSPC, SECRET), 503),
    ],
)
def test_a_fault_of_ours_shows_no_trace(failing: Any, error: Exception, status: int) -> None:
    answer = failing(error)
    assert answer.status_code == status
    assert SECRET not in answer.text and "Traceback" not in answer.text and ".py" not in answer.text
    assert "It is not your fault" in answer.text
    assert '<html lang="en" dir="ltr">' in answer.text


def test_the_trace_is_in_the_log(failing: Any, caplog: pytest.LogCaptureFixture) -> None:
    failing(RuntimeError(SECRET))
    assert any(record.exc_info and SECRET in str(record.exc_info[1]) for record in caplog.records)


def test_a_missing_database_is_a_plain_page(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.extensions["milepost.database"].engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE user_session RENAME TO gone"))
    client = app.test_client()
    client.set_cookie("milepost_session", "anything")
    answer = client.get("/en/")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text and "user_session" not in answer.text
    assert client.get("/no/such/page").status_code == 404


def test_a_database_file_that_is_gone_is_a_plain_page(app: Flask, database: Database, tmp_path: Path) -> None:
    if not database.is_sqlite:
        pytest.skip("a database without a file")
    app.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.set_cookie("milepost_session", "anything")
    assert client.get("/en/").status_code == 200 and client.get("/readyz").status_code == 200
    (tmp_path / "milepost.sqlite3").rename(tmp_path / "elsewhere")
    app.extensions["milepost.database"]._file._next_look = 0.0
    saved = client.post("/en/join", data={"display_name": "Amina", "password": "a short sentence"})
    for answer in (saved, client.get("/en/")):
        assert answer.status_code == 503
        assert "cannot save or look up anything right now" in answer.text
        assert "sqlite" not in answer.text
    assert client.get("/readyz").json == {"status": "no database"}


def test_a_failed_request_is_rolled_back(app: Flask, database: Database) -> None:
    app.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    rows = sa.text("SELECT count(*) FROM user_account")

    def view() -> str:
        db().execute(sa.text("UPDATE alembic_version SET version_num = 'lost'"))
        db().flush()
        raise RuntimeError("after writing")

    app.add_url_rule("/half", "half", view, methods=["POST"])
    assert app.test_client().post("/half").status_code == 500
    with database.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) != "lost"
        assert connection.scalar(rows) == 0


def test_a_committed_request_is_kept(app: Flask, database: Database) -> None:
    app.config["WTF_CSRF_ENABLED"] = False

    def view() -> str:
        db().execute(sa.text("UPDATE alembic_version SET version_num = 'kept'"))
        commit()
        return "done"

    app.add_url_rule("/whole", "whole", view, methods=["POST"])
    assert app.test_client().post("/whole").status_code == 200
    with database.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "kept"


def test_scripts_that_ask_for_json_get_json(failing: Any) -> None:
    answer = failing(Conflict("This attempt is closed."), headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json == {"error": "This attempt is closed."}


def test_what_another_language_has_no_words_for_comes_beside_in_english(failing: Any) -> None:
    answer = failing(Invalid("this is not a zip file"), lang="ar", headers={"Accept": "application/json"})
    assert answer.json["detail"] == "this is not a zip file"
    assert answer.json["error"] != answer.json["detail"]


def test_the_enhancer_gets_a_piece_of_a_page(failing: Any) -> None:
    answer = failing(Conflict("This attempt is closed."), headers={"X-Milepost-Fragment": "1"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text and "This attempt is closed." in answer.text
    assert "<html" not in answer.text


def test_a_wrong_method_names_the_right_ones(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/en/privacy")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
