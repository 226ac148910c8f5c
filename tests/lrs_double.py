"""An LMS with an LRS for tests: cmi5's fetch URL, launch data and rules, xAPI's statements and documents.

A real HTTP server on loopback, on a port of its own: the package comes from another one, so every request
is a cross-origin one with its preflight, as it is where LMS and LRS are two machines.
Sources: cmi5 (quartz, 1st ed.) 8–11; xAPI 1.0.3 part 3.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from serving import running

ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "learner-7"}}
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
PREFERENCES = "cmi5LearnerPreferences"
LAUNCH_DATA = "LMS.LaunchData"
Key = tuple[str, ...]
JSON = dict[str, Any]


@dataclass
class Session:
    """One launch: what the LMS decided, and the token that is given out once."""

    id: str
    token: str
    fetched: bool = False


@dataclass
class Lrs:
    """What the LMS and its LRS hold. `down`: the status that every request gets, 0 to hang up."""

    statements: list[JSON] = field(default_factory=list)
    documents: dict[Key, bytes] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    down: int | None = None
    tells_etags: bool = True
    overtakes: bool = False  # the next document waits on its way until the one after it has been written
    refuses: Callable[[JSON], int] = lambda _: 0
    address: str = ""
    written: threading.Condition = field(default_factory=threading.Condition)
    heard: float = 0.0  # when the last request came or was answered, on the monotonic clock

    def launch(
        self, page: str, activity: str, registration: str, *, mode: str = "Normal", **more: Any
    ) -> str:
        """Prepare a session and return the address to open (8.1). `more` goes into LMS.LaunchData (10)."""
        session = Session(str(uuid.uuid4()), base64.b64encode(uuid.uuid4().bytes).decode())
        self.sessions[session.id] = session
        publisher = more.pop("publisher", "https://publisher.example/au")
        template = {
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": publisher}]},
            "extensions": {SESSION: session.id},
        }
        data = {"contextTemplate": template, "launchMode": mode, "moveOn": "CompletedAndPassed", **more}
        self.documents[self._state_key(activity, registration, LAUNCH_DATA)] = json.dumps(data).encode()
        query = {
            "endpoint": f"{self.address}/xapi",
            "fetch": f"{self.address}/fetch?k={session.id}",
            "actor": json.dumps(ACTOR),
            "registration": registration,
            "activityId": activity,
        }
        return f"{page}?{urlencode(query)}"

    def prefer(self, **wishes: str) -> None:
        """Write the learner's preferences (11)."""
        self.documents[("agents/profile", json.dumps(ACTOR, sort_keys=True), PREFERENCES)] = json.dumps(
            wishes
        ).encode()

    def state(self, activity: str, registration: str) -> JSON:
        """Return the package's own document, or {}."""
        found = self.documents.get(self._state_key(activity, registration, "milepost"), b"{}")
        state: JSON = json.loads(found)
        return state

    def write_state(self, activity: str, registration: str, document: JSON) -> None:
        self.documents[self._state_key(activity, registration, "milepost")] = json.dumps(document).encode()

    def verbs(self) -> list[str]:
        """Return the verbs of all statements, in the order of their timestamps (9.3)."""
        ordered = sorted(self.statements, key=lambda statement: str(statement["timestamp"]))
        return [str(statement["verb"]["id"]).rsplit("/", 1)[1] for statement in ordered]

    def named(self, verb: str) -> list[JSON]:
        return [statement for statement in self.statements if statement["verb"]["id"].endswith(f"/{verb}")]

    @staticmethod
    def _state_key(activity: str, registration: str, state: str) -> Key:
        return ("activities/state", activity, json.dumps(ACTOR, sort_keys=True), registration, state)

    # --- HTTP ---

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        self.heard = time.monotonic()
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if self.down == 0:
            request.close_connection = True
        elif request.command == "OPTIONS":
            self._reply(request, 204, b"")
        elif self.down:
            self._reply(request, self.down, b"{}")
        elif parts.path == "/fetch":
            self._give_token(request, query.get("k", ""))
        elif not self._is_signed(request):
            self._reply(request, 401, b"{}")
        elif request.headers.get("X-Experience-API-Version", "") != "1.0.3":
            self._reply(request, 400, b"{}")
        elif parts.path == "/xapi/statements":
            self._statements(request, query, body)
        elif parts.path in ("/xapi/activities/state", "/xapi/agents/profile"):
            self._document(request, parts.path.removeprefix("/xapi/"), query, body)
        else:
            self._reply(request, 404, b"{}")

    def _give_token(self, request: BaseHTTPRequestHandler, key: str) -> None:
        session = self.sessions.get(key)
        if request.command != "POST" or session is None:
            return self._reply(request, 200, b'{"error-code": "2", "error-text": "no such session"}')
        if session.fetched:
            return self._reply(request, 200, b'{"error-code": "1", "error-text": "already given out"}')
        session.fetched = True
        return self._reply(request, 200, json.dumps({"auth-token": session.token}).encode())

    def _is_signed(self, request: BaseHTTPRequestHandler) -> bool:
        given = request.headers.get("Authorization", "")
        return any(
            session.fetched and given == f"Basic {session.token}" for session in self.sessions.values()
        )

    def _statements(self, request: BaseHTTPRequestHandler, query: dict[str, str], body: bytes) -> None:
        known = {statement["id"]: statement for statement in self.statements}
        if request.command == "GET":
            found = known.get(query.get("statementId", ""))
            return self._reply(request, 200 if found else 404, json.dumps(found or {}).encode())
        told = json.loads(body)
        batch: list[JSON] = told if isinstance(told, list) else [told]
        if request.command == "PUT" and batch[0]["id"] != query.get("statementId"):
            return self._reply(request, 400, b"{}")
        for statement in batch:
            if refused := self.refuses(statement):
                return self._reply(request, refused, b"{}")
            if known.get(statement["id"], statement) != statement:
                return self._reply(request, 409, b"{}")
        self.statements += [statement for statement in batch if statement["id"] not in known]
        if request.command == "PUT":
            return self._reply(request, 204, b"")
        return self._reply(request, 200, json.dumps([statement["id"] for statement in batch]).encode())

    def _document(
        self, request: BaseHTTPRequestHandler, resource: str, query: dict[str, str], body: bytes
    ) -> None:
        agent = json.dumps(json.loads(query["agent"]), sort_keys=True)
        if resource == "agents/profile":
            key: Key = (resource, agent, query["profileId"])
        else:
            key = (resource, query["activityId"], agent, query["registration"], query["stateId"])
        if self.overtakes and request.command == "PUT":
            self.overtakes = False
            with self.written:
                self.written.wait(timeout=10)
        held = self.documents.get(key)
        if request.command == "GET":
            return self._reply(request, 404 if held is None else 200, held or b"", _etag(held))
        if key[-1] == LAUNCH_DATA:
            return self._reply(request, 403, b"{}")  # the AU must not change it (10)
        wanted, unless = request.headers.get("If-Match"), request.headers.get("If-None-Match")
        if (wanted and wanted != _etag(held)) or (unless == "*" and held is not None):
            return self._reply(request, 412, b"{}")
        self.documents[key] = body
        self._reply(request, 204, b"", _etag(body))
        with self.written:
            self.written.notify_all()
        return None

    def _reply(self, request: BaseHTTPRequestHandler, status: int, body: bytes, etag: str = "") -> None:
        if request.command != "OPTIONS":
            self.requests.append((request.command, request.path.split("?")[0], status))
        request.send_response(status)
        request.send_header("Access-Control-Allow-Origin", request.headers.get("Origin", "*"))
        request.send_header("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE, OPTIONS")
        request.send_header(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version",
        )
        request.send_header("Access-Control-Expose-Headers", "ETag")
        request.send_header("Access-Control-Max-Age", "600")
        if etag and self.tells_etags:
            request.send_header("ETag", etag)
        request.send_header("Content-Type", "application/json")
        if status != 204:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if status != 204:
            request.wfile.write(body)


def _etag(body: bytes | None) -> str:
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"' if body is not None else ""


@contextmanager
def serve(lrs: Lrs) -> Iterator[None]:
    """Serve an LRS until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            lrs.answer(self)
            lrs.heard = time.monotonic()

        do_GET = do_POST = do_PUT = do_OPTIONS = do_DELETE = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: requests are not what a test prints."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a browser that hung up."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    lrs.address = f"http://127.0.0.1:{server.server_port}"
    with running(server):
        yield
