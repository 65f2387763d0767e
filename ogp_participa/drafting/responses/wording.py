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
LEDGER_LEAD = _l(
    "Every proposal that was published and everything said in the consultation gets an answer with its "
    "reasons, signed by an institution, before the plan is published. An answer is never changed: a correction"
    " is a new answer that points to the old one."
)
IN_TIME = _l(
    "In time is within %(days)s days after the close of the stage in which the contribution came; for a "
    "proposal that was voted on, after the close of the vote. What waits longer counts as late."
)
SIGNING_LEAD = _l(
    "When the vote was counted, these proposals got an answer that says why they have no seat. The institution"
    " that signs here stands behind these texts; they are not changed, and count as “not accepted”."
)
ANSWERED_TOGETHER = _l(
    "Proposals that were joined with these get the same answer. An answer is published at once and never "
    "changed: a correction is a new answer."
)
