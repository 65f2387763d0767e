"""The closing of a vote, its count, each proposal's place in it, and winners that were taken out with a reason."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.proposals.proposals.models import Proposal


class Last(enum.StrEnum):
    """How a proposal stood at the end: it won a seat, or this is what became of it in the last step."""

    WON = "won"
    LEFT = "left"
    EQUAL = "equal"
    KEPT_OUT = "kept_out"
    POOR = "poor"
    UNCHOSEN = "unchosen"
    REMOVED = "removed"


class CountStep(enum.StrEnum):
    """What a count does, in this order."""

    WAITING = "waiting"
    SEALING = "sealing"
    READING = "reading"
    COUNTING = "counting"
    COMPARING = "comparing"
    WRITING = "writing"


class Closing(Model):
    """A vote was closed for good: no ballot changes any more, and somebody or the worker counts what is there.

    ``seed`` is the number of the public draw. ``step`` is what the count does now, and ``step_at`` when that began: a
    count of a million ballots takes a while, and the board shows how far it is.
    """

    __tablename__ = "closing"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    seed: Mapped[str] = mapped_column(sa.String(200))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    step: Mapped[CountStep] = mapped_column(default=CountStep.WAITING)
    step_at: Mapped[datetime]


class StoredTurnout(Model):
    """How many take part in a large vote, as the board shows it until the count: read at the moment ``at``.

    ``participation`` is what ``Count.participation`` will be: from where and on which days people voted.
    """

    __tablename__ = "stored_turnout"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    ballots: Mapped[int]
    confirmed: Mapped[int]
    participation: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Count(Model):
    """The count of a plan's vote, closed once. ``seed`` orders ties (the public source named in the rules).

    ``rule`` and ``digest`` are those of the frozen rules, ``log_size`` the leaves of the log that was counted.
    ``steps`` holds each seat's step, ``comparisons`` what the other rules would have chosen, ``channels`` and
    ``levels`` how the ballots came and how well their voters are known; a rerun without a winner writes the first two
    anew. ``unrepresented`` voters have no winner on their ballots. ``participation`` is from where and on which days
    people voted, as it may be shown (see ``queries.participation``).
    """

    __tablename__ = "count"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), unique=True)
    ballots: Mapped[int]
    confirmed: Mapped[int]
    seats: Mapped[int]
    seed: Mapped[str] = mapped_column(sa.String(200))
    rule: Mapped[Rule] = mapped_column(default=Rule.APPROVALS)
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    log_size: Mapped[int] = mapped_column(default=0)
    unrepresented: Mapped[int] = mapped_column(default=0)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    comparisons: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    channels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    levels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    participation: Mapped[dict[str, Any]] = mapped_column(default=dict)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    closed_at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()


class Rank(Model):
    """A proposal's place in the closed count: winners in the order of their seats, then the others by their votes.

    ``elected`` says whether it has a seat, ``tied`` whether the public draw decided for or against it, ``last`` how it
    stood in the last step (see ``Last``) and ``left`` the support that it had there, as a fraction "a/b".
    ``alone`` is how many of its voters have no winner.
    """

    __tablename__ = "standing"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "rank"),
        sa.UniqueConstraint("plan_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    rank: Mapped[int]
    votes: Mapped[int]
    tied: Mapped[bool] = mapped_column(default=False)
    elected: Mapped[bool] = mapped_column(default=False)
    last: Mapped[str] = mapped_column(sa.String(20), default="")
    left: Mapped[str] = mapped_column(sa.Text, default="")
    alone: Mapped[int] = mapped_column(default=0)

    proposal: Mapped[Proposal] = relationship()


class Removal(Model):
    """A winner that proved unfeasible was taken out with a published reason, and the rule was run again.

    ``entered`` and ``left`` are the proposals that got and lost a seat by it, the removed one aside. ``cites`` names
    the version of a department's opinion that it rests on, with the words of that day; it is empty where there is none.
    """

    __tablename__ = "removal"
    __table_args__ = (sa.UniqueConstraint("plan_id", "proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(sa.Text)
    entered: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    left: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    cites: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    proposal: Mapped[Proposal] = relationship()
