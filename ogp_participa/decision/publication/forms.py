"""Forms of publication: the foreword, the numbers of OGP, and amendments."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.core.dates import day
from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, select_field
from ogp_participa.decision.publication import rules
from ogp_participa.forum.seats.models import ForumDecision


class PublishForm(Form):
    """What stands before the commitments."""

    foreword = long_text_field(_l("Foreword"), AtMost(8000))


class AmendmentReasonForm(Form):
    """Why the published plan changes, or why it does not."""

    reason = long_text_field(_l("Reason"), AtMost(4000))

    def validate_reason(self, field: Any) -> None:
        """Put the rule's own sentence beside the field."""
        verdict = rules.suffices(field.data or "")
        if not verdict:
            raise ValidationError(str(verdict.reason))


class AdoptForm(Form):
    """The decision with which the forum agreed."""

    decision = select_field(_l("Decision of the forum"), default="")

    def __init__(self, decisions: Sequence[ForumDecision], **options: Any) -> None:
        super().__init__(**options)
        self.offered = {str(taken.id): taken for taken in decisions}
        listed = [
            (key, f"{taken.reference} {taken.title[:80]} ({day(taken.decided_on)})")
            for key, taken in self.offered.items()
        ]
        self.decision.choices = choices([("", _("Choose the decision")), *listed])

    def chosen(self) -> ForumDecision | None:
        """Return the decision, if one was chosen."""
        return self.offered.get(self.decision.data or "")
