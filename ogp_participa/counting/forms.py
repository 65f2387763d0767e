"""Forms of the counting room."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.counting import rules
from ogp_participa.forms import AtMost, Form, long_text_field, text_field


class CountForm(Form):
    """Closing the count."""

    seed = text_field(_l("Number of the public draw"), AtMost(200))

    def validate_seed(self, field: Any) -> None:
        """The number is always needed."""
        verdict = rules.has_seed(field.data or "")
        if not verdict:
            raise ValidationError(verdict.reason)


class RemovalForm(Form):
    """Why a winner is taken out of the result."""

    reason = long_text_field(_l("The reason, published as you write it"), AtMost(2000))

    def validate_reason(self, field: Any) -> None:
        """What the rule says of the reason stands beside it."""
        verdict = rules.is_reasoned(field.data or "")
        if not verdict:
            raise ValidationError(verdict.reason)
