"""The decision on a plan: what it needs in this edition, the forum's deliberation seat by seat, and the signed acts."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.core.uploads import StoredFile
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision, Position, Seat
from ogp_participa.people.accounts.models import Person


class Majority(enum.StrEnum):
    """How many votes a motion needs."""

    MORE_FOR = "more_for"
    HALF_OF_SEATS = "half_of_seats"
    TWO_THIRDS = "two_thirds"


class DecisionTerms(Model):
    """What the decision of one edition needs: data that staff write with its source, never numbers of ours.

    ``quorum`` is a number of seats, or with ``quorum_share`` a percentage of the seats that can vote.
    """

    __tablename__ = "decision_terms"
    __table_args__ = (
        sa.CheckConstraint("quorum >= 0 AND (NOT quorum_share OR quorum <= 100)", name="quorum"),
        sa.CheckConstraint("forum OR homologation OR endorsement", name="acts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), unique=True)
    forum: Mapped[bool] = mapped_column(default=True)
    homologation: Mapped[bool] = mapped_column(default=True)
    endorsement: Mapped[bool] = mapped_column(default=True)
    quorum: Mapped[int]
    quorum_share: Mapped[bool] = mapped_column(default=False)
    majority: Mapped[Majority]
    each_sector: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class Motion(enum.StrEnum):
    """What the forum votes on."""

    APPROVE = "approve"
    APPROVE_WITH_CHANGES = "approve_with_changes"
    REJECT = "reject"


class Deliberation(Model):
    """The forum voted on a motion about the plan. Rows are added, never changed; the newest one stands.

    ``terms`` keeps what the decision needed on that day, ``carried`` what the rule said.
    """

    __tablename__ = "deliberation"
    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    draft_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_draft.id", ondelete="RESTRICT"))
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("forum_decision.id", ondelete="RESTRICT"), unique=True)
    motion: Mapped[Motion]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    held_on: Mapped[date]
    minutes: Mapped[str] = mapped_column(sa.String(500), default="")
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    carried: Mapped[bool]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    draft: Mapped[PlanDraft | None] = relationship()
    decision: Mapped[ForumDecision] = relationship()
    votes: Mapped[list["SeatVote"]] = relationship(
        back_populates="deliberation", order_by="SeatVote.id", cascade="all, delete-orphan"
    )
    document: Mapped["ActDocument | None"] = relationship(back_populates="deliberation", uselist=False)

    @property
    def approves(self) -> bool:
        """Whether the plan is approved by it, as it is or with changes."""
        return self.carried and self.motion is not Motion.REJECT


class Stance(enum.StrEnum):
    """What a seat did. A declared conflict of interest excludes the seat from vote and quorum."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"
    CONFLICT = "conflict"
    ABSENT = "absent"


class VotingWay(enum.StrEnum):
    """How a vote came: the member voted here, staff typed it as it was said in the room, or from the minutes."""

    ONLINE = "online"
    ROOM = "room"
    MINUTES = "minutes"


class SeatVote(Model):
    """One seat in one deliberation, with the names of that day. ``text`` is the dissent, or what the conflict is."""

    __tablename__ = "seat_vote"
    __table_args__ = (sa.UniqueConstraint("deliberation_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deliberation_id: Mapped[int] = mapped_column(sa.ForeignKey("deliberation.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id", ondelete="RESTRICT"))
    sector: Mapped[Sector]
    segment: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(160), default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    position: Mapped[Position | None]
    vote: Mapped[Stance]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    way: Mapped[VotingWay] = mapped_column(default=VotingWay.MINUTES)

    deliberation: Mapped[Deliberation] = relationship(back_populates="votes")
    seat: Mapped[Seat] = relationship()
    person: Mapped[Person | None] = relationship()


class Act(enum.StrEnum):
    """Acts that are signed apart from the forum's vote."""

    HOMOLOGATION = "homologation"
    ENDORSEMENT = "endorsement"


class SignedAct(Model):
    """An act as an institution signed it, with the name of that day. A correction has the next version; the newest
    one stands. ``deliberation_id`` is the decision of the forum that it is about."""

    __tablename__ = "signed_act"
    __table_args__ = (sa.UniqueConstraint("plan_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    kind: Mapped[Act]
    version: Mapped[int] = mapped_column(default=1)
    deliberation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliberation.id", ondelete="RESTRICT"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="RESTRICT"))
    institution: Mapped[str] = mapped_column(sa.String(160))
    role: Mapped[str] = mapped_column(sa.String(120))
    number: Mapped[str] = mapped_column(sa.String(80), default="")
    signed_on: Mapped[date]
    gazette: Mapped[str] = mapped_column(sa.String(200), default="")
    process: Mapped[str] = mapped_column(sa.String(20), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    deliberation: Mapped[Deliberation | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    document: Mapped["ActDocument | None"] = relationship(back_populates="act", uselist=False)


class ActDocument(StoredFile, Model):
    """The PDF of minutes or of a signed act, kept in the database as it came."""

    __tablename__ = "act_document"
    __table_args__ = (sa.CheckConstraint("(deliberation_id IS NULL) <> (act_id IS NULL)", name="owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    deliberation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("deliberation.id", ondelete="CASCADE"), unique=True
    )
    act_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signed_act.id", ondelete="CASCADE"), unique=True)

    deliberation: Mapped[Deliberation | None] = relationship(back_populates="document")
    act: Mapped[SignedAct | None] = relationship(back_populates="document")
