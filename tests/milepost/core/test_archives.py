"""Zips that strangers made: ordinary ones are read, hostile ones refused in plain words, in little memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.core.archives import Archive, Limits, NoArchive, Refused, folded, shown
from milepost.core.sizes import MB
from zip_factory import Part, pack, write, write_files


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught, Archive(path, limits) as archive:
        archive.verify()
    return str(caught.value)


def test_an_ordinary_zip_is_read(tmp_path: Path) -> None:
    text = Part("b/c.txt", b"hello" * 1000, deflated=True)
    path = write(tmp_path / "a.zip", Part("b/", b""), text, Part("d", b"1"))
    with Archive(path) as archive:
        archive.verify()
        assert list(archive.entries) == ["b/c.txt", "d"]
        assert archive.folders == ("b/",)
        assert archive.read("b/c.txt", MB) == b"hello" * 1000


@pytest.mark.parametrize("deflated", [True, False])
def test_a_part_of_a_member(tmp_path: Path, deflated: bool) -> None:
    data = bytes(range(256)) * 4000
    path = write(tmp_path / "a.zip", Part("before"), Part("film.mp4", data, deflated=deflated))
    with Archive(path) as archive:
        assert b"".join(archive.pieces("film.mp4", 700_001, 300_000)) == data[700_001:1_000_001]
        assert b"".join(archive.pieces("film.mp4", len(data) - 5)) == data[-5:]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.txt", "leads out of the package (..)"),
        ("a/../../evil.txt", "leads out of the package (..)"),
        ("/etc/passwd", "absolute path"),
        ("C:/windows/evil.dll", "absolute path"),
        ("a\\b.txt", "a backslash"),
        ("..\\..\\evil.txt", "a backslash"),
        ("good.txt\0.php", "NUL"),
        ("", "empty"),
        ("a//b", "an empty step"),
        ("./a", "an empty step"),
        ("a\x1b[31mb", "control characters"),
        ("film\u202egpj.exe", "invisible characters"),
        ("a\u200bb", "invisible characters"),
        ("what?.html", "Windows refuses"),
        ("folder./a.html", "ends with a dot"),
        ("media/NUL.txt", "a device of Windows"),
        ("com1", "a device of Windows"),
        ("x" * 300, "too long"),
        ("a/" * 60 + "b", "too deep"),
    ],
)
def test_names_that_are_traps(tmp_path: Path, name: str, said: str) -> None:
    message = refusal(write(tmp_path / "a.zip", Part("imsmanifest.xml"), Part(name)))
    assert said in message
    assert "\x1b" not in message and "\u202e" not in message, "what cannot be seen is spelt out"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Part("link", b"/etc/passwd", mode=0o120777), "a link to another file"),
        (Part("pipe", b"", mode=0o010644), "a device"),
        (Part("disk", b"", mode=0o060644), "a device"),
        (Part("secret", flags=0x1), "encrypted"),
        (Part("secret", flags=0x41), "encrypted"),
        (Part("strange", method=12), "compressed by bzip2"),
        (Part("strange", method=14), "compressed by LZMA"),
        (Part("strange", method=200), "compressed by method 200"),
        (Part("zeros", bytes(20 * MB), deflated=True), "as a zip bomb does"),
        (Part("folder/", b"content"), "is called a folder"),
        (Part("short", b"abc", says=100), "is damaged"),
        (Part("long", b"a" * 1000, deflated=True, says=10), "is damaged"),
        (Part("longer", b"a" * 10, deflated=True, says=1000), "is damaged"),
        (Part("changed", b"abc", crc=1), "is damaged"),
        (Part("junk", b"\xff\xff\xff", method=8), "is damaged"),
    ],
)
def test_members_that_are_traps(tmp_path: Path, part: Part, said: str) -> None:
    assert said in refusal(write(tmp_path / "a.zip", Part("first"), part))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("a.js", "a.js"), "is in the zip twice"),
        (("a.js", "A.JS"), "where case does not count"),
        (("stra\u00dfe.js", "STRASSE.js"), "where case does not count"),
        (("\u00e9.js", "e\u0301.js"), "where case does not count"),
        (("a", "a/b"), "both a file and a folder"),
    ],
)
def test_names_that_are_one(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    assert said in refusal(write(tmp_path / "a.zip", *map(Part, names)))


def test_a_folder_with_an_entry_of_its_own_is_no_double(tmp_path: Path) -> None:
    with Archive(write(tmp_path / "a.zip", Part("a/", b""), Part("a/b"))) as archive:
        assert list(archive.entries) == ["a/b"]


def test_members_that_share_bytes(tmp_path: Path) -> None:
    kernel = Part("0", bytes(5 * MB), deflated=True)
    path = write(tmp_path / "a.zip", kernel, *(kernel._replace(name=str(n), at=0) for n in range(1, 50)))
    assert path.stat().st_size < 20_000
    assert "shares its content with another file" in refusal(path)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(upload=100), "the zip has"),
        (Limits(member=999), "a: unpacked it has 1 KB, and at most 999 bytes are taken"),
        (Limits(total=1999), "all files together, unpacked, has 2 KB"),
        (Limits(files=1), "holds 2 files, and at most 1 are taken"),
        (Limits(directory=50), "holds 2 files"),
    ],
)
def test_more_than_is_taken(tmp_path: Path, limits: Limits, said: str) -> None:
    assert said in refusal(write(tmp_path / "a.zip", Part("a", b"1" * 1000), Part("b", b"2" * 1000)), limits)


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    parts = (Part("../a"), Part("link", mode=0o120777), Part("secret", flags=1), Part("b"), Part("B"))
    message = refusal(write(tmp_path / "a.zip", *parts))
    assert len(message.splitlines()) == 4


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>not found</html>", b"Rar!\x1a\x07\x00" + bytes(100)])
def test_what_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(NoArchive, match="not a zip file") as caught:
        Archive(tmp_path / "a.zip")
    assert caught.value.exit_code == 2


def test_what_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.zip"):
        with pytest.raises(NoArchive, match=r"is a folder|No such file"):
            Archive(path)


def test_a_zip_that_was_cut_off(tmp_path: Path) -> None:
    whole = write_files(tmp_path / "whole.zip", {"a": "1" * 500, "b": "2" * 500}).read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / "a.zip").write_bytes(whole[:length])
        with pytest.raises((NoArchive, Refused)):
            Archive(tmp_path / "a.zip")


def test_zip64_is_read_and_counted(tmp_path: Path) -> None:
    """A list too long for the old format is announced elsewhere, and must not slip past the limit there."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", allowZip64=True) as zipped:
        for number in range(70_000):
            zipped.writestr(zipfile.ZipInfo(f"{number}"), b"")
    (tmp_path / "a.zip").write_bytes(made.getvalue())
    assert "holds 70000 files, and at most 20000 are taken" in refusal(tmp_path / "a.zip")
    with Archive(tmp_path / "a.zip", Limits(files=80_000)) as archive:
        assert len(archive.entries) == 70_000


def test_memory_does_not_grow_with_members(tmp_path: Path) -> None:
    def peak(size: int) -> int:
        path = write(
            tmp_path / "a.zip", Part("film", bytes(size)), Part("text", b"ab" * (size // 2), deflated=True)
        )
        limits = Limits(ratio=10_000)
        tracemalloc.start()
        with Archive(path, limits) as archive:
            archive.verify()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1 * MB)
    assert peak(64 * MB) < peak(4 * MB) + 2 * MB


def test_two_names_for_one_member(tmp_path: Path) -> None:
    """The member itself is called otherwise than the list says, or what is no text at all."""
    raw = pack([Part("a.txt")])
    for name in (b"b.txt", b"\x80.txt"):
        (tmp_path / "a.zip").write_bytes(raw.replace(b"a.txt", name, 1))
        assert "is damaged, or not what the list of files says it is" in refusal(tmp_path / "a.zip")


def test_a_long_name_is_shown_short() -> None:
    assert len(shown("x" * 10_000)) < 120
    assert shown("a\nb") == "a\\x0ab"


NAMES = st.one_of(
    st.text(max_size=12),
    st.text("./\\:.aA\0 \u202e\u0301é", max_size=8),
    st.sampled_from(["imsmanifest.xml", "a/b", "../x", "a", "A", "con"]),
)
PARTS = st.builds(
    Part,
    name=st.one_of(NAMES.filter(lambda name: name.isprintable() or name.isascii()), st.binary(max_size=8)),
    data=st.binary(max_size=200),
    deflated=st.booleans(),
    method=st.sampled_from([None, None, None, 8, 12, 99]),
    flags=st.sampled_from([0, 0, 0, 1, 8, 0x20, 0x40, 0x2000]),
    mode=st.sampled_from([0, 0o100644, 0o040755, 0o120777, 0o020644]),
    says=st.sampled_from([None, None, None, 0, 5, 0xFFFFFFFF]),
    at=st.none(),
    crc=st.sampled_from([None, None, 7]),
)
HOSTILE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@HOSTILE
@given(st.lists(PARTS, max_size=5))
def test_whatever_is_opened_stays_inside(tmp_path: Path, parts: list[Part]) -> None:
    """A zip is refused as a whole, or every name in it is safe to use and every byte is what was promised."""
    path = write(tmp_path / "a.zip", *parts)
    try:
        with Archive(path) as archive:
            archive.verify()
            names = list(archive.entries)
            sizes = [sum(map(len, archive.pieces(name))) for name in names]
            assert sizes == [entry.size for entry in archive.entries.values()]
    except (Refused, NoArchive) as refused:
        assert str(refused)
        return
    root = Path("/package")
    for name in names:
        assert (root / name).is_relative_to(root) and ".." not in name.split("/")
        assert "\\" not in name and "\0" not in name and ":" not in name
    assert len({folded(name) for name in names}) == len(names)


@HOSTILE
@given(st.data())
def test_no_damage_surprises_the_reader(tmp_path: Path, data: st.DataObject) -> None:
    """Any bytes may be wrong: the answer is a refusal in words, never another error."""
    parts = [
        Part("imsmanifest.xml", b"<manifest/>" * 20, deflated=True),
        Part("film.mp4", bytes(100)),
        Part("c/"),
    ]
    raw = bytearray(pack(parts))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "a.zip").write_bytes(raw[data.draw(st.integers(0, 3)) :])
    try:
        with Archive(tmp_path / "a.zip") as archive:
            archive.verify()
    except (Refused, NoArchive) as refused:
        assert str(refused)
