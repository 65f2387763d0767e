"""Casting choices."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.models import Event
from ogp_participa.database import db
from ogp_participa.plans.models import Right
from ogp_participa.proposals.models import Proposal, State
from ogp_participa.verdicts import Refused
from ogp_participa.voting import actions, queries
from ogp_participa.voting.models import Ballot, Choice
from tests import factories
from tests.people import Cast


def _slots(cast: Cast) -> list[int]:
    ballot = queries.ballot_of(cast.ana, cast.plan)
    return [choice.slot for choice in ballot.choices] if ballot else []


def test_a_choice_counts_the_moment_it_is_made(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    assert queries.tally(cast.plan) == [(proposal.id, 1)]


def test_the_same_choice_twice_is_one_choice(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    actions.cast(cast.ana, proposal)
    assert _slots(cast) == [1]


def test_nobody_makes_more_choices_than_the_plan_gives(cast: Cast) -> None:
    for _ in range(cast.plan.choices):
        actions.cast(cast.ana, factories.proposal(cast.plan))
    with pytest.raises(Refused, match="full"):
        actions.cast(cast.ana, factories.proposal(cast.plan))
    assert _slots(cast) == [1, 2, 3, 4, 5]


def test_a_choice_taken_back_leaves_its_slot_to_another(cast: Cast) -> None:
    first, second, third = (factories.proposal(cast.plan) for _ in range(3))
    actions.cast(cast.ana, first)
    actions.cast(cast.ana, second)
    actions.uncast(cast.ana, first)
    actions.cast(cast.ana, third)
    assert [p.id for p in queries.chosen_proposals(queries.ballot_of(cast.ana, cast.plan))] == [third.id, second.id]


def test_a_full_ballot_swaps_one_for_another(cast: Cast) -> None:
    chosen = [factories.proposal(cast.plan) for _ in range(5)]
    for proposal in chosen:
        actions.cast(cast.ana, proposal)
    wanted = factories.proposal(cast.plan)
    actions.swap(cast.ana, chosen[2], wanted)
    found = [p.id for p in queries.chosen_proposals(queries.ballot_of(cast.ana, cast.plan))]
    assert wanted.id in found
    assert chosen[2].id not in found
    assert len(found) == 5


def test_staff_do_not_vote(cast: Cast) -> None:
    with pytest.raises(Refused, match="Staff"):
        actions.cast(cast.dario, factories.proposal(cast.plan))


def test_who_has_not_confirmed_the_address_does_not_vote(cast: Cast) -> None:
    with pytest.raises(Refused, match="confirm"):
        actions.cast(factories.person(confirmed=False), factories.proposal(cast.plan))


def test_nobody_votes_when_voting_is_closed(cast: Cast) -> None:
    closed = factories.plan(rights=(Right.PROPOSE,))
    with pytest.raises(Refused, match="closed"):
        actions.cast(cast.ana, factories.proposal(closed))


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.MERGED, State.WITHDRAWN, State.REFUSED])
def test_only_published_proposals_receive_votes(cast: Cast, state: State) -> None:
    with pytest.raises(Refused):
        actions.cast(cast.ana, factories.proposal(cast.plan, state=state))


def test_the_record_of_a_ballot_names_neither_voter_nor_choice(cast: Cast) -> None:
    actions.cast(cast.ana, factories.proposal(cast.plan))
    event = db.session.scalars(sa.select(Event)).one()
    assert (event.actor_id, event.subject, event.details) == (None, "plan", {})


def test_a_choice_of_a_proposal_joined_with_another_does_not_count(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    proposal.enter(State.MERGED)
    db.session.flush()
    assert queries.tally(cast.plan) == []


def test_sixty_four_requests_at_once_make_one_ballot_with_five_choices(fresh_app: Flask) -> None:
    plan, ana = factories.plan(), factories.person()
    proposals = [factories.proposal(plan).id for _ in range(8)]
    voter, _ = ana.id, db.session.commit()
    answers: list[str] = []

    def vote(number: int) -> None:
        with fresh_app.app_context():
            person = db.session.get(type(ana), voter)
            proposal = db.session.get(Proposal, number)
            assert person
            assert proposal
            try:
                actions.cast(person, proposal)
                db.session.commit()
                answers.append("stored")
            except Refused:
                db.session.rollback()
                answers.append("refused")

    threads = [threading.Thread(target=vote, args=(proposals[i % 8],)) for i in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 64
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
    assert sorted(db.session.scalars(sa.select(Choice.slot))) == [1, 2, 3, 4, 5]
