"""Reading the closed count, promotions and answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.commitments.models import Commitment
from ogp_participa.database import db
from ogp_participa.drafting.models import Count, Promotion, Response, Standing
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal, State


def count_of(plan: Plan) -> Count | None:
    """The closed count of a plan, if it is closed."""
    return db.session.scalars(sa.select(Count).where(Count.plan_id == plan.id)).first()


def standings(plan: Plan, limit: int = 50, offset: int = 0) -> list[Standing]:
    """The ranking with its proposals, best first."""
    query = (
        sa.select(Standing)
        .where(Standing.plan_id == plan.id)
        .options(joinedload(Standing.proposal).joinedload(Proposal.theme))
        .order_by(Standing.rank)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def standing_of(proposal: Proposal) -> Standing | None:
    """The proposal's place, when the count is closed."""
    return db.session.scalars(sa.select(Standing).where(Standing.proposal_id == proposal.id)).first()


def standings_by_proposal(ids: Sequence[int]) -> dict[int, Standing]:
    """The places of several proposals by their numbers."""
    return {s.proposal_id: s for s in db.session.scalars(sa.select(Standing).where(Standing.proposal_id.in_(ids)))}


def references_of(plan: Plan) -> dict[int, str]:
    """References of the proposals that receive votes, by number in the database."""
    query = sa.select(Proposal.id, Proposal.year, Proposal.number).where(
        Proposal.plan_id == plan.id, Proposal.state == State.PUBLISHED
    )
    return {row.id: f"P-{row.year}-{row.number:04d}" for row in db.session.execute(query)}


def promotions_of(proposal: Proposal) -> list[Promotion]:
    """The commitments that a proposal feeds."""
    query = (
        sa.select(Promotion)
        .where(Promotion.proposal_id == proposal.id)
        .options(joinedload(Promotion.commitment), joinedload(Promotion.forum_decision))
        .order_by(Promotion.id)
    )
    return list(db.session.scalars(query))


def sources_of(commitment: Commitment) -> list[Promotion]:
    """The proposals that feed a commitment, with why each was promoted."""
    query = (
        sa.select(Promotion)
        .where(Promotion.commitment_id == commitment.id)
        .options(joinedload(Promotion.proposal), joinedload(Promotion.forum_decision))
        .order_by(Promotion.rank, Promotion.id)
        .limit(500)
    )
    return list(db.session.scalars(query))


def answers_of(proposal: Proposal) -> list[Response]:
    """The reasoned answers to a proposal, newest first."""
    query = sa.select(Response).where(Response.proposal_id == proposal.id).order_by(Response.id.desc())
    return list(db.session.scalars(query.limit(50)))


def unanswered_count(plan: Plan) -> int:
    """How many counted proposals were neither promoted nor answered yet."""
    query = (
        sa.select(sa.func.count())
        .select_from(Standing)
        .join(Standing.proposal)
        .where(Standing.plan_id == plan.id, Proposal.state == State.PUBLISHED)
    )
    return db.session.scalar(query) or 0
