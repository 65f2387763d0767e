"""Reading the vote of a plan from the database."""

import random
from collections import Counter

import pytest

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.count.queries import profile as queries
from ogp_participa.vote.verifier.tally import Profile, candidate_of
from tests import factories
from tests.cast import Cast
from tests.vote.ballots.tallies import tally


def _ballot(plan: Plan, *chosen: Proposal) -> None:
    ballot = Ballot(plan_id=plan.id)
    ballot.choices = [Choice(proposal_id=proposal.id, slot=slot) for slot, proposal in enumerate(chosen, start=1)]
    db.session.add(ballot)
    db.session.flush()


def _read(profile: Profile) -> Counter[frozenset[str]]:
    """The ballots as sets of references, with how many voters gave each."""
    read: Counter[frozenset[str]] = Counter()
    for voters, ballots in profile.groups.items():
        for ballot in ballots:
            read[frozenset(profile.references[candidate_of(ord(sign))] for sign in ballot)] += voters
    return read


def test_the_same_ballots_come_together(cast: Cast) -> None:
    a, b, c = (factories.proposal(cast.plan) for _ in range(3))
    for chosen in ([a, b], [b, a], [c], [a, b, c], []):
        _ballot(cast.plan, *chosen)
    vote = queries.vote_of(cast.plan)
    assert vote.proposals == (a.id, b.id, c.id)
    assert _read(vote.profile) == {
        frozenset({a.reference, b.reference}): 2,
        frozenset({c.reference}): 1,
        frozenset({a.reference, b.reference, c.reference}): 1,
    }
    assert vote.profile.voters == 4


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.MERGED])
def test_choices_that_left_the_vote_do_not_count_but_their_voters_do(cast: Cast, state: State) -> None:
    a, gone, c = (factories.proposal(cast.plan) for _ in range(3))
    for chosen in ([a, gone], [gone], [gone, c]):
        _ballot(cast.plan, *chosen)
    gone.state = state
    vote = queries.vote_of(cast.plan)
    assert vote.proposals == (a.id, c.id)
    assert _read(vote.profile) == {frozenset({a.reference}): 1, frozenset(): 1, frozenset({c.reference}): 1}


def test_promotion_after_the_vote_changes_nothing(cast: Cast) -> None:
    chosen = [factories.proposal(cast.plan) for _ in range(3)]
    _ballot(cast.plan, *chosen)
    before = queries.vote_of(cast.plan)
    chosen[0].state, chosen[1].state = State.PROMOTED, State.NOT_PROMOTED
    db.session.flush()
    assert queries.vote_of(cast.plan) == before


def test_ballots_of_another_plan_stay_apart(cast: Cast) -> None:
    other = factories.plan()
    mixed = [factories.proposal(plan) for _ in range(4) for plan in (cast.plan, other)]
    _ballot(cast.plan, mixed[0], mixed[4])
    _ballot(other, mixed[1], mixed[7])
    vote = queries.vote_of(cast.plan)
    assert _read(vote.profile) == {frozenset({mixed[0].reference, mixed[4].reference}): 1}


def test_a_vote_without_ballots_and_a_plan_without_proposals(cast: Cast) -> None:
    assert queries.vote_of(cast.plan).profile.voters == 0
    proposal = factories.proposal(cast.plan)
    vote = queries.vote_of(cast.plan)
    assert (vote.proposals, vote.profile.voters) == ((proposal.id,), 0)


def test_numbers_that_lie_far_apart_are_read_too(cast: Cast) -> None:
    near, far = factories.proposal(cast.plan), factories.proposal(cast.plan, id=100_000)
    _ballot(cast.plan, near, far)
    assert _read(queries.vote_of(cast.plan).profile) == {frozenset({near.reference, far.reference}): 1}


def test_the_approvals_are_the_tally(cast: Cast) -> None:
    rng = random.Random(4)
    proposals = [factories.proposal(cast.plan) for _ in range(12)]
    for _ in range(60):
        _ballot(cast.plan, *rng.sample(proposals, rng.randint(1, 5)))
    proposals[3].state = State.WITHDRAWN
    vote = queries.vote_of(cast.plan)
    approvals = dict(zip(vote.proposals, vote.profile.approvals, strict=True))
    assert approvals == dict(tally(cast.plan))
