"""Reading what the page of a result says beside the ranking."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.ballots.queries import ballot_of, chosen_proposals
from ogp_participa.vote.count import story
from ogp_participa.vote.count.models import Count, Rank, Removal
from ogp_participa.vote.count.queries.results import removals_of
from ogp_participa.vote.count.stored_result import in_steps, stored


@dataclass(frozen=True)
class Totals:
    """How many proposals were counted and have a seat, how many votes they have together, and the most of one."""

    proposals: int
    elected: int
    votes: int
    most: int


def totals_of(plan: Plan) -> Totals:
    """Return the figures of the whole ranking."""
    votes, seats = Rank.votes, sa.func.count().filter(Rank.elected)
    query = sa.select(sa.func.count(), seats, sa.func.sum(votes), sa.func.max(votes))
    proposals, elected, together, most = db.session.execute(query.where(Rank.plan_id == plan.id)).one()
    return Totals(proposals, elected, together or 0, most or 0)


def standings_of(plan: Plan, proposals: Collection[int]) -> dict[int, Rank]:
    """Return the places of some proposals, with the proposals and their themes, by the proposals' numbers."""
    query = (
        sa.select(Rank)
        .where(Rank.plan_id == plan.id, Rank.proposal_id.in_(proposals))
        .options(joinedload(Rank.proposal).joinedload(Proposal.theme))
    )
    return {standing.proposal_id: standing for standing in db.session.scalars(query)}


def choices_of(person: Person | None, plan: Plan) -> list[Proposal] | None:
    """Return what the person chose in this vote; None for whoever is not signed in or has no ballot."""
    ballot = ballot_of(person, plan) if person else None
    return chosen_proposals(ballot) if ballot else None


@dataclass(frozen=True)
class ResultStory:
    """What the first page says: who won and why, who came close, what the draw decided, what was taken out, what
    other rules would have done, and what became of the reader's own choices. ``proposals`` are all that it names."""

    seats: list[story.Place]
    misses: list[story.NearMiss]
    draws: list[story.DrawnLot]
    lost_by_lot: int
    removals: list[Removal]
    compared: list[story.ComparedRule]
    by_most_votes: story.ComparedRule | None
    own: list[story.OwnChoice] | None
    proposals: dict[int, Proposal]


def story_of(plan: Plan, count: Count, reader: Person | None) -> ResultStory:
    """Return the story of a closed count."""
    removals, chosen = removals_of(plan), choices_of(reader, plan)
    standings = standings_of(
        plan, in_steps(count) | story.mentioned(count, removals) | {proposal.id for proposal in chosen or ()}
    )
    names = {number: name_in(plan, standing.proposal) for number, standing in standings.items()}
    selection = stored(count, standings.values())
    seats = story.places(count, selection, standings, removals)
    compared = story.compared(count, [seat.standing for seat in seats])
    return ResultStory(
        seats,
        story.missed(selection, standings),
        story.draws(selection, count.seed, names),
        story.lost_by_lot(selection),
        removals,
        compared,
        story.most_votes(compared),
        None if chosen is None else story.own(selection, chosen, standings),
        {number: standing.proposal for number, standing in standings.items()},
    )
