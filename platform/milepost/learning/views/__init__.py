"""The learner's pages."""

from milepost.learning.views import answers, courses, media, pages, product, steps
from milepost.learning.views.site import bp, init_app

__all__ = ["answers", "bp", "courses", "init_app", "media", "pages", "product", "steps"]
