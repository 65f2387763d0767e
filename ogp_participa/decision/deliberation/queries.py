"""Finding what a decision needs, deliberations and signed acts, and what a plan misses."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from ogp_participa.core.database import db
from ogp_participa.decision.deliberation.models import (
    ActDocument,
    DecisionTerms,
    Deliberation,
    Motion,
    SeatVote,
    SignedAct,
)
from ogp_participa.decision.deliberation.rules import DecisionNeeds, Missing, Ready, RollLine, missing, terms_of
from ogp_participa.drafting.commitments.content import content_of, needs
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.drafting.consultation.queries import changes_since, drafts_of
from ogp_participa.drafting.responses.queries import unanswered
from ogp_participa.edition.plans.models import Plan

MOST = 50


def row_of(plan: Plan) -> DecisionTerms | None:
    """What the decision of this edition needs, as it is stored."""
    return db.session.scalars(sa.select(DecisionTerms).where(DecisionTerms.plan_id == plan.id)).first()


def terms_for(plan: Plan) -> DecisionNeeds | None:
    """What the decision of this edition needs; None while nobody has written it."""
    row = row_of(plan)
    return terms_of(row) if row else None


def deliberations_of(plan: Plan) -> list[Deliberation]:
    """Every deliberation on a plan with its votes, the newest first."""
    query = (
        sa.select(Deliberation)
        .where(Deliberation.plan_id == plan.id)
        .options(
            joinedload(Deliberation.draft),
            joinedload(Deliberation.decision),
            joinedload(Deliberation.document),
            selectinload(Deliberation.votes).joinedload(SeatVote.person),
        )
        .order_by(Deliberation.number.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query).unique())


def standing(plan: Plan) -> Deliberation | None:
    """The deliberation that stands: the newest one."""
    query = sa.select(Deliberation).where(Deliberation.plan_id == plan.id).order_by(Deliberation.number.desc())
    return db.session.scalars(query.limit(1)).first()


def acts_of(plan: Plan) -> list[SignedAct]:
    """Every signed act of a plan, the newest version of each first."""
    query = (
        sa.select(SignedAct)
        .where(SignedAct.plan_id == plan.id)
        .options(joinedload(SignedAct.document), joinedload(SignedAct.deliberation))
        .order_by(SignedAct.kind, SignedAct.version.desc())
        .limit(MOST * 2)
    )
    return list(db.session.scalars(query).unique())


def newest_acts(acts: Iterable[SignedAct]) -> list[SignedAct]:
    """The version of each act that stands."""
    found: dict[str, SignedAct] = {}
    for one in acts:
        if one.kind not in found or found[one.kind].version < one.version:
            found[one.kind] = one
    return list(found.values())


def is_decided(plan: Plan) -> bool:
    """Whether a deliberation or an act is recorded."""
    there = sa.exists().where(Deliberation.plan_id == plan.id) | sa.exists().where(SignedAct.plan_id == plan.id)
    return bool(db.session.scalar(sa.select(there)))


def newest_draft(plan: Plan) -> PlanDraft | None:
    """The draft that lies before the forum."""
    return next(iter(drafts_of(plan)), None)


def ballots_of(deliberation: Deliberation) -> list[RollLine]:
    """The seats of a recorded deliberation, as the rules read them."""
    return [RollLine(one.seat_id, one.sector, one.vote, None, one.text) for one in deliberation.votes]


def document_by_id(number: int) -> ActDocument | None:
    """A document with its content."""
    query = sa.select(ActDocument).where(ActDocument.id == number).options(undefer(ActDocument.content))
    return db.session.scalars(query).first()


def missing_for_publication(plan: Plan) -> list[Missing]:
    """What must be there before the plan can be published, as sentences with the page where each is mended; empty when
    nothing is missing."""
    last = standing(plan)
    commitments = whole_commitments_of(plan)
    gaps = {one.reference: sum(not need.filled for need in needs(content_of(one))) for one in commitments}
    changed: list[str] = []
    if last is not None and last.approves and last.motion is Motion.APPROVE and last.draft is not None:
        changed = [one.reference for one in changes_since(plan, last.draft).changed]
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
