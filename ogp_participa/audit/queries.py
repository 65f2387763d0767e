"""Reading the record."""

from collections.abc import Collection

import sqlalchemy as sa

from ogp_participa.audit.kinds import PRIVATE, Kind
from ogp_participa.audit.models import Event
from ogp_participa.database import db

PAGE = 50
"""Events on one page of the public record."""


def events_on(subject: str, subject_id: int, kinds: Collection[Kind], limit: int = 200) -> list[Event]:
    """What happened to one thing, of these kinds, oldest first."""
    query = (
        sa.select(Event)
        .where(Event.subject == subject, Event.subject_id == subject_id, Event.kind.in_(sorted(kinds)))
        .order_by(Event.at, Event.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def public_log(plan_id: int | None, before: int | None, kind: Kind | None = None, limit: int = PAGE) -> list[Event]:
    """The public part of the record, newest first, older than event number ``before`` when given."""
    query = sa.select(Event).where(Event.kind.not_in(PRIVATE)).order_by(Event.id.desc()).limit(limit)
    if plan_id is not None:
        query = query.where(Event.plan_id == plan_id)
    if before is not None:
        query = query.where(Event.id < before)
    if kind is not None:
        query = query.where(Event.kind == kind)
    return list(db.session.scalars(query))
