"""Published versions of a plan, which never change, and the amendments that lead from one to the next."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person


class PublishedPlan(Model):
    """A plan as it was published once: its own texts, and which version of each commitment is in it."""

    __tablename__ = "plan_edition"
    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    foreword: Mapped[str] = mapped_column(sa.Text, default="")
    starts: Mapped[str] = mapped_column(sa.String(40), default="")
    ends: Mapped[str] = mapped_column(sa.String(40), default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    by: Mapped[Person | None] = relationship()
    parts: Mapped[list["EditionPart"]] = relationship(
        order_by="EditionPart.number", back_populates="edition", cascade="all, delete-orphan"
    )


class EditionPart(Model):
    """A commitment in a published version of the plan: which version of it, as what it was cited, and the proposals
    that it had come from by that day."""

    __tablename__ = "edition_part"
    __table_args__ = (sa.UniqueConstraint("edition_id", "commitment_id"), sa.UniqueConstraint("edition_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_edition.id", ondelete="CASCADE"))
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment_version.id", ondelete="RESTRICT"))
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(sa.String(80))
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)

    edition: Mapped[PublishedPlan] = relationship(back_populates="parts")
    commitment: Mapped[Commitment] = relationship()
    version: Mapped[CommitmentVersion] = relationship()


class AmendmentState(enum.StrEnum):
    """Where an amendment stands."""

    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Amendment(Model):
    """A change of one commitment of the published plan: why, from which version to which, and who decided.

    ``base`` is the version that was published when it began; ``proposed`` the one that it ended with (nothing while
    it is written). What it says is in the versions of the commitment after ``base``.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "number"),
        sa.CheckConstraint("state <> 'published' OR decision_id IS NOT NULL", name="decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
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
    edition: Mapped[PublishedPlan | None] = relationship()
    by: Mapped[Person | None] = relationship()
