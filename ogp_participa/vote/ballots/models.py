"""Ballots, their choices, and the leaf of each state of a ballot. One resident, one ballot: the database has the last
word."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.people.accounts.models import Level
from ogp_participa.proposals.proposals.models import Proposal


class Channel(enum.StrEnum):
    """How a ballot came: by its own voter, with somebody's help, on paper, or from an election held elsewhere."""

    ONLINE = "online"
    ASSISTED = "assisted"
    PAPER = "paper"
    IMPORTED = "imported"


class FrozenRules(Model):
    """The voting rules of a plan as they stood when voting opened, word for word, and their digest (SHA-256).

    ``mark_check`` is a mark of nobody: a server that makes another one of it has lost the secret that marks are made
    with. Votes that opened before there was one have none until their next ballot.
    """

    __tablename__ = "frozen_rules"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    mark_check: Mapped[str | None] = mapped_column(sa.String(64))
    frozen_at: Mapped[datetime] = mapped_column(default=now)


class Ballot(Model):
    """A resident's ballot in one plan; every choice counts the moment it is made, confirmed or not.

    Deleting an account never frees a vote: the row stays, and ``mark`` (a keyed hash of the e-mail address or document
    in this plan) refuses a second ballot to somebody who comes again with the same one. ``level`` is how well the
    voter was known when the ballot was opened. Paper and assisted ballots have no account; ``paper_number`` is printed
    on the paper.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "voter_id"),
        sa.UniqueConstraint("plan_id", "mark"),
        sa.UniqueConstraint("plan_id", "paper_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    voter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    mark: Mapped[str | None] = mapped_column(sa.String(64))
    channel: Mapped[Channel] = mapped_column(default=Channel.ONLINE)
    level: Mapped[Level] = mapped_column(default=Level.EMAIL)
    paper_number: Mapped[str | None] = mapped_column(sa.String(40))
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]

    choices: Mapped[list["Choice"]] = relationship(
        back_populates="ballot", order_by="Choice.slot", cascade="all, delete-orphan"
    )

    leaf: Mapped["Leaf | None"] = relationship(viewonly=True, uselist=False)
    """The newest leaf, where the query that read the ballot put it (``queries.locked_ballot``)."""

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the chosen proposals in the database."""
        return frozenset(choice.proposal_id for choice in self.choices)

    @property
    def free_slot(self) -> int:
        """The lowest slot that no choice takes."""
        taken = {choice.slot for choice in self.choices}
        return next(slot for slot in range(1, len(taken) + 2) if slot not in taken)


class Choice(Model):
    """One choice of a ballot. Slots are numbered from 1 to the plan's number of choices, each used once:
    the table itself refuses one choice too many."""

    __tablename__ = "choice"
    __table_args__ = (
        sa.UniqueConstraint("ballot_id", "slot"),
        sa.CheckConstraint("slot >= 1 AND slot <= 50000", name="slot"),
        sa.Index("ix_choice_proposal", "proposal_id"),
    )

    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[int]

    ballot: Mapped[Ballot] = relationship(back_populates="choices")
    proposal: Mapped[Proposal] = relationship()


class Leaf(Model):
    """A state of a ballot in the log (see ``verifier.merkle``); the last of a ballot counts, and each is superseded
    at most once. Leaves are added, never changed, but for two things: sealing gives each its ``position``, and forgets
    the ``nonce`` of a superseded one. No moment is kept: it would tell when somebody voted.
    """

    __tablename__ = "leaf"
    __table_args__ = (
        # Partial, so that PostgreSQL does not take it for a key that others point to: giving a leaf its position would
        # otherwise wait for the ballot that is just superseding it.
        sa.Index(
            "ix_leaf_position",
            "plan_id",
            "position",
            unique=True,
            sqlite_where=sa.text("position IS NOT NULL"),
            postgresql_where=sa.text("position IS NOT NULL"),
        ),
        sa.UniqueConstraint("plan_id", "hash"),
        sa.Index("ix_leaf_ballot", "ballot_id", "id"),
        sa.Index(
            "ix_leaf_waiting",
            "plan_id",
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballot.id", ondelete="CASCADE"))
    channel: Mapped[Channel]
    nonce: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))
    ballot_hash: Mapped[bytes] = mapped_column("commitment", sa.LargeBinary(32), key="ballot_hash")
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    superseded_id: Mapped[int | None] = mapped_column(sa.ForeignKey("leaf.id", ondelete="CASCADE"), unique=True)
    position: Mapped[int | None]
