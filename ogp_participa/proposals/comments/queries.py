"""What people said under proposals, whom it reaches, and what was reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Comment, CommentDecision, CommentReport, Follow
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.proposals.queries.rows import ROW, ProposalRow, rows

PER_PAGE = 50
DESK = 100


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as it is shown; of a hidden one the reason stays."""

    id: int
    author_id: int | None
    signed: str
    text: str
    at: datetime
    hidden: bool
    reason: str | None


def _comments() -> sa.Select[Any]:
    """Return a page of comments with the newest reason of hidden ones, and how many comments there are."""
    comment, decision = Comment.__table__, CommentDecision.__table__
    other = decision.alias("other")
    newest = sa.select(sa.func.max(other.c.id)).where(other.c.comment_id == comment.c.id).scalar_subquery()
    return (
        sa.select(
            *(comment.c[name] for name in ("id", "author_id", "signed", "text", "at", "hidden")),
            decision.c.reason,
            sa.func.count().over(),
        )
        .outerjoin_from(comment, decision, sa.and_(comment.c.hidden, decision.c.id == newest))
        .where(comment.c.proposal_id == sa.bindparam("proposal"))
        .order_by(comment.c.id)
        .limit(PER_PAGE)
        .offset(sa.bindparam("skipped"))
    )


_COMMENTS = _comments()


def comments_on(proposal: Proposal, page: int = 1) -> tuple[list[ShownComment], int]:
    """Return a page of the comments, oldest first, with the reasons of hidden ones; and how many comments there are."""
    page_rows: list[Any] = list(
        db.session.execute(_COMMENTS, {"proposal": proposal.id, "skipped": (page - 1) * PER_PAGE})
    )
    return [ShownComment(*row[:7]) for row in page_rows], (page_rows[0][7] if page_rows else 0)


def comment_by_id(number: int) -> Comment | None:
    """Return a comment with its proposal and plan."""
    query = sa.select(Comment).where(Comment.id == number)
    return db.session.scalars(query.options(joinedload(Comment.proposal).joinedload(Proposal.plan))).first()


def same_comment(person: Person, proposal: Proposal, text: str, since: datetime) -> Comment | None:
    """Return what the person said under the proposal in these very words since a moment."""
    mine = (Comment.proposal_id == proposal.id, Comment.author_id == person.id, Comment.at > since)
    return db.session.scalars(sa.select(Comment).where(*mine, Comment.text == text).limit(1)).first()


def page_of(comment: Comment) -> int:
    """Return the page of the proposal's comments on which this one stands."""
    before = sa.select(sa.func.count()).where(Comment.proposal_id == comment.proposal_id, Comment.id < comment.id)
    return (db.session.scalar(before) or 0) // PER_PAGE + 1


def follow_of(person: Person, proposal: Proposal) -> Follow | None:
    """Tell whether the person follows the proposal."""
    return db.session.get(Follow, (person.id, proposal.id))


def followed_by(person: Person, limit: int = 200) -> list[ProposalRow]:
    """Return what somebody follows, the newest first."""
    query = sa.select(*ROW).join(Follow, Follow.proposal_id == Proposal.id).where(Follow.person_id == person.id)
    return rows(query.order_by(Follow.at.desc(), Proposal.id.desc()).limit(limit))


def report_of(person: Person, comment: Comment) -> CommentReport | None:
    """Return the report this person made of the comment."""
    return db.session.scalars(
        sa.select(CommentReport).where(CommentReport.comment_id == comment.id, CommentReport.person_id == person.id)
    ).first()


@dataclass(frozen=True)
class ReportCase:
    """A reported comment with its open reports, oldest first."""

    comment: Comment
    reports: list[CommentReport]


def open_cases(plan: Plan) -> list[ReportCase]:
    """Return comments with reports that nobody has settled, the longest waiting first."""
    query = (
        sa.select(CommentReport)
        .join(CommentReport.comment)
        .join(Comment.proposal)
        .where(Proposal.plan_id == plan.id, sa.not_(CommentReport.settled))
        .options(joinedload(CommentReport.comment).joinedload(Comment.proposal))
        .order_by(CommentReport.id)
        .limit(DESK)
    )
    return _as_cases(db.session.scalars(query))


def _as_cases(reports: Iterable[CommentReport]) -> list[ReportCase]:
    cases: dict[int, ReportCase] = {}
    for report in reports:
        cases.setdefault(report.comment_id, ReportCase(report.comment, [])).reports.append(report)
    return list(cases.values())


def decided(plan: Plan, limit: int = 30) -> list[tuple[CommentDecision, Comment]]:
    """Return the latest decisions about comments of the plan."""
    query = (
        sa.select(CommentDecision, Comment)
        .join(Comment, Comment.id == CommentDecision.comment_id)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Proposal.plan_id == plan.id)
        .options(joinedload(Comment.proposal), joinedload(CommentDecision.by).lazyload(Person.roles))
        .order_by(CommentDecision.id.desc())
        .limit(limit)
    )
    return [(decision, comment) for decision, comment in db.session.execute(query)]


def reports_of(comment: Comment, limit: int = DESK) -> list[CommentReport]:
    """Return every report of a comment, oldest first."""
    query = (
        sa.select(CommentReport).where(CommentReport.comment_id == comment.id).order_by(CommentReport.id).limit(limit)
    )
    return list(db.session.scalars(query))


def decisions_on(comment: Comment, limit: int = DESK) -> list[CommentDecision]:
    """Return every decision about a comment, oldest first."""
    query = (
        sa.select(CommentDecision)
        .where(CommentDecision.comment_id == comment.id)
        .options(joinedload(CommentDecision.by).lazyload(Person.roles))
        .order_by(CommentDecision.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))
