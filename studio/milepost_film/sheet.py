"""Contact sheets: every scene of a film in one picture, to be looked at, also as small as on a phone."""

from __future__ import annotations

from pathlib import Path

from milepost_film import storyboard
from milepost_film.build import plan
from milepost_film.drawing.painting import Painter
from milepost_film.drawing.palette import HEIGHT, WIDTH

PHONE = 360  # pixels: the width of a small phone
GAP = 12


def sheets(path: Path, folder: Path, moments: int = 2) -> list[Path]:
    """Write the scenes of a storyboard as PNG: `wide-NN.png` with six pictures each, and `phone-NN.png`.

    Each scene is shown `moments` times, the last one just before it ends.
    """
    film = plan(storyboard.read(path))
    folder.mkdir(parents=True, exist_ok=True)
    images = []
    for picture, times in zip(film.pictures, film.narration.scenes, strict=True):
        if picture.footage:
            continue
        painter, seconds = Painter(picture), times.end - times.start
        for moment in range(1, moments + 1):
            images.append(painter.image(seconds * moment / moments - (0.3 if moment == moments else 0)))
    written = []
    for name, across, width, rows in (("wide", 2, 640, 3), ("phone", 3, PHONE, 4)):
        for number in range(0, len(images), across * rows):
            target = folder / f"{name}-{number // (across * rows) + 1:02}.png"
            _tile(images[number : number + across * rows], across, width, target)
            written.append(target)
    return written


def _tile(images: list, across: int, width: int, target: Path) -> None:  # type: ignore[type-arg]
    import skia

    height = width * HEIGHT // WIDTH
    rows = -(-len(images) // across)
    surface = skia.Surface(across * (width + GAP), rows * (height + GAP))
    canvas = surface.getCanvas()
    canvas.clear(0xFF808080)
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    for number, image in enumerate(images):
        x, y = number % across * (width + GAP), number // across * (height + GAP)
        canvas.drawImageRect(image.withDefaultMipmaps(), skia.Rect.MakeXYWH(x, y, width, height), smooth)
    surface.makeImageSnapshot().save(str(target), skia.kPNG)
