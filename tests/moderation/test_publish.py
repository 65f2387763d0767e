"""Publishing: one reader is enough, and nobody reads their own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.edition.plans.models import Right, StageKind
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.case import Member
from ogp_participa.moderation.models import Decision, DecisionState, Outcome
from ogp_participa.proposals.proposals.models import State
from ogp_participa.proposals.proposals.queries.alike import similar
from tests import factories
from tests.cast import Cast
from tests.moderation.saying import case, member, newcomer, seat_of, waiting, words


def test_one_member_publishes(cast: Cast) -> None:
    proposal = waiting(cast, title="Ônibus com horário aberto")
    decision = actions.publish(proposal, by=member(cast.clara, cast.plan), words=words(proposal))
    assert proposal.state is State.PUBLISHED
    assert proposal.published_at is not None
    assert (decision.outcome, decision.standing, decision.seat) == (
        Outcome.PUBLISH,
        DecisionState.IN_FORCE,
        cast.clara_seat,
    )
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.PROPOSAL_PUBLISHED)).one()
    assert (event.subject_id, event.actor_id, event.details) == (
        proposal.id,
        cast.clara.id,
        {"decision_id": decision.id},
    )


def test_a_published_proposal_is_found(cast: Cast) -> None:
    proposal = waiting(cast, title="Ônibus com horário aberto")
    assert similar(cast.plan, "horário do ônibus aberto") == []
    actions.publish(proposal, by=member(cast.clara, cast.plan), words=words(proposal))
    assert [row.id for row in similar(cast.plan, "horário do ônibus aberto")] == [proposal.id]


def test_staff_without_a_seat_decide_nothing(cast: Cast) -> None:
    proposal = waiting(cast)
    with pytest.raises(Refused):
        actions.publish(proposal, by=member(cast.dario, cast.plan), words=words(proposal))
    assert proposal.state is State.IN_REVIEW


def test_a_seat_in_another_plan_gives_nothing_here(cast: Cast) -> None:
    other = factories.plan()
    factories.seat(other, holder=cast.bruno)
    proposal = waiting(cast)
    assert not rules.can_decide(member(cast.bruno, cast.plan), case(proposal))


def test_a_seat_that_ended_gives_nothing(cast: Cast) -> None:
    yesterday = today() - timedelta(days=1)
    gone = newcomer(cast, until_date=yesterday)
    assert gone.seat is None
    assert not rules.can_decide(gone, case(waiting(cast)))


def test_a_seat_holds_on_its_last_day(cast: Cast) -> None:
    leaving = newcomer(cast, until_date=today())
    assert rules.can_decide(leaving, case(waiting(cast)))


def test_nobody_decides_on_their_own_proposal(cast: Cast) -> None:
    proposal = waiting(cast, cast.clara)
    assert rules.can_decide(member(cast.celio, cast.plan), case(proposal))
    with pytest.raises(Refused):
        actions.publish(proposal, by=member(cast.clara, cast.plan), words=words(proposal))


def test_nobody_decides_on_what_was_signed_for_their_organisation(cast: Cast) -> None:
    proposal = waiting(cast, organisation_id=cast.clara_seat.organisation_id)
    assert not rules.can_decide(member(cast.clara, cast.plan), case(proposal))
    assert rules.can_decide(member(cast.celio, cast.plan), case(proposal))


def test_nobody_decides_on_what_a_colleague_wrote(cast: Cast) -> None:
    colleague = newcomer(cast, organisation=cast.clara_seat.organisation)
    proposal = waiting(cast, colleague.person)
    assert not rules.can_decide(member(cast.clara, cast.plan), case(proposal))


def test_a_colleague_from_another_editions_forum_counts_too(cast: Cast) -> None:
    other = factories.plan()
    colleague = factories.person()
    factories.seat(other, holder=colleague, organisation=cast.clara_seat.organisation)
    assert not rules.can_decide(member(cast.clara, cast.plan), case(waiting(cast, colleague)))


def test_nothing_is_decided_while_the_forum_does_not_read(cast: Cast) -> None:
    plan = factories.plan(rights=())
    factories.stage(plan, StageKind.MODERATION, opens=-5, closes=-1)
    factories.stage(plan, StageKind.VOTING, rights=(Right.VOTE,))
    factories.seat(plan, holder=cast.clara)
    proposal = factories.proposal(plan, cast.ana, state=State.IN_REVIEW)
    with pytest.raises(Refused) as refused:
        actions.publish(proposal, by=member(cast.clara, plan), words=words(proposal))
    assert not isinstance(refused.value, Stale)


@pytest.mark.parametrize(
    "state", [State.NEEDS_CHANGE, State.MERGED, State.REFUSED, State.WITHDRAWN, State.PROMOTED, State.PUBLISHED]
)
def test_only_what_waits_is_decided_on(cast: Cast, state: State) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, state=state)
    assert not rules.can_decide(member(cast.clara, cast.plan), case(proposal))


def test_the_second_to_decide_learns_that_somebody_was_first(cast: Cast) -> None:
    proposal = waiting(cast)
    seen = words(proposal)
    actions.publish(proposal, by=member(cast.clara, cast.plan), words=seen)
    with pytest.raises(Stale):
        actions.publish(proposal, by=member(cast.celio, cast.plan), words=seen)
    with pytest.raises(Stale):
        actions.return_for_changes(proposal, by=member(cast.celio, cast.plan), words=seen)
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 1


@pytest.mark.parametrize("old", [{"version": 0}, {"version": 2}, {"round": 0}, {"round": 2}])
def test_another_text_than_the_one_read_is_not_decided_on(cast: Cast, old: dict[str, Any]) -> None:
    proposal = waiting(cast)
    with pytest.raises(Stale):
        actions.publish(proposal, by=member(cast.clara, cast.plan), words=replace(words(proposal), **old))
    assert proposal.state is State.IN_REVIEW


def test_a_person_of_two_forums_decides_in_each_with_that_seat(cast: Cast) -> None:
    other = factories.plan()
    there = factories.seat(other, holder=cast.clara)
    here, elsewhere = member(cast.clara, cast.plan), member(cast.clara, other)
    assert (seat_of(here), seat_of(elsewhere)) == (cast.clara_seat, there)
    assert isinstance(here, Member)
    assert here.organisations == {cast.clara_seat.organisation_id, there.organisation_id}
