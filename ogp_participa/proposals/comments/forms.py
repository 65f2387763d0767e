"""Reports of comments and decisions about them. (The form of a comment stands with the page of a proposal.)"""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field
from ogp_participa.proposals.comments.models import Visibility
from ogp_participa.proposals.comments.rules import LONGEST_REASON


class ReportForm(Form):
    """Why a comment should be looked at."""

    reason = long_text_field(
        _l("What is wrong with this comment?"),
        Filled(_l("Say what is wrong with this comment.")),
        AtMost(LONGEST_REASON),
    )


OUTCOMES = {
    Visibility.KEEP: _l("Keep it: it stays as it is"),
    Visibility.HIDE: _l("Hide it: a line with the reason stays"),
    Visibility.RESTORE: _l("Restore it: it is shown again"),
}


class ReportDecisionForm(Form):
    """What a forum member decides about a comment."""

    outcome = RadioField(_l("Decision"), validators=[Filled(_l("Choose what to do."))], validate_choice=True)
    reason = long_text_field(
        _l("Reason"), Filled(_l("Write the reason. It is published with the decision.")), AtMost(LONGEST_REASON)
    )

    def offer(self, outcomes: list[Visibility]) -> None:
        """Offer only what the rules allow for this comment."""
        self.outcome.choices = choices([(outcome.value, OUTCOMES[outcome]) for outcome in outcomes])
