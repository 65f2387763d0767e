"""Reading ballots. Nothing here is shown of a vote that is open, except to the ballot's own voter."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from ogp_participa.accounts.models import Person
from ogp_participa.database import db
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal, State
from ogp_participa.voting.models import Ballot, Choice


def ballot_of(voter: Person, plan: Plan, *, lock: bool = False) -> Ballot | None:
    """The person's ballot with its choices; ``lock`` makes other changes of it wait.

    The lock is a statement of its own: PostgreSQL reads the locked row again after waiting for it, but joined rows
    as they were before.
    """
    mine = (Ballot.plan_id == plan.id, Ballot.voter_id == voter.id)
    if lock and db.session.scalar(sa.select(Ballot.id).where(*mine).with_for_update()) is None:
        return None
    query = (
        sa.select(Ballot)
        .outerjoin(Ballot.choices)
        .where(*mine)
        .order_by(Choice.slot)
        .options(contains_eager(Ballot.choices))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).unique().first()


def chosen_proposals(ballot: Ballot | None) -> list[Proposal]:
    """What is on the ballot, in the order of its slots, with the themes."""
    if ballot is None:
        return []
    query = (
        sa.select(Proposal)
        .join(Choice, Choice.proposal_id == Proposal.id)
        .where(Choice.ballot_id == ballot.id)
        .order_by(Choice.slot)
        .options(joinedload(Proposal.theme), joinedload(Proposal.merged_into))
    )
    return list(db.session.scalars(query))


def turnout(plan: Plan) -> tuple[int, int]:
    """How many ballots hold at least one choice, and how many of them were confirmed."""
    filled = sa.select(Choice.ballot_id).where(Choice.ballot_id == Ballot.id).exists()
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(Ballot.confirmed_at)).where(Ballot.plan_id == plan.id, filled)
    ).one()
    return row[0], row[1]


def ballots_by_day(plan: Plan) -> list[tuple[date, int]]:
    """How many ballots were opened on each day."""
    day = sa.func.date(Ballot.opened_at)
    rows = db.session.execute(
        sa.select(day, sa.func.count()).where(Ballot.plan_id == plan.id).group_by(day).order_by(day)
    )
    return [(date.fromisoformat(str(when)), count) for when, count in rows]


def tally(plan: Plan) -> Sequence[tuple[int, int]]:
    """(proposal number in the database, votes) of every proposal that still receives votes, most votes first.

    A choice of a proposal that was joined with another or withdrawn does not count.
    """
    counted = (
        sa.select(Choice.proposal_id, sa.func.count().label("votes"))
        .join(Ballot, Ballot.id == Choice.ballot_id)
        .where(Ballot.plan_id == plan.id)
        .group_by(Choice.proposal_id)
        .subquery()
    )
    votes = sa.func.coalesce(counted.c.votes, 0)
    query = (
        sa.select(Proposal.id, votes)
        .outerjoin(counted, counted.c.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, Proposal.state == State.PUBLISHED)
        .order_by(votes.desc(), Proposal.id)
    )
    return [(number, count) for number, count in db.session.execute(query)]
