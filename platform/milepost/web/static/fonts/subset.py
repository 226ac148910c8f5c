"""How the site's fonts were made: two npm packages cut down to what we show. Run by a maintainer only.

    npm pack @fontsource-variable/atkinson-hyperlegible-next @fontsource-variable/noto-sans-arabic
    (unpack each beside the other) python platform/milepost/web/static/fonts/subset.py FOLDER…

Needs fonttools with woff support (requirements-test.lock). Weights are limited to the range that the
style sheet uses; only the features that spelling and joining need are kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
LATIN = (
    "20-7E A0-FF 131 152-153 2BB-2BC 2C6 2DA 2DC 2010-2015 2018-201E 2020-2022 2026 2030 2039-203A "
    "2044 20AC 2122 2190-2193 2212 2215"
)
LATIN_EXTENDED = "100-17F 18F 192 218-21B 237 1E9E 1E80-1E85 1EF2-1EF3"
ARABIC = "600-6FF 200C-200F 2010-2011 204F 2E41 FDFC FDFD"
WEIGHTS = (400, 750)
FEATURES = "kern mark mkmk ccmp locl init medi fina isol rlig calt curs tnum"


@dataclass(frozen=True)
class Face:
    """One file to make: from which package and file, with which code points."""

    package: str
    source: str
    ranges: str


FACES = {
    "atkinson-latin.woff2": Face(
        "atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-wght-normal.woff2", LATIN
    ),
    "atkinson-latin-ext.woff2": Face(
        "atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2", LATIN_EXTENDED
    ),
    "noto-arabic.woff2": Face("noto-sans-arabic", "noto-sans-arabic-arabic-wght-normal.woff2", ARABIC),
}


def code_points(ranges: str) -> list[int]:
    """Return the code points of space-separated hexadecimal ranges such as `20-7E A0`."""
    points: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def cut(source: Path, target: Path, ranges: str) -> None:
    """Write one face: fewer letters, fewer features, a narrower range of weights, no hints."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=FEATURES.split(), glyph_names=False)
    options.name_IDs = [0, 1, 2, 5, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=code_points(ranges))
    cutter.subset(font)
    plain = BytesIO()
    font.flavor = None
    font.save(plain)
    plain.seek(0)
    narrow = instancer.instantiateVariableFont(TTFont(plain, recalcTimestamp=False), {"wght": WEIGHTS})
    narrow.flavor = "woff2"
    narrow.save(target)


def main(folders: list[Path]) -> None:
    """Cut every face and note name, version, licence and hash beside it."""
    packages = {}
    for folder in folders:
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        packages[about["name"].rpartition("/")[2]] = (folder, about)
    vendor = []
    for name, (folder, about) in packages.items():
        (HERE / f"{name}-OFL.txt").write_bytes((folder / "LICENSE").read_bytes())
        files = {}
        for target, face in FACES.items():
            if face.package == name:
                cut(folder / "files" / face.source, HERE / target, face.ranges)
                files[f"fonts/{target}"] = hashlib.sha256((HERE / target).read_bytes()).hexdigest()
        vendor.append(
            {
                "name": about["name"],
                "version": about["version"],
                "registry": "npm",
                "licence": about["license"],
                "changed": "cut down by fonts/subset.py",
                "sha256": files,
            }
        )
    text = json.dumps(vendor, indent=2)
    (HERE.parent / "vendor.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
