"""Pictures, films and captions of modules."""

from __future__ import annotations

from flask import Response, send_file

from milepost.learning.views.site import bp, library

DAY = 24 * 3600  # seconds


@bp.get("/media/<module>/<path:path>")
def media(module: str, path: str) -> Response:
    """Send a file of a module, whole or in ranges; a browser that has it asks once a day if it changed."""
    response = send_file(library().media(module, path), conditional=True, max_age=DAY)
    response.cache_control.public = True
    if response.mimetype == "image/svg+xml":
        response.headers.add("Content-Security-Policy", "sandbox")
    return response
