"""Coming in and going out: join, sign in, sign out, one-time links, and the questions passkeys ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

from flask import Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from milepost.accounts.forms import Form, JoinForm, NewPasswordForm, SignInForm
from milepost.accounts.models import User
from milepost.accounts.services import (
    erasure,
    joining,
    names,
    passkeys,
    passwords,
    people,
    sessions,
    signing_in,
    throttle,
    tokens,
)
from milepost.accounts.services.sessions import Person
from milepost.accounts.views.gate import (
    begin_anew,
    bp,
    client_address,
    current_user,
    leave,
    retry_after,
    safe_next,
)
from milepost.core import clock
from milepost.core.errors import Invalid, TooMany
from milepost.core.http import commit, db, settings, with_word

Then = Callable[[User], None]
F = TypeVar("F", JoinForm, SignInForm)


def _nothing(user: User) -> None:
    """What happens to a new account besides: nothing."""


@bp.route("/<lang>/join", methods=["GET", "POST"])
def join(lang: str) -> ResponseReturnValue:
    """Sign-up. A guest's progress stays with the new account."""
    person = current_user()
    if person is not None and not person.is_guest:
        return redirect(url_for("accounts.me", lang=lang))
    form = _prefilled(JoinForm())
    if not form.sent() or _asks_for_name(form):
        return render_template("accounts/join.html", form=form, rp=relying_party())
    try:
        _join(form, person)
    except (Invalid, TooMany) as error:
        return _again("accounts/join.html", form, error, rp=relying_party())
    return redirect(with_word(safe_next(form.next.data) or url_for("learning.home", lang=lang), "joined"))


@bp.route("/<lang>/sign-in", methods=["GET", "POST"])
def sign_in(lang: str) -> ResponseReturnValue:
    """Sign-in by name and password, or by passkey."""
    form = _prefilled(SignInForm())
    if not form.sent():
        person = current_user()
        if person is not None and not person.is_guest:
            return redirect(safe_next(form.next.data) or url_for("accounts.me", lang=lang))
        return render_template("accounts/sign_in.html", form=form, rp=relying_party())
    try:
        user = _user_by_passkey(form) if form.credential.data else _user_by_password(form)
    except (Invalid, TooMany) as error:
        return _again("accounts/sign_in.html", form, error, rp=relying_party())
    _begin(user, current_user(), shared=form.shared.data)
    commit()
    return redirect(safe_next(form.next.data) or url_for("learning.home", lang=lang))


@bp.post("/<lang>/sign-out")
def sign_out(lang: str) -> ResponseReturnValue:
    """End this session. A guest's record goes with it, since nobody could come back to it."""
    person = current_user()
    if person is not None:
        sessions.end(db(), person.session_hash)
        if person.is_guest:
            erasure.erase(db(), person.id, clock.now())
        commit()
    leave()
    return redirect(url_for("accounts.signed_out", lang=lang))


@bp.get("/<lang>/signed-out")
def signed_out(lang: str) -> ResponseReturnValue:
    """A neutral page: nothing on it tells whose phone this was."""
    return render_template("accounts/signed_out.html")


@bp.route("/claim/<token>", methods=["GET", "POST"])
def claim(token: str) -> ResponseReturnValue:
    """The one-time link of the first start: looking changes nothing, the button uses it up.

    Its address names no language, so it speaks the browser's.
    """
    lang = current_app.extensions["milepost.languages"].best(request.accept_languages)
    request.view_args = {"token": token, "lang": lang}
    person = current_user()
    member = person is not None and not person.is_guest
    tokens.look(db(), tokens.Purpose.ADMINISTRATOR, token, clock.now())
    form = _prefilled(JoinForm())
    page = {"token": token, "member": member, "rp": relying_party()}
    if not form.sent() or _asks_for_name(form):
        return render_template("accounts/claim.html", form=form, **page)

    def promote(user: User) -> None:
        people.become_administrator(db(), user, token, clock.now())

    if person is not None and member:
        promote(people.named(db(), person.id))
        commit()
    else:
        try:
            _join(form, person, then=promote)
        except (Invalid, TooMany) as error:
            return _again("accounts/claim.html", form, error, **page)
    return redirect(with_word(url_for("accounts.people", lang=lang), "administrator"))


@bp.route("/<lang>/sign-in/<token>", methods=["GET", "POST"])
def sign_in_link(lang: str, token: str) -> ResponseReturnValue:
    """A link from an administrator: set a new password and be in. Every other session ends."""
    now = clock.now()
    user_id = tokens.look(db(), tokens.Purpose.SIGN_IN, token, now).user_id or 0
    name = people.named(db(), user_id).display_name or ""
    form = NewPasswordForm()
    if not form.sent():
        return render_template("accounts/sign_in_link.html", form=form, name=name, token=token)
    try:
        passwords.check(form.password.data or "", name)
    except Invalid as error:
        return _again("accounts/sign_in_link.html", form, error, name=name, token=token)
    commit()
    new_hash = passwords.hashed(form.password.data)
    tokens.use(db(), tokens.Purpose.SIGN_IN, token, now)
    user = people.named(db(), user_id)
    user.password_hash = new_hash
    people.end_sessions(db(), user)
    _begin(user, current_user(), shared=form.shared.data)
    commit()
    return redirect(url_for("learning.home", lang=lang))


@bp.post("/passkeys/new")
def passkey_to_register() -> ResponseReturnValue:
    """Answer the script that makes a passkey: options for `navigator.credentials.create`."""
    person = current_user()
    if person is not None and not person.is_guest:
        name, user_id = person.display_name or "", person.id
    else:
        (name, _), user_id = names.claim(db(), request.form.get("display_name", "")), None
    options, asked = passkeys.ask_to_register(db(), relying_party(), name, clock.now(), user_id=user_id)
    return _asked(options, asked)


@bp.post("/passkeys/sign-in")
def passkey_to_sign_in() -> ResponseReturnValue:
    """Answer the script that uses a passkey: options for `navigator.credentials.get`."""
    options, asked = passkeys.ask_to_sign_in(db(), relying_party(), clock.now())
    return _asked(options, asked)


def verified_passkey(answer: str) -> passkeys.Verified:
    """Return the new passkey that the browser sent; its challenge is used up anyway. Raises Invalid."""
    parsed = passkeys.parse(answer)
    try:
        return passkeys.verify_new(db(), relying_party(), _take_asked(), parsed, clock.now())
    except Invalid:
        commit()
        raise


def _join(form: JoinForm, person: Person | None, then: Then = _nothing) -> None:
    """Make the account and sign it in. Raises Invalid, TooMany."""
    now, name = clock.now(), form.display_name.data or ""
    address = throttle.network(client_address())
    throttle.count(db(), (throttle.counter(throttle.JOIN, settings().secret_key, address),), now)
    if form.credential.data:
        names.claim(db(), name)
        new = verified_passkey(form.credential.data)
        user = joining.join(db(), name, now, guest_id=person.id if person else None)
        passkeys.add(db(), user, new, _device(), now)
    else:
        _check_both(form, name)
        commit()
        new_hash = passwords.hashed(form.password.data)
        user = joining.join(db(), name, now, password_hash=new_hash, guest_id=person.id if person else None)
    then(user)
    _begin(user, person, shared=form.shared.data)
    commit()


def _check_both(form: JoinForm, name: str) -> None:
    """Check name and password before the slow hash; when both are wrong, say both. Raises Invalid."""
    try:
        names.claim(db(), name)
    except Invalid:
        try:
            passwords.check(form.password.data or "", name)
        except Invalid as second:
            form.refuse(second, "password")
        raise
    passwords.check(form.password.data or "", name)


def _user_by_password(form: SignInForm) -> User:
    now = clock.now()
    name, typed = form.display_name.data or "", (form.password.data or "")[: passwords.LONGEST]
    tried = signing_in.look_up(db(), name, client_address(), settings().secret_key, now)
    commit()
    match = passwords.match(tried.password_hash, typed)
    return signing_in.confirm(db(), tried, match, now)


def _user_by_passkey(form: SignInForm) -> User:
    answer = passkeys.parse(form.credential.data)
    try:
        return passkeys.sign_in(db(), relying_party(), _take_asked(), answer, clock.now())
    except Invalid:
        commit()
        raise


def _begin(user: User, before: Person | None, *, shared: bool) -> None:
    token = signing_in.begin(db(), user, clock.now(), before=before, device=_device(), shared=shared)
    begin_anew(token, shared=shared)


def _prefilled(form: F) -> F:
    """Carry `?next=` and a name from the address into the form, so that no step loses them."""
    if request.method == "GET":
        form.next.data = safe_next(request.args.get("next")) or ""
        form.display_name.data = request.args.get("name", "")
    return form


def _asks_for_name(form: JoinForm) -> bool:
    """Whether a button of the form asked for a free name; it is put into the form."""
    if "pick" in request.form:
        form.display_name.data = names.made_up(db())
    elif take := request.form.get("take"):
        form.display_name.data = take
    else:
        return False
    return True


def _again(template: str, form: Form, error: Invalid | TooMany, **page: object) -> ResponseReturnValue:
    """Show the form again with what was typed and the message at its field."""
    form.refuse(error, "password")
    free = error.free if isinstance(error, names.NameTaken) else ()
    return render_template(template, form=form, free=free, **page), error.status, retry_after(error)


def _asked(options: str, asked: passkeys.Asked) -> ResponseReturnValue:
    session["passkey"] = asdict(asked)
    commit()
    return Response(options, mimetype="application/json")


def _take_asked() -> passkeys.Asked | None:
    kept = session.pop("passkey", None)
    return passkeys.Asked(**kept) if kept else None


def relying_party() -> passkeys.RelyingParty:
    """Return who this site is to a passkey: by its own address, as the browser has opened it."""
    return passkeys.relying_party(settings().base_url, request.host_url)


def _device() -> str:
    return sessions.device(request.user_agent.string)
