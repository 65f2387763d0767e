"""Feasibility opinions of departments on proposals and on drafted commitments, and appeals against them."""

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.core.dates import city_day
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal

APPEAL_TERM = timedelta(days=15)
"""How long an unfavourable opinion can be appealed; the last day is included. No law sets it: the page publishes it."""


class OpinionKind(enum.StrEnum):
    """What an opinion looks at."""

    TECHNICAL = "technical"
    LEGAL = "legal"
    BUDGET = "budget"


class Finding(enum.StrEnum):
    """What a department says."""

    FAVOURABLE = "favourable"
    WITH_CHANGES = "with_changes"
    UNFAVOURABLE = "unfavourable"


class Opinion(Model):
    """One kind of opinion on one proposal or one commitment. ``version`` is the number of the newest version."""

    __tablename__ = "opinion"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "kind"),
        sa.UniqueConstraint("commitment_id", "kind"),
        sa.CheckConstraint("(proposal_id IS NULL) <> (commitment_id IS NULL)", name="subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    commitment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"))
    kind: Mapped[OpinionKind]
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
    versions: Mapped[list["OpinionVersion"]] = relationship(
        back_populates="opinion", order_by="OpinionVersion.number", cascade="all, delete-orphan"
    )
    current: Mapped["OpinionVersion"] = relationship(
        primaryjoin="and_(OpinionVersion.opinion_id == Opinion.id, OpinionVersion.number == Opinion.version)",
        viewonly=True,
        uselist=False,
    )

    @property
    def subject(self) -> Proposal | Commitment:
        """What it is about."""
        subject = self.proposal or self.commitment
        assert subject is not None  # the table says so
        return subject


class OpinionVersion(Model):
    """What a department said once; never changed, only followed by another version with its reason.

    ``institution`` keeps the name that the department had on that day, ``role`` the public role of who signed there;
    ``judged`` is the version of the proposal or commitment that lay before the department.
    """

    __tablename__ = "opinion_version"
    __table_args__ = (sa.UniqueConstraint("opinion_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(sa.ForeignKey("opinion.id", ondelete="CASCADE"))
    number: Mapped[int]
    finding: Mapped[Finding]
    text: Mapped[str] = mapped_column(sa.Text)
    process: Mapped[str] = mapped_column(sa.String(20))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"))
    institution: Mapped[str] = mapped_column(sa.String(160))
    role: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    judged: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    opinion: Mapped[Opinion] = relationship(back_populates="versions")
    organisation: Mapped[Organisation] = relationship()
    appeal: Mapped["OpinionAppeal | None"] = relationship(back_populates="version", uselist=False)

    @property
    def last_day_for_appeals(self) -> date:
        """The last day for an appeal, in the city."""
        return city_day(self.at) + APPEAL_TERM


class OpinionAppeal(Model):
    """Somebody whom it concerns asks a department to look again, once for each unfavourable version.

    ``seat`` is there when a member of the forum appealed as such; otherwise an author did. ``kept`` is empty while it
    waits; when it is not kept, the next version says what the department thinks now.
    """

    __tablename__ = "opinion_appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("opinion_version.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(sa.Text)
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id", ondelete="SET NULL"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    kept: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    institution: Mapped[str] = mapped_column(sa.String(160), default="")
    role: Mapped[str] = mapped_column(sa.String(120), default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]

    version: Mapped[OpinionVersion] = relationship(back_populates="appeal")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    seat: Mapped[Seat | None] = relationship()

    @property
    def waits(self) -> bool:
        """Whether nobody answered it yet."""
        return self.kept is None


@dataclass(frozen=True)
class OpinionWords:
    """What a department says: finding, reason and process number, signed with the public role of a person there."""

    finding: Finding
    text: str
    process: str
    department: str
    role: str


@dataclass(frozen=True)
class OpinionCase:
    """The newest version of an opinion with what the rules ask about it: the people who wrote the proposals it
    touches, and the seat of who asks, if any."""

    plan: Plan
    version: OpinionVersion
    authors: frozenset[int]
    seat: Seat | None
