"""Learners for the load: signed in, on their way, each with a cookie and a form ready to send.

    python -m bench.learners COURSE MODULE PAGE OUT

It runs in a process of its own with the site's settings, asks the site as a browser would, and
writes OUT/requests.json (what wrk sends) and OUT/statements.pickle (what each answer's statements
were, for the floor to repeat).
"""

from __future__ import annotations

import json
import pickle
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask.testing import FlaskClient

from milepost.accounts.models import User
from milepost.accounts.services import names, sessions
from milepost.app import create_app
from milepost.core import clock
from milepost.core import db as core_db
from milepost.core.db import Database

LEARNERS = 8
LESSONS_DONE = 3


class Forms(HTMLParser):
    """Collects every form of a page: its address and the fields that would be sent with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._open: dict[str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a hidden field, the first of the options, or a button."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("method", "").lower() == "post":
            self._open = {"": found.get("action", "").partition("#")[0]}
            self.forms.append(self._open)
        elif self._open is not None and tag in ("input", "button") and "name" in found:
            self._open.setdefault(found["name"], found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Close a form."""
        if tag == "form":
            self._open = None


def main(course: str, module: str, page: str, out: Path) -> None:
    """Make the learners and write what they will send."""
    app = create_app()
    database: Database = app.extensions["milepost.database"]
    address = f"/en/courses/{course}/{module}/{page}"
    requests: dict[str, list[dict[str, str]]] = {"pages": [], "answers": []}
    statements: list[list[tuple[str, Any]]] = []
    for number in range(LEARNERS):
        client = app.test_client()
        client.set_cookie("milepost_session", _sign_up(database, f"Learner {number}"))
        for lesson in range(1, LESSONS_DONE + 1):
            _send(client, f"/en/courses/{course}/{module}/lesson-{lesson:02}", "question", absent=True)
        form = _send(client, address, "question")
        statements.append(_statements(database, client, form))
        cookies = filter(None, map(client.get_cookie, ("milepost_session", "session")))
        cookie = "; ".join(f"{found.key}={found.value}" for found in cookies)
        requests["pages"].append({"path": address, "cookie": cookie})
        body = urlencode({name: value for name, value in form.items() if name})
        requests["answers"].append({"path": form[""], "cookie": cookie, "body": body, "method": "POST"})
    (out / "requests.json").write_text(json.dumps(requests))
    (out / "statements.pickle").write_bytes(pickle.dumps(statements))


def _sign_up(database: Database, name: str) -> str:
    """Make an account and a session; return the session's token."""
    now = clock.now()
    with database.session(write=True) as session:
        display_name, sign_in_name = names.claim(session, name)
        user = User(display_name=display_name, sign_in_name=sign_in_name, created_at=now, last_seen_at=now)
        session.add(user)
        session.flush()
        token = sessions.start(session, user.id, now)
        session.commit()
    return token


def _send(client: FlaskClient, address: str, field: str, *, absent: bool = False) -> dict[str, str]:
    """Open a page and send the first form that has the field (or, absent, the last that has not)."""
    forms = Forms(client.get(address).text).forms
    here = [form for form in forms if form[""] in ("", address) and (field in form) is not absent]
    form = here[-1 if absent else 0]
    form[""] = form[""] or address
    answer = client.post(form[""], data={name: value for name, value in form.items() if name})
    assert answer.status_code in (200, 302, 303), (answer.status_code, answer.text)
    return form


def _statements(database: Database, client: FlaskClient, form: dict[str, str]) -> list[tuple[str, Any]]:
    """Send the answer once more and return every statement that went to the driver."""
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if not statement.startswith("BEGIN"):
            seen.append((statement, _plain(parameters)))

    send = core_db.send

    def noted(connection: sa.Connection, text: str, parameters: Any) -> Any:
        seen.append((text, _plain(parameters)))
        return send(connection, text, parameters)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    core_db.send = noted  # hot statements go past SQLAlchemy's events
    data = {name: value for name, value in form.items() if name}
    answer = client.post(form[""], data=data, headers={"X-Milepost-Fragment": "1"})
    sa.event.remove(database.engine, "before_cursor_execute", note)
    core_db.send = send
    assert answer.status_code == 200, (answer.status_code, answer.text)
    assert any(statement.startswith(("INSERT", "UPDATE")) for statement, _ in seen)
    return seen


def _plain(parameters: Any) -> Any:
    """Return parameters that can be written to a file: bytes come as views of memory."""
    if isinstance(parameters, dict):
        return {name: _plain(value) for name, value in parameters.items()}
    if isinstance(parameters, tuple):
        return tuple(map(_plain, parameters))
    return bytes(parameters) if isinstance(parameters, memoryview) else parameters


if __name__ == "__main__":
    course, module, page, out = sys.argv[1:]
    main(course, module, page, Path(out))
