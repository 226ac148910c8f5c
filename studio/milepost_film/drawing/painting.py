"""From a scene to pixels: Skia paints the elements at a given second."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from milepost_film.drawing.elements import Art, Element, How, Line, Moving, Picture, Words
from milepost_film.drawing.lettering import paragraph
from milepost_film.drawing.palette import HEIGHT, WIDTH

FPS = 25
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'


class Painter:
    """Paints one scene into one buffer: `frame(t)` returns BGRA bytes, WIDTH × HEIGHT × 4.

    `moving(t)` tells whether the picture at `t` differs from that of the frame before, so that a held
    picture is painted once.
    """

    def __init__(self, picture: Picture) -> None:
        import numpy as np
        import skia

        self._elements = picture.elements
        self._pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        info = skia.ImageInfo.Make(WIDTH, HEIGHT, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels)
        self._state: tuple[float, ...] | None = None

    def moving(self, t: float) -> bool:
        """Return whether anything changes at `t`."""
        return _state(self._elements, t) != self._state

    def frame(self, t: float) -> memoryview:
        """Return the picture at `t` seconds; painted anew only if something moved."""
        state = _state(self._elements, t)
        if state != self._state:
            self._state = state
            canvas = self._surface.getCanvas()
            for element in self._elements:
                _paint(canvas, element, t)
        return memoryview(self._pixels).cast("B")  # type: ignore[arg-type]

    def image(self, t: float) -> Any:
        """Return the picture at `t` as a `skia.Image`."""
        self.frame(t)
        return self._surface.makeImageSnapshot()


def progress(start: float, seconds: float, t: float) -> float:
    """Return how far a movement is at `t`, 0 to 1, in whole frames."""
    return min(1.0, max(0.0, (round(t * FPS) - round(start * FPS)) / max(1, round(seconds * FPS))))


def _state(elements: tuple[Element, ...], t: float) -> tuple[float, ...]:
    found: list[float] = []
    for element in elements:
        if isinstance(element, Line):
            found.append(progress(element.start, element.seconds, t))
        elif isinstance(element, Moving):
            done = progress(element.start, element.seconds, t)
            found.append(done)
            if done > 0 or element.how in (How.LEAVE, How.NOD):
                found.extend(_state(element.inner, t))
    return tuple(found)


def _paint(canvas: Any, element: Element, t: float) -> None:
    if isinstance(element, Art):
        canvas.drawPicture(_drawing(element.svg))
    elif isinstance(element, Words):
        setting = paragraph(element.text, element.size, element.fill, element.weight, element.align)
        setting.layout(math.ceil(element.box.w) + 1)
        setting.paint(canvas, element.box.x, element.box.y)
    elif isinstance(element, Line):
        _paint_line(canvas, element, progress(element.start, element.seconds, t))
    else:
        _paint_moving(canvas, element, t)


def _paint_moving(canvas: Any, group: Moving, t: float) -> None:
    import skia

    done = progress(group.start, group.seconds, t)
    seen, matrix = _pose(group, done)
    if seen <= 0:
        return
    canvas.save()
    canvas.concat(matrix)
    if seen < 1:
        canvas.saveLayerAlpha(skia.Rect.MakeXYWH(-WIDTH, -HEIGHT, 3 * WIDTH, 3 * HEIGHT), int(seen * 255))
    for element in group.inner:
        _paint(canvas, element, t)
    if seen < 1:
        canvas.restore()
    canvas.restore()


def _pose(group: Moving, done: float) -> tuple[float, Any]:
    """Return (opacity, matrix) of a group that is `done` of its way."""
    import skia

    eased = 1 - (1 - done) ** 3
    left = 1 - eased
    (px, py), (dx, dy) = group.pivot, group.by
    match group.how:
        case How.FADE:
            return eased, skia.Matrix()
        case How.LEAVE:
            return left, skia.Matrix()
        case How.RISE:
            return eased, skia.Matrix.Translate(0, 36 * left)
        case How.DROP:
            return min(1.0, done * 3), skia.Matrix.Translate(0, -60 * left)
        case How.POP:
            over = 1 + 1.9 * (done - 1) ** 3 + 0.9 * (done - 1) ** 2
            return min(1.0, done * 3), skia.Matrix.Scale(over, over).preTranslate(-px, -py).postTranslate(
                px, py
            )
        case How.GROW:
            tall = max(eased, 0.001)
            return (1.0 if done else 0.0), skia.Matrix.Scale(1, tall).preTranslate(-px, -py).postTranslate(
                px, py
            )
        case How.SLIDE:
            return min(1.0, done * 4), skia.Matrix.Translate(dx * left, dy * left)
        case How.WALK:
            smooth = 1 - done * done * (3 - 2 * done)
            bob = -7 * abs(math.sin(done * math.pi * max(2, round(group.seconds / 0.4))))
            return min(1.0, done * 8), skia.Matrix.Translate(dx * smooth, dy * smooth + bob)
        case How.NOD:
            return 1.0, skia.Matrix.Translate(0, -10 * math.sin(done * math.pi))
    raise ValueError(group.how)


def _paint_line(canvas: Any, line: Line, done: float) -> None:
    import skia

    if done <= 0:
        return
    smooth = done * done * (3 - 2 * done)
    spans = [math.dist(a, b) for a, b in zip(line.points, line.points[1:], strict=False)]
    rest = sum(spans) * smooth
    pen = skia.Path()
    pen.moveTo(*line.points[0])
    for (ax, ay), (bx, by), span in zip(line.points, line.points[1:], spans, strict=False):
        share = min(1.0, rest / span) if span else 1.0
        pen.lineTo(ax + (bx - ax) * share, ay + (by - ay) * share)
        rest -= span
        if rest <= 0:
            break
    paint = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=line.width,
        StrokeCap=skia.Paint.kRound_Cap, StrokeJoin=skia.Paint.kRound_Join,
        Color=int("ff" + line.colour[1:], 16),
    )  # fmt: skip
    canvas.drawPath(pen, paint)


@cache
def _drawing(svg: str) -> Any:
    """Return a fragment of SVG as a picture that is played again and again."""
    import skia

    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(skia.Rect.MakeXYWH(-WIDTH, -HEIGHT, 3 * WIDTH, 3 * HEIGHT))
    written = f"{_SVG}{svg}</svg>".encode()  # the stream does not copy: the bytes must outlive it
    skia.SVGDOM.MakeFromStream(skia.MemoryStream(written)).render(canvas)
    return recorder.finishRecordingAsPicture()
