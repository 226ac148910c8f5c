"""Scripts as small as they travel: each `x.js` has a twin `small/x.js`, made by a maintainer and committed.

    python -m milepost_player.small FOLDER…        makes the twins (needs tdewolff-minify, MIT)

So nobody minifies while exporting, and users need no such tool. A twin names the hash of the script it
was made from; when the script has changed since, it is taken as it is, which is longer but works.
"""

from __future__ import annotations

import sys
from pathlib import Path


def read(path: Path) -> str:
    """Return the small twin of a script, or the script itself when the twin is missing or old."""
    source = path.read_text(encoding="utf-8")
    place = twin(path)
    if place.exists():
        mark, _, text = place.read_text(encoding="utf-8").partition("\n")
        if mark == _mark(source):
            return text
    return source + "\n"


def is_fresh(path: Path) -> bool:
    """Say whether the twin was made from the script as it is now."""
    place = twin(path)
    return place.exists() and place.read_text(encoding="utf-8").startswith(
        _mark(path.read_text(encoding="utf-8"))
    )


def make(path: Path) -> None:
    """Write the twin of a script. Names at the top of a file stay: other files use them."""
    import minify

    source = path.read_text(encoding="utf-8")
    place = twin(path)
    place.parent.mkdir(exist_ok=True)
    text = minify.string("application/javascript", source)
    end = "" if text.endswith((";", "}")) else ";"  # twins are put one behind another
    place.write_text(f"{_mark(source)}\n{text}{end}\n", encoding="utf-8")


def twin(path: Path) -> Path:
    """Return where the small twin of a script stands."""
    return path.parent / "small" / path.name


def _mark(source: str) -> str:
    import hashlib  # loads OpenSSL, and most exports read no script

    return f"//{hashlib.sha256(source.encode()).hexdigest()[:16]}"


if __name__ == "__main__":
    for folder in map(Path, sys.argv[1:]):
        for script in sorted(folder.glob("*.js")):
            make(script)
