"""Reading published versions, amendments, what is missing before publication, and the way of each promise."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload, undefer

from ogp_participa.core.database import db
from ogp_participa.decision.deliberation.models import (
    Motion,
)
from ogp_participa.decision.deliberation.queries import acts_of, newest_acts, standing, terms_for
from ogp_participa.decision.publication.missing import Missing, Ready, missing
from ogp_participa.decision.publication.models import Amendment, AmendmentState, EditionPart, PublishedPlan
from ogp_participa.decision.roll_call.queries import is_calling
from ogp_participa.drafting.commitments.content import content_of, public_data
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.commitments.needs import needs
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.queries.drafts import changes_since
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.drafting.responses.queries.ledger import unanswered
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, reference_of

MOST = 200
"""Commitments, published versions or amendments that a page holds at most."""
MOST_SOURCES = 5_000


def edition_of(plan: Plan, number: int | None = None) -> PublishedPlan | None:
    """Return a published version of a plan with everything in it; the newest when none is asked for."""
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
    """Return every published version of a plan, newest first."""
    query = sa.select(PublishedPlan).where(PublishedPlan.plan_id == plan.id).order_by(PublishedPlan.number.desc())
    return list(db.session.scalars(query.limit(MOST)))


def editions_with(commitment: Commitment) -> list[tuple[int, int]]:
    """Return the published versions of the plan that hold a commitment, oldest first: (number, version of the
    commitment)."""
    query = (
        sa.select(PublishedPlan.number, CommitmentVersion.number)
        .join(EditionPart, EditionPart.edition_id == PublishedPlan.id)
        .join(CommitmentVersion, CommitmentVersion.id == EditionPart.version_id)
        .where(EditionPart.commitment_id == commitment.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(PublishedPlan.number).limit(MOST))]


def sources_by_commitment(plan: Plan) -> dict[int, list[dict[str, Any]]]:
    """Return the proposals that feed each commitment of a plan, as plain data."""
    query = (
        sa.select(Promotion.commitment_id, Proposal.year, Proposal.number, Proposal.title, Promotion.basis)
        .join(Proposal, Proposal.id == Promotion.proposal_id)
        .join(Commitment, Commitment.id == Promotion.commitment_id)
        .where(Commitment.plan_id == plan.id)
        .order_by(Promotion.rank.is_(None), Promotion.rank, Promotion.id)
        .limit(MOST_SOURCES)
    )
    sources: dict[int, list[dict[str, Any]]] = {}
    for commitment, year, number, title, basis in db.session.execute(query):
        source = {"reference": reference_of(year, number), "title": title, "basis": basis.value}
        sources.setdefault(commitment, []).append(source)
    return sources


def record_of(edition: PublishedPlan) -> dict[str, Any]:
    """Return a published version as plain data: what its page shows and every file holds."""
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
    names: dict[str, Any] = {"reference": part.reference, "number": part.number, "ogp_id": part.commitment.ogp_id}
    content = public_data(part.version.content, **names, version=part.version.number)
    return {**content, "came_from": part.sources["proposals"]}


def missing_here(plan: Plan) -> list[Missing]:
    """Return everything without which the plan is not published: its own texts, a vote of the seats that is still going
    on (its end could undo the approval), then what the decision needs."""
    summary = Missing(_("The plan has no summary."), "plans.edit", {"slug": plan.slug})
    vote = _("The seats of the forum are voting on a motion. Close that vote, or withdraw it.")
    calling = [Missing(vote, "rollcall.show", {"slug": plan.slug})] if is_calling(plan) else []
    return [*([] if plan.summary.strip() else [summary]), *calling, *missing_for_publication(plan)]


def amendments_of(plan: Plan) -> list[Amendment]:
    """Return every amendment to a plan, newest first."""
    query = sa.select(Amendment).where(Amendment.plan_id == plan.id).order_by(Amendment.number.desc()).limit(MOST)
    loaded = (joinedload(Amendment.commitment).joinedload(Commitment.plan), joinedload(Amendment.decision))
    return list(db.session.scalars(query.options(*loaded, joinedload(Amendment.edition))))


def amendment_by_number(plan: Plan, number: int) -> Amendment | None:
    """Return one amendment to a plan."""
    query = sa.select(Amendment).where(Amendment.plan_id == plan.id, Amendment.number == number)
    loaded = (joinedload(Amendment.commitment).joinedload(Commitment.plan), joinedload(Amendment.decision))
    return db.session.scalars(query.options(*loaded, joinedload(Amendment.edition))).first()


def open_amendment(commitment: Commitment) -> Amendment | None:
    """Return the amendment to a commitment that is being written."""
    query = sa.select(Amendment).where(Amendment.commitment_id == commitment.id, Amendment.state == AmendmentState.OPEN)
    return db.session.scalars(query.order_by(Amendment.id.desc())).first() if commitment.amending else None


def missing_for_publication(plan: Plan) -> list[Missing]:
    """Return what must be there before the plan can be published, as sentences with the page where each is mended;
    empty when nothing is missing."""
    last = standing(plan)
    commitments = whole_commitments_of(plan)
    gaps = {
        commitment.reference: sum(not need.filled for need in needs(content_of(commitment)))
        for commitment in commitments
    }
    changed: list[str] = []
    if last is not None and last.approves and last.motion is Motion.APPROVE and last.draft is not None:
        changed = [commitment.reference for commitment in changes_since(plan, last.draft).changed]
    waiting = unanswered(plan)
    return missing(
        Ready(
            slug=plan.slug,
            terms=terms_for(plan),
            standing=last,
            acts=newest_acts(acts_of(plan)),
            unanswered=waiting.count,
            first=waiting.first,
            commitments=len(commitments),
            gaps={reference: count for reference, count in gaps.items() if count},
            changed=changed,
        )
    )
