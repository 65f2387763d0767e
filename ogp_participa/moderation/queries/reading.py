"""What stands beside a proposal that is being read."""

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.proposals.proposals.models import Proposal, State


def author_history(proposal: Proposal) -> dict[State, int]:
    """Return how many other proposals the same author has in this plan, by state; nobody is named."""
    if proposal.author_id is None:
        return {}
    query = (
        sa.select(Proposal.state, sa.func.count())
        .where(
            Proposal.author_id == proposal.author_id, Proposal.plan_id == proposal.plan_id, Proposal.id != proposal.id
        )
        .group_by(Proposal.state)
    )
    return dict(db.session.execute(query).all())
