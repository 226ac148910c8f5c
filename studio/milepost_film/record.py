"""From a page of animated SVG to a film: step the time line, take pictures, encode."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from milepost.core.errors import MilepostError

FPS = 25
WIDTH, HEIGHT = 1280, 720
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")

_PAUSE = """() => document.getAnimations().map(a => {
  a.pause();
  const t = a.effect.getComputedTiming();
  return [t.delay, t.delay + t.activeDuration];
})"""
_SEEK = "t => { for (const a of document.getAnimations()) a.currentTime = t; }"


def record(page_html: Path, seconds: float, frames: Path, tick: Callable[[int, int], None]) -> Path:
    """Photograph every frame in which something moves; return ffmpeg's list of pictures.

    A held picture costs nothing: it is listed once with its duration.
    """
    from playwright.sync_api import sync_playwright

    total = int(seconds * FPS)
    shots: list[tuple[Path, int]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=_flags())
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(page_html.as_uri())
        page.evaluate("document.fonts.ready")
        spans = page.evaluate(_PAUSE)
        for frame in range(total):
            at = frame * 1000 / FPS
            if shots and not any(start - 40 <= at <= end + 40 for start, end in spans):
                shots[-1] = (shots[-1][0], shots[-1][1] + 1)
                continue
            page.evaluate(_SEEK, at)
            picture = frames / f"{frame:05}.png"
            page.screenshot(path=picture)
            shots.append((picture, 1))
            tick(frame, total)
        browser.close()
    tick(total, total)
    listing = frames / "frames.ffconcat"
    held = "".join(f"file '{path.name}'\nduration {count / FPS:.6f}\n" for path, count in shots)
    listing.write_text(f"ffconcat version 1.0\n{held}file '{shots[-1][0].name}'\n", encoding="utf-8")
    return listing


def still(page_html: Path, at: float, target: Path) -> None:
    """Take one picture, `at` seconds, as JPEG or PNG by the target's name."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=_flags())
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(page_html.as_uri())
        page.evaluate("document.fonts.ready")
        page.evaluate(_PAUSE)
        page.evaluate(_SEEK, at * 1000)
        if target.suffix == ".png":
            page.screenshot(path=target)
        else:
            page.screenshot(path=target, type="jpeg", quality=78)
        browser.close()


def encode(listing: Path, sound: Path, seconds: float, target: Path) -> None:
    """Write H.264 and AAC in MP4, -16 LUFS, ready to start while it loads. Raises MilepostError."""
    import imageio_ffmpeg

    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"),
        *("-f", "concat", "-safe", "0", "-i", str(listing), "-i", str(sound)),
        *("-vf", f"fps={FPS},format=yuv420p", "-c:v", "libx264", "-preset", "medium"),
        *("-tune", "animation", "-crf", "25", "-g", "250"),
        *("-af", "loudnorm=I=-16:TP=-1.5:LRA=7", "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-ar", "44100"),
        *("-t", f"{seconds:.3f}", "-movflags", "+faststart", "-map_metadata", "-1", str(target)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise MilepostError(f"ffmpeg could not write {target.name}: {done.stderr.strip()}")


def _browser() -> str:
    named = os.environ.get("BROWSER_BIN")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise MilepostError("the film maker needs Chromium or Chrome; install it or set BROWSER_BIN")
    return found


def _flags() -> list[str]:
    flags = ["--force-color-profile=srgb", "--hide-scrollbars", "--disable-background-networking"]
    return [*flags, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else flags
