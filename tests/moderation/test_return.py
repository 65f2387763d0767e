"""Asking for a change: with a reason of the catalogue and own words, and the author may send again."""

import pytest
import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.actions.reasons import adopt_catalogue
from ogp_participa.moderation.models import Outcome, Reason
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Cast
from tests.moderation.saying import case, member, waiting, words


def test_a_change_is_asked_for_with_a_reason(cast: Cast) -> None:
    proposal = waiting(cast)
    decision = actions.return_for_changes(proposal, by=member(cast.clara, cast.plan), words=words(proposal, "1.1"))
    assert proposal.state is State.NEEDS_CHANGE
    assert decision.reason is not None
    assert decision.reason.number == "1.1"
    assert db.session.scalars(sa.select(Event.kind)).all() == [Kind.PROPOSAL_RETURNED]


@pytest.mark.parametrize("reason", ["", "2.1", "3.1", "9.9"])
def test_the_reason_is_one_of_the_catalogue_for_this_decision(cast: Cast, reason: str) -> None:
    proposal = waiting(cast)
    with pytest.raises(Refused):
        actions.return_for_changes(proposal, by=member(cast.clara, cast.plan), words=words(proposal, reason))


@pytest.mark.parametrize("text", ["", "   ", "curto"])
def test_the_author_reads_a_sentence(cast: Cast, text: str) -> None:
    proposal = waiting(cast)
    with pytest.raises(Refused):
        actions.return_for_changes(proposal, by=member(cast.clara, cast.plan), words=words(proposal, "1.1", text))


def test_a_sentence_of_ten_letters_is_enough() -> None:
    assert rules.words_suffice(Outcome.RETURN, "a" * 10)
    assert not rules.words_suffice(Outcome.RETURN, "a" * 9)
    assert rules.words_suffice(Outcome.PUBLISH, "")


def test_the_same_member_may_read_what_was_sent_again(cast: Cast) -> None:
    proposal = waiting(cast)
    clara = member(cast.clara, cast.plan)
    actions.return_for_changes(proposal, by=clara, words=words(proposal, "1.1"))
    proposal.enter(State.IN_REVIEW)
    proposal.version, proposal.round = 2, 2
    assert rules.can_decide(clara, case(proposal))
    actions.publish(proposal, by=clara, words=words(proposal))
    assert [d.round for d in queries.decisions_on(proposal)] == [1, 2]


def test_a_plan_without_reasons_starts_with_the_citys_catalogue(cast: Cast) -> None:
    plan = factories.plan()
    db.session.execute(sa.delete(Reason).where(Reason.plan_id == plan.id))
    factories.seat(plan, holder=cast.clara)
    shown = [reason.number for reason in queries.reasons_of(plan)]
    assert "2.1" in shown
    assert db.session.scalar(sa.select(sa.func.count()).where(Reason.plan_id == plan.id)) == 0
    proposal = factories.proposal(plan, cast.ana, state=State.IN_REVIEW)
    actions.return_for_changes(proposal, by=member(cast.clara, plan), words=words(proposal, "1.2"))
    adopt_catalogue(plan)
    assert [reason.number for reason in queries.reasons_of(plan)] == shown


def test_a_reason_of_another_plan_is_none_here(cast: Cast) -> None:
    other = factories.plan()
    db.session.add(Reason(plan_id=other.id, number="1.9", outcome=Outcome.RETURN, text_pt="Outra"))
    proposal = waiting(cast)
    with pytest.raises(Refused):
        actions.return_for_changes(proposal, by=member(cast.clara, cast.plan), words=words(proposal, "1.9"))
