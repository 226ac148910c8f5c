"""Short answers leave in one piece, long ones as a stream; both are closed, and neither is changed."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from milepost.web.finishing import MOST, Finishing


class Body:
    """An answer in two parts that notes whether it was closed."""

    closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"one ", b"two")

    def close(self) -> None:
        self.closed = True


def ask(body: Iterable[bytes], *headers: tuple[str, str]) -> Iterable[bytes]:
    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", list(headers))
        return body

    return Finishing(app, https=False)({}, lambda *answer: None)


def test_a_short_answer_is_a_list_and_closed() -> None:
    body = Body()
    assert ask(body, ("Content-Type", "text/plain"), ("Content-Length", "7")) == [b"one ", b"two"]
    assert body.closed


@pytest.mark.parametrize(
    "headers", [[], [("Content-Length", str(MOST + 1))]], ids=["of unknown length", "long"]
)
def test_any_other_answer_stays_a_stream(headers: list[tuple[str, str]]) -> None:
    body = Body()
    assert ask(body, *headers) is body
    assert not body.closed


def test_a_body_that_breaks_is_closed_all_the_same() -> None:
    class Breaking(Body):
        def __iter__(self) -> Iterator[bytes]:
            raise OSError("the disk went away")

    body = Breaking()
    with pytest.raises(OSError, match="went away"):
        ask(body, ("Content-Length", "7"))
    assert body.closed


def test_what_is_named_by_a_tag_is_never_changed_under_it() -> None:
    tagged = (("Content-Type", "text/vtt"), ("Content-Length", "5000"), ("ETag", '"1"'))
    assert ask([b"x" * 5000], *tagged) == [b"x" * 5000]


def test_long_text_is_one_compressed_piece_for_a_browser_that_takes_it() -> None:
    body, sent = b"word " * MOST, []

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        sent.extend(headers)

    (piece,) = Finishing(app, https=False)({"HTTP_ACCEPT_ENCODING": "gzip"}, start)
    assert gzip.decompress(piece) == body
    assert [value for name, value in sent if name == "Content-Length"] == [str(len(piece))]
