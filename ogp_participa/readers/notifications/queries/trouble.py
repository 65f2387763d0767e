"""What could not be told, for administrators."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.readers.notifications.models import Announced

MOST = 200


class UntoldEvent(NamedTuple):
    """An event that could not be told: its number, its kind as it is stored, when it happened, and what was raised."""

    number: int
    kind: str
    at: datetime
    error: str | None


def untold() -> list[UntoldEvent]:
    """Return the events that could not be told, newest first; also those whose kind this release does not know."""
    query = (
        sa.select(Event.id, sa.type_coerce(Event.kind, sa.String), Event.at, Announced.error)
        .join(Announced, Announced.event_id == Event.id)
        .where(Announced.error.is_not(None))
        .order_by(Event.id.desc())
        .limit(MOST)
    )
    return [UntoldEvent(*row) for row in db.session.execute(query)]
