"""Amendments, which lead from one published version of a plan to the next."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.accounts.models import Person
from ogp_participa.commitments.models import Commitment
from ogp_participa.database import Model, now
from ogp_participa.forum.models import ForumDecision
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal
from ogp_participa.publication.models import PlanEdition


class AmendmentKind(enum.StrEnum):
    """What an amendment does to the published plan."""

    CHANGE = "change"
    ADDITION = "addition"
    REMOVAL = "removal"


class AmendmentState(enum.StrEnum):
    """Where an amendment stands. Staff withdraw what they proposed; what the forum voted down is rejected."""

    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Amendment(Model):
    """A change of the published plan: why, what of which commitment, and who decided.

    ``base`` is the version of the commitment that was published when it began (0 where the commitment is new);
    ``proposed`` the one that it ended with (nothing while it is open). What it says is in the versions of the
    commitment after ``base``; what it takes out is ``base`` itself. ``sources`` are the proposals from which an added
    commitment comes: they feed it once the forum has agreed.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "number"),
        sa.CheckConstraint("state <> 'published' OR decision_id IS NOT NULL", name="decision"),
        sa.Index(
            "ix_amendment_open",
            "commitment_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[AmendmentKind] = mapped_column(default=AmendmentKind.CHANGE, server_default="change")
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"), index=True)
    state: Mapped[AmendmentState] = mapped_column(default=AmendmentState.OPEN)
    reason: Mapped[str] = mapped_column(sa.Text)
    base: Mapped[int]
    proposed: Mapped[int | None]
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("forum_decision.id", ondelete="RESTRICT"))
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_edition.id", ondelete="SET NULL"))
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship()
    commitment: Mapped[Commitment] = relationship()
    decision: Mapped[ForumDecision | None] = relationship()
    edition: Mapped[PlanEdition | None] = relationship()
    by: Mapped[Person | None] = relationship()
    sources: Mapped[list[Proposal]] = relationship(secondary="amendment_source", order_by=Proposal.id)

    @property
    def ends(self) -> int:
        """The version of the commitment that says what the amendment says, or what it takes out."""
        if self.kind is AmendmentKind.REMOVAL:
            return self.base
        return self.proposed or self.commitment.version


class AmendmentSource(Model):
    """A proposal from which the commitment of an amendment comes."""

    __tablename__ = "amendment_source"

    amendment_id: Mapped[int] = mapped_column(sa.ForeignKey("amendment.id", ondelete="CASCADE"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(
        sa.ForeignKey("proposal.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
