"""What the record tells of a proposal, and the rows that its events point to.

Nothing is kept for it: events, decisions, the closed count and promotions already say everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.queries import Happened, events_on
from ogp_participa.core.database import db
from ogp_participa.decision.deliberation.models import Deliberation, SignedAct
from ogp_participa.decision.deliberation.queries import acts_of, newest_acts
from ogp_participa.decision.deliberation.queries import standing as newest_deliberation
from ogp_participa.drafting.consultation.models import DraftPart
from ogp_participa.drafting.consultation.queries.drafts import newest_parts
from ogp_participa.drafting.promotion.models import CountResponse, Promotion
from ogp_participa.drafting.responses.models import InstitutionResponse
from ogp_participa.drafting.responses.queries.answers import answers_to
from ogp_participa.moderation.models import Appeal, Decision, Reason
from ogp_participa.proposals.proposals.models import COUNTED, Proposal
from ogp_participa.vote.count.models import Count, Rank

OPINIONS = {Kind.OPINION_GIVEN, Kind.OPINION_APPEALED, Kind.OPINION_ANSWERED}


SHOWN = {
    *OPINIONS,
    Kind.PROPOSAL_SUBMITTED,
    Kind.PROPOSAL_RESENT,
    Kind.PROPOSAL_WITHDRAWN,
    Kind.PROPOSAL_PUBLISHED,
    Kind.PROPOSAL_RETURNED,
    Kind.PROPOSAL_REFUSED,
    Kind.PROPOSAL_MERGED,
    Kind.APPEAL_FILED,
    Kind.APPEAL_UPHELD,
    Kind.APPEAL_DENIED,
    Kind.PROPOSAL_PROMOTED,
    Kind.PROPOSAL_ANSWERED,
    Kind.CONTRIBUTION_ANSWERED,
    Kind.WINNER_REMOVED,
}


class Decided(NamedTuple):
    """A decision with its reason and where it was joined, beside the proposal's place in the closed count."""

    rank: int | None
    votes: int
    tied: bool
    elected: bool
    last: str
    closed_at: datetime | None
    id: int | None
    text: str
    into_id: int | None
    year: int
    number: int
    title: str
    reason: str | None
    text_pt: str
    text_en: str
    text_es: str


@dataclass(frozen=True)
class ProposalFacts:
    """The rows that the events of one proposal point to, by number, and its place in the closed count."""

    standing: Decided | None
    decisions: dict[int, Decided]
    appeals: dict[int, Appeal]
    promotions: dict[int, Promotion]
    responses: dict[int, CountResponse]
    replies: dict[int, InstitutionResponse]
    consulted: list[DraftPart]
    deliberation: Deliberation | None
    acts: list[SignedAct]


def events_of(proposal: Proposal) -> list[Happened]:
    """Return what the record tells of the proposal, oldest first."""
    return events_on("proposal", proposal.id, SHOWN)


def replies_to(proposal: Proposal, events: Sequence[Happened]) -> list[InstitutionResponse]:
    """Return the answers that institutions signed, newest first; nothing is asked where no event tells of one."""
    answered = (Kind.CONTRIBUTION_ANSWERED, Kind.PROPOSAL_ANSWERED)  # what the count answered may be signed since
    replies = answers_to(proposal.id) if any(event.kind in answered for event in events) else []
    for reply in replies:
        if reply.commitment is not None:  # it is of the same plan, which is here already
            set_committed_value(reply.commitment, "plan", proposal.plan)
    return replies


def _decided() -> sa.Select[Any]:
    """The place of a proposal in the count, and every decision on it with its reason and where it was joined."""
    proposal, standing, decision = Proposal.__table__, Rank.__table__, Decision.__table__
    closing: sa.FromClause = Count.__table__
    reason, into = Reason.__table__, Proposal.__table__.alias("into")
    return (
        sa.select(
            *(standing.c.rank, standing.c.votes, standing.c.tied, standing.c.elected, standing.c.last),
            closing.c.closed_at,
            *(decision.c.id, decision.c.text, into.c.id.label("into_id"), into.c.year, into.c.number, into.c.title),
            *(reason.c.number.label("reason"), reason.c.text_pt, reason.c.text_en, reason.c.text_es),
        )
        .select_from(proposal)
        .outerjoin(standing, standing.c.proposal_id == proposal.c.id)
        .outerjoin(closing, closing.c.plan_id == standing.c.plan_id)
        .outerjoin(decision, decision.c.proposal_id == proposal.c.id)
        .outerjoin(reason, reason.c.id == decision.c.reason_id)
        .outerjoin(into, into.c.id == decision.c.into_id)
        .where(proposal.c.id == sa.bindparam("id"))
        .limit(MOST_DECISIONS)
    )


MOST_DECISIONS = 200


_DECIDED = _decided()


def facts_of(proposal: Proposal, events: Sequence[Happened], replies: Sequence[InstitutionResponse]) -> ProposalFacts:
    """Read what the events point to: one query for the decisions and the count, and one for each rarer kind of thing
    that is there."""

    def wanted(name: str) -> list[int]:
        return [event.details[name] for event in events if name in event.details]

    decided = [Decided(*row) for row in db.session.execute(_DECIDED, {"id": proposal.id})]
    promotions = _by_id(
        Promotion,
        wanted("promotion_id"),
        joinedload(Promotion.commitment),
        joinedload(Promotion.forum_decision),
    )
    return ProposalFacts(
        standing=decided[0] if decided and decided[0].rank is not None and proposal.state in COUNTED else None,
        decisions={row.id: row for row in decided if row.id is not None},
        appeals=_by_id(Appeal, wanted("appeal_id")),
        promotions=promotions,
        responses=_by_id(CountResponse, wanted("response_id")),
        replies={reply.id: reply for reply in replies},
        consulted=newest_parts([promotion.commitment_id for promotion in promotions.values()]),
        deliberation=newest_deliberation(proposal.plan) if promotions else None,
        acts=newest_acts(acts_of(proposal.plan)) if promotions else [],
    )


def _by_id(kind: Any, ids: Sequence[int], *options: Any) -> dict[int, Any]:
    if not ids:
        return {}
    return {row.id: row for row in db.session.scalars(sa.select(kind).where(kind.id.in_(ids)).options(*options))}
