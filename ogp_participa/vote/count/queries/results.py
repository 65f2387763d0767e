"""Reading the closed count: its places, its steps, and the vote that it counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.count.models import Closing, Count, CountStep, Last, Rank, Removal
from ogp_participa.vote.count.queries.profile import VoteProfile, vote_of
from ogp_participa.vote.count.rules import PATIENCE
from ogp_participa.vote.count.stored_result import StoredResult, in_steps, stored
from ogp_participa.vote.verifier.methods import Result, select

MOST_REMOVALS = 200


def count_of(plan: Plan) -> Count | None:
    """Return the closed count of a plan; None before it is closed."""
    return db.session.scalars(sa.select(Count).where(Count.plan_id == plan.id)).first()


def closing_of(plan: Plan) -> Closing | None:
    """Return how the vote of a plan was closed; None while it is not."""
    return db.session.get(Closing, plan.id)


def uncounted(moment: datetime) -> list[int]:
    """Return the numbers of the plans whose vote is closed and that nobody counts: none began, or it is long silent."""
    counted = sa.select(Count.plan_id)
    waits = sa.or_(Closing.step == CountStep.WAITING, Closing.step_at <= moment - PATIENCE)
    query = sa.select(Closing.plan_id).where(Closing.plan_id.not_in(counted), waits)
    return list(db.session.scalars(query.order_by(Closing.at)))


def standings(plan: Plan, limit: int = 50, offset: int = 0) -> list[Rank]:
    """Return the ranking with its proposals, best first."""
    query = (
        sa.select(Rank)
        .where(Rank.plan_id == plan.id)
        .options(joinedload(Rank.proposal).joinedload(Proposal.theme))
        .order_by(Rank.rank)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def standing_of(proposal: Proposal) -> Rank | None:
    """Return the proposal's place, when the count is closed."""
    return db.session.scalars(sa.select(Rank).where(Rank.proposal_id == proposal.id)).first()


def standings_by_proposal(ids: Sequence[int]) -> dict[int, Rank]:
    """Return the places of several proposals by their numbers."""
    return {s.proposal_id: s for s in db.session.scalars(sa.select(Rank).where(Rank.proposal_id.in_(ids)))}


def stored_result_of(plan: Plan, also: Collection[int] = ()) -> StoredResult:
    """Return the selection of the closed count as it is stored, to be explained; nothing is counted.

    Candidates go by their proposals' numbers. It knows everybody in the steps' tables, and the proposals of ``also``:
    ask for those of the page.
    """
    count = db.session.scalars(sa.select(Count).where(Count.plan_id == plan.id)).one()
    wanted = {*in_steps(count), *also}
    standings = db.session.scalars(sa.select(Rank).where(Rank.plan_id == plan.id, Rank.proposal_id.in_(wanted)))
    return stored(count, standings)


def vote_counted(plan: Plan) -> VoteProfile:
    """Return the vote that the closed count counted: its candidates, whatever became of them since."""
    return vote_of(plan, frozenset(db.session.scalars(sa.select(Rank.proposal_id).where(Rank.plan_id == plan.id))))


def run(plan: Plan, count: Count, vote: VoteProfile, removed: Collection[int], rule: Rule | None = None) -> Result:
    """Return what a rule chooses (the count's own by default), with the seats, the seed and the quota of the count;
    ``removed`` proposals stand aside."""
    aside = [candidate for candidate, number in enumerate(vote.proposals) if number in removed]
    return select(vote.profile, rule or count.rule, count.seats, count.seed, vote.quota(plan), aside)


@dataclass(frozen=True)
class Rerun:
    """The rule run again: the vote, what it chooses now, and the proposals that get and lose a seat by it."""

    count: Count
    vote: VoteProfile
    result: Result
    entered: list[int]
    left: list[int]


def rerun(plan: Plan, removed: Collection[int]) -> Rerun:
    """Run the closed count's rule again on the vote that it counted, without some winners."""
    count, vote = db.session.scalars(sa.select(Count).where(Count.plan_id == plan.id)).one(), vote_counted(plan)
    result = run(plan, count, vote, removed)
    winners = sa.select(Rank.proposal_id).where(Rank.plan_id == plan.id, Rank.elected)
    before = list(db.session.scalars(winners.order_by(Rank.rank)))
    after = [vote.proposals[winner] for winner in result.winners]
    entered = [number for number in after if number not in before]
    return Rerun(count, vote, result, entered, [number for number in before if number not in after])


def removed_of(plan: Plan) -> frozenset[int]:
    """Return the numbers of the winners that were taken out."""
    return frozenset(db.session.scalars(sa.select(Removal.proposal_id).where(Removal.plan_id == plan.id)))


def removals_of(plan: Plan) -> list[Removal]:
    """Return the winners that were taken out, with their proposals, in that order."""
    query = sa.select(Removal).where(Removal.plan_id == plan.id).options(joinedload(Removal.proposal))
    return list(db.session.scalars(query.order_by(Removal.id).limit(MOST_REMOVALS)))


def proposals_of(ids: Collection[int]) -> dict[int, Proposal]:
    """Return proposals with their themes, by number."""
    query = sa.select(Proposal).where(Proposal.id.in_(ids)).options(joinedload(Proposal.theme))
    return {proposal.id: proposal for proposal in db.session.scalars(query)}


@dataclass(frozen=True)
class SeatsLine:
    """Where the seats end: how many there were, how many were taken, the fewest votes of a winner, and whether the
    public draw decided the last seat (``split``)."""

    seats: int
    elected: int
    fewest: int
    split: bool = False


def line_of(plan: Plan) -> SeatsLine:
    """Return where the seats end in the closed count."""
    count, here = count_of(plan), Rank.plan_id == plan.id
    query = sa.select(sa.func.count(), sa.func.min(Rank.votes)).where(here, Rank.elected)
    elected, fewest = db.session.execute(query).one()
    drawn = db.session.scalar(sa.select(sa.func.count()).where(here, Rank.last == Last.EQUAL)) or 0
    return SeatsLine(count.seats if count else plan.seats, elected, fewest or 0, drawn > 0)
