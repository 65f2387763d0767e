"""Commitments of a plan: drafted from proposals here, or published facts of past plans."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person


class Commitment(Model):
    """A commitment, with the fields of OGP's template. ``ogp_id`` is recorded when OGP assigns it, never made here.

    ``served`` holds the OGP values that it serves, each with how ("" where nobody wrote it yet); ``areas`` the keys of
    policy areas; ``version`` the number of the newest version, 0 before the first. ``published`` is the version that
    the published plan holds (0: none), ``amending`` says that an amendment to it is being written. ``theme`` and
    ``institutions`` are what was published about commitments of past plans.
    """

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

    short_title: Mapped[str] = mapped_column(sa.String(80), default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    causes: Mapped[str] = mapped_column(sa.Text, default="")
    status_quo: Mapped[str] = mapped_column(sa.Text, default="")
    done_so_far: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text, default="")
    result: Mapped[str] = mapped_column(sa.Text, default="")
    served: Mapped[dict[str, Any]] = mapped_column(default=dict)
    areas: Mapped[list[str]] = mapped_column(default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=0)
    published: Mapped[int] = mapped_column(default=0, server_default="0")
    amending: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    plan: Mapped[Plan] = relationship()
    facts: Mapped[list["CommitmentFact"]] = relationship(
        order_by="CommitmentFact.position", cascade="all, delete-orphan"
    )
    parts: Mapped[list["Part"]] = relationship(
        order_by=lambda: (Part.role, Part.id), back_populates="commitment", cascade="all, delete-orphan"
    )
    every_milestone: Mapped[list["Milestone"]] = relationship(
        order_by=lambda: (Milestone.position, Milestone.id), back_populates="commitment", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        """Return how people cite it: "C4-02", or "demo-02" where the plan has no number yet."""
        return f"C{self.plan.number}-{self.number:02d}" if self.plan.number else f"{self.plan.slug}-{self.number:02d}"

    @property
    def milestones(self) -> list["Milestone"]:
        """Return its milestones in their order, without the removed ones."""
        return [milestone for milestone in self.every_milestone if milestone.removed_at is None]


class InstitutionRole(enum.StrEnum):
    """How an institution takes part in a commitment; in this order on the page."""

    LEAD = "lead"
    SUPPORT = "support"


class Part(Model):
    """An institution's part in a commitment. The contact is for everybody; what begins with ``private_`` is for staff,
    and no version keeps it. ``private_version`` is the version in which the private part last changed."""

    __tablename__ = "part"
    __table_args__ = (sa.UniqueConstraint("commitment_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    role: Mapped[InstitutionRole]
    contact_name: Mapped[str] = mapped_column(sa.String(160), default="")
    contact_post: Mapped[str] = mapped_column(sa.String(160), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    private_name: Mapped[str] = mapped_column(sa.String(160), default="")
    private_email: Mapped[str] = mapped_column(sa.String(254), default="")
    private_phone: Mapped[str] = mapped_column(sa.String(60), default="")
    private_version: Mapped[int] = mapped_column(default=0)

    commitment: Mapped[Commitment] = relationship(back_populates="parts")
    organisation: Mapped[Organisation] = relationship()


class Milestone(Model):
    """A milestone of a commitment. ``serial`` never changes and names it in addresses and versions; people cite its
    place among the others ("3.2"). A removed one stays, with when and why."""

    __tablename__ = "milestone"
    __table_args__ = (sa.UniqueConstraint("commitment_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"))
    serial: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    output: Mapped[str] = mapped_column(sa.Text, default="")
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="RESTRICT"), index=True
    )
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str] = mapped_column(sa.Text, default="")

    commitment: Mapped[Commitment] = relationship(back_populates="every_milestone")
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def number(self) -> str:
        """Return how people cite it among the commitment's milestones: "3.2"."""
        return f"{self.commitment.number}.{self.position}"


class CommitmentVersion(Model):
    """A commitment as it was saved once: everything public about it, with author, moment and reason.

    ``changed`` names what is other than in the version before; ``role`` says as what its author acted.
    """

    __tablename__ = "commitment_version"
    __table_args__ = (sa.UniqueConstraint("commitment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    changed: Mapped[list[str]] = mapped_column(default=list)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    role: Mapped[str] = mapped_column(sa.String(20), default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship()


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
