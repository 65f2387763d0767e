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
        """The number is always needed."""
        verdict = rules.has_seed(field.data or "")
        if not verdict:
            raise ValidationError(verdict.reason)


class RemovalForm(Form):
    """Why a winner is taken out of the result."""

    reason = long_text_field(_l("The reason, published as you write it"), AtMost(2000))
    opinion = RadioField(_l("The opinion that the reason rests on"), choices=[], validate_choice=False)

    def __init__(self, opinions: Mapping[str, str], **options: Any) -> None:
        """``opinions`` are the unfavourable ones on the proposal, each with its words."""
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
        """One of those that stand now, or none."""
        if field.data not in (*self.opinions, NONE):
            said = _l("The opinions on this proposal have changed meanwhile. Read them, and choose again.")
            raise ValidationError(str(said if field.data else _l("Choose the opinion, or say that there is none.")))

    def validate_reason(self, field: Any) -> None:
        """What the rule says of the reason stands beside it."""
        verdict = rules.is_reasoned(field.data or "")
        if not verdict:
            raise ValidationError(verdict.reason)
