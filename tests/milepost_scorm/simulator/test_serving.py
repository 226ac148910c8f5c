"""The stage as an application: what it answers, with which headers, and what it never answers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from milepost.core.archives import Archive
from milepost_scorm.simulator.serving import Stage
from milepost_scorm.simulator.trial import MOST_REPORTS, LocalTrial
from scorm_packages import files
from zip_factory import Part, pack

TOKEN = "x" * 32
FILM = bytes(range(256)) * 1000


class Client:
    """Asks the stage, with every rule of WSGI checked."""

    def __init__(self, stage: Stage) -> None:
        self._stage = validator(stage)

    def __call__(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Any:
        place, _, query = path.partition("?")
        environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": place.encode().decode("latin-1")}
        environ |= {"QUERY_STRING": query, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ["SCRIPT_NAME"] = ""
        setup_testing_defaults(environ)
        begun: list[Any] = []
        parts = self._stage(environ, lambda status, headers, exc_info=None: begun.extend((status, headers)))
        content = b"".join(parts)
        parts.close()  # type: ignore[attr-defined]
        return int(begun[0][:3]), dict(begun[1]), content


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[LocalTrial]:
    parts = [
        Part(name, text.encode() if isinstance(text, str) else text)
        for name, text in files("scorm-1.2").items()
    ]
    parts += [
        Part("stored.mp4", FILM),
        Part("deflated.mp4", FILM, deflated=True),
        Part("Bild é.svg"),
        Part("x.unknown"),
    ]
    (tmp_path / "a.zip").write_bytes(pack(parts))
    with Archive(tmp_path / "a.zip") as archive:
        yield LocalTrial(archive)


@pytest.fixture
def get(trial: LocalTrial) -> Client:
    return Client(Stage(lambda token: trial if token == TOKEN else None, "https://site.example"))


def package(name: str) -> str:
    return f"/{TOKEN}/package/{name}"


def test_a_page_of_the_package(get: Client) -> None:
    status, headers, body = get(package("index.html"))
    assert (status, headers["Content-Type"]) == (200, "text/html")
    assert b"A lesson" in body and headers["Content-Length"] == str(len(body))
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_the_policy_lets_nothing_out_and_only_the_site_around(get: Client) -> None:
    _, headers, _ = get(package("index.html"))
    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert "http" not in rules["default-src"] and "*" not in headers["Content-Security-Policy"]
    assert rules["form-action"] == rules["base-uri"] == "'self'"
    assert rules["frame-ancestors"] == "'self' https://site.example"
    assert rules["report-uri"] == f"/{TOKEN}/reports"


@pytest.mark.parametrize("name", ["stored.mp4", "deflated.mp4"])
@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=1000-", 1000, None),
        ("bytes=-500", -500, None),
        ("bytes=9-999999999", 9, None),
    ],
)
def test_a_part_of_a_film(get: Client, name: str, asked: str, start: int, end: int | None) -> None:
    status, headers, body = get(package(name), range=asked)
    assert (status, body) == (206, FILM[start:end])
    first = start % len(FILM)
    assert headers["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(FILM)}"


def test_ranges_that_cannot_be(get: Client) -> None:
    status, headers, _ = get(package("stored.mp4"), range="bytes=999999-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{len(FILM)}")
    for odd in ("bytes=-", "bytes=0-1,5-6", "words=1-2", "bytes=5-1"):
        assert get(package("stored.mp4"), range=odd)[0] in (200, 416)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("lesson.js", "text/javascript"),
        ("style.css", "text/css"),
        ("media/post.svg", "image/svg+xml"),
        ("media/film.vtt", "text/vtt; charset=utf-8"),
        ("stored.mp4", "video/mp4"),
        ("Bild é.svg", "image/svg+xml"),
        ("x.unknown", "application/octet-stream"),
        ("imsmanifest.xml", "text/xml"),
    ],
)
def test_every_file_says_what_it_is(get: Client, name: str, kind: str) -> None:
    assert get(package(name))[1]["Content-Type"] == kind


def test_head_has_no_body(get: Client) -> None:
    status, headers, body = get(package("stored.mp4"), "HEAD")
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(FILM)))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/-",
        "/-/",
        "/-/../serving.py",
        "/-/serving.py",
        "//package/index.html",
        f"/{TOKEN}",
        f"/{TOKEN}/",
        f"/{TOKEN}/package",
        f"/{TOKEN}/package/",
        f"/{TOKEN}/package/INDEX.html",
        f"/{TOKEN}/package/media/../index.html",
        f"/{TOKEN}/package//index.html",
        "/" + "y" * 32 + "/package/index.html",
        "/-/package/index.html",
    ],
)
def test_there_is_nothing_else(get: Client, path: str) -> None:
    status, headers, _ = get(path)
    assert status == 404 and headers["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(get: Client, method: str) -> None:
    assert get(package("index.html"), method)[0] == 405
    assert get(f"/{TOKEN}/stage.html", method)[0] == 405
    assert get("/-/stage.js", method)[0] == 404


def test_no_service_worker(get: Client, trial: LocalTrial) -> None:
    assert get(package("lesson.js"), service_worker="script")[0] == 403
    found = json.loads(get(f"/{TOKEN}/reports")[2])
    assert found == [{"blocked": "lesson.js", "rule": "service-worker", "where": ""}]


def test_the_stage_runs_its_own_scripts_only(get: Client) -> None:
    status, headers, body = get(f"/{TOKEN}/stage.html")
    assert status == 200 and b'data-site="https://site.example"' in body
    assert headers["Clear-Site-Data"] == '"storage"', "packages share an origin"
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    for name in ("stage.js", "stage.css", "scorm12.min.js", "scorm2004.min.js"):
        assert get(f"/-/{name}")[0] == 200


def test_reports_are_told_in_few_words(get: Client) -> None:
    report = {
        "blocked-uri": "https://evil.example/x",
        "effective-directive": "connect-src",
        "source-file": f"https://stage.example/{TOKEN}/package/a/b.js?v=1",
        "line-number": 7,
    }
    assert get(f"/{TOKEN}/reports", "POST", json.dumps({"csp-report": report}).encode())[0] == 204
    expected = {"blocked": "https://evil.example/x", "rule": "connect-src", "where": "a/b.js:7"}
    assert json.loads(get(f"/{TOKEN}/reports")[2]) == [expected]
    assert json.loads(get(f"/{TOKEN}/reports?after=1")[2]) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b'{"csp-report": 5}', b"\xff\xfe", b"[" * 50_000])
def test_reports_that_are_none(get: Client, body: bytes) -> None:
    assert get(f"/{TOKEN}/reports", "POST", body)[0] == 204
    assert json.loads(get(f"/{TOKEN}/reports?after=x")[2])[0]["blocked"] == ""


def test_so_many_reports_and_no_more(get: Client, trial: LocalTrial) -> None:
    for _ in range(MOST_REPORTS + 50):
        get(f"/{TOKEN}/reports", "POST", b"x" * 20_000)
    assert len(trial.reports()) == MOST_REPORTS
    assert max(map(len, trial.reports())) <= 16_000
