"""What staff do with a closed count: promotions and reasoned responses."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal


class Basis(enum.StrEnum):
    """Why a proposal was promoted."""

    RANKING = "ranking"
    FORUM_DECISION = "forum_decision"
    JUSTIFICATION = "justification"


class Promotion(Model):
    """A proposal feeds a commitment: by its place in the ranking, a forum decision, or a published justification."""

    __tablename__ = "promotion"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "commitment_id"),
        sa.CheckConstraint("basis <> 'forum_decision' OR forum_decision_id IS NOT NULL", name="decision"),
        sa.CheckConstraint("basis <> 'justification' OR justification <> ''", name="justification"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="RESTRICT"))
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="RESTRICT"), index=True)
    rank: Mapped[int | None]
    basis: Mapped[Basis]
    forum_decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("forum_decision.id", ondelete="RESTRICT"))
    justification: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    proposal: Mapped[Proposal] = relationship()
    commitment: Mapped[Commitment] = relationship()
    forum_decision: Mapped[ForumDecision | None] = relationship()
    by: Mapped[Person | None] = relationship()


class CountResponse(Model):
    """The reasoned response to a proposal that was not promoted. A correction is a new response, never a change."""

    __tablename__ = "response"
    __table_args__ = (sa.Index("ix_response_proposal", "proposal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    proposal: Mapped[Proposal] = relationship()
    by: Mapped[Person | None] = relationship()
