"""Questions about milestones and objections to reports, each with its answer."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.implementation.monitoring.models import MonthlyReport
from ogp_participa.people.accounts.models import Person


class InquiryKind(enum.StrEnum):
    """What a resident wants of an institution."""

    QUESTION = "question"
    OBJECTION = "objection"


class Inquiry(Model):
    """A question about a milestone, or an objection to a report, with the institution's answer when there is one.

    ``signed`` is the author's name as they chose to show it that day. A hidden one keeps its place and the reason.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        sa.CheckConstraint("kind <> 'objection' OR report_id IS NOT NULL", name="report"),
        sa.CheckConstraint("answered_at IS NULL OR answer <> ''", name="answer"),
        sa.CheckConstraint("NOT hidden OR hidden_reason <> ''", name="hidden"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id", ondelete="RESTRICT"), index=True)
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey("monthly_report.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[InquiryKind]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    signed: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    link: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)
    hidden: Mapped[bool] = mapped_column(default=False)
    hidden_reason: Mapped[str] = mapped_column(sa.Text, default="")
    hidden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    institution: Mapped[str] = mapped_column(sa.String(160), default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]

    milestone: Mapped[Milestone] = relationship()
    report: Mapped[MonthlyReport | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])

    @property
    def waits(self) -> bool:
        """Whether it still waits for an answer that people could read."""
        return self.answered_at is None and not self.hidden
