"""From painted frames to files: a segment for each scene, the sound at its loudness, the joined film."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, cast

from milepost.core.errors import MilepostError
from milepost_film.drawing.elements import Picture
from milepost_film.drawing.painting import FPS, Painter
from milepost_film.drawing.palette import HEIGHT, WIDTH

LOUDNESS = -16.0  # LUFS, ITU-R BS.1770 / EBU R 128, as is usual for speech on the web
VIDEO = (
    *("-c:v", "libx264", "-preset", "medium", "-tune", "animation", "-crf", "25", "-g", "250"),
    *("-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-video_track_timescale", "12800", "-bf", "3"),
)
_MATRIX = "scale=out_color_matrix=bt709:out_range=tv"


def segment(picture: Picture, frames: int, target: Path, tick: Callable[[int], None]) -> None:
    """Paint and encode one scene, without sound. A frame in which nothing moves is painted once."""
    command = [
        *("-f", "rawvideo", "-pix_fmt", "bgra", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"),
        *("-vf", _MATRIX, *VIDEO, "-f", "mp4", str(target)),
    ]
    painter = Painter(picture)
    with subprocess.Popen(  # noqa: S603
        [ffmpeg(), "-y", "-loglevel", "error", *command], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        pipe = cast("IO[bytes]", process.stdin)
        try:
            for number in range(frames):
                pipe.write(painter.frame(number / FPS))
                tick(number + 1)
            pipe.close()
        except BrokenPipeError:
            pass
        said = cast("IO[bytes]", process.stderr).read().decode(errors="replace").strip()
    if process.returncode:
        raise MilepostError(f"ffmpeg could not encode a scene: {said}")


def filmed(source: Path, start: float, frames: int, target: Path) -> None:
    """Encode a stretch of a recording as a scene: no sound, its last picture held if it is short."""
    size = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease,pad={WIDTH}:{HEIGHT}:-1:-1"
    run(
        *("-ss", f"{start:.3f}", "-i", str(source), "-an", "-frames:v", str(frames)),
        *(
            "-vf",
            f"{size},fps={FPS},tpad=stop_mode=clone:stop=-1,{_MATRIX}",
            *VIDEO,
            "-f",
            "mp4",
            str(target),
        ),
    )


def loudness(sound: Path) -> float:
    """Return the integrated loudness of a file in LUFS (EBU R 128)."""
    said = run("-nostats", "-i", str(sound), "-filter_complex", "ebur128", "-f", "null", "-", level="info")
    found = re.findall(r"I:\s+(-?[\d.]+) LUFS", said)
    return float(found[-1]) if found else -70.0


def levelled(sound: Path, target: Path) -> None:
    """Write the sound at LOUDNESS as WAV, its peaks held below -1.5 dB; measured, then set once more."""
    gain = LOUDNESS - loudness(sound)
    for _ in range(2):
        limit = f"volume={gain:.2f}dB,alimiter=limit=0.84:level=false:attack=4:release=60"
        run("-i", str(sound), "-af", limit, "-ar", "48000", "-f", "wav", str(target))
        gain += LOUDNESS - loudness(target)


def join(segments: Sequence[Path], sound: Path, film: Path, work: Path) -> None:
    """Join the scenes without encoding them again, with the sound: H.264 and AAC in MP4, ready to stream."""
    listing = work / "scenes.ffconcat"
    files = "".join(f"file '{path.as_posix()}'\n" for path in segments)
    listing.write_text(f"ffconcat version 1.0\n{files}", encoding="utf-8")
    run(
        *("-f", "concat", "-safe", "0", "-i", str(listing), "-i", str(sound), "-map", "0:v", "-map", "1:a"),
        *("-c:v", "copy", "-c:a", "aac", "-b:a", "56k", "-ac", "1"),
        *("-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", str(film)),
    )


def sound_only(sound: Path, target: Path) -> None:
    """Write the audio twin: AAC in MP4, small."""
    run(
        *("-i", str(sound), "-vn", "-c:a", "aac", "-b:a", "32k", "-ac", "1", "-ar", "24000"),
        *("-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", str(target)),
    )


def still(picture: Picture, at: float, target: Path) -> None:
    """Write one picture, `at` seconds of its scene, as JPEG or PNG by the target's name."""
    import skia

    kind = skia.kPNG if target.suffix == ".png" else skia.kJPEG
    Painter(picture).image(at).save(str(target), kind, 82)


def run(*arguments: str, level: str = "error") -> str:
    """Run ffmpeg; return what it says. Raises MilepostError."""
    command = [ffmpeg(), "-y", "-hide_banner", "-loglevel", level, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")  # noqa: S603
    if done.returncode:
        raise MilepostError(f"ffmpeg could not do its part: {done.stderr.strip()[-600:]}")
    return done.stderr


def ffmpeg() -> str:
    """Return the path of ffmpeg, from imageio-ffmpeg's wheel."""
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise MilepostError("the film maker needs its extra: pip install 'milepost[film]'") from error
    return str(imageio_ffmpeg.get_ffmpeg_exe())
