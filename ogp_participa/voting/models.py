"""Ballots and their choices. One resident, one ballot: the database has the last word."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.database import Model, now
from ogp_participa.proposals.models import Proposal


class Ballot(Model):
    """A resident's ballot in one plan; every choice counts the moment it is made, confirmed or not.

    Deleting an account never frees a vote: the row stays, and ``mark`` (a keyed hash of the e-mail address in this
    plan) refuses a second ballot to somebody who registers again with the same address.
    """

    __tablename__ = "ballot"
    __table_args__ = (sa.UniqueConstraint("plan_id", "voter_id"), sa.UniqueConstraint("plan_id", "mark"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    voter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    mark: Mapped[str | None] = mapped_column(sa.String(64))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]

    choices: Mapped[list["Choice"]] = relationship(
        back_populates="ballot", order_by="Choice.slot", cascade="all, delete-orphan"
    )

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the chosen proposals in the database."""
        return frozenset(choice.proposal_id for choice in self.choices)


class Choice(Model):
    """One choice of a ballot. Slots are numbered from 1 to the plan's number of choices, each used once:
    the table itself refuses one choice too many."""

    __tablename__ = "choice"
    __table_args__ = (
        sa.UniqueConstraint("ballot_id", "slot"),
        sa.CheckConstraint("slot >= 1 AND slot <= 50", name="slot"),
        sa.Index("ix_choice_proposal", "proposal_id"),
    )

    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[int]

    ballot: Mapped[Ballot] = relationship(back_populates="choices")
    proposal: Mapped[Proposal] = relationship()
