"""The site, put together: settings, database, library, and one blueprint from every domain."""

from __future__ import annotations

from typing import Any

from flask import Flask

from milepost.accounts import views as accounts
from milepost.certificates import views as certificates
from milepost.core import http
from milepost.core import settings as environment
from milepost.core.db import Database
from milepost.core.settings import Settings
from milepost.courseware.library import Library, content_root
from milepost.exporting import views as exporting
from milepost.exporting.simulator import views as simulator
from milepost.learning import views as learning
from milepost.web import views as web
from milepost.web.site import Site


def create_app(settings: Settings | None = None, **config: Any) -> Flask:
    """Return the site. `config` overrides Flask's own settings (tests use it)."""
    settings = settings or environment.load()
    app = Site("milepost", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME=settings.cookie("session"),
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=1024 * 1024,
        **config,
    )
    http.init_app(app, Database(settings.database_url), settings)
    app.extensions["milepost.library"] = Library(content_root(settings.content), settings.cache)
    for domain in (web, accounts, learning, certificates, exporting, simulator):
        domain.init_app(app)
    return app
