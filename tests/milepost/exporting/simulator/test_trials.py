"""Packages on trial: kept for an hour, only so many, and never a byte of one that is not safe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from milepost.core.archives import Limits, Refused
from milepost.core.errors import Invalid
from milepost.exporting.simulator import trials as module
from milepost.exporting.simulator.trials import KEPT, Trials
from zip_factory import Part, pack

GOOD = pack([Part("imsmanifest.xml", b"<manifest/>")])
HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    """Return the moment: files have the time of the machine."""
    return datetime.now(UTC)


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[Trials]:
    trials = Trials(tmp_path / "trials")
    yield trials
    trials.close()


def test_a_package_is_there_for_an_hour(trials: Trials, now: datetime, tmp_path: Path) -> None:
    token = trials.start([GOOD[:10], GOOD[10:]], now)
    found = trials.find(token, now)
    assert found is not None and found.archive.read("imsmanifest.xml", 100) == b"<manifest/>"
    assert trials.find(token, now + KEPT - timedelta(minutes=1)) is found
    assert trials.find(token, now + KEPT + timedelta(minutes=1)) is None
    trials.sweep(now + KEPT + timedelta(minutes=1))
    assert list((tmp_path / "trials").iterdir()) == []


def test_a_package_that_is_removed(trials: Trials, now: datetime) -> None:
    token = trials.start([GOOD], now)
    assert trials.find(token, now)
    trials.end(token)
    assert trials.find(token, now) is None


@pytest.mark.parametrize(
    "token", ["", ".", "..", "../trials", "x", "a/b", "x" * 32, "x" * 31 + "/", "\0" * 32]
)
def test_tokens_that_are_none(trials: Trials, now: datetime, token: str) -> None:
    trials.start([GOOD], now)
    assert trials.find(token, now) is None
    trials.end(token)
    assert len(list(trials._folder.iterdir())) == 1


def test_tokens_cannot_be_guessed(trials: Trials, now: datetime) -> None:
    tokens = {trials.start([GOOD], now) for _ in range(20)}
    assert len(tokens) == 20 and all(len(token) == 32 for token in tokens)


def test_what_is_not_safe_leaves_nothing(trials: Trials, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        trials.start([pack([Part("../../evil")])], now)
    with pytest.raises(Invalid):
        trials.start([b"no zip"], now)
    assert list((tmp_path / "trials").iterdir()) == []


def test_too_large_is_stopped_while_it_comes(
    trials: Trials, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIMITS", Limits(upload=1000))
    given = iter([b"x" * 600, b"x" * 600, b"never asked for"])
    with pytest.raises(Invalid, match="At most 1 KB"):
        trials.start(given, now)
    assert next(given) == b"never asked for"
    assert list((tmp_path / "trials").iterdir()) == []


def test_the_oldest_go_when_there_is_too_much(
    trials: Trials, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = [trials.start([GOOD], now) for _ in range(4)]
    monkeypatch.setattr(module, "MOST", 2 * len(GOOD))
    for age, token in enumerate(tokens):
        moment = now.timestamp() - 600 + age
        os.utime(tmp_path / "trials" / token / "package.zip", (moment, moment))
    trials.sweep(now)
    assert [bool(trials.find(token, now)) for token in tokens] == [False, False, True, True]


def test_reports_are_shared_and_limited(trials: Trials, now: datetime, tmp_path: Path) -> None:
    token = trials.start([GOOD], now)
    elsewhere = Trials(tmp_path / "trials")  # another process of the site
    first, other = trials.find(token, now), elsewhere.find(token, now)
    assert first and other
    first.report('{"a":\n1}')
    assert other.reports() == ['{"a": 1}']
    for _ in range(100):
        first.report("x" * 10_000)
    assert sum(map(len, other.reports())) < 80_000
    elsewhere.close()


def test_few_are_open_at_once(trials: Trials, now: datetime) -> None:
    tokens = [trials.start([GOOD], now) for _ in range(12)]
    for token in (*tokens, *tokens):
        found = trials.find(token, now)
        assert found and found.archive.read("imsmanifest.xml", 100)
    assert len(trials._open) == module.OPEN_AT_ONCE
