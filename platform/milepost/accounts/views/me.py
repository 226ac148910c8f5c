"""A person's own page: name, password, passkeys, sessions, own data, and the way out for good."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from milepost.accounts.forms import EraseForm, Form, NameForm, PasskeyForm, PasswordForm
from milepost.accounts.services import (
    erasure,
    joining,
    names,
    passkeys,
    passwords,
    people,
    sessions,
    signing_in,
    tokens,
)
from milepost.accounts.services.names import NameTaken
from milepost.accounts.services.sessions import Person
from milepost.accounts.views.door import relying_party, verified_passkey
from milepost.accounts.views.gate import (
    begin_anew,
    bp,
    client_address,
    current_user,
    leave,
    retry_after,
    to_sign_in,
)
from milepost.core import clock, http
from milepost.core.errors import Conflict, Invalid, MilepostError, TooMany
from milepost.core.http import commit, db, settings
from milepost.core.messages import N_, say

P = ParamSpec("P")


def own(
    view: Callable[Concatenate[Person, P], ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Hand the view the person whose page it is; send everybody else to sign-in."""

    @wraps(view)
    def guarded(lang: str, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        person = current_user()
        if person is None or person.is_guest:
            return to_sign_in()
        return view(person, *args, **kwargs)

    return guarded


@bp.get("/<lang>/me")
def me(lang: str) -> ResponseReturnValue:
    """Everything about oneself on one page; a guest sees how to keep or delete the progress."""
    person = current_user()
    if person is None:
        return to_sign_in()
    if person.is_guest:
        return render_template("accounts/guest.html")
    return _page(person)


@bp.post("/<lang>/me/name")
@own
def change_name(person: Person) -> ResponseReturnValue:
    """Take another display name."""
    form = NameForm()
    if take := request.form.get("take"):
        form.display_name.data = take
    try:
        joining.rename(db(), people.named(db(), person.id), form.display_name.data or "")
    except Invalid as error:
        return _page(person, "name", form, error)
    commit()
    return _done(N_("Your name is changed. Use it the next time you sign in."))


@bp.post("/<lang>/me/password")
@own
def change_password(person: Person) -> ResponseReturnValue:
    """Set or change the password; every other session ends."""
    form = PasswordForm()
    now, name, new = clock.now(), person.display_name or "", form.password.data or ""
    try:
        passwords.check(new, name)
        user = people.named(db(), person.id)
        if user.password_hash is not None:
            secret = settings().secret_key
            tried = signing_in.look_up(db(), name, client_address(), secret, now)
            commit()
            typed = (form.current_password.data or "")[: passwords.LONGEST]
            match = passwords.match(tried.password_hash, typed)
            if not match.fits:
                raise Invalid(N_("This is not your password now."), "current_password")
            signing_in.confirm(db(), tried, match, now)
        commit()
        new_hash = passwords.hashed(new)
    except (Invalid, TooMany) as error:
        return _page(person, "password", form, error)
    user = people.named(db(), person.id)
    user.password_hash = new_hash
    device, shared = sessions.device(request.user_agent.string), person.shared
    sessions.revoke_all(db(), person.id)
    tokens.revoke(db(), tokens.Purpose.SIGN_IN, person.id)
    begin_anew(sessions.start(db(), person.id, now, device=device, shared=shared), shared=shared)
    commit()
    return _done(N_("Your password is changed. You are signed out on all other devices."))


@bp.post("/<lang>/me/passkeys")
@own
def add_passkey(person: Person) -> ResponseReturnValue:
    """Add a passkey that the browser has just made."""
    form = PasskeyForm()
    try:
        new = verified_passkey(form.credential.data or "")
        name = form.name.data or sessions.device(request.user_agent.string)
        passkeys.add(db(), people.named(db(), person.id), new, name, clock.now())
    except (Invalid, Conflict) as error:
        return _page(person, "passkey", form, error)
    commit()
    return _done(N_("Your passkey is added. You can sign in with it from now on."))


@bp.post("/<lang>/me/passkeys/<int:passkey_id>")
@own
def change_passkey(person: Person, passkey_id: int) -> ResponseReturnValue:
    """Rename or remove one passkey."""
    form = PasskeyForm()
    try:
        if "remove" in request.form:
            passkeys.remove(db(), people.named(db(), person.id), passkey_id)
            message = N_("The passkey is removed.")
        else:
            passkeys.rename(db(), person.id, passkey_id, form.name.data or "")
            message = N_("The passkey has its new name.")
    except Conflict as error:
        return _page(person, "passkey", form, error)
    commit()
    return _done(message)


@bp.post("/<lang>/me/sessions/end-others")
@own
def end_other_sessions(person: Person) -> ResponseReturnValue:
    """Sign out everywhere but here."""
    sessions.revoke_all(db(), person.id, but=person.session_hash)
    commit()
    return _done(N_("You are signed out on all other devices."))


@bp.post("/<lang>/me/sessions/<handle>/end")
@own
def end_session(person: Person, handle: str) -> ResponseReturnValue:
    """End one session, by its handle."""
    sessions.revoke(db(), person.id, handle, clock.now())
    commit()
    return _done(N_("You are signed out there."))


@bp.get("/<lang>/me/data.json")
def own_data(lang: str) -> ResponseReturnValue:
    """Everything stored about oneself, as a file to take along; for guests, too."""
    person = current_user()
    if person is None:
        return to_sign_in()
    data = erasure.own_data(db(), person.id, clock.now())
    text = json.dumps(data, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="milepost-my-data.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@bp.route("/<lang>/me/erase", methods=["GET", "POST"])
def erase(lang: str) -> ResponseReturnValue:
    """Delete oneself with everything, after typing the name (a guest: after one more press)."""
    person = current_user()
    if person is None:
        return to_sign_in()
    form = EraseForm()
    if not form.sent():
        return render_template("accounts/erase.html", form=form)
    try:
        typed = names.fold(form.confirm.data or "")
        if not person.is_guest and typed != names.fold(person.display_name or ""):
            raise Invalid(N_("This is not your name. Type it as it stands above."), "confirm")
        erasure.erase(db(), person.id, clock.now())
    except (Invalid, Conflict) as error:
        form.refuse(error, "confirm")
        return render_template("accounts/erase.html", form=form), error.status
    commit()
    leave()
    return render_template("accounts/erased.html")


def _page(
    person: Person, part: str = "", form: Form | None = None, error: MilepostError | None = None
) -> ResponseReturnValue:
    """Show the page; with `error`, the form of that part again, as it was typed, with the message."""
    forms: dict[str, Form] = {
        "name": NameForm(None, display_name=person.display_name),
        "password": PasswordForm(None),
        "passkey": PasskeyForm(None),
    }
    defaults = {"name": "display_name", "password": "current_password", "passkey": "credential"}
    if form is not None and error is not None:
        form.refuse(error, defaults[part])
        forms[part] = form
    now = clock.now()
    page = render_template(
        "accounts/me.html",
        forms=forms,
        part=part,
        free=error.free if isinstance(error, NameTaken) else (),
        user=people.named(db(), person.id),
        passkeys=passkeys.of_user(db(), person.id),
        sessions=[(sessions.handle(one), one) for one in sessions.of_user(db(), person.id, now)],
        here=person.session_hash,
        now=now,
        rp=relying_party(),
    )
    return (page, error.status, retry_after(error)) if error else page


def _done(message: str) -> ResponseReturnValue:
    flash(say(http.lang(), message))
    return redirect(url_for("accounts.me", lang=http.lang()))
