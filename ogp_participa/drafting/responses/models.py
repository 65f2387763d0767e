"""Reasoned responses: what an institution says to contributions, and which contributions each text answers."""

import enum
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal


class ReplyOutcome(enum.StrEnum):
    """What becomes of what somebody said."""

    ACCEPTED = "accepted"
    IN_PART = "in_part"
    COVERED = "covered"
    NOT_ACCEPTED = "not_accepted"


class InstitutionResponse(Model):
    """One reasoned text, never changed; it may answer many similar contributions.

    ``institution`` keeps the name that who signs had on that day, ``role`` a public role there. ``cited`` is the
    commitment or milestone that changed, as people cited it that day.
    """

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[ReplyOutcome]
    text: Mapped[str] = mapped_column(sa.Text)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"))
    institution: Mapped[str] = mapped_column(sa.String(160))
    role: Mapped[str] = mapped_column(sa.String(120))
    commitment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("commitment.id", ondelete="RESTRICT"), index=True)
    milestone_id: Mapped[int | None] = mapped_column(sa.ForeignKey("milestone.id", ondelete="RESTRICT"))
    cited: Mapped[str] = mapped_column(sa.String(60), default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    organisation: Mapped[Organisation] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    by: Mapped[Person | None] = relationship()


class Answered(Model):
    """A reply answers a contribution: a proposal or something said in a consultation. ``number`` 1 is the first answer;
    a correction has the next number and points to the answer before it. ``days`` went by since the stage closed."""

    __tablename__ = "answered"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "number"),
        sa.UniqueConstraint("contribution_id", "number"),
        sa.CheckConstraint("(proposal_id IS NULL) <> (contribution_id IS NULL)", name="subject"),
        sa.CheckConstraint("number = 1 OR previous_id IS NOT NULL", name="chain"),
        sa.Index("ix_answered_plan", "plan_id", "number", "days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    reply_id: Mapped[int] = mapped_column(sa.ForeignKey("reply.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    contribution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contribution.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answered.id", ondelete="CASCADE"), unique=True)
    days: Mapped[int]

    reply: Mapped[InstitutionResponse] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    contribution: Mapped[Contribution | None] = relationship()


@dataclass(frozen=True)
class ResponseWords:
    """What an institution says: the outcome, the reason, and what it changed; signed with a public role."""

    outcome: ReplyOutcome
    text: str
    institution: str
    role: str
    commitment: Commitment | None = None
    milestone: Milestone | None = None
