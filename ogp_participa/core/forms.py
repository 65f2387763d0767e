"""Forms: the base that every form grows from. The one place that meets Flask-WTF.

A form checks shape; a rule checks meaning. Text comes in tidy (see ``text.tidy``), and what was typed stays in the
field whatever is wrong with it.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ogp_participa.core.text import one_line, tidy
from ogp_participa.core.verdicts import Verdict


class Form(FlaskForm):
    """A form with the CSRF token, errors in the page's language and tidy text."""


class ButtonForm(Form):
    """A form that is only a button: it carries the CSRF token and nothing else."""


class Filled:
    """The field must hold something; ``message`` says what to write, never "required"."""

    field_flags: dict[str, Any] = {"required": True}

    def __init__(self, message: str | LazyString) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(self.message))


class AtMost:
    """A text of at most ``length`` letters; says how many there are."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: Any, field: Field) -> None:
        count = len(field.data or "")
        if count > self.length:
            raise ValidationError(_("This can have up to %(max)s letters. Yours has %(n)s.", max=self.length, n=count))


def text_field(label: str | LazyString, *validators: Any, **options: Any) -> StringField:
    """One line of tidy text, also when somebody sends several."""
    return StringField(label, validators=list(validators), filters=[one_line], **options)


def long_text_field(label: str | LazyString, *validators: Any, **options: Any) -> TextAreaField:
    """Many lines of tidy text."""
    return TextAreaField(label, validators=list(validators), filters=[tidy], **options)


class Checkboxes(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices(pairs: Sequence[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def select_field(label: str | LazyString, *validators: Any, **options: Any) -> SelectField:
    """One of several; a value that is not offered gets a sentence in the person's language."""
    options.setdefault("validate_choice", True)
    return SelectField(label, validators=list(validators), **options)


__all__ = [
    "AtMost",
    "ButtonForm",
    "Checkboxes",
    "Filled",
    "Form",
    "InputRequired",
    "_l",
    "choices",
    "long_text_field",
    "select_field",
    "text_field",
]


def put_beside(field: Any, verdict: Verdict) -> bool:
    """Put a refusal beside the field that it speaks of; return whether there was none."""
    if not verdict:
        field.errors = [*field.errors, str(verdict.reason)]
    return bool(verdict)
