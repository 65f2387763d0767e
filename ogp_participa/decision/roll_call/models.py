"""A motion before the seats of the forum, and how each has voted so far."""

import enum
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.decision.deliberation.models import Deliberation, Motion, Stance, VotingWay
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat, Tenure
from ogp_participa.people.accounts.models import Person


class CallState(enum.StrEnum):
    """Where a roll call stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class RollCall(Model):
    """The seats vote on a motion until staff close it: then it is a deliberation, which never changes.

    ``after`` is how many deliberations there were when it opened; the table holds one open call for each plan.
    """

    __tablename__ = "roll_call"
    __table_args__ = (
        sa.Index(
            "ix_roll_call_open",
            "plan_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.CheckConstraint("state <> 'closed' OR deliberation_id IS NOT NULL", name="closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    state: Mapped[CallState] = mapped_column(default=CallState.OPEN)
    after: Mapped[int]
    draft_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_draft.id", ondelete="RESTRICT"))
    motion: Mapped[Motion]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    deliberation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("deliberation.id", ondelete="RESTRICT"), unique=True
    )
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship()
    draft: Mapped[PlanDraft | None] = relationship()
    deliberation: Mapped[Deliberation | None] = relationship()
    votes: Mapped[list["RollVote"]] = relationship(
        back_populates="call", order_by="RollVote.id", cascade="all, delete-orphan"
    )


class RollVote(Model):
    """How a seat has voted so far, through whom, and by which way. ``revision`` counts how often it was set."""

    __tablename__ = "roll_vote"
    __table_args__ = (sa.UniqueConstraint("call_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("roll_call.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id", ondelete="RESTRICT"))
    tenure_id: Mapped[int] = mapped_column(sa.ForeignKey("tenure.id", ondelete="RESTRICT"))
    vote: Mapped[Stance]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    way: Mapped[VotingWay]
    revision: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    call: Mapped[RollCall] = relationship(back_populates="votes")
    seat: Mapped[Seat] = relationship()
    tenure: Mapped[Tenure] = relationship()
    by: Mapped[Person | None] = relationship()


@dataclass(frozen=True)
class SeatStatement:
    """What somebody says for a seat."""

    vote: Stance
    tenure: Tenure | None
    text: str = ""
