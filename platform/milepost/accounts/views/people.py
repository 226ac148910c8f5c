"""The people page of administrators: find somebody, change a role, end sessions, help back in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from milepost.accounts.forms import EraseForm, RoleForm
from milepost.accounts.rules import Action, Role
from milepost.accounts.services import erasure, names, sessions
from milepost.accounts.services import people as folk
from milepost.accounts.views.gate import bp, current_user, require
from milepost.core import clock, http
from milepost.core.errors import Conflict, Invalid, MilepostError
from milepost.core.http import commit, db, settings
from milepost.core.i18n import translations
from milepost.core.messages import N_, say


@bp.get("/<lang>/people")
@require(Action.MANAGE_PEOPLE)
def people(lang: str) -> ResponseReturnValue:
    """List people with an account, fifty a page."""
    search, role = request.args.get("q", "").replace("\0", ""), request.args.get("role", "")
    wanted = role if role in list(Role) else ""
    listing = folk.listing(db(), search, wanted, request.args.get("page", 1, int))
    now = clock.now()
    return render_template("accounts/people.html", listing=listing, q=search, role=wanted, now=now)


@bp.get("/<lang>/people/<int:user_id>")
@require(Action.MANAGE_PEOPLE)
def person(lang: str, user_id: int) -> ResponseReturnValue:
    """One person: role, sessions, a way back in, erasure."""
    return _page(user_id)


@bp.post("/<lang>/people/<int:user_id>/role")
@require(Action.MANAGE_PEOPLE)
def change_role(lang: str, user_id: int) -> ResponseReturnValue:
    """Give a person another role."""
    form = RoleForm()
    try:
        if not form.sent():
            raise Invalid(N_("Choose one of the roles."), "role")
        folk.set_role(db(), folk.named(db(), user_id), Role(form.role.data))
    except (Conflict, Invalid) as error:
        return _page(user_id, role_form=form, error=error)
    commit()
    me = current_user()
    if me is not None and me.id == user_id and form.role.data != Role.ADMINISTRATOR:
        return redirect(url_for("accounts.me", lang=lang))
    return _done(user_id, N_("The role is changed."))


@bp.post("/<lang>/people/<int:user_id>/end-sessions")
@require(Action.MANAGE_PEOPLE)
def end_sessions_of(lang: str, user_id: int) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    folk.end_sessions(db(), folk.named(db(), user_id))
    commit()
    return _done(user_id, N_("This person is signed out everywhere."))


@bp.post("/<lang>/people/<int:user_id>/link")
@require(Action.MANAGE_PEOPLE)
def make_sign_in_link(lang: str, user_id: int) -> ResponseReturnValue:
    """Show a one-time link by which a person gets back in. It is shown this once."""
    link = folk.sign_in_link(db(), folk.named(db(), user_id), settings().base_url, lang, clock.now())
    commit()
    return _page(user_id, link=link)


@bp.route("/<lang>/people/<int:user_id>/erase", methods=["GET", "POST"])
@require(Action.MANAGE_PEOPLE)
def erase_person(lang: str, user_id: int) -> ResponseReturnValue:
    """Erase somebody who asked for it and cannot get in, after typing the name."""
    user, form = folk.named(db(), user_id), EraseForm()
    if not form.sent():
        return render_template("accounts/erase_person.html", form=form, user=user)
    try:
        if names.fold(form.confirm.data or "") != user.sign_in_name:
            raise Invalid(N_("This is not the name. Type it as it stands above."), "confirm")
        erasure.erase(db(), user_id, clock.now())
    except (Conflict, Invalid) as error:
        form.refuse(error, "confirm")
        return render_template("accounts/erase_person.html", form=form, user=user), error.status
    commit()
    flash(translations(lang).gettext("The account is deleted."))
    return redirect(url_for("accounts.people", lang=lang))


def _page(
    user_id: int, *, role_form: RoleForm | None = None, error: MilepostError | None = None, link: str = ""
) -> ResponseReturnValue:
    user = folk.named(db(), user_id)
    form = role_form or RoleForm(None, role=user.role)
    if error is not None:
        form.refuse(error, "role")
    held = sessions.of_user(db(), user_id, clock.now())
    page = render_template("accounts/person.html", user=user, form=form, link=link, held=held)
    return (page, error.status) if error else page


def _done(user_id: int, message: str) -> ResponseReturnValue:
    flash(say(http.lang(), message))
    return redirect(url_for("accounts.person", lang=http.lang(), user_id=user_id))
