"""The forms of accounts. Fields only: what is allowed is said by the services, words by the templates."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields import Field

from milepost.accounts.rules import Role
from milepost.core.errors import MilepostError, TooMany
from milepost.core.http import lang
from milepost.core.i18n import translations
from milepost.core.messages import say


def _text(value: Any) -> Any:
    """PostgreSQL cannot store U+0000, and nobody can see it."""
    return value.replace("\0", "") if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can show what a service found wrong at the field it is about."""

    def sent(self) -> bool:
        """Whether the form was sent and is well-formed (CSRF was checked before)."""
        valid: bool = self.validate_on_submit()
        return valid

    def refuse(self, error: MilepostError, default: str) -> None:
        """Put the message of `error` at the field it is about, else at `default`; keep what was typed."""
        field: Field = self._fields.get(getattr(error, "field", "")) or self._fields[default]
        field.errors = [*field.errors, spoken(error)]
        if "credential" in self._fields:
            self._fields["credential"].data = ""


def spoken(error: MilepostError) -> str:
    """Return a service's message in the language of the page, with the time to wait."""
    if not isinstance(error, TooMany):
        return say(lang(), error.message)
    words = translations(lang())
    minutes = -(-error.retry_after // 60)
    if error.retry_after < 60:
        return words.ngettext(
            "Too many tries. Wait %(n)d second, then try again.",
            "Too many tries. Wait %(n)d seconds, then try again.",
            error.retry_after,
        ) % {"n": error.retry_after}
    return words.ngettext(
        "Too many tries. Wait %(n)d minute, then try again.",
        "Too many tries. Wait %(n)d minutes, then try again.",
        minutes,
    ) % {"n": minutes}


class JoinForm(Form):
    """Sign-up: a name, and a password or a passkey (`credential`, filled in by script)."""

    display_name = StringField(filters=[_text])
    password = PasswordField(filters=[_text])
    shared = BooleanField()
    credential = HiddenField(filters=[_text])
    next = HiddenField(filters=[_text])


class SignInForm(Form):
    """Sign-in by name and password, or by passkey."""

    display_name = StringField(filters=[_text])
    password = PasswordField(filters=[_text])
    shared = BooleanField()
    credential = HiddenField(filters=[_text])
    next = HiddenField(filters=[_text])


class NameForm(Form):
    """Another display name."""

    display_name = StringField(filters=[_text])


class PasswordForm(Form):
    """A new password; the old one too, when there is one."""

    current_password = PasswordField(filters=[_text])
    password = PasswordField(filters=[_text])


class NewPasswordForm(Form):
    """A new password on a one-time sign-in link."""

    password = PasswordField(filters=[_text])
    shared = BooleanField()


class PasskeyForm(Form):
    """A passkey to add, with its owner's word for it."""

    name = StringField(filters=[_text])
    credential = HiddenField(filters=[_text])


class EraseForm(Form):
    """Type-to-confirm."""

    confirm = StringField(filters=[_text])


class RoleForm(Form):
    """A person's role."""

    role = SelectField(choices=[role.value for role in Role])
