"""Who was told what: the inbox, what was already announced, preferences, and the mail waiting to leave."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.people.accounts.models import Person


class Topic(enum.StrEnum):
    """What a person can choose to hear about by e-mail."""

    MINE = "mine"
    FOLLOWED = "followed"
    STAGES = "stages"


class Announced(Model):
    """An event whose audience has been told; its primary key is the last word against telling twice.

    ``error`` is what was raised where it could not be told; else None.
    """

    __tablename__ = "announced"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    error: Mapped[str | None] = mapped_column(sa.String(300))


class Notification(Model):
    """An inbox entry: this person was told of this event."""

    __tablename__ = "notification"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "event_id"),
        sa.Index("ix_notification_inbox", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    topic: Mapped[Topic]
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class Muted(Model):
    """A topic that a person does not want by e-mail; the inbox keeps it."""

    __tablename__ = "muted"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
