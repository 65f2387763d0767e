"""Commitments of a plan: drafted from proposals here, or published facts of past plans."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.database import Model, now
from ogp_participa.plans.models import Plan


class Commitment(Model):
    """A commitment. ``ogp_id`` is recorded when OGP assigns it, never made here."""

    __tablename__ = "commitment"
    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    theme: Mapped[str] = mapped_column(sa.String(160), default="")
    institutions: Mapped[str] = mapped_column(sa.Text, default="")
    ogp_id: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    facts: Mapped[list["CommitmentFact"]] = relationship(
        order_by="CommitmentFact.position", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        """How people cite it: "C4-02", or "demo-02" where the plan has no number yet."""
        return f"C{self.plan.number}-{self.number:02d}" if self.plan.number else f"{self.plan.slug}-{self.number:02d}"


class CommitmentFact(Model):
    """A published fact about a commitment, with scheme, voice and source; no value means "not available"."""

    __tablename__ = "commitment_fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(200))
    value: Mapped[str | None] = mapped_column(sa.Text)
    scheme: Mapped[str] = mapped_column(sa.String(120), default="")
    voice: Mapped[str] = mapped_column(sa.String(40), default="")
    source_url: Mapped[str] = mapped_column(sa.Text, default="")
