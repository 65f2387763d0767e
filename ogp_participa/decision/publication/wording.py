"""What the states of an amendment are called on the page, and their signs."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.decision.publication.models import AmendmentState

STATES: dict[AmendmentState, Any] = {
    AmendmentState.OPEN: _l("Being written"),
    AmendmentState.PUBLISHED: _l("Published"),
    AmendmentState.WITHDRAWN: _l("Withdrawn"),
}


AMENDMENTS_LEAD = _l(
    "After publication a commitment or a milestone changes only like this: a reason, the proposed text beside "
    "the published one, and a decision of the Forum."
)
TRACE_LEAD = _l(
    "What residents wrote, the commitment that came of it, its milestones, and the published versions that "
    "hold it. What was joined with another proposal is still here."
)
PUBLISHED_FOR_GOOD = _l(
    "Every commitment is published as it stands now, for good. From then on the plan changes only through "
    "amendments that the Forum decides."
)
PROPOSAL_IS_READ = _l(
    "Everybody reads the reason and, word by word, what you propose to change. What is published stays until "
    "the Forum has decided."
)
NUMBERS_LEAD = _l(
    "OGP gives each commitment a number when it receives the plan. Write down what OGP gave; leave empty what "
    "it has not given."
)

SIGNS = {
    AmendmentState.OPEN: ("◐", "info"),
    AmendmentState.PUBLISHED: ("✓", "ok"),
    AmendmentState.WITHDRAWN: ("✕", "neutral"),
}
"""Sign and tone of each state; the colour is never alone."""
