"""Finding commitments."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ogp_participa.commitments.models import Commitment
from ogp_participa.database import db
from ogp_participa.plans.models import Plan

NUMBERED = re.compile(r"C(\d{1,6})-(\d{1,6})", re.IGNORECASE)
NAMED = re.compile(r"([a-z0-9-]+)-(\d{1,6})")


def commitments_of(plan: Plan, limit: int = 200) -> list[Commitment]:
    """The commitments of a plan with what was published about them, in their order."""
    query = (
        sa.select(Commitment)
        .where(Commitment.plan_id == plan.id)
        .options(selectinload(Commitment.facts))
        .order_by(Commitment.number)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def commitment_by_reference(reference: str) -> Commitment | None:
    """The commitment that people cite as "C4-02", or as "demo-02" where the plan has no number."""
    query = sa.select(Commitment).join(Commitment.plan).options(joinedload(Commitment.plan))
    if numbered := NUMBERED.fullmatch(reference):
        query = query.where(Plan.number == int(numbered[1]), Commitment.number == int(numbered[2]))
    elif named := NAMED.fullmatch(reference):
        query = query.where(Plan.slug == named[1], Plan.number.is_(None), Commitment.number == int(named[2]))
    else:
        return None
    return db.session.scalars(query.options(selectinload(Commitment.facts))).first()
