"""The Fórum de Gestão Compartilhada of an edition: organisations, seats, who holds them from when to when."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.people.accounts.models import Person


class Position(enum.StrEnum):
    """How a person holds a seat."""

    TITULAR = "titular"
    SUPLENTE = "suplente"


class Seat(Model):
    """A seat of one edition's forum. Without an organisation it is vacant."""

    __tablename__ = "seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    sector: Mapped[Sector]
    segment: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    tenures: Mapped[list["Tenure"]] = relationship(
        back_populates="seat", order_by="Tenure.from_date", cascade="all, delete-orphan"
    )


class Tenure(Model):
    """A person in a seat, as titular or suplente, from one day to another (both included; open-ended without one)."""

    __tablename__ = "tenure"
    __table_args__ = (sa.CheckConstraint("until_date IS NULL OR from_date <= until_date", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    position: Mapped[Position]
    from_date: Mapped[date]
    until_date: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")

    seat: Mapped[Seat] = relationship(back_populates="tenures")
    person: Mapped[Person] = relationship()

    def holds_on(self, day: date) -> bool:
        """Return whether the person holds the seat on ``day``."""
        return self.from_date <= day and (self.until_date is None or day <= self.until_date)


class ForumDecision(Model):
    """A decision of the forum, as recorded: what was decided, how the votes fell, and when."""

    __tablename__ = "forum_decision"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "number"),
        sa.CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name="votes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[date]
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    abstentions: Mapped[int]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def reference(self) -> str:
        """How people cite it: "D-2026-003"."""
        return f"D-{self.decided_on.year}-{self.number:03d}"
