"""Appeals: the author's, once, in time; answered by members without a part in the refusal."""

from datetime import timedelta

import pytest

from ogp_participa.core.clock import now
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.models import APPEAL_TERM, DecisionState
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Cast
from tests.moderation.saying import case, member, newcomer, refused, waiting

PLEASE = "A Prefeitura cuida disso, sim: é a lei municipal."


def test_the_author_appeals(cast: Cast) -> None:
    proposal = refused(cast)
    filed = actions.appeal(proposal, by=cast.ana, text=PLEASE)
    assert filed.upheld is None
    assert queries.appeal_of(proposal) is filed
    assert proposal.state is State.REFUSED


def test_nobody_else_appeals(cast: Cast) -> None:
    proposal = refused(cast)
    for person in (cast.bruno, cast.clara, cast.dario):
        with pytest.raises(Refused):
            actions.appeal(proposal, by=person, text=PLEASE)


def test_once_is_all(cast: Cast) -> None:
    proposal = refused(cast)
    actions.appeal(proposal, by=cast.ana, text=PLEASE)
    with pytest.raises(Refused):
        actions.appeal(proposal, by=cast.ana, text=PLEASE)
    actions.answer_appeal(proposal, by=newcomer(cast), upheld=False, text=PLEASE)
    with pytest.raises(Refused):
        actions.appeal(proposal, by=cast.ana, text=PLEASE)


def test_only_a_refusal_is_appealed(cast: Cast) -> None:
    for state in (State.IN_REVIEW, State.PUBLISHED, State.NEEDS_CHANGE, State.WITHDRAWN):
        proposal = factories.proposal(cast.plan, cast.ana, state=state)
        assert not rules.can_appeal(cast.ana, case(proposal), now())


def test_until_the_last_moment_and_not_after(cast: Cast) -> None:
    proposal = refused(cast)
    decision = case(proposal).refusal
    assert decision is not None
    assert decision.second is not None
    last = decision.second.at + APPEAL_TERM
    shown = last.replace(second=0, microsecond=0)
    assert rules.can_appeal(cast.ana, case(proposal), last)
    assert rules.can_appeal(cast.ana, case(proposal), shown + timedelta(seconds=59)), (
        "the minute that is shown belongs to it"
    )
    assert not rules.can_appeal(cast.ana, case(proposal), shown + timedelta(minutes=1))


def test_an_appeal_after_the_term_is_refused(cast: Cast) -> None:
    proposal = refused(cast)
    decision = case(proposal).refusal
    assert decision is not None
    assert decision.second is not None
    decision.second.at = now() - APPEAL_TERM - timedelta(minutes=1)
    with pytest.raises(Refused):
        actions.appeal(proposal, by=cast.ana, text=PLEASE)


def test_upheld_it_is_published(cast: Cast) -> None:
    proposal = refused(cast)
    filed = actions.appeal(proposal, by=cast.ana, text=PLEASE)
    nina = newcomer(cast)
    actions.answer_appeal(proposal, by=nina, upheld=True, text=PLEASE)
    assert (proposal.state, filed.decision.standing) == (State.PUBLISHED, DecisionState.OVERTURNED)
    assert proposal.published_at is not None
    assert (filed.answered_by, filed.answered_seat) == (nina.person, nina.seat)
    assert filed.upheld is True


def test_denied_it_stays_refused(cast: Cast) -> None:
    proposal = refused(cast)
    filed = actions.appeal(proposal, by=cast.ana, text=PLEASE)
    actions.answer_appeal(proposal, by=newcomer(cast), upheld=False, text=PLEASE)
    assert (proposal.state, filed.decision.standing) == (State.REFUSED, DecisionState.IN_FORCE)
    assert filed.answer == PLEASE


def test_who_refused_does_not_answer(cast: Cast) -> None:
    proposal = refused(cast)
    actions.appeal(proposal, by=cast.ana, text=PLEASE)
    for person in (cast.clara, cast.celio, cast.dario):
        with pytest.raises(Refused):
            actions.answer_appeal(proposal, by=member(person, cast.plan), upheld=True, text=PLEASE)


def test_nobody_answers_their_own_appeal_or_their_organisations(cast: Cast) -> None:
    nina = newcomer(cast, Sector.GOVERNMENT)
    colleague = newcomer(cast, Sector.GOVERNMENT, organisation=nina.seat.organisation if nina.seat else None)
    proposal = refused(cast, nina.person)
    actions.appeal(proposal, by=nina.person, text=PLEASE)
    assert not rules.can_answer_appeal(nina, case(proposal))
    assert not rules.can_answer_appeal(colleague, case(proposal))
    assert rules.can_answer_appeal(newcomer(cast), case(proposal))


def test_two_answers_are_one(cast: Cast) -> None:
    proposal = refused(cast)
    actions.appeal(proposal, by=cast.ana, text=PLEASE)
    actions.answer_appeal(proposal, by=newcomer(cast), upheld=False, text=PLEASE)
    with pytest.raises(Stale):
        actions.answer_appeal(proposal, by=newcomer(cast), upheld=True, text=PLEASE)
    assert proposal.state is State.REFUSED


def test_without_an_appeal_there_is_nothing_to_answer(cast: Cast) -> None:
    for proposal in (refused(cast), waiting(cast)):
        assert not rules.can_answer_appeal(newcomer(cast), case(proposal))
