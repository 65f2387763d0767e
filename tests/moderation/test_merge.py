"""Joining proposals: nothing is destroyed, and who followed one hears of the other."""

import pytest
import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.models import Decision, Outcome
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.proposals.comments.models import Follow
from ogp_participa.proposals.proposals.models import State
from ogp_participa.proposals.proposals.queries.companions import companions_of
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.readers.notifications.models import Notification
from tests import factories
from tests.cast import Cast
from tests.moderation.saying import case, member, waiting, words


def test_a_joined_proposal_stays_and_points_to_the_other(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), waiting(cast)
    before = proposal.problem
    decision = actions.merge(proposal, host, by=member(cast.clara, cast.plan), words=words(proposal, "3.1"))
    assert (proposal.state, proposal.merged_into_id, proposal.problem) == (State.MERGED, host.id, before)
    assert (decision.outcome, decision.into_id) == (Outcome.MERGE, host.id)
    assert [row.id for row in companions_of(host).guests] == [proposal.id]


def test_followers_and_the_author_hear_of_the_other_and_lose_nothing(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), waiting(cast)
    for person in (cast.dario, cast.eva):
        db.session.add(Follow(person_id=person.id, proposal_id=proposal.id))
    db.session.add(Follow(person_id=cast.eva.id, proposal_id=host.id))
    db.session.flush()
    actions.merge(proposal, host, by=member(cast.clara, cast.plan), words=words(proposal))
    db.session.flush()

    def followers(number: int) -> set[int]:
        return set(db.session.scalars(sa.select(Follow.person_id).where(Follow.proposal_id == number)))

    assert followers(proposal.id) == {cast.dario.id, cast.eva.id}
    assert followers(host.id) == {cast.dario.id, cast.eva.id, cast.ana.id}


def test_two_published_proposals_can_be_joined_later(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), waiting(cast)
    clara = member(cast.clara, cast.plan)
    actions.publish(proposal, by=clara, words=words(proposal))
    actions.merge(proposal, host, by=clara, words=words(proposal))
    assert [d.outcome for d in queries.decisions_on(proposal)] == [Outcome.PUBLISH, Outcome.MERGE]


def test_what_was_joined_goes_on_where_its_host_goes_on(cast: Cast) -> None:
    first, host, last = (factories.proposal(cast.plan, by) for by in (cast.ana, cast.bruno, cast.eva))
    clara = member(cast.clara, cast.plan)
    actions.merge(first, host, by=clara, words=words(first))
    actions.merge(host, last, by=clara, words=words(host))
    db.session.refresh(first)
    assert first.merged_into_id == last.id
    assert [row.id for row in companions_of(last).guests] == [first.id, host.id]
    assert [d.into_id for d in queries.decisions_on(first)] == [host.id]


def test_who_was_joined_before_hears_that_the_host_was_joined(cast: Cast) -> None:
    first, host, last = (factories.proposal(cast.plan, by) for by in (cast.ana, cast.bruno, cast.eva))
    clara = member(cast.clara, cast.plan)
    actions.merge(first, host, by=clara, words=words(first))
    db.session.execute(sa.delete(Follow))
    announce_events()
    actions.merge(host, last, by=clara, words=words(host))
    db.session.execute(sa.delete(Follow))
    db.session.execute(sa.delete(Notification))
    announce_events()
    assert set(db.session.scalars(sa.select(Notification.person_id))) == {cast.ana.id, cast.bruno.id, cast.eva.id}


def test_two_who_join_a_published_one_make_one_decision(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), factories.proposal(cast.plan, cast.ana)
    seen = words(proposal)
    actions.merge(proposal, host, by=member(cast.clara, cast.plan), words=seen)
    with pytest.raises(Stale):
        actions.merge(proposal, host, by=member(cast.celio, cast.plan), words=seen)
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 1


def test_what_was_published_meanwhile_is_not_joined_unseen(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), waiting(cast)
    seen = words(proposal)
    actions.publish(proposal, by=member(cast.clara, cast.plan), words=seen)
    with pytest.raises(Stale):
        actions.merge(proposal, host, by=member(cast.celio, cast.plan), words=seen)


def test_only_with_a_published_one_of_the_same_plan(cast: Cast) -> None:
    proposal, clara = waiting(cast), member(cast.clara, cast.plan)
    elsewhere = factories.proposal(factories.plan(), cast.bruno)
    for host in (proposal, elsewhere, waiting(cast), factories.proposal(cast.plan, state=State.MERGED)):
        with pytest.raises(Refused):
            actions.merge(proposal, host, by=clara, words=words(proposal))
    assert proposal.state is State.IN_REVIEW


def test_nobody_joins_a_proposal_with_their_own(cast: Cast) -> None:
    proposal, own = waiting(cast), factories.proposal(cast.plan, cast.clara)
    assert not rules.can_merge(member(cast.clara, cast.plan), case(proposal), case(own))
    assert rules.can_merge(member(cast.celio, cast.plan), case(proposal), case(own))


def test_joining_takes_a_sentence(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), waiting(cast)
    with pytest.raises(Refused):
        actions.merge(proposal, host, by=member(cast.clara, cast.plan), words=words(proposal, "3.1", "igual"))


def test_a_joined_proposal_is_not_joined_again(cast: Cast) -> None:
    host, proposal = factories.proposal(cast.plan, cast.bruno), waiting(cast)
    clara = member(cast.clara, cast.plan)
    actions.merge(proposal, host, by=clara, words=words(proposal))
    with pytest.raises(Stale):
        actions.merge(proposal, host, by=clara, words=words(proposal))
