"""Who reports for an institution, what was reported in which month, and what proves it."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person


class Voice(enum.StrEnum):
    """Who speaks of a milestone. Voices stand beside one another and are never merged."""

    INSTITUTION = "institution"
    FORUM = "forum"


class Share(enum.StrEnum):
    """Why there is no share done: OGP's codes for missing data, which are never 0 or 100 %."""

    NO_DATA = "ND"
    NOT_REVIEWED = "NR"
    NOT_APPLICABLE = "NA"


class Reporter(Model):
    """A person who reports for an institution on a plan, from one day to another (both included).

    ``reminded_of`` and ``warned_of`` are the newest months of which they were reminded before and after the term.
    """

    __tablename__ = "reporter"
    __table_args__ = (
        sa.CheckConstraint("until_date IS NULL OR from_date <= until_date", name="order"),
        sa.Index("ix_reporter_plan", "plan_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    from_date: Mapped[date]
    until_date: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")
    named_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    named_at: Mapped[datetime] = mapped_column(default=now)
    reminded_of: Mapped[date | None]
    warned_of: Mapped[date | None]

    plan: Mapped[Plan] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    def reports_on(self, day: date) -> bool:
        """Return whether the person reports on ``day``."""
        return self.from_date <= day and (self.until_date is None or day <= self.until_date)


class ReportWords:
    """What a report says; ``missing`` stands where there is no share."""

    done: Mapped[str] = mapped_column(sa.Text, default="")
    share: Mapped[int | None]
    missing: Mapped[Share | None]
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    forecast_on: Mapped[date | None]
    late_reason: Mapped[str] = mapped_column(sa.Text, default="")
    next_step: Mapped[str] = mapped_column(sa.Text, default="")

    @declared_attr
    def milestone_id(self) -> Mapped[int]:
        """The milestone that it speaks of."""
        return mapped_column(sa.ForeignKey("milestone.id", ondelete="RESTRICT"), index=True)

    @declared_attr
    def organisation_id(self) -> Mapped[int | None]:
        """The institution that speaks; none where the forum does."""
        return mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)


REPORT_WORDS = (
    "done",
    "share",
    "missing",
    "started_on",
    "finished_on",
    "forecast_on",
    "late_reason",
    "next_step",
)
"""Everything that a report says, in the order of its page."""


class MonthlyReport(ReportWords, Model):
    """A report of one voice on one milestone in one month, sent once and never changed.

    ``month`` is its first day. The forum's reports have no institution. A correction is a new report that names the
    one before in ``corrects_id``. ``late`` says that it was sent after the month's last day for reports; ``digest``
    is the SHA-256 of its public content, as the follow-up bundle holds it.
    """

    __tablename__ = "monthly_report"
    __table_args__ = (
        sa.CheckConstraint("share IS NULL OR (share >= 0 AND share <= 100)", name="share"),
        sa.CheckConstraint("share IS NULL OR missing IS NULL", name="missing"),
        sa.CheckConstraint("finished_on IS NULL OR started_on IS NULL OR started_on <= finished_on", name="order"),
        sa.UniqueConstraint("corrects_id", name="uq_monthly_report_corrects_id"),
        sa.Index(
            "uq_monthly_report_first",
            "milestone_id",
            "month",
            "voice",
            sa.text("coalesce(organisation_id, 0)"),
            unique=True,
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    voice: Mapped[Voice]
    month: Mapped[date]
    late: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("monthly_report.id", ondelete="RESTRICT"))
    digest: Mapped[str] = mapped_column(sa.String(64), default="")

    milestone: Mapped[Milestone] = relationship(foreign_keys="MonthlyReport.milestone_id")
    organisation: Mapped[Organisation | None] = relationship(foreign_keys="MonthlyReport.organisation_id")
    by: Mapped[Person | None] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.id", back_populates="report")


class ReportDraft(ReportWords, Model):
    """A report that somebody is still writing; only they read it, and sending takes it away."""

    __tablename__ = "report_draft"
    __table_args__ = (sa.UniqueConstraint("person_id", "milestone_id", "voice", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    voice: Mapped[Voice]
    month: Mapped[date]
    saved_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class EvidenceKind(enum.StrEnum):
    """What a piece of evidence is."""

    FILE = "file"
    LINK = "link"


class Evidence(Model):
    """A file or a link that shows what a report says. ``digest`` is the SHA-256 of the file, or of the address.

    Withdrawn evidence loses its file, its name and its address; the digest, the day and the reason stay.
    ``gone_at`` says since when a link leads nowhere, as the worker saw it.
    """

    __tablename__ = "evidence"
    __table_args__ = (sa.CheckConstraint("size >= 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("monthly_report.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[EvidenceKind]
    proves: Mapped[str] = mapped_column(sa.String(300))
    day: Mapped[date | None]
    url: Mapped[str] = mapped_column(sa.Text, default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    media_type: Mapped[str] = mapped_column(sa.String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text, default="")
    checked_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]

    report: Mapped[MonthlyReport] = relationship(back_populates="evidence")


class Stop(Model):
    """A decision of the forum that stops a milestone from a day on, until another day when one is known."""

    __tablename__ = "milestone_stop"
    __table_args__ = (sa.CheckConstraint("until_date IS NULL OR since_date <= until_date", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id", ondelete="RESTRICT"), index=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("forum_decision.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column(sa.Text)
    since_date: Mapped[date]
    until_date: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    milestone: Mapped[Milestone] = relationship()
    decision: Mapped[ForumDecision] = relationship()
