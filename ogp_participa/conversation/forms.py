"""Comments, reports, decisions about comments."""

from flask_babel import lazy_gettext as _l

from ogp_participa.conversation.models import Visibility
from ogp_participa.conversation.rules import LONGEST, LONGEST_REASON
from ogp_participa.forms import AtMost, Filled, Form, choices, long_text_field, select_field


class CommentForm(Form):
    """What somebody wants to say."""

    text = long_text_field(_l("Your comment"), Filled(_l("Write your comment.")), AtMost(LONGEST))


class ReportForm(Form):
    """Why a comment should be looked at."""

    reason = long_text_field(
        _l("What is wrong with this comment?"),
        Filled(_l("Say what is wrong with this comment.")),
        AtMost(LONGEST_REASON),
    )


class DecisionForm(Form):
    """What a forum member decides about a comment."""

    outcome = select_field(
        _l("Decision"),
        choices=choices(
            [
                (Visibility.KEEP, _l("Keep it: it stays as it is")),
                (Visibility.HIDE, _l("Hide it: a line with the reason stays")),
                (Visibility.RESTORE, _l("Restore it: it is shown again")),
            ]
        ),
    )
    reason = long_text_field(
        _l("Reason"), Filled(_l("Write the reason. It is published with the decision.")), AtMost(LONGEST_REASON)
    )
