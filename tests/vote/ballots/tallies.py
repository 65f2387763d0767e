"""Counting the choices one by one: what the selection, which groups the ballots, must agree with."""

from collections.abc import Sequence

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots.models import Ballot, Choice


def tally(plan: Plan) -> Sequence[tuple[int, int]]:
    """(proposal number in the database, votes) of every proposal that still receives votes, most votes first.

    A choice of a proposal that was joined with another or withdrawn does not count.
    """
    counted = (
        sa.select(Choice.proposal_id, sa.func.count().label("votes"))
        .join(Ballot, Ballot.id == Choice.ballot_id)
        .where(Ballot.plan_id == plan.id)
        .group_by(Choice.proposal_id)
        .subquery()
    )
    votes = sa.func.coalesce(counted.c.votes, 0)
    query = (
        sa.select(Proposal.id, votes)
        .outerjoin(counted, counted.c.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, Proposal.state == State.PUBLISHED)
        .order_by(votes.desc(), Proposal.id)
    )
    return [(number, count) for number, count in db.session.execute(query)]
