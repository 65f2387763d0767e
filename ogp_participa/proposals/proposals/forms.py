"""The form that stands on the page of a proposal."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.forms import AtMost, Filled, Form, long_text_field
from ogp_participa.proposals.proposals.rules import LONGEST_COMMENT


class CommentForm(Form):
    """What somebody wants to say."""

    text = long_text_field(_l("Your comment"), Filled(_l("Write your comment.")), AtMost(LONGEST_COMMENT))
