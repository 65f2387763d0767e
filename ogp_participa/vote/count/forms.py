"""Forms of the counting room."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, text_field
from ogp_participa.vote.count import rules

NONE = "nenhum"


class CountForm(Form):
    """Closing the count."""

    seed = text_field(_l("Number of the public draw"), AtMost(200))

    def validate_seed(self, field: Any) -> None:
        """Require the number of the public draw."""
        verdict = rules.has_seed(field.data or "")
        if not verdict:
            raise ValidationError(verdict.reason)


class RemovalForm(Form):
    """Why a winner is taken out of the result."""

    reason = long_text_field(_l("The reason, published as you write it"), AtMost(2000))
    opinion = RadioField(_l("The opinion that the reason rests on"), choices=[], validate_choice=False)

    def __init__(self, opinions: Mapping[str, str], **options: Any) -> None:
        """Offer the ``opinions`` that are unfavourable to the proposal, each with its words."""
        super().__init__(**options)
        self.opinions = opinions
        self.opinion.choices = choices([*opinions.items(), (NONE, _l("None of them: the reason stands by itself"))])
        if not opinions:
            del self.opinion

    @property
    def cited(self) -> str:
        """The opinion that was chosen, or nothing."""
        chosen = self.opinion.data if "opinion" in self else NONE
        return "" if chosen == NONE else chosen

    def validate_opinion(self, field: Any) -> None:
        """Require one of the opinions that stand now, or none of them."""
        if field.data not in (*self.opinions, NONE):
            changed = _l("The opinions on this proposal have changed meanwhile. Read them, and choose again.")
            raise ValidationError(str(changed if field.data else _l("Choose the opinion, or say that there is none.")))

    def validate_reason(self, field: Any) -> None:
        """Say at the reason what the rule says of it."""
        verdict = rules.is_reasoned(field.data or "")
        if not verdict:
            raise ValidationError(verdict.reason)
