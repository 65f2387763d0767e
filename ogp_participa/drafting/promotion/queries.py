"""Reading promotions and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.promotion.models import CountResponse, Promotion
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.comments.models import Follow
from ogp_participa.proposals.proposals.models import COUNTED, Proposal, State
from ogp_participa.proposals.proposals.queries.finding import split_reference
from ogp_participa.vote.count.models import Rank

MOST = 2000
"""Proposals that one action may take at once."""


def promotions_of(proposal: Proposal) -> list[Promotion]:
    """Return the commitments that a proposal feeds."""
    query = (
        sa.select(Promotion)
        .where(Promotion.proposal_id == proposal.id)
        .options(joinedload(Promotion.commitment), joinedload(Promotion.forum_decision))
        .order_by(Promotion.id)
    )
    return list(db.session.scalars(query))


def sources_of(commitment: Commitment) -> list[Promotion]:
    """Return the proposals that feed a commitment, with why each was promoted."""
    query = (
        sa.select(Promotion)
        .where(Promotion.commitment_id == commitment.id)
        .options(joinedload(Promotion.proposal), joinedload(Promotion.forum_decision))
        .order_by(Promotion.rank, Promotion.id)
        .limit(500)
    )
    return list(db.session.scalars(query))


def answers_of(proposal: Proposal) -> list[CountResponse]:
    """Return the reasoned answers to a proposal, newest first."""
    query = sa.select(CountResponse).where(CountResponse.proposal_id == proposal.id).order_by(CountResponse.id.desc())
    return list(db.session.scalars(query.limit(50)))


def unanswered_count(plan: Plan) -> int:
    """Return how many published proposals were neither promoted nor answered yet."""
    query = sa.select(sa.func.count()).where(Proposal.plan_id == plan.id, Proposal.state == State.PUBLISHED)
    return db.session.scalar(query) or 0


def promotion_count(proposals: Sequence[int]) -> int:
    """Return how many promotions these proposals have, all together."""
    return db.session.scalar(sa.select(sa.func.count()).where(Promotion.proposal_id.in_(proposals))) or 0


def read_again(proposals: Sequence[Proposal]) -> None:
    """Lock the proposals and read them as they are now, whatever was read before."""
    query = sa.select(Proposal).where(Proposal.id.in_([p.id for p in proposals])).order_by(Proposal.id)
    db.session.scalars(query.with_for_update(of=Proposal).execution_options(populate_existing=True)).all()


@dataclass(frozen=True)
class PromotionRow:
    """A proposal on the desk: its place, the commitments it feeds, and its last answer."""

    proposal: Proposal
    standing: Rank | None
    promotions: list[Promotion]
    answer: CountResponse | None


SHOWN = {
    "": COUNTED,
    "esperam": (State.PUBLISHED,),
    "promovidas": (State.PROMOTED,),
    "respondidas": (State.NOT_PROMOTED,),
    "nao": (State.PUBLISHED, State.NOT_PROMOTED),
}
"""What a desk may be narrowed to, as it stands in the address."""


def desk_total(plan: Plan, shown: str, *, below: bool = False) -> int:
    """Return how many rows there are in all."""
    query = sa.select(sa.func.count()).select_from(Proposal).where(_on_the_desk(plan, shown, below=below))
    return db.session.scalar(query.outerjoin(Rank, Rank.proposal_id == Proposal.id)) or 0


def _on_the_desk(plan: Plan, shown: str, *, below: bool) -> Any:
    wanted = sa.and_(Proposal.plan_id == plan.id, Proposal.state.in_(SHOWN[shown]))
    return sa.and_(wanted, sa.or_(Rank.id.is_(None), sa.not_(Rank.elected))) if below else wanted


def desk_rows(plan: Plan, shown: str, limit: int, offset: int = 0, *, below: bool = False) -> list[PromotionRow]:
    """Return proposals in the order of the ranking, those without a place last; ``below``: only without a seat."""
    query = (
        sa.select(Proposal, Rank)
        .outerjoin(Rank, Rank.proposal_id == Proposal.id)
        .where(_on_the_desk(plan, shown, below=below))
        .options(joinedload(Proposal.theme))
        .order_by(Rank.rank.is_(None), Rank.rank, Proposal.id)
        .limit(limit)
        .offset(offset)
    )
    return _rows([(proposal, standing) for proposal, standing in db.session.execute(query)])


def rows_of(plan: Plan, references: Sequence[str]) -> list[PromotionRow]:
    """Return the proposals of this plan that people cite so, in the order of the ranking; others are left out."""
    cited = [parts for parts in map(split_reference, references[:MOST]) if parts]
    query = (
        sa.select(Proposal, Rank)
        .outerjoin(Rank, Rank.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, sa.tuple_(Proposal.year, Proposal.number).in_(cited))
        .where(Proposal.state.in_(SHOWN[""]))
        .options(joinedload(Proposal.theme))
        .order_by(Rank.rank.is_(None), Rank.rank, Proposal.id)
    )
    return _rows([(proposal, standing) for proposal, standing in db.session.execute(query)]) if cited else []


def _rows(places: Sequence[tuple[Proposal, Rank | None]]) -> list[PromotionRow]:
    ids = [proposal.id for proposal, _ in places]
    promoted, answered = promotions_by_proposal(ids), last_answers(ids)
    return [PromotionRow(p, standing, promoted.get(p.id, []), answered.get(p.id)) for p, standing in places]


def promotions_by_proposal(ids: Sequence[int]) -> dict[int, list[Promotion]]:
    """Return the promotions of several proposals."""
    query = sa.select(Promotion).where(Promotion.proposal_id.in_(ids)).options(joinedload(Promotion.commitment))
    promotions: dict[int, list[Promotion]] = {}
    for promotion in db.session.scalars(query.order_by(Promotion.id)) if ids else ():
        promotions.setdefault(promotion.proposal_id, []).append(promotion)
    return promotions


def last_answers(ids: Sequence[int]) -> dict[int, CountResponse]:
    """Return the newest answer of each of several proposals."""
    newest = (
        sa.select(sa.func.max(CountResponse.id))
        .where(CountResponse.proposal_id.in_(ids))
        .group_by(CountResponse.proposal_id)
    )
    return {r.proposal_id: r for r in db.session.scalars(sa.select(CountResponse).where(CountResponse.id.in_(newest)))}


def listeners(ids: Sequence[int]) -> int:
    """Return how many people hear of it: the authors and the followers of these proposals."""
    authors = sa.select(Proposal.author_id).where(Proposal.id.in_(ids), Proposal.author_id.is_not(None))
    followers = sa.select(Follow.person_id).where(Follow.proposal_id.in_(ids))
    return db.session.scalar(sa.select(sa.func.count()).select_from(authors.union(followers).subquery())) or 0
