"""What the outcomes of an answer are called on the page, and their signs."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.drafting.responses.models import ReplyOutcome

OUTCOMES: dict[ReplyOutcome, Any] = {
    ReplyOutcome.ACCEPTED: _l("Accepted as it is"),
    ReplyOutcome.IN_PART: _l("Accepted in part"),
    ReplyOutcome.COVERED: _l("Already covered"),
    ReplyOutcome.NOT_ACCEPTED: _l("Not accepted"),
}


SIGNS = {
    ReplyOutcome.ACCEPTED: ("✓", "ok"),
    ReplyOutcome.IN_PART: ("◐", "info"),
    ReplyOutcome.COVERED: ("✓", "neutral"),
    ReplyOutcome.NOT_ACCEPTED: ("✕", "neutral"),
}
"""Sign and tone of each outcome; the colour is never alone."""
