"""The forum's decisions on proposals: the catalogue of reasons, decisions, second opinions, appeals."""

import enum
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.core.dates import end_of_minute
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal

APPEAL_TERM = timedelta(days=15)
"""How long an author may appeal. No law sets a term for this; fifteen days is the rule that the edition publishes."""


class Outcome(enum.StrEnum):
    """What a member decides."""

    PUBLISH = "publish"
    RETURN = "return"
    REFUSE = "refuse"
    MERGE = "merge"


class DecisionState(enum.StrEnum):
    """Whether a decision holds."""

    IN_FORCE = "in_force"
    AWAITING_SECOND = "awaiting_second"
    NOT_AGREED = "not_agreed"
    OVERTURNED = "overturned"


class Reason(Model):
    """A published reason of the edition's rules; its number and words stay. One that was retired is not chosen any
    more, and stays readable where it was used."""

    __tablename__ = "reason"
    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(sa.String(10))
    outcome: Mapped[Outcome]
    text_pt: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text, default="")
    text_es: Mapped[str] = mapped_column(sa.Text, default="")
    retired_at: Mapped[datetime | None]

    def text(self, lang: str) -> str:
        """Return the sentence in ``lang`` ("pt-BR", "en", "es"), in Portuguese where there is none."""
        return {"en": self.text_en, "es": self.text_es}.get(lang[:2]) or self.text_pt


class Decision(Model):
    """A member's decision on one round of a proposal. Each sending opens a round, and a round has one decision."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "round"),
        sa.CheckConstraint("outcome <> 'merge' OR into_id IS NOT NULL", name="merge_target"),
        sa.CheckConstraint("outcome <> 'refuse' OR reason_id IS NOT NULL", name="refusal_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    round: Mapped[int]
    version: Mapped[int]
    outcome: Mapped[Outcome]
    standing: Mapped[DecisionState]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id", ondelete="SET NULL"))
    reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reason.id", ondelete="RESTRICT"))
    into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    proposal: Mapped[Proposal] = relationship(foreign_keys=[proposal_id])
    into: Mapped[Proposal | None] = relationship(foreign_keys=[into_id])
    by: Mapped[Person | None] = relationship()
    seat: Mapped[Seat | None] = relationship()
    reason: Mapped[Reason | None] = relationship()
    second: Mapped["SecondOpinion | None"] = relationship(back_populates="decision", uselist=False)
    appeal: Mapped["Appeal | None"] = relationship(back_populates="decision", uselist=False)

    @property
    def effective_at(self) -> datetime:
        """When it took effect: a refusal with its second opinion, anything else at once."""
        return self.second.at if self.second else self.at

    @property
    def appeal_until(self) -> datetime:
        """The last moment for an appeal: the whole minute that pages show belongs to the term."""
        return end_of_minute(self.effective_at + APPEAL_TERM)


class SecondOpinion(Model):
    """A member of the other sector agrees with a refusal, or does not."""

    __tablename__ = "second_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id", ondelete="CASCADE"), unique=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id", ondelete="SET NULL"))
    agrees: Mapped[bool]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    decision: Mapped[Decision] = relationship(back_populates="second")
    by: Mapped[Person | None] = relationship()
    seat: Mapped[Seat | None] = relationship()


class Appeal(Model):
    """The author asks for a refusal to be looked at again, once; members who took no part decide."""

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), unique=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=now)
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    answered_seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship()
    decision: Mapped[Decision] = relationship(back_populates="appeal")
    answered_by: Mapped[Person | None] = relationship()
    answered_seat: Mapped[Seat | None] = relationship()


class StoredFigures(Model):
    """The figures of a large plan's moderation, read at the moment ``at``: to read them takes too long for a page."""

    __tablename__ = "stored_figures"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
