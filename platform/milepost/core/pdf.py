"""HTML to PDF, outside the process that asks: xhtml2pdf costs 60 MB and half a second to import.

`render()` starts `python -m milepost.core.pdf`, hands it the page and its pictures, and gets the
PDF back. Nothing is fetched: only the bundled fonts and the pictures handed over can be read.
Whatever xhtml2pdf would only log (a missing glyph, a refused font, an unknown style) is an error
here, because the PDF would look right and be wrong.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from milepost.core.errors import MilepostError
from milepost.core.i18n import language

FONTS = Path(__file__).parent / "fonts"
MISSING = 3  # the subprocess's exit code for glyphs that no font has
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))  # marks for browsers; the PDF library would draw them
TIMEOUT = 60  # seconds; a certificate takes about one, a long final product a few

_FACES = """
@font-face { font-family: Noto; src: url(FONTS/NotoSans-Regular.ttf); }
@font-face { font-family: Noto; font-weight: bold; src: url(FONTS/NotoSans-Bold.ttf); }
@font-face { font-family: NotoArabic; src: url(FONTS/NotoNaskhArabic-Regular.ttf); }
@font-face { font-family: NotoArabic; font-weight: bold; src: url(FONTS/NotoNaskhArabic-Bold.ttf); }
""".replace("FONTS", FONTS.as_posix())


class PdfError(MilepostError):
    """The PDF could not be made faithfully; the message says what is at fault."""


class MissingGlyphs(PdfError):
    """No bundled font draws these `characters` (a str)."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"no font can print: {' '.join(characters)}")
        self.characters = characters


def render(
    body: str, *, lang: str, title: str, css: str = "", pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the PDF of an HTML body. Text runs in the direction of `lang`.

    `pictures` are named as the HTML refers to them (`<img src="qr.png">`). Right-to-left pages put
    the Arabic face first and the Latin one second: either alone drops the other's signs.
    Raises PdfError when a glyph is missing or anything else had to be left out.
    """
    if broken := unjoined(body):
        raise MissingGlyphs(broken)
    job = {
        "html": _document(body, lang=lang, title=title, css=css),
        "pictures": {name: base64.b64encode(data).decode() for name, data in (pictures or {}).items()},
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "milepost.core.pdf"],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"the PDF took longer than {TIMEOUT} seconds; try a shorter text") from error
    if done.returncode == MISSING:
        raise MissingGlyphs(done.stderr.decode())
    if done.returncode:
        raise PdfError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def unjoined(text: str) -> str:
    """Return the Arabic-script letters in `text` that would be drawn without joining, each once.

    xhtml2pdf joins letters by Unicode's presentation forms, which Pashto and Sorani letters lack.
    """
    letters = (c for c in text if "\u0620" <= c <= "\u077f" and unicodedata.category(c) == "Lo")
    return "".join(dict.fromkeys(c for c in letters if c not in _with_forms()))


@cache
def _with_forms() -> frozenset[str]:
    forms = (chr(code) for block in ((0xFB50, 0xFE00), (0xFE70, 0xFF00)) for code in range(*block))
    return frozenset(letter for form in forms for letter in unicodedata.normalize("NFKC", form))


def _document(body: str, *, lang: str, title: str, css: str) -> str:
    families = "NotoArabic, Noto" if language(lang).direction == "rtl" else "Noto, NotoArabic"
    # Both `html` and `body` carry the direction: xhtml2pdf looks at the ancestor, not at CSS.
    return (
        f'<html lang="{escape(lang)}" dir="{language(lang).direction}"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_FACES} html {{ font-family: {families}; }} {css}</style></head>"
        f'<body dir="{language(lang).direction}">{body}</body></html>'
    ).translate(_ISOLATES)


class _Complaints(logging.Handler):
    """Collects what the library would only have logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def missing(self) -> str:
        """Return the characters that no font has, each once ("No font … can draw '你' (U+4F60)")."""
        codes = re.findall(r"can draw .{1,12} \(U\+([0-9A-F]{4,6})\)", "\n".join(self.lines))
        return "".join(dict.fromkeys(chr(int(code, 16)) for code in codes))


def _print(html: str, pictures: Mapping[str, bytes]) -> bytes:
    """Make the PDF in this process. Runs in the subprocess only."""
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    with tempfile.TemporaryDirectory(prefix="milepost-pdf-") as folder:
        for name, data in pictures.items():
            (Path(folder) / Path(name).name).write_bytes(data)
        out = BytesIO()
        policy = ResourceAccessPolicy(base_dir=Path(folder), extra_roots=(FONTS,))
        result = pisa.CreatePDF(
            html, dest=out, path=str(Path(folder) / "page.html"), encoding="utf-8", resource_policy=policy
        )
    if missing := complaints.missing():
        raise MissingGlyphs(missing)
    if result.err or complaints.lines:
        raise PdfError("; ".join(dict.fromkeys(complaints.lines)) or "the page could not be laid out")
    return out.getvalue()


def main() -> int:
    """Read a job from standard input, write the PDF to standard output; 1 and a line when it fails."""
    job = json.load(sys.stdin.buffer)
    pictures = {name: base64.b64decode(data) for name, data in job["pictures"].items()}
    try:
        sys.stdout.buffer.write(_print(job["html"], pictures))
    except MissingGlyphs as error:
        sys.stderr.buffer.write(error.characters.encode())
        return MISSING
    except PdfError as error:
        sys.stderr.buffer.write(str(error).encode())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
