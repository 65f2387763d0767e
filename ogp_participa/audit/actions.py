"""Recording what happened: the only way an event comes to be."""

from typing import Any, Protocol

from ogp_participa.audit.kinds import DETAILS, Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db


class Subject(Protocol):
    """Whatever an event can happen to: a row with a number of its own."""

    __tablename__: str

    @property
    def id(self) -> Any: ...


class Actor(Protocol):
    """Whoever acts: the record knows a person only by number."""

    @property
    def id(self) -> Any: ...


def record(kind: Kind, *, by: Actor | None, on: Subject, **details: Any) -> Event:
    """Add one event to the record.

    ``on`` is the thing it happened to; its plan is found from it. Raises ``ValueError`` for a detail that the kind
    does not carry (see ``kinds.py``). Flushes, because the thing needs its number before anybody can point to it.
    """
    unknown = details.keys() - DETAILS.get(kind, frozenset())
    if unknown:
        raise ValueError(f"{kind} carries no {sorted(unknown)}")
    db.session.flush()
    name = on.__tablename__
    event = Event(
        kind=kind,
        actor_id=by.id if by else None,
        subject=name,
        subject_id=on.id,
        plan_id=on.id if name == "plan" else getattr(on, "plan_id", None),
        details=details,
    )
    db.session.add(event)
    return event
