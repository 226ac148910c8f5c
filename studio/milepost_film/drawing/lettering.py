"""Setting words: the site's own typeface, measured and wrapped by Skia's paragraph layout (HarfBuzz)."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Any

from milepost.core.errors import MilepostError
from milepost_film.drawing.elements import Align, Box, Words
from milepost_film.drawing.palette import INK

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

    Raises TooLong. `top` sets them at the top of the box instead.
    """
    now = size
    while now >= least:
        setting = paragraph(text, now, fill, weight, align)
        setting.layout(box.w)
        if setting.Height <= box.h + 1 and setting.MinIntrinsicWidth <= box.w + 1:
            height, width = setting.Height, min(box.w, setting.LongestLine + 2)
            y = box.y if top else box.y + (box.h - height) / 2
            x = box.x + (box.w - width) / 2 if align is Align.MIDDLE else box.x
            return Words(text, Box(round(x, 1), round(y, 1), round(width, 1), round(height, 1)), now, fill, weight, align)
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


def _typeface(face: str, weight: int) -> Any:
    """Return one weight of a variable WOFF2 of the site as a typeface that Skia can read."""
    import skia
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    source = files("milepost") / "web" / "static" / "fonts" / f"{face}.woff2"
    font = TTFont(io.BytesIO(source.read_bytes()))
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    return skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(plain.getvalue()))
