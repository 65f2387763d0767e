"""Finding the motion that is before the seats."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ogp_participa.core.database import db
from ogp_participa.decision.roll_call.models import CallState, RollCall, RollVote
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat, Tenure
from ogp_participa.forum.seats.queries import held_on
from ogp_participa.people.accounts.models import Person


def open_call(plan: Plan) -> RollCall | None:
    """Return the motion on which the seats of a plan vote now, with what they said so far."""
    query = sa.select(RollCall).where(RollCall.plan_id == plan.id, RollCall.state == CallState.OPEN)
    loaded = selectinload(RollCall.votes).joinedload(RollVote.tenure)
    return db.session.scalars(query.options(joinedload(RollCall.draft), loaded)).first()


def is_calling(plan: Plan) -> bool:
    """Return whether the seats of a plan vote on a motion now."""
    there = sa.exists().where(RollCall.plan_id == plan.id, RollCall.state == CallState.OPEN)
    return bool(db.session.scalar(sa.select(there)))


def calls_waiting(person: Person, day: date) -> list[RollCall]:
    """Return motions on which a seat that the person holds on ``day`` has not voted yet, oldest first."""
    voted = sa.exists().where(RollVote.call_id == RollCall.id, RollVote.seat_id == Seat.id)
    query = (
        sa.select(RollCall)
        .join(Seat, Seat.plan_id == RollCall.plan_id)
        .join(Seat.tenures)
        .where(RollCall.state == CallState.OPEN, Tenure.person_id == person.id, held_on(day))
        .where(Seat.organisation_id.is_not(None), ~voted)
        .options(joinedload(RollCall.plan))
    )
    return list(db.session.scalars(query.order_by(RollCall.id).limit(20)).unique())


def calls_withdrawn(plan: Plan) -> list[RollCall]:
    """Return motions that were taken back before the vote on them was closed, newest first."""
    query = sa.select(RollCall).where(RollCall.plan_id == plan.id, RollCall.state == CallState.WITHDRAWN)
    return list(db.session.scalars(query.order_by(RollCall.id.desc()).limit(20)))
