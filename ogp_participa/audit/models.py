"""The public record: one row for each thing that happened. Rows are added, never changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import Model


class Event(Model):
    """Who did what to which thing, and when."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_subject", "subject", "subject_id", "id"),
        sa.Index("ix_event_plan", "plan_id", "id"),
        sa.Index("ix_event_kind", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)
