"""Reading the closed count: its places, its steps, and the vote that it counted."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, reference_of
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.ballots.queries import ballots_by_day, ballots_by_territory
from ogp_participa.vote.count import stored_result
from ogp_participa.vote.count.models import Count, Last, Rank, Removal
from ogp_participa.vote.count.queries.profile import VoteProfile, vote_of
from ogp_participa.vote.verifier.methods import Result, select
from ogp_participa.vote.verifier.tally import Rule

MOST_REMOVALS = 200


def count_of(plan: Plan) -> Count | None:
    """The closed count of a plan, if it is closed."""
    return db.session.scalars(sa.select(Count).where(Count.plan_id == plan.id)).first()


def standings(plan: Plan, limit: int = 50, offset: int = 0) -> list[Rank]:
    """The ranking with its proposals, best first."""
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
    """The proposal's place, when the count is closed."""
    return db.session.scalars(sa.select(Rank).where(Rank.proposal_id == proposal.id)).first()


def standings_by_proposal(ids: Sequence[int]) -> dict[int, Rank]:
    """The places of several proposals by their numbers."""
    return {s.proposal_id: s for s in db.session.scalars(sa.select(Rank).where(Rank.proposal_id.in_(ids)))}


def told_of(plan: Plan, also: Collection[int] = ()) -> stored_result.StoredResult:
    """The selection of the closed count as it was kept, to be told with ``selection.explanations``; nothing is counted.

    Candidates go by their proposals' numbers. It knows everybody in the steps' tables, and the proposals of ``also``:
    ask for those of the page.
    """
    count = db.session.scalars(sa.select(Count).where(Count.plan_id == plan.id)).one()
    wanted = {*stored_result.in_steps(count), *also}
    standings = db.session.scalars(sa.select(Rank).where(Rank.plan_id == plan.id, Rank.proposal_id.in_(wanted)))
    return stored_result.stored(count, standings)


def vote_counted(plan: Plan) -> VoteProfile:
    """The vote that the closed count counted: its candidates, whatever became of them since."""
    return vote_of(plan, frozenset(db.session.scalars(sa.select(Rank.proposal_id).where(Rank.plan_id == plan.id))))


@dataclass(frozen=True)
class Turnout:
    """How many of the voters' ballots were confirmed, and how many came by each channel and at each level."""

    confirmed: int
    channels: dict[str, int]
    levels: dict[str, int]


def turnout(plan: Plan) -> Turnout:
    """Who took part: ballots with a choice, and empty ones where the plan counts them."""
    filled = sa.select(Choice.slot).where(Choice.ballot_id == Ballot.id).exists()
    query = sa.select(Ballot.channel, Ballot.level, sa.func.count(), sa.func.count(Ballot.confirmed_at))
    query = query.where(Ballot.plan_id == plan.id, sa.true() if plan.blank_count else filled)
    confirmed, channels, levels = 0, Counter[str](), Counter[str]()
    for channel, level, ballots, agreed in db.session.execute(query.group_by(Ballot.channel, Ballot.level)):
        confirmed += agreed
        channels[channel.value] += ballots
        levels[level.value] += ballots
    return Turnout(confirmed, dict(channels), dict(levels))


def participation(plan: Plan) -> dict[str, Any]:
    """From where and on which days people voted. It is kept with the count: a million ballots are not read again for
    a page, and nobody learns from a later one who moved. Places with few ballots are together in ``elsewhere``."""
    places, elsewhere = ballots_by_territory(plan)
    days = [[day.isoformat(), ballots] for day, ballots in ballots_by_day(plan)]
    return {"places": places, "elsewhere": elsewhere, "days": days}


def run(plan: Plan, count: Count, vote: VoteProfile, removed: Collection[int], rule: Rule | None = None) -> Result:
    """What a rule chooses (the count's own by default), with the seats, the seed and the quota of the count;
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
    """The numbers of the winners that were taken out."""
    return frozenset(db.session.scalars(sa.select(Removal.proposal_id).where(Removal.plan_id == plan.id)))


def removals_of(plan: Plan) -> list[Removal]:
    """The winners that were taken out, with their proposals, in that order."""
    query = sa.select(Removal).where(Removal.plan_id == plan.id).options(joinedload(Removal.proposal))
    return list(db.session.scalars(query.order_by(Removal.id).limit(MOST_REMOVALS)))


def proposals_of(ids: Collection[int]) -> dict[int, Proposal]:
    """Proposals with their themes, by number."""
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
    """Where the seats end in the closed count."""
    count, here = count_of(plan), Rank.plan_id == plan.id
    query = sa.select(sa.func.count(), sa.func.min(Rank.votes)).where(here, Rank.elected)
    elected, fewest = db.session.execute(query).one()
    drawn = db.session.scalar(sa.select(sa.func.count()).where(here, Rank.last == Last.EQUAL)) or 0
    return SeatsLine(count.seats if count else plan.seats, elected, fewest or 0, drawn > 0)


def as_data(plan: Plan, count: Count) -> dict[str, Any]:
    """The closed count as published: proposals go by the names that they had in the vote."""
    proposal = sa.select(Rank, Proposal.year, Proposal.number, Proposal.outside_reference, Proposal.title)
    rows = db.session.execute(proposal.join(Rank.proposal).where(Rank.plan_id == plan.id).order_by(Rank.rank))
    names, listed = dict[int, str](), list[dict[str, Any]]()
    for standing, year, number, outside, title in rows:
        own = reference_of(year, number)
        names[standing.proposal_id] = (outside if plan.outside_names else None) or own
        listed.append(
            {
                "reference": names[standing.proposal_id],
                "proposal": own,
                "title": title,
                **{name: getattr(standing, name) for name in stored_result.PUBLISHED_PLACE},
            }
        )
    return {
        **{name: getattr(count, name) for name in stored_result.PUBLISHED_COUNT},
        "closed_at": count.closed_at.isoformat(),
        "winners": [place["reference"] for place in listed if place["elected"]],
        "places": listed,
        **stored_result.named(count, names),
        "removals": [
            {
                "reference": names.get(one.proposal_id, ""),
                "reason": one.reason,
                "opinion": {**one.cites, "address": f"/pareceres/{one.cites['opinion_id']}"} if one.cites else None,
                "at": one.at.isoformat(),
                "entered": [names.get(number, "") for number in one.entered],
                "left": [names.get(number, "") for number in one.left],
            }
            for one in removals_of(plan)
        ],
    }
