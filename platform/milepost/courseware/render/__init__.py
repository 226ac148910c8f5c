"""From blocks to HTML: the one markup of questions, fields, films and asides, for site and packages."""

from milepost.courseware.render.addresses import Urls, resolve, text_of
from milepost.courseware.render.pages import Segment, film_html, segments
from milepost.courseware.render.questions import QuestionState, field_html, question_html

__all__ = [
    "QuestionState",
    "Segment",
    "Urls",
    "field_html",
    "film_html",
    "question_html",
    "resolve",
    "segments",
    "text_of",
]
