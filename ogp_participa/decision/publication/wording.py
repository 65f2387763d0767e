"""What the states of an amendment are called on the page, and their signs."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.decision.publication.models import AmendmentState

STATES: dict[AmendmentState, Any] = {
    AmendmentState.OPEN: _l("Being written"),
    AmendmentState.PUBLISHED: _l("Published"),
    AmendmentState.WITHDRAWN: _l("Withdrawn"),
}


SIGNS = {
    AmendmentState.OPEN: ("◐", "info"),
    AmendmentState.PUBLISHED: ("✓", "ok"),
    AmendmentState.WITHDRAWN: ("✕", "neutral"),
}
"""Sign and tone of each state; the colour is never alone."""
