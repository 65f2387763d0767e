"""Reading published versions, amendments, what is missing before publication, and the way of each promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload, undefer

from ogp_participa.core.database import db
from ogp_participa.core.vocabularies.policy_areas import OGP
from ogp_participa.decision.deliberation.queries import missing_for_publication
from ogp_participa.decision.deliberation.rules import Missing
from ogp_participa.decision.publication.models import Amendment, AmendmentState, EditionPart, PublishedPlan
from ogp_participa.decision.roll_call.queries import is_calling
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.models import Contribution, contribution_reference
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse
from ogp_participa.drafting.responses.rules import CHANGES
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State, reference_of

MOST = 200
"""Commitments, published versions or amendments that a page holds at most."""
MOST_SOURCES = 5_000


def edition_of(plan: Plan, number: int | None = None) -> PublishedPlan | None:
    """A published version of a plan with everything in it; the newest when none is asked for."""
    parts = selectinload(PublishedPlan.parts)
    query = (
        sa.select(PublishedPlan)
        .where(PublishedPlan.plan_id == plan.id, PublishedPlan.number == (plan.published if number is None else number))
        .options(
            parts.joinedload(EditionPart.version).options(undefer(CommitmentVersion.content)),
            parts.joinedload(EditionPart.commitment),
        )
    )
    return db.session.scalars(query).first()


def editions_of(plan: Plan) -> list[PublishedPlan]:
    """Every published version of a plan, newest first."""
    query = sa.select(PublishedPlan).where(PublishedPlan.plan_id == plan.id).order_by(PublishedPlan.number.desc())
    return list(db.session.scalars(query.limit(MOST)))


def editions_with(commitment: Commitment) -> list[tuple[int, int]]:
    """The published versions of the plan that hold a commitment, oldest first: (number, version of the commitment)."""
    query = (
        sa.select(PublishedPlan.number, CommitmentVersion.number)
        .join(EditionPart, EditionPart.edition_id == PublishedPlan.id)
        .join(CommitmentVersion, CommitmentVersion.id == EditionPart.version_id)
        .where(EditionPart.commitment_id == commitment.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(PublishedPlan.number).limit(MOST))]


def sources_by_commitment(plan: Plan) -> dict[int, list[dict[str, Any]]]:
    """The proposals that feed each commitment of a plan, as plain data."""
    query = (
        sa.select(Promotion.commitment_id, Proposal.year, Proposal.number, Proposal.title, Promotion.basis)
        .join(Proposal, Proposal.id == Promotion.proposal_id)
        .join(Commitment, Commitment.id == Promotion.commitment_id)
        .where(Commitment.plan_id == plan.id)
        .order_by(Promotion.rank.is_(None), Promotion.rank, Promotion.id)
        .limit(MOST_SOURCES)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for commitment, year, number, title, basis in db.session.execute(query):
        source = {"reference": reference_of(year, number), "title": title, "basis": basis.value}
        found.setdefault(commitment, []).append(source)
    return found


def record_of(edition: PublishedPlan) -> dict[str, Any]:
    """A published version as plain data: what its page shows and every file holds."""
    plan = edition.plan
    return {
        "plan": plan.slug,
        "plan_number": plan.number,
        "version": edition.number,
        "published_at": edition.at.isoformat(),
        "language": "pt-BR",
        **{name: getattr(edition, name) for name in ("title", "summary", "foreword", "starts", "ends")},
        "commitments": [_part(part) for part in edition.parts],
    }


def _part(part: EditionPart) -> dict[str, Any]:
    content = part.version.content
    return {
        "reference": part.reference,
        "number": part.number,
        "ogp_id": part.commitment.ogp_id,
        "version": part.version.number,
        **content,
        "policy_areas": [{"key": key, "ogp": OGP.get(key, key)} for key in content["areas"]],
        "milestones": [{"reference": f"{part.reference}-M{one['serial']}", **one} for one in content["milestones"]],
        "came_from": part.sources["proposals"],
    }


def missing_here(plan: Plan) -> list[Missing]:
    """Everything without which the plan is not published: its own texts, a vote of the seats that is still going on
    (its end could undo the approval), then what the decision needs."""
    summary = Missing(_("The plan has no summary."), "plans.edit", {"slug": plan.slug})
    vote = _("The seats of the forum are voting on a motion. Close that vote, or withdraw it.")
    calling = [Missing(vote, "rollcall.show", {"slug": plan.slug})] if is_calling(plan) else []
    return [*([] if plan.summary.strip() else [summary]), *calling, *missing_for_publication(plan)]


def amendments_of(plan: Plan) -> list[Amendment]:
    """Every amendment to a plan, newest first."""
    query = sa.select(Amendment).where(Amendment.plan_id == plan.id).order_by(Amendment.number.desc()).limit(MOST)
    loaded = (joinedload(Amendment.commitment).joinedload(Commitment.plan), joinedload(Amendment.decision))
    return list(db.session.scalars(query.options(*loaded, joinedload(Amendment.edition))))


def amendment_by_number(plan: Plan, number: int) -> Amendment | None:
    """One amendment to a plan."""
    query = sa.select(Amendment).where(Amendment.plan_id == plan.id, Amendment.number == number)
    loaded = (joinedload(Amendment.commitment).joinedload(Commitment.plan), joinedload(Amendment.decision))
    return db.session.scalars(query.options(*loaded, joinedload(Amendment.edition))).first()


def open_amendment(commitment: Commitment) -> Amendment | None:
    """The amendment to a commitment that is being written."""
    query = sa.select(Amendment).where(Amendment.commitment_id == commitment.id, Amendment.state == AmendmentState.OPEN)
    return db.session.scalars(query.order_by(Amendment.id.desc())).first() if commitment.amending else None


@dataclass(frozen=True)
class CommitmentTrace:
    """Where a commitment came from and where it is: proposals, what was joined with each, the published versions, and
    the contributions to the consultation that changed it."""

    commitment: Commitment
    sources: Sequence[tuple[Proposal, Sequence[Proposal]]]
    editions: Sequence[tuple[int, int]]
    changed_by: Sequence[str]


def ways_of(plan: Plan) -> list[CommitmentTrace]:
    """The way of every promise of a plan, in a handful of statements."""
    commitments = whole_commitments_of(plan, MOST)
    numbers = [one.id for one in commitments]
    query = sa.select(Promotion).where(Promotion.commitment_id.in_(numbers)).options(joinedload(Promotion.proposal))
    fed: dict[int, list[Proposal]] = {}
    for promotion in db.session.scalars(query.order_by(Promotion.rank, Promotion.id).limit(MOST_SOURCES)):
        fed.setdefault(promotion.commitment_id, []).append(promotion.proposal)
    joined = _joined([one.id for several in fed.values() for one in several])
    held = _editions_by_commitment(numbers)
    said = changed_by(numbers)
    return [
        CommitmentTrace(
            one, [(p, joined.get(p.id, [])) for p in fed.get(one.id, [])], held.get(one.id, []), said.get(one.id, [])
        )
        for one in commitments
    ]


def changed_by(commitments: Sequence[int]) -> dict[int, list[str]]:
    """The contributions to the consultation that changed commitments, as the answers to them say."""
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
    found: dict[int, list[str]] = {}
    for commitment, year, number in db.session.execute(query) if commitments else ():
        found.setdefault(commitment or 0, []).append(contribution_reference(year, number))
    return found


def _joined(proposals: Sequence[int]) -> dict[int, list[Proposal]]:
    query = sa.select(Proposal).where(Proposal.merged_into_id.in_(proposals), Proposal.state == State.MERGED)
    found: dict[int, list[Proposal]] = {}
    for one in db.session.scalars(query.order_by(Proposal.id).limit(MOST_SOURCES)) if proposals else ():
        found.setdefault(one.merged_into_id or 0, []).append(one)
    return found


def _editions_by_commitment(commitments: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    query = (
        sa.select(EditionPart.commitment_id, PublishedPlan.number, CommitmentVersion.number)
        .join(PublishedPlan, PublishedPlan.id == EditionPart.edition_id)
        .join(CommitmentVersion, CommitmentVersion.id == EditionPart.version_id)
        .where(EditionPart.commitment_id.in_(commitments))
        .order_by(PublishedPlan.number)
        .limit(MOST_SOURCES)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for commitment, edition, version in db.session.execute(query) if commitments else ():
        found.setdefault(commitment, []).append((edition, version))
    return found
