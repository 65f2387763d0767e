"""Following proposals, commenting on them, and what is done about comments that hurt."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal


class Follow(Model):
    """Somebody wants to hear what becomes of a proposal."""

    __tablename__ = "follow"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(
        sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=now)


class Comment(Model):
    """What somebody says under a proposal; hidden ones leave a line that says so and why."""

    __tablename__ = "comment"
    __table_args__ = (sa.Index("ix_comment_proposal", "proposal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    signed: Mapped[str] = mapped_column(sa.String(160), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=now)
    hidden: Mapped[bool] = mapped_column(default=False)

    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person | None] = relationship()


class Visibility(enum.StrEnum):
    """What a decision about somebody's words does."""

    HIDE = "hide"
    RESTORE = "restore"
    KEEP = "keep"


class ReportRow(Model):
    """A person's report of somebody's words, with the reason; one for each person and each of those words."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=now)
    settled: Mapped[bool] = mapped_column(default=False)


class ReportDecision(Model):
    """A forum member hid, restored or kept somebody's words, with the published reason."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[Visibility]
    reason: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class CommentReport(ReportRow):
    """A report of a comment."""

    __tablename__ = "report"
    __table_args__ = (sa.UniqueConstraint("comment_id", "person_id"),)

    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)

    comment: Mapped[Comment] = relationship()


class CommentDecision(ReportDecision):
    """A decision about a comment."""

    __tablename__ = "comment_decision"

    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)

    by: Mapped[Person | None] = relationship()
