"""Drafts of a plan before the public: what each froze, what people say of it, and who agrees."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import ReportDecision, ReportRow
from ogp_participa.proposals.workshops.models import Workshop


class PlanDraft(Model):
    """A numbered draft of a plan, opened for consultation. It never changes; what changes later is the next draft.

    ``accepts_new`` says that people may suggest commitments, too; otherwise only the wording is asked about.
    """

    __tablename__ = "plan_draft"
    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    accepts_new: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    parts: Mapped[list["DraftPart"]] = relationship(order_by="DraftPart.number", back_populates="draft")


class DraftPart(Model):
    """The version of one commitment that belongs to a draft, with its number and title of that day."""

    __tablename__ = "draft_part"
    __table_args__ = (sa.UniqueConstraint("draft_id", "number"), sa.UniqueConstraint("draft_id", "commitment_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_draft.id", ondelete="CASCADE"))
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment_version.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300), default="")

    draft: Mapped[PlanDraft] = relationship(back_populates="parts")
    commitment: Mapped[Commitment] = relationship()
    version: Mapped[CommitmentVersion] = relationship()


class ContributionKind(enum.StrEnum):
    """What somebody who contributes wants."""

    WORDING = "wording"
    QUESTION = "question"
    SUPPORT = "support"
    OBJECTION = "objection"
    NEW_COMMITMENT = "new_commitment"


class Contribution(Model):
    """What somebody said in a consultation. Each is answered later, so each has a reference that stays.

    Without a commitment it is about the whole plan; ``passage`` names a paragraph ("problem-2") or a milestone
    ("milestone-3", by its serial) of the commitment in that draft, ``cited`` the milestone's number of that day.
    ``changes`` keeps the words that a proposed ``replacement`` takes away and adds.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        sa.UniqueConstraint("year", "number"),
        sa.Index("ix_contribution_place", "draft_id", "commitment_id", "passage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    draft_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_draft.id", ondelete="CASCADE"))
    kind: Mapped[ContributionKind]
    commitment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"), index=True)
    passage: Mapped[str] = mapped_column(sa.String(60), default="")
    cited: Mapped[str] = mapped_column(sa.String(20), default="")
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    replacement: Mapped[str] = mapped_column(sa.Text, default="")
    changes: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    signed: Mapped[str] = mapped_column(sa.String(160), default="")
    workshop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workshop.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    hidden: Mapped[bool] = mapped_column(default=False)

    plan: Mapped[Plan] = relationship()
    draft: Mapped[PlanDraft] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
    workshop: Mapped[Workshop | None] = relationship()

    @property
    def reference(self) -> str:
        """How people cite it: "C-2026-0042"."""
        return contribution_reference(self.year, self.number)


def contribution_reference(year: int, number: int) -> str:
    """Return the reference of a contribution: "C-2026-0042"."""
    return f"C-{year}-{number:04d}"


class Agreement(Model):
    """Somebody agrees with a contribution instead of repeating it; once, whatever happens at the same moment."""

    __tablename__ = "agreement"

    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class ContributionReport(ReportRow):
    """A report of a contribution."""

    __tablename__ = "contribution_report"
    __table_args__ = (sa.UniqueConstraint("contribution_id", "person_id"),)

    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contribution.id", ondelete="CASCADE"))

    contribution: Mapped[Contribution] = relationship()


class ContributionDecision(ReportDecision):
    """A decision about a contribution."""

    __tablename__ = "contribution_decision"

    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contribution.id", ondelete="CASCADE"), index=True)

    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person | None] = relationship()
