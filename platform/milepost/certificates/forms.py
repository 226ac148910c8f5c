"""The one form: the name for the paper, and whether the public page shows it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from milepost.certificates.services import NAME_LENGTH


class NameForm(FlaskForm):  # type: ignore[misc]
    """What the holder types. `clean_name` judges it, so that the service and the form agree."""

    name = StringField(render_kw={"autocomplete": "name", "maxlength": NAME_LENGTH * 2, "dir": "auto"})
    show_name = BooleanField()
