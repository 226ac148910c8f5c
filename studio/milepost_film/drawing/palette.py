"""The colours and small parts that every scene is made of. Coordinates: 1280 × 720, y downwards."""

from __future__ import annotations

from html import escape

INK, PAPER, TEAL, DEEP, AMBER, CLAY, SKY, MIST = (
    "#14212e", "#fffdf8", "#1f7a76", "#0b5d59", "#f2b134", "#c8553d", "#8fb8d6", "#e3ecef",
)  # fmt: skip
NIGHT, GREY, WOOD = "#16283a", "#5b6874", "#9a6a45"


def rect(x: float, y: float, w: float, h: float, fill: str, radius: float = 0, extra: str = "") -> str:
    """Return a rectangle."""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{radius}" fill="{fill}" {extra}/>'


def words(
    x: float, y: float, text: str, size: float = 44, fill: str = INK, anchor: str = "start", weight: int = 600
) -> str:
    """Return a line of text; nothing below 40 is legible on a phone."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )


def moving(inner: str, how: str, start: float, seconds: float = 0.6, origin: str = "") -> str:
    """Return a group that enters at `start` seconds; `how` is fade, rise, pop, grow, slide or draw."""
    place = f"transform-origin:{origin};" if origin else ""
    return f'<g class="{how}" style="--d:{start:.2f}s;--u:{seconds}s;{place}">{inner}</g>'


def at(inner: str, x: float, y: float, scale: float = 1.0, flip: bool = False) -> str:
    """Return a group moved to a place, made larger or smaller, or mirrored."""
    return f'<g transform="translate({x} {y}) scale({-scale if flip else scale} {scale})">{inner}</g>'


def line(points: str, colour: str, width: float = 8, extra: str = "") -> str:
    """Return an open line with round ends."""
    return (
        f'<path d="{points}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round" {extra}/>'
    )


def bubble(w: float, h: float, fill: str, tail: str = "start") -> str:
    """Return a speech bubble whose top corner is at 0,0 and whose tail points down."""
    x = 46 if tail == "start" else w - 46
    return rect(0, 0, w, h, fill, 26) + f'<path d="M{x - 18} {h - 2} l6 40 l36 -40 z" fill="{fill}"/>'
