"""Reading questions and objections, and what waits for an answer."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.inquiries.models import Inquiry
from ogp_participa.implementation.inquiries.rules import TERM

MOST = 500
"""Questions and objections that a page holds at most."""


def inquiries_about(milestones: Sequence[int]) -> dict[int, list[Inquiry]]:
    """Return the questions and objections about some milestones, the oldest first, under the milestone's number."""
    query = sa.select(Inquiry).where(Inquiry.milestone_id.in_(milestones)).order_by(Inquiry.id).limit(MOST)
    grouped: dict[int, list[Inquiry]] = {}
    for inquiry in db.session.scalars(query):
        grouped.setdefault(inquiry.milestone_id, []).append(inquiry)
    return grouped


def inquiry_by_id(number: int) -> Inquiry | None:
    """Return a question or objection with its milestone, commitment and plan."""
    around = joinedload(Inquiry.milestone).joinedload(Milestone.commitment).joinedload(Commitment.plan)
    return db.session.scalars(sa.select(Inquiry).where(Inquiry.id == number).options(around)).first()


def waiting_inquiries(plan: Plan) -> list[Inquiry]:
    """Return what waits for an answer in a plan, the oldest first."""
    query = (
        sa.select(Inquiry)
        .join(Inquiry.milestone)
        .join(Milestone.commitment)
        .where(Commitment.plan_id == plan.id, Inquiry.answered_at.is_(None), sa.not_(Inquiry.hidden))
        .options(joinedload(Inquiry.milestone).joinedload(Milestone.commitment))
        .order_by(Inquiry.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def due_on(inquiry: Inquiry) -> date:
    """Return the last day on which an answer is in time."""
    return city_day(inquiry.at) + TERM
