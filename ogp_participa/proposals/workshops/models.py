"""Workshops in person."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model


class Workshop(Model):
    """An in-person session whose contributions staff type in."""

    __tablename__ = "workshop"
    __table_args__ = (sa.CheckConstraint("people >= 0", name="people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(160))
    territory: Mapped[str | None] = mapped_column(sa.String(2))
    people: Mapped[int]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
