"""Finding what a decision needs, deliberations and signed acts, and what a plan misses."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from ogp_participa.core.database import db
from ogp_participa.decision.deliberation.models import (
    ActDocument,
    DecisionTerms,
    Deliberation,
    SeatVote,
    SignedAct,
)
from ogp_participa.decision.deliberation.needs import DecisionNeeds, terms_of
from ogp_participa.decision.deliberation.roll import RollLine
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.drafting.consultation.queries.drafts import drafts_of
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import seats_of

MOST = 50


def row_of(plan: Plan) -> DecisionTerms | None:
    """Return what the decision of this edition needs, as it is stored."""
    return db.session.scalars(sa.select(DecisionTerms).where(DecisionTerms.plan_id == plan.id)).first()


def terms_for(plan: Plan) -> DecisionNeeds | None:
    """Return what the decision of this edition needs; None while nobody has written it."""
    row = row_of(plan)
    return terms_of(row) if row else None


def deliberations_of(plan: Plan) -> list[Deliberation]:
    """Return every deliberation on a plan with its votes, the newest first."""
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
    """Return the deliberation that stands: the newest one."""
    query = sa.select(Deliberation).where(Deliberation.plan_id == plan.id).order_by(Deliberation.number.desc())
    return db.session.scalars(query.limit(1)).first()


def acts_of(plan: Plan) -> list[SignedAct]:
    """Return every signed act of a plan, the newest version of each first."""
    query = (
        sa.select(SignedAct)
        .where(SignedAct.plan_id == plan.id)
        .options(joinedload(SignedAct.document), joinedload(SignedAct.deliberation))
        .order_by(SignedAct.kind, SignedAct.version.desc())
        .limit(MOST * 2)
    )
    return list(db.session.scalars(query).unique())


def newest_acts(acts: Iterable[SignedAct]) -> list[SignedAct]:
    """Return the version of each act that stands."""
    newest: dict[str, SignedAct] = {}
    for act in acts:
        if act.kind not in newest or newest[act.kind].version < act.version:
            newest[act.kind] = act
    return list(newest.values())


def is_decided(plan: Plan) -> bool:
    """Return whether a deliberation or an act is recorded."""
    there = sa.exists().where(Deliberation.plan_id == plan.id) | sa.exists().where(SignedAct.plan_id == plan.id)
    return bool(db.session.scalar(sa.select(there)))


def newest_draft(plan: Plan) -> PlanDraft | None:
    """Return the draft that lies before the forum."""
    return next(iter(drafts_of(plan)), None)


def roll_of(deliberation: Deliberation) -> list[RollLine]:
    """Return the seats of a recorded deliberation as the rules read them."""
    return [RollLine(vote.seat_id, vote.sector, vote.vote, None, vote.text) for vote in deliberation.votes]


def document_by_id(number: int) -> ActDocument | None:
    """Return a document with its content."""
    query = sa.select(ActDocument).where(ActDocument.id == number).options(undefer(ActDocument.content))
    return db.session.scalars(query).first()


def held_seats(plan: Plan) -> list[Seat]:
    """Return the seats that count: those that an organisation holds."""
    return [seat for seat in seats_of(plan) if seat.organisation is not None]
