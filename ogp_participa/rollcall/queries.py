"""Finding the motion that is before the seats."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ogp_participa.database import db
from ogp_participa.plans.models import Plan
from ogp_participa.rollcall.models import CallState, RollCall, RollVote


def open_call(plan: Plan) -> RollCall | None:
    """The motion on which the seats of a plan vote now, with what they said so far."""
    query = sa.select(RollCall).where(RollCall.plan_id == plan.id, RollCall.state == CallState.OPEN)
    loaded = selectinload(RollCall.votes).joinedload(RollVote.tenure)
    return db.session.scalars(query.options(joinedload(RollCall.draft), loaded)).first()


def is_calling(plan: Plan) -> bool:
    """Whether the seats of a plan vote on a motion now."""
    there = sa.exists().where(RollCall.plan_id == plan.id, RollCall.state == CallState.OPEN)
    return bool(db.session.scalar(sa.select(there)))


def calls_withdrawn(plan: Plan) -> list[RollCall]:
    """Motions that were taken back before the vote on them was closed, newest first."""
    query = sa.select(RollCall).where(RollCall.plan_id == plan.id, RollCall.state == CallState.WITHDRAWN)
    return list(db.session.scalars(query.order_by(RollCall.id.desc()).limit(20)))
