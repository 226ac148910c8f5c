"""The paper: one A4 page, printed by `core.pdf`. Pure: no request, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO

from milepost.core import pdf
from milepost.core.dates import day
from milepost.core.i18n import language, translations
from milepost.courseware.labels import fill, labels_for
from milepost.courseware.scoring import percent


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a certificate. `score_scaled` is 0..1 or None; `address` is the public page."""

    name: str
    course_title: str
    course_lang: str
    outcomes: tuple[str, ...]
    hours: float
    score_scaled: float | None
    issued_at: datetime
    number: str
    address: str
    lang: str


def make(paper: Paper) -> bytes:
    """Return the PDF. Raises MissingGlyphs when the name has letters that no bundled font draws."""
    _ = translations(paper.lang).gettext
    title = _("Certificate: {course}").format(course=paper.course_title)
    css = _CSS + _tighter(paper.outcomes)
    return pdf.render(
        _body(paper), lang=paper.lang, title=title, css=css, pictures={"qr.png": qr_code(paper.address)}
    )


def qr_code(address: str) -> bytes:
    """Return a PNG with the address (ISO/IEC 18004, error correction M)."""
    import segno

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=2, dark="#14212e")
    return out.getvalue()


def _body(paper: Paper) -> str:
    t = translations(paper.lang)
    _ = t.gettext
    start, end = ("right", "left") if language(paper.lang).direction == "rtl" else ("left", "right")
    # Columns need no turning round here: xhtml2pdf mirrors a table by the direction of the page.
    direction = language(paper.course_lang).direction
    outcomes = "".join(f"<li>{escape(outcome)}</li>" for outcome in paper.outcomes)
    facts = [
        (_("Date"), day(paper.issued_at.date(), paper.lang)),
        (_("Number"), paper.number),
    ]
    if paper.hours:
        words = t.ngettext("{n} hour", "{n} hours", round(paper.hours))
        facts.insert(1, (_("Workload"), words.format(n=f"{paper.hours:g}")))
    if paper.score_scaled is not None:
        label = labels_for(paper.lang).score_percent
        facts.insert(1, (_("Score"), fill(label, percent=percent(paper.score_scaled))))
    rows = "".join(
        f'<tr><td class="key" align="{start}">{escape(key)}</td>'
        f'<td class="value" align="{start}">{escape(value)}</td></tr>'
        for key, value in facts
    )
    kind, done = escape(_("Certificate of completion")), escape(_("has completed the course"))
    able, check = (
        escape(_("and can now")),
        escape(_("Anyone can check this certificate. Scan the code, or open:")),
    )
    return f"""
<p class="brand">Milepost</p>
<p class="kind">{kind}</p>
<p class="name">{escape(paper.name)}</p>
<p class="line">{done}</p>
<div dir="{direction}"><p class="course">{escape(paper.course_title)}</p></div>
<p class="line">{able}</p>
<div dir="{direction}"><ul>{outcomes}</ul></div>
<div id="foot"><table><tr>
<td width="76%" valign="top" align="{start}"><table>{rows}</table></td>
<td width="24%" valign="top" align="{end}"><img src="qr.png" width="96" height="96"></td>
</tr></table>
<p class="small">{check}</p>
<p class="small">{escape(paper.address)}</p></div>
"""


def _tighter(outcomes: Iterable[str]) -> str:
    """Return what has to be smaller, so that long lists of outcomes stay on the one page."""
    lines = sum(-(-len(outcome) // LINE) for outcome in outcomes)
    return next((css for most, css in _TIGHTER if lines <= most), _TIGHTER[-1][1])


#: Letters that a line of outcomes holds, about.
LINE = 76
#: (most lines of outcomes, styles): the page holds more the less air it has.
_TIGHTER = (
    (8, ""),
    (
        13,
        ".kind { padding-top: 18pt; } .line { padding-top: 6pt; } li { font-size: 11pt; padding: 0 0 3pt; }",
    ),
    (
        99,
        ".kind { padding-top: 4pt; } .line { padding-top: 3pt; } .name { font-size: 24pt; padding-top: 6pt; }"
        " li { font-size: 9.5pt; line-height: 130%; padding-bottom: 2pt; }",
    ),
)

_CSS = """
@page { size: a4 portrait; margin: 20mm 22mm 82mm 22mm;
  @frame foot { -pdf-frame-content: foot; left: 22mm; top: 222mm; width: 166mm; height: 60mm; } }
body { font-size: 11pt; line-height: 150%; color: #14212e; }
p { margin: 0; }
.brand { font-size: 13pt; font-weight: bold; color: #0b5d59; border-bottom: 2pt solid #0b5d59;
  padding-bottom: 6pt; }
.kind { font-size: 15pt; padding-top: 64pt; color: #47545f; }
.name { font-size: 30pt; font-weight: bold; line-height: 140%; padding-top: 14pt; padding-bottom: 10pt; }
.line { font-size: 12pt; padding-top: 12pt; color: #47545f; }
.course { font-size: 19pt; font-weight: bold; line-height: 140%; padding-top: 6pt; padding-bottom: 10pt;
  color: #0b5d59; }
ul { margin-top: 6pt; }
li { padding-bottom: 5pt; font-size: 12pt; }
td { padding-top: 3pt; padding-bottom: 3pt; }
.key { width: 28mm; color: #47545f; }
.value { font-weight: bold; }
.small { font-size: 8.5pt; color: #47545f; }
"""
