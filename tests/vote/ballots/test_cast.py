"""Casting choices."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Right
from ogp_participa.edition.plans.rules import CLOSED
from ogp_participa.people.accounts.actions import erase
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots import actions, queries, rules, rules_text
from ogp_participa.vote.ballots.models import Ballot, Channel, Choice, Leaf
from ogp_participa.vote.count.queries import participation
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.cast import Cast
from tests.vote.ballots.tallies import tally


def _slots(cast: Cast) -> list[int]:
    ballot = queries.ballot_of(cast.ana, cast.plan)
    return [choice.slot for choice in ballot.choices] if ballot else []


def test_a_choice_counts_the_moment_it_is_made(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    assert tally(cast.plan) == [(proposal.id, 1)]


def test_the_same_choice_twice_is_one_choice(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    actions.cast(cast.ana, proposal)
    assert _slots(cast) == [1]


def test_nobody_makes_more_choices_than_the_plan_gives(cast: Cast) -> None:
    for _ in range(cast.plan.choices):
        actions.cast(cast.ana, factories.proposal(cast.plan))
    with pytest.raises(actions.BallotFull):
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
    on_ballot = [p.id for p in queries.chosen_proposals(queries.ballot_of(cast.ana, cast.plan))]
    assert wanted.id in on_ballot
    assert chosen[2].id not in on_ballot
    assert len(on_ballot) == 5


def test_staff_do_not_vote(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        actions.cast(cast.dario, factories.proposal(cast.plan))
    assert refusal.value.reason == rules.is_eligible(cast.dario, cast.plan).reason


def test_who_has_not_confirmed_the_address_does_not_vote(cast: Cast) -> None:
    stranger = factories.person(confirmed=False)
    with pytest.raises(Refused) as refusal:
        actions.cast(stranger, factories.proposal(cast.plan))
    assert refusal.value.reason == rules.is_eligible(stranger, cast.plan).reason


def test_nobody_votes_when_voting_is_closed(cast: Cast) -> None:
    closed = factories.plan(rights=(Right.PROPOSE,))
    with pytest.raises(Refused) as refusal:
        actions.cast(cast.ana, factories.proposal(closed))
    assert refusal.value.reason == CLOSED[Right.VOTE]


def test_voting_ends_at_its_last_moment_to_the_microsecond(cast: Cast) -> None:
    proposal, stage = factories.proposal(cast.plan), cast.plan.stages[0]
    with time_machine.travel(stage.closes_at - timedelta(microseconds=1), tick=False):
        actions.cast(cast.ana, proposal)
    with time_machine.travel(stage.closes_at, tick=False), pytest.raises(Refused):
        actions.uncast(cast.ana, proposal)
    assert tally(cast.plan) == [(proposal.id, 1)]


def test_a_confirmed_ballot_that_changes_is_not_confirmed_any_more(cast: Cast) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    actions.cast(cast.ana, first)
    actions.confirm(cast.ana, cast.plan)
    assert participation.filled_and_confirmed(cast.plan) == (1, 1)
    actions.cast(cast.ana, second)
    db.session.flush()
    assert participation.filled_and_confirmed(cast.plan) == (1, 0)


def test_an_empty_ballot_cannot_be_confirmed(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        actions.confirm(cast.ana, cast.plan)
    assert refusal.value.reason == rules.can_confirm(cast.ana, cast.plan, 0, now=now()).reason


def test_a_swap_for_something_that_cannot_be_voted_for_leaves_the_ballot_as_it_was(cast: Cast) -> None:
    chosen, withdrawn = factories.proposal(cast.plan), factories.proposal(cast.plan, state=State.WITHDRAWN)
    actions.cast(cast.ana, chosen)
    with pytest.raises(Refused):
        actions.swap(cast.ana, chosen, withdrawn)
    assert [p.id for p in queries.chosen_proposals(queries.ballot_of(cast.ana, cast.plan))] == [chosen.id]


def test_ballots_of_few_voters_from_a_place_are_not_shown_with_it(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    for territory in ["SE"] * 5 + ["PI"] * 4 + [None]:
        actions.cast(factories.person(territory=territory), proposal)
    assert participation.ballots_by_territory(cast.plan) == ({"SE": 5}, 5)


def test_ballots_are_counted_by_the_day_of_the_city(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    cast.plan.stages[0].opens_at -= timedelta(days=9)
    late = (now() - timedelta(days=1)).replace(hour=2, minute=0)  # still the evening before in São Paulo
    with time_machine.travel(late, tick=False):
        actions.cast(cast.ana, proposal)
    assert participation.ballots_by_day(cast.plan) == [((late - timedelta(days=1)).date(), 1)]


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.MERGED, State.WITHDRAWN, State.REFUSED])
def test_only_published_proposals_receive_votes(cast: Cast, state: State) -> None:
    with pytest.raises(Refused):
        actions.cast(cast.ana, factories.proposal(cast.plan, state=state))


def test_the_record_of_a_ballot_names_neither_voter_nor_choice(cast: Cast) -> None:
    actions.freeze(cast.plan)
    actions.cast(cast.ana, factories.proposal(cast.plan))
    leaf = db.session.scalars(sa.select(Leaf)).one()
    assert [event.kind for event in db.session.scalars(sa.select(Event))] == [Kind.RULES_FROZEN]
    assert (leaf.position, leaf.superseded_id, leaf.channel) == (None, None, Channel.ONLINE)


def test_each_state_of_a_ballot_is_a_leaf_that_supersedes_the_one_before(cast: Cast) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    actions.cast(cast.ana, first)
    actions.cast(cast.ana, second)
    actions.uncast(cast.ana, first)
    leaves = list(db.session.scalars(sa.select(Leaf).order_by(Leaf.id)))
    assert [leaf.superseded_id for leaf in leaves] == [None, leaves[0].id, leaves[1].id]
    bound_to = merkle.domain(cast.plan.slug, rules_text.digest(queries.rules_of(cast.plan)[0]), "online")
    states = [[first.reference], [first.reference, second.reference], [second.reference]]
    before = None
    for leaf, state in zip(leaves, states, strict=True):
        assert leaf.ballot_hash == merkle.ballot_hash(bound_to, leaf.nonce or b"", state)
        assert leaf.hash == merkle.leaf(leaf.ballot_hash, before)
        before = leaf.hash


def test_a_choice_of_a_proposal_joined_with_another_does_not_count(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    proposal.enter(State.MERGED)
    db.session.flush()
    assert tally(cast.plan) == []


def test_sixty_four_requests_at_once_make_one_ballot_with_five_choices(fresh_app: Flask) -> None:
    plan, ana = factories.plan(), factories.person()
    proposals = [factories.proposal(plan).id for _ in range(8)]
    voter = ana.id
    db.session.commit()
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


def test_who_erases_the_account_and_registers_again_gets_no_second_ballot(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    address = cast.ana.email
    erase(cast.ana)
    again = factories.person("Ana Souza", email=address.upper())
    with pytest.raises(Refused, match="já está na urna"):
        actions.cast(again, proposal)
    assert tally(cast.plan) == [(proposal.id, 1)]
