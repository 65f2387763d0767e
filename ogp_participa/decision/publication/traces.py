"""Where each commitment came from and where it is: proposals, published versions, contributions."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.decision.publication.models import EditionPart, PublishedPlan
from ogp_participa.decision.publication.queries import MOST, MOST_SOURCES
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.models import Contribution, contribution_reference
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse
from ogp_participa.drafting.responses.rules import CHANGES
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State


@dataclass(frozen=True)
class CommitmentTrace:
    """Where a commitment came from and where it is: proposals, what was joined with each, the published versions, and
    the contributions to the consultation that changed it."""

    commitment: Commitment
    sources: Sequence[tuple[Proposal, Sequence[Proposal]]]
    editions: Sequence[tuple[int, int]]
    changed_by: Sequence[str]


def ways_of(plan: Plan) -> list[CommitmentTrace]:
    """Return the way of every promise of a plan, in a handful of statements."""
    commitments = whole_commitments_of(plan, MOST)
    numbers = [entry.id for entry in commitments]
    query = sa.select(Promotion).where(Promotion.commitment_id.in_(numbers)).options(joinedload(Promotion.proposal))
    fed: dict[int, list[Proposal]] = {}
    for promotion in db.session.scalars(query.order_by(Promotion.rank, Promotion.id).limit(MOST_SOURCES)):
        fed.setdefault(promotion.commitment_id, []).append(promotion.proposal)
    joined = _joined([entry.id for several in fed.values() for entry in several])
    held = _editions_by_commitment(numbers)
    contributions = changed_by(numbers)
    return [
        CommitmentTrace(
            entry,
            [(p, joined.get(p.id, [])) for p in fed.get(entry.id, [])],
            held.get(entry.id, []),
            contributions.get(entry.id, []),
        )
        for entry in commitments
    ]


def changed_by(commitments: Sequence[int]) -> dict[int, list[str]]:
    """Return the contributions to the consultation that changed commitments, as the answers to them say."""
    query = (
        sa.select(InstitutionResponse.commitment_id, Contribution.year, Contribution.number)
        .join(Answered, Answered.reply_id == InstitutionResponse.id)
        .join(Contribution, Contribution.id == Answered.contribution_id)
        .where(
            InstitutionResponse.commitment_id.in_(commitments),
            InstitutionResponse.outcome.in_(CHANGES),
            ~Contribution.hidden,
        )
        .order_by(Contribution.year, Contribution.number)
        .distinct()
        .limit(MOST_SOURCES)
    )
    references: dict[int, list[str]] = {}
    for commitment, year, number in db.session.execute(query) if commitments else ():
        references.setdefault(commitment or 0, []).append(contribution_reference(year, number))
    return references


def _joined(proposals: Sequence[int]) -> dict[int, list[Proposal]]:
    query = sa.select(Proposal).where(Proposal.merged_into_id.in_(proposals), Proposal.state == State.MERGED)
    guests: dict[int, list[Proposal]] = {}
    for guest in db.session.scalars(query.order_by(Proposal.id).limit(MOST_SOURCES)) if proposals else ():
        guests.setdefault(guest.merged_into_id or 0, []).append(guest)
    return guests


def _editions_by_commitment(commitments: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    query = (
        sa.select(EditionPart.commitment_id, PublishedPlan.number, CommitmentVersion.number)
        .join(PublishedPlan, PublishedPlan.id == EditionPart.edition_id)
        .join(CommitmentVersion, CommitmentVersion.id == EditionPart.version_id)
        .where(EditionPart.commitment_id.in_(commitments))
        .order_by(PublishedPlan.number)
        .limit(MOST_SOURCES)
    )
    editions: dict[int, list[tuple[int, int]]] = {}
    for commitment, edition, version in db.session.execute(query) if commitments else ():
        editions.setdefault(commitment, []).append((edition, version))
    return editions
