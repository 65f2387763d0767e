"""What motions, votes, majorities and acts are called on the page, their signs, and their place in addresses."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.decision.deliberation.models import (
    Act,
    Majority,
    Motion,
    Stance,
    VotingWay,
)

MOTIONS: dict[Motion, Any] = {
    Motion.APPROVE: _l("Approve the draft as it is"),
    Motion.APPROVE_WITH_CHANGES: _l("Approve the draft with changes"),
    Motion.REJECT: _l("Reject the draft"),
}


VOTES: dict[Stance, Any] = {
    Stance.FOR: _l("For"),
    Stance.AGAINST: _l("Against"),
    Stance.ABSTAINED: _l("Abstained"),
    Stance.CONFLICT: _l("Declared a conflict of interest"),
    Stance.ABSENT: _l("Absent"),
}


VOTE_SIGNS = {
    Stance.FOR: ("✓", "ok"),
    Stance.AGAINST: ("✕", "error"),
    Stance.ABSTAINED: ("–", "neutral"),
    Stance.CONFLICT: ("!", "warn"),
    Stance.ABSENT: ("○", "neutral"),
}
"""Sign and tone of each; the colour is never alone."""


WAYS: dict[VotingWay, Any] = {
    VotingWay.ONLINE: _l("voted online"),
    VotingWay.ROOM: _l("said in the room"),
    VotingWay.MINUTES: _l("from the minutes"),
}


MAJORITIES: dict[Majority, Any] = {
    Majority.MORE_FOR: _l("More votes for than against"),
    Majority.HALF_OF_SEATS: _l("Votes for from more than half of the seats that can vote"),
    Majority.TWO_THIRDS: _l("Two thirds of the votes for and against"),
}


ACTS: dict[Act, Any] = {
    Act.HOMOLOGATION: _l("Homologation by CIGA-SP"),
    Act.ENDORSEMENT: _l("Endorsement by non-government members"),
}


ACT_PATHS = {Act.HOMOLOGATION: "homologacao", Act.ENDORSEMENT: "endosso"}
"""The acts as they stand in addresses."""
TWO_WAYS = _l(
    "Members vote here themselves, and staff add what was said in the room. Or record a meeting as a whole, "
    "from its minutes."
)
DECISION_LEAD = _l(
    "A vote of residents is not the decision yet: the forum deliberates on the draft, seat by seat, and "
    "institutions sign. Everything is recorded here, with its documents."
)
TERMS_LEAD = _l(
    "Each edition has its own rules, in a resolution or in rules of procedure. Write them before the "
    "deliberation opens: afterwards they cannot change."
)
ONE_VOTE_A_SEAT = _l(
    "One vote for each seat, given by its full member or its alternate. Who declares a conflict of interest is"
    " left out of vote and quorum. Dissent is published as it is written."
)
