"""HTML as words, for places that take no HTML: manifests, descriptions of questions."""

from __future__ import annotations

import re

from milepost.courseware.model import Html


def plain_text(html: Html) -> str:
    """Return the words of some HTML on one line."""
    from html import unescape  # with a table of every name in HTML; most exports ask for none

    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
