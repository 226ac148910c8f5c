"""The page that is recorded: every scene as an SVG, all animations on one time line."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from milepost.core.errors import UnknownName
from milepost_film.drawing.scenes import SCENES
from milepost_film.storyboard import Storyboard
from milepost_film.voice import Narration

DISCLOSED = 5.0  # seconds at both ends that the disclosure stays on screen

_CSS = """
* { margin: 0 } body { width: 1280px; height: 720px; overflow: hidden; background: #16283a }
svg { position: absolute; inset: 0 }
text, p { font-family: 'Atkinson Hyperlegible Next', 'Noto Sans', system-ui, sans-serif }
.scene { opacity: 0; animation: in .5s ease-out var(--s) both, out .4s ease-in var(--e) forwards }
@keyframes in { from { opacity: 0 } to { opacity: 1 } }
@keyframes out { from { opacity: 1 } to { opacity: 0 } }
.fade { animation: in var(--u) ease-out var(--d) both }
.rise { animation: rise var(--u) cubic-bezier(.2, .8, .3, 1) var(--d) both }
@keyframes rise { from { opacity: 0; transform: translateY(40px) } to { opacity: 1; transform: none } }
.pop { transform-box: fill-box; transform-origin: center;
  animation: pop var(--u) cubic-bezier(.3, 1.4, .5, 1) var(--d) both }
@keyframes pop { from { opacity: 0; transform: scale(.5) } to { opacity: 1; transform: scale(1) } }
.told { position: absolute; inset: auto 0 0; padding: 14px 36px; font-size: 32px; line-height: 1.3;
  color: #fff; background: #0f1d2bdd; box-sizing: border-box }
"""


def stage(board: Storyboard, narration: Narration) -> str:
    """Return the page. Raises UnknownName for a visual that is not drawn."""
    drawn = []
    for number, (scene, times) in enumerate(zip(board.scenes, narration.scenes, strict=True), 1):
        if scene.visual not in SCENES:
            raise UnknownName("visual", scene.visual, SCENES)
        end = times.end if number < len(board.scenes) else narration.seconds + 60
        drawn.append(
            f'<svg class="scene" viewBox="0 0 1280 720" width="1280" height="720" '
            f'style="--s:{max(0.0, times.start - 0.25):.2f}s;--e:{end - 0.05:.2f}s">'
            f"{SCENES[scene.visual](times)}</svg>"
        )
    told = "".join(
        f'<p class="told scene" style="--s:{start:.2f}s;--e:{end:.2f}s">{escape(board.disclosure)}</p>'
        for start, end in ((0.1, DISCLOSED), (narration.seconds - DISCLOSED, narration.seconds + 60))
    )
    return (
        f'<!doctype html><meta charset="utf-8"><title>{escape(board.title)}</title>'
        f"<style>{_face()}{_CSS}</style><body>{''.join(drawn)}{told}"
    )


def _face() -> str:
    """Return the site's own typeface, so that films and pages look like one house."""
    font = files("milepost") / "web" / "static" / "fonts" / "atkinson-latin.woff2"
    address = f"file://{font}"
    return (
        f"@font-face {{ font-family: 'Atkinson Hyperlegible Next'; src: url('{address}') format('woff2');"
        " font-weight: 200 800 }"
    )
