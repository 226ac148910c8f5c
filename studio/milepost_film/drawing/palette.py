"""The colours and small vector parts that every scene is made of. Coordinates: 1280 × 720, y downwards."""

from __future__ import annotations

from typing import Final

WIDTH: Final = 1280
HEIGHT: Final = 720

# The site's own ink, paper, sea and amber (courseware/assets/content.css), its hills, and six more.
INK, SOFT, PAPER, CREAM, SAND, LINE = "#1f2528", "#4a5256", "#fffefb", "#faf7f0", "#f2ead8", "#ddd5c5"
SEA, WASH, FAR, NEAR, NIGHT = "#0f4c5c", "#e2edef", "#a3b5b6", "#527b84", "#12303a"
AMBER, CLAY, LEAF, MOSS, PLUM, ROSE, SKY, WOOD, BARK = (
    "#f0a202", "#c4553b", "#5f8f63", "#3f6b4c", "#7a5a8c", "#d98a7b", "#cfe3ea", "#b07c4f", "#7d5535",
)  # fmt: skip


def rect(x: float, y: float, w: float, h: float, fill: str, radius: float = 0, extra: str = "") -> str:
    """Return a rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{radius:g}" fill="{fill}" {extra}/>'


def circle(x: float, y: float, r: float, fill: str, extra: str = "") -> str:
    """Return a disc."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}" {extra}/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, extra: str = "") -> str:
    """Return an ellipse."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}" {extra}/>'


def shape(d: str, fill: str, extra: str = "") -> str:
    """Return a filled path."""
    return f'<path d="{d}" fill="{fill}" {extra}/>'


def stroke(d: str, colour: str, width: float = 8, extra: str = "") -> str:
    """Return an open line with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round" {extra}/>'
    )


def at(inner: str, x: float, y: float, scale: float = 1.0, flip: bool = False, turn: float = 0.0) -> str:
    """Return a drawing moved to a place, made larger or smaller, mirrored, or turned by degrees."""
    across = -scale if flip else scale
    turned = f" rotate({turn:g})" if turn else ""
    return f'<g transform="translate({x:g} {y:g}) scale({across:g} {scale:g}){turned}">{inner}</g>'


def bubble(w: float, h: float, fill: str, tail: float = 0.25) -> str:
    """Return a speech bubble whose top left corner is at 0,0 and whose tail hangs at a share of its width."""
    x = w * tail
    lean = 14 if tail > 0.5 else -14
    return rect(0, 0, w, h, fill, min(28, h / 2.6)) + shape(
        f"M{x - 20:g} {h - 3:g} L{x + lean:g} {h + 34:g} L{x + 20:g} {h - 3:g} z", fill
    )


def tick(x: float, y: float, r: float = 30, fill: str = SEA) -> str:
    """Return a disc with a tick."""
    k = r / 30
    path = f"M{x - 14 * k:g} {y:g} l{10 * k:g} {12 * k:g} l{19 * k:g} {-23 * k:g}"
    return circle(x, y, r, fill) + stroke(path, PAPER, 7 * k)


def cross(x: float, y: float, r: float = 30, fill: str = CLAY) -> str:
    """Return a disc with a cross."""
    k = r / 30 * 11
    path = f"M{x - k:g} {y - k:g} l{2 * k:g} {2 * k:g} M{x + k:g} {y - k:g} l{-2 * k:g} {2 * k:g}"
    return circle(x, y, r, fill) + stroke(path, PAPER, 7 * r / 30)


def stone(x: float, y: float, scale: float = 1.0, colour: str = PAPER, band: str = INK) -> str:
    """Return a milestone, as in the site's mark; its foot at x,y, 90 wide and 130 high."""
    body = shape("M-42 0 V-102 Q-42 -132 0 -132 Q42 -132 42 -102 V0 z", colour)
    return at(body + rect(-42, -78, 84, 30, band) + shape("M-14 -72 h28 v18 h-28 z", AMBER), x, y, scale)
