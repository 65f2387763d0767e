"""Reading the record."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from ogp_participa.audit.kinds import PRIVATE, Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db

PAGE = 50
"""Events on one page of the public record."""


class Happened(NamedTuple):
    """An event, as the story of a thing needs it."""

    kind: Kind
    details: dict[str, Any]
    at: datetime


_event = Event.__table__.c
_ON = (
    sa.select(_event.kind, _event.details, _event.at)
    .where(_event.subject == sa.bindparam("subject"), _event.subject_id == sa.bindparam("number"))
    .where(_event.kind.in_(sa.bindparam("kinds", expanding=True)))
    .order_by(_event.at, _event.id)
    .limit(200)
)


def events_on(subject: str, subject_id: int, kinds: Collection[Kind]) -> list[Happened]:
    """Return what happened to one thing, of these kinds, oldest first."""
    rows = db.session.execute(_ON, {"subject": subject, "number": subject_id, "kinds": sorted(kinds)})
    return [Happened(*row) for row in rows]


def public_log(plan_id: int | None, before: int | None, kind: Kind | None = None, limit: int = PAGE) -> list[Event]:
    """Return the public part of the record, newest first, older than event number ``before`` when given."""
    query = sa.select(Event).where(Event.kind.not_in(PRIVATE)).order_by(Event.id.desc()).limit(limit)
    if plan_id is not None:
        query = query.where(Event.plan_id == plan_id)
    if before is not None:
        query = query.where(Event.id < before)
    if kind is not None:
        query = query.where(Event.kind == kind)
    return list(db.session.scalars(query))
