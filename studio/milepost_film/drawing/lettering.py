"""Setting words: the site's own typeface, measured and wrapped by Skia's paragraph layout (HarfBuzz)."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from importlib.resources import files
from typing import Any

from milepost.core.errors import MilepostError
from milepost_film.drawing.elements import Align, Box, Words
from milepost_film.drawing.palette import INK
from milepost_film.shelf import kept, key

LEAST = 40.0  # nothing smaller can be read on a phone: 40 of 1280 are 11 of 360 pixels
LEADING = 1.18
WEIGHTS = (500, 700)
_FACES = ("atkinson-latin", "atkinson-latin-ext", "noto-arabic")


class TooLong(MilepostError):
    """Words that do not fit their place even in the smallest size that can be read."""


def fit(
    text: str,
    box: Box,
    size: float,
    *,
    fill: str = INK,
    weight: int = 700,
    align: Align = Align.MIDDLE,
    least: float = LEAST,
    top: bool = False,
) -> Words:
    """Return the words in the largest size up to `size` that fits the box; they stand in its middle.

    Raises TooLong, or MilepostError for letters that the typefaces do not have. `top` sets them at the
    top of the box instead.
    """
    if missing := sorted({c for c in text if not c.isspace() and not _drawable(c)}):
        raise MilepostError(f"{text!r} has letters that cannot be drawn yet: {' '.join(missing)}")
    now = size
    while now >= least:
        setting = paragraph(text, now, fill, weight, align)
        setting.layout(box.w)
        if setting.Height <= box.h + 1 and _longest_word(text, now, weight) <= box.w:
            height = setting.Height
            width = _balanced(setting, box.w, _longest_word(text, now, weight))
            y = box.y if top else box.y + (box.h - height) / 2
            x = box.x + (box.w - width) / 2 if align is Align.MIDDLE else box.x
            return Words(
                text,
                Box(round(x, 1), round(y, 1), round(width, 1), round(height, 1)),
                now,
                fill,
                weight,
                align,
            )
        now -= 2
    raise TooLong(f"{text!r} is too long for its place in the picture; shorten it")


@cache
def paragraph(text: str, size: float, fill: str, weight: int, align: Align) -> Any:
    """Return Skia's paragraph of these words (a `textlayout.Paragraph`), not yet laid out."""
    import skia

    style = skia.textlayout_TextStyle()
    style.setFontFamilies([f"{face}-{_nearest(weight)}" for face in _FACES])
    style.setFontSize(size)
    style.setColor(int("ff" + fill[1:], 16))
    style.setHeightOverride(True)
    style.setHeight(LEADING)
    whole = skia.textlayout_ParagraphStyle()
    whole.setTextStyle(style)
    if align is Align.MIDDLE:
        whole.setTextAlign(skia.textlayout_TextAlign.kCenter)
    builder = skia.textlayout_ParagraphBuilder.make(whole, _collection(), skia.Unicodes.ICU.Make())
    builder.pushStyle(style)
    builder.addText(text)
    return builder.Build()


def _balanced(setting: Any, width: float, least: float) -> float:
    """Return the least width that needs no more lines: lines of like length, no lone last word."""
    height, low, high = setting.Height, max(width / 2, least + 2), width
    while high - low > 8:
        middle = (low + high) / 2
        setting.layout(middle)
        if setting.Height > height:
            low = middle
        else:
            high = middle
    setting.layout(high)
    return min(width, float(setting.LongestLine) + 2)


@cache
def _longest_word(text: str, size: float, weight: int) -> float:
    widths = []
    for word in text.split():
        setting = paragraph(word, size, INK, weight, Align.START)
        setting.layout(10_000)
        widths.append(float(setting.LongestLine))
    return max(widths, default=0.0)


@cache
def _drawable(letter: str) -> bool:
    return any(_typeface(face, WEIGHTS[0]).unicharToGlyph(ord(letter)) for face in _FACES)


def _nearest(weight: int) -> int:
    return min(WEIGHTS, key=lambda known: abs(known - weight))


@cache
def _collection() -> Any:
    import skia

    provider = skia.textlayout_TypefaceFontProvider()
    for face in _FACES:
        for weight in WEIGHTS:
            provider.registerTypeface(_typeface(face, weight), f"{face}-{weight}")
    collection = skia.textlayout_FontCollection()
    collection.setDefaultFontManager(provider)
    return collection


@cache
def _typeface(face: str, weight: int) -> Any:
    """Return one weight of a variable WOFF2 of the site as a typeface that Skia can read."""
    import skia

    source = (files("milepost") / "web" / "static" / "fonts" / f"{face}.woff2").read_bytes()
    name = f"face-{key(hashlib.sha256(source).hexdigest(), weight)}.ttf"
    plain = kept(name, lambda path: path.write_bytes(_instance(source, weight)))
    return skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(plain.read_bytes()))


def _instance(source: bytes, weight: int) -> bytes:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(io.BytesIO(source))
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    return plain.getvalue()
