"""What an author writes in an appeal, and what every text that everybody will read keeps to."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Form, long_text_field
from ogp_participa.core.verdicts import Verdict
from ogp_participa.moderation import rules
from ogp_participa.moderation.models import Outcome

LONGEST_WORDS = 2000

OUTCOMES: dict[Outcome, Any] = {
    Outcome.PUBLISH: _l("Publish"),
    Outcome.RETURN: _l("Ask for a change"),
    Outcome.MERGE: _l("Join with another"),
    Outcome.REFUSE: _l("Do not publish"),
}
"""What the decisions are called, in the order of the form."""

PRIVATE_DATA = re.compile(
    r"\d{3}\.\d{3}\.\d{3}-?\d{2}|(?<!\d)\d{11}(?!\d)|\(?\d{2}\)?[\s.-]?9?\d{4}[\s-]\d{4}|[\w.+-]+@[\w-]+\.\w"
)
"""A CPF, a telephone number or an e-mail address."""


class Impersonal:
    """Words that everybody will read carry no telephone number, document or e-mail address."""

    def __call__(self, form: Any, field: Any) -> None:
        if PRIVATE_DATA.search(field.data or ""):
            raise ValidationError(
                _(
                    "There seems to be a phone number, an ID number or an e-mail address in the text. "
                    "Everybody will read it: delete it before you save."
                )
            )


class AppealForm(Form):
    """The author's appeal."""

    text = long_text_field(_l("Why should the Forum look at it again?"), AtMost(LONGEST_WORDS), Impersonal())

    def validate_text(self, field: Any) -> None:
        """Require a sentence at least."""
        if len((field.data or "").strip()) < rules.FEWEST_LETTERS:
            raise ValidationError(_("Tell why you do not agree with the decision."))


def say(verdict: Verdict) -> None:
    """Raise a rule's refusal as the field's error."""
    if not verdict:
        raise ValidationError(str(verdict.reason))
