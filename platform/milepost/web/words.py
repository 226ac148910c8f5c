"""What every template can say without being given it: words, addresses, direction."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for

from milepost.core.i18n import language, translations
from milepost.web import reading

#: Addresses to remember, at most; visitors could ask for any number of them.
KEPT_ADDRESSES = 4096


def init_app(app: Flask) -> None:
    """Give the templates their globals (they work in imported macros too) and their variables."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=gettext,
        ngettext=ngettext,
        url=url,
        static_url=app.extensions["milepost.static"].address,
        has_page=app.view_functions.__contains__,
        elsewhere=elsewhere,
        menu_pages=menu_pages,
    )
    app.extensions["milepost.reading"] = reading_attributes
    app.context_processor(_variables)


def gettext(message: str, **values: object) -> str:
    """Return the message in the page's language; `%(name)s` is filled in when values are given."""
    text = translations(page_language()).gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Return the form for `n` of a counted message; `%(num)s` and `%(n)s` stand for the number."""
    text = translations(page_language()).ngettext(one, many, n)
    return text % {"num": n, "n": n, **values} if "%(" in text else text


def url(endpoint: str, **values: Any) -> str:
    """Return the address of a page in the page's language (`url_for`, remembered)."""
    values.setdefault("lang", page_language())
    known: dict[Any, str] = current_app.extensions["milepost.addresses"]
    key = (endpoint, request.script_root, *values.items())
    found = known.get(key)
    if found is None:
        if not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
            del values["lang"]
        if len(known) >= KEPT_ADDRESSES:
            known.clear()
        found = known[key] = url_for(endpoint, **values)
    return found


def elsewhere(tag: str) -> str:
    """Return the address of this page in another language; its home page where there is none."""
    view_args = request.view_args or {}
    here = view_args.get("lang")
    if not here or not request.path.startswith(f"/{here}/"):
        return f"{request.script_root}/{tag}/"
    return f"{request.script_root}/{tag}{request.path[len(here) + 1 :]}"


def menu_pages(person: Any) -> list[tuple[str, str]]:
    """Return the endpoints and words of the personal menu, as the person's role allows."""
    if person is None or person.is_guest:
        pages = [("accounts.join", gettext("Join")), ("accounts.sign_in", gettext("Sign in"))]
        if person is not None:
            pages.append(("accounts.me", gettext("Your data")))
    else:
        pages = [("accounts.me", gettext("Your account")), ("certificates.own", gettext("Your certificates"))]
        if person.is_trainer:
            pages.append(("simulator.choose", gettext("Try a package")))
        if person.is_administrator:
            pages.append(("accounts.people", gettext("People")))
    return [*pages, ("web.read_settings", gettext("Reading settings"))]


def reading_attributes() -> str:
    """Return how this device wants pages to look, as attributes for the `html` element.

    Pages that are rendered once for everybody ask `app.extensions["milepost.reading"]` for it.
    """
    return reading.attributes(request.cookies.get(reading.COOKIE))


def page_language() -> str:
    """Return the language to speak: the address's, or the browser's best where it names none we know."""
    tag: str | None = g.get("_tag")
    if tag is None:
        named = (request.view_args or {}).get("lang")
        asked = named or request.path.partition("/")[2].partition("/")[0]
        known = current_app.extensions["milepost.languages"]
        tag = g._tag = asked if asked in known else known.best(request.accept_languages)
    return tag


def _variables() -> dict[str, Any]:
    tag = page_language()
    return {
        "lang": tag,
        "direction": language(tag).direction,
        "languages": current_app.extensions["milepost.languages"].known,
        "reading": reading.from_cookie(request.cookies.get(reading.COOKIE)),
    }
