"""The zip writer: what it writes, byte for byte, and what it refuses."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from milepost_player import package
from milepost_player.package import (
    DEFLATED,
    Deflated,
    Member,
    PackageError,
    Stored,
    deflate,
    file_crc,
    write,
)

TEXT = "Zwölf Städte. ".encode() * 500


def silent(done: int, total: int) -> None:
    """Hear progress and say nothing."""


def stored(path: Path) -> Stored:
    return Stored(path, file_crc(path), path.stat().st_size)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.jpg"
    path.write_bytes(os.urandom(700_001))
    return path


@pytest.fixture
def members(picture: Path) -> list[Member]:
    return [
        Member("imsmanifest.xml", deflate(b"<manifest/>")),
        Member("media/a1/picture.jpg", stored(picture)),
        Member("pages/1.js", deflate(TEXT)),
        Member("pages/empty.js", deflate(b"")),
    ]


def test_a_zip_that_others_read(members: list[Member], picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "course.zip"
    write(out, members, silent)
    with zipfile.ZipFile(out) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == [member.name for member in members]
        assert zipped.read("media/a1/picture.jpg") == picture.read_bytes()
        assert zipped.read("pages/1.js") == TEXT


def test_nothing_that_importers_stumble_over(members: list[Member], tmp_path: Path) -> None:
    out = tmp_path / "course.zip"
    write(out, members, silent)
    with zipfile.ZipFile(out) as zipped:
        for info in zipped.infolist():
            assert info.flag_bits == 0  # no encryption, no data descriptor
            assert info.extract_version == 20  # no zip64
            assert info.extra == b""
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == 0o100644
            assert not info.is_dir()
            is_media = info.filename.startswith("media/")
            assert info.compress_type == (zipfile.ZIP_STORED if is_media else zipfile.ZIP_DEFLATED)


def test_same_members_same_bytes(members: list[Member], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    first, second = tmp_path / "a.zip", tmp_path / "elsewhere" / "b.zip"
    write(first, members, silent)
    write(second, members, silent)
    assert first.read_bytes() == second.read_bytes()


def test_same_bytes_where_the_kernel_cannot_copy(
    members: list[Member], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    write(first, members, silent)

    def refuse(*_: object) -> int:
        raise OSError(18, "another file system")

    monkeypatch.setattr(os, "copy_file_range", refuse)
    write(second, members, silent)
    assert first.read_bytes() == second.read_bytes()


def test_deflated_content_goes_in_untouched(tmp_path: Path) -> None:
    packed = deflate(TEXT)
    assert packed.crc == zlib.crc32(TEXT) and packed.size == len(TEXT)
    out = tmp_path / "a.zip"
    write(out, [Member("a.js", Deflated(packed.data, packed.crc, packed.size))], silent)
    assert packed.data in out.read_bytes()
    with zipfile.ZipFile(out) as zipped:
        assert zipped.infolist()[0].compress_type == DEFLATED
        assert zipped.read("a.js") == TEXT


def test_progress_is_told(members: list[Member], tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    write(tmp_path / "a.zip", members, lambda done, total: heard.append((done, total)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_medium_that_changes_is_noticed_and_the_old_file_stays(picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    out.write_bytes(b"the last good one")
    planned = stored(picture)
    picture.write_bytes(b"shorter")
    with pytest.raises(PackageError, match=r"picture\.jpg changed"):
        write(out, [Member("p.jpg", planned)], silent)
    assert out.read_bytes() == b"the last good one"
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".jpg"] == ["a.zip"]


def test_more_than_four_gigabytes_is_refused(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(5 * 2**30)  # sparse: takes no room
    with pytest.raises(PackageError, match=r"4 GB.*--split"):
        write(tmp_path / "a.zip", [Member("film.mp4", Stored(film, 0, film.stat().st_size))], silent)


def test_many_films_are_refused_before_any_is_copied(tmp_path: Path) -> None:
    """Each is small enough for a zip, all together are not."""
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(2**30)
    members = [Member(f"{n}.mp4", Stored(film, 0, 2**30)) for n in range(4)]
    heard: list[int] = []
    with pytest.raises(PackageError, match=r"4 GB.*--split"):
        write(tmp_path / "a.zip", members, lambda done, total: heard.append(done))
    assert heard == []


def test_length_is_known_before_it_is_written(members: list[Member], tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    write(out, members, silent)
    assert package._length(members) == out.stat().st_size
    assert out.read_bytes()[-22:-18] == b"PK\5\6"  # the end of the directory is the end of the file


TOO_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from milepost_player.package import Member, PackageError, Stored, write
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
film, out = map(Path, sys.argv[1:])
try:
    write(out, [Member("film.mp4", Stored(film, 0, 2_000_000))], lambda done, total: print("copied"))
except PackageError as error:
    print(error)
"""


def test_a_full_disk_is_told_before_anything_is_copied(tmp_path: Path) -> None:
    film, out = tmp_path / "film.mp4", tmp_path / "a.zip"
    film.write_bytes(bytes(2_000_000))
    out.write_bytes(b"the last good one")
    run = subprocess.run(
        [sys.executable, "-c", TOO_LITTLE_ROOM, film, out], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith(f"cannot write {out}: ")
    assert out.read_bytes() == b"the last good one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "film.mp4"]


def test_where_room_cannot_be_reserved_it_is_written_all_the_same(
    members: list[Member], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.zip", members, silent)

    def refuse(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not here")

    monkeypatch.setattr(os, "posix_fallocate", refuse, raising=False)
    write(tmp_path / "b.zip", members, silent)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


PACK = """
import sys
from pathlib import Path
from milepost_player.package import Member, Stored, file_crc, write
film = Path(sys.argv[1])
content = Stored(film, file_crc(film), film.stat().st_size)
write(Path(sys.argv[2]), [Member("film.mp4", content)], lambda done, total: None)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def peak(film: Path, out: Path) -> int:
    """Pack one film in a process of its own; return its peak memory in KiB."""
    source_roots = os.pathsep.join(sys.path)
    run = subprocess.run(
        [sys.executable, "-c", PACK, str(film), str(out)],
        env={**os.environ, "PYTHONPATH": source_roots},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(run.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="a process's own peak is known on Linux only")
def test_memory_does_not_grow_with_films(tmp_path: Path) -> None:
    small, large = tmp_path / "small.mp4", tmp_path / "large.mp4"
    small.write_bytes(b"x")
    with large.open("wb") as file:
        file.truncate(300 * 2**20)
    flat = peak(small, tmp_path / "small.zip")
    assert peak(large, tmp_path / "large.zip") < min(flat + 4 * 1024, 64 * 1024)
