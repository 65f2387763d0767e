"""Fields that every form has with which an institution signs something."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, text_field
from ogp_participa.drafting.feasibility.process_number import process_number
from ogp_participa.moderation.forms.decisions import Impersonal


def role_field() -> Any:
    """Return the field of the public role of who signed there."""
    return text_field(
        _l("Public role of who signed"),
        Filled(_l("Write the role of who signed there, as in “Head of the legal office”.")),
        AtMost(120),
        Impersonal(),
    )


def take_process_number(field: Any) -> None:
    """Keep a SEI number, however it was typed, as people cite it; refuse what is none."""
    number = process_number(field.data or "")
    if number is None:
        raise ValidationError(_("A SEI number has sixteen digits, as in 6010.2026/0001234-5."))
    field.data = number
