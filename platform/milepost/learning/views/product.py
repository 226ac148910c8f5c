"""The final product: everything written on worksheets, as a page to read and a PDF to take along."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from milepost.accounts.views import current_user
from milepost.core import clock
from milepost.core.dates import day
from milepost.core.http import db
from milepost.core.i18n import language, translations
from milepost.core.pdf import MissingGlyphs, render
from milepost.courseware.labels import labels_for
from milepost.courseware.render import resolve, text_of
from milepost.learning.services import enrolment, product, worksheets
from milepost.learning.services.product import Sheet
from milepost.learning.views.site import SiteUrls, bp, course_in, library, named

# xhtml2pdf knows neither flex nor grid; fonts and directions are core.pdf's.
STYLE = """
@page { size: a4; margin: 2.2cm; }
body { font-size: 11pt; line-height: 1.5; color: #1f2528; }
h1 { font-size: 22pt; color: #0f4c5c; margin-bottom: 4pt; }
h2 { font-size: 14pt; margin-top: 18pt; color: #0f4c5c; }
.meta { color: #4a5256; font-size: 9.5pt; }
.prompt { font-weight: bold; margin-top: 10pt; }
.written { margin-top: 2pt; }
"""


@bp.get("/<lang>/courses/<course>/product", endpoint="product")
def show(lang: str, course: str) -> str:
    """Show what is collected so far."""
    return _page(lang, course)


@bp.get("/<lang>/courses/<course>/product.pdf")
def product_pdf(lang: str, course: str) -> ResponseReturnValue:
    """Send what is collected as a PDF. Empty sheets are left out."""
    found = course_in(course, lang)
    title = found.final_product or found.title
    body = render_template(
        "learning/product_pdf.html",
        course=found,
        title=title,
        sheets=[sheet for sheet in collected(lang, course) if not sheet.is_empty],
        today=day(clock.now().date(), found.lang),
        plain=text_of,
    )
    try:
        made = render(body, lang=found.lang, title=title, css=STYLE)
    except MissingGlyphs as error:
        text = translations(lang).gettext(
            "We cannot print these letters well yet: %(letters)s. Please print the page with your browser."
        )
        return _page(lang, course, text % {"letters": " ".join(error.characters)}), 422
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{course}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(lang: str, course: str, problem: str = "") -> str:
    found = course_in(course, lang)
    sheets = collected(lang, course)
    urls = SiteUrls(lang, found)
    return render_template(
        "learning/product.html",
        course=found,
        sheets=sheets,
        empty=all(sheet.is_empty for sheet in sheets),
        labels=labels_for(lang),
        language=language,
        named=named,
        problem=problem,
        prompt=lambda entry: Markup(resolve(entry.prompt, urls)),  # noqa: S704  (sanitised by courseware)
    )


def collected(lang: str, course_id: str) -> tuple[Sheet, ...]:
    """Return the worksheets of a course with what this person wrote."""
    course, person = course_in(course_id, lang), current_user()
    record = enrolment.read(db(), person.id, course_id) if person else None
    written = worksheets.of_enrolment(db(), record.id) if record else {}
    return product.collect(library(), course, written)
