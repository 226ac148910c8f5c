"""How the bundled fonts were made: Noto cut down to the scripts we print. Run by a maintainer only.

    python platform/milepost/core/fonts/subset.py /usr/share/fonts/truetype/noto

Needs fonttools (requirements-test.lock) and Debian's fonts-noto-core. The joiners (U+200C to U+200F)
get an empty glyph: they steer how Arabic letters join and must not be drawn.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
LATIN_GREEK_CYRILLIC = (
    "20-7E A0-24F 259 2BB-2DD 300-30C 370-3FF 400-52F 1E00-1FFF "
    "2010-2027 2030-203A 2044 20AC 2116 2122 2190-2193 2212"
)
ARABIC = "20 60C-6FF 750-77F FB50-FDFF FE70-FEFF"
FACES = {
    "NotoSans-Regular.ttf": LATIN_GREEK_CYRILLIC,
    "NotoSans-Bold.ttf": LATIN_GREEK_CYRILLIC,
    "NotoNaskhArabic-Regular.ttf": ARABIC,
    "NotoNaskhArabic-Bold.ttf": ARABIC,
}
JOINERS = (0x200C, 0x200D, 0x200E, 0x200F)


def code_points(ranges: str) -> list[int]:
    """Return the code points of space-separated hexadecimal ranges such as `20-7E A0`."""
    points: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def subset(source: Path, target: Path, ranges: str) -> None:
    """Write the cut-down face, without hints or substitution tables (xhtml2pdf shapes by itself)."""
    from fontTools import subset as tool
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    options = tool.Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True)
    font = tool.load_font(str(source), options)
    cutter = tool.Subsetter(options)
    cutter.populate(unicodes=code_points(ranges))
    cutter.subset(font)
    font["glyf"]["joiner"] = Glyph()
    font["hmtx"]["joiner"] = (0, 0)
    font.setGlyphOrder([*[name for name in font.getGlyphOrder() if name != "joiner"], "joiner"])
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(dict.fromkeys(JOINERS, "joiner"))
    tool.save_font(font, str(target), options)


def main(folder: Path) -> None:
    """Cut every face and note where it came from."""
    files = {}
    for name, ranges in FACES.items():
        subset(folder / name, HERE / name, ranges)
        files[name] = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
    vendor = {
        "name": "fonts-noto-core",
        "registry": "Debian 12",
        "version": "20201225-1",
        "licence": "OFL-1.1",
        "changed": "cut down to Latin, Greek, Cyrillic and Arabic by subset.py",
        "sha256": files,
    }
    (HERE / "vendor.json").write_text(json.dumps(vendor, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
