"""What is on the desk of a plan: proposals and commitments with their opinions, and what is missing."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.feasibility.models import (
    Opinion,
    OpinionKind,
)
from ogp_participa.drafting.feasibility.queries import DESK_PAGE, OpinionSummary, opinions_by_thing
from ogp_participa.drafting.feasibility.rules import JUDGED
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count.models import Rank


@dataclass(frozen=True)
class JudgedRow:
    """A proposal or commitment on the desk, its place in the vote, and its opinions by kind."""

    thing: Proposal | Commitment
    rank: int | None
    opinions: dict[OpinionKind, OpinionSummary]


CHOSEN, ALL, MISSING, COMMITMENTS, APPEALS = "escolhidas", "todas", "faltam", "compromissos", "recursos"


SHOWN = (CHOSEN, MISSING, ALL, COMMITMENTS)
"""What the desk may be narrowed to, as it stands in the address; :data:`APPEALS` lists opinions instead."""


def _complete(column: Any, number: Any) -> Any:
    """Return the condition that there is an opinion of every kind."""
    opinions = sa.select(sa.func.count(Opinion.id)).where(column == number).scalar_subquery()
    return opinions >= len(OpinionKind)


def _desk(plan: Plan, shown: str) -> Any:
    """Return what is on the desk, with its place."""
    if shown == COMMITMENTS:
        return sa.select(Commitment, sa.null()).where(Commitment.plan_id == plan.id)
    query = (
        sa.select(Proposal, Rank.rank)
        .outerjoin(Rank, Rank.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, Proposal.state.in_(JUDGED))
    )
    chosen = sa.or_(Rank.elected.is_(True), Proposal.state == State.PROMOTED)
    if shown == CHOSEN:
        return query.where(chosen)
    if shown == MISSING:
        return query.where(chosen, sa.not_(_complete(Opinion.proposal_id, Proposal.id)))
    return query


def desk_total(plan: Plan, shown: str) -> int:
    """Return how many rows there are in all."""
    rows = _desk(plan, shown).with_only_columns(sa.literal(1)).order_by(None).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def desk_rows(plan: Plan, shown: str, page: int) -> list[JudgedRow]:
    """Return a page of the desk: proposals by their place in the vote, commitments by their number."""
    query = _desk(plan, shown)
    if shown == COMMITMENTS:
        query = query.options(joinedload(Commitment.plan)).order_by(Commitment.number)
    else:
        query = query.order_by(Rank.rank.is_(None), Rank.rank, Proposal.id)
    rows = list(db.session.execute(at_page(query, page, DESK_PAGE)))
    opinions = opinions_by_thing(Commitment if shown == COMMITMENTS else Proposal, [thing.id for thing, _ in rows])
    return [JudgedRow(thing, rank, opinions.get(thing.id, {})) for thing, rank in rows]
