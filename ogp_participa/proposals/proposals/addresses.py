"""The proposal that an address names; else: not found."""

from flask import abort, g

from ogp_participa.forum.seats.addresses import reader
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal
from ogp_participa.proposals.proposals.queries.finding import by_reference
from ogp_participa.proposals.proposals.rules import can_read


def proposal_at(reference: str) -> Proposal:
    """Return the proposal with this reference and keep its plan for the strip and the menu; 404 for others."""
    proposal = by_reference(reference)
    if proposal is None:
        abort(404)
    g.plan = proposal.plan
    return proposal


def readable(proposal: Proposal) -> bool:
    """Tell whether whoever asks may read the proposal."""
    if proposal.state in PUBLIC:
        return True
    person, seat = reader(proposal.plan)
    return bool(can_read(person, proposal, seat))
