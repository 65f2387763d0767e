"""Refusing: two readers of different sectors, or no refusal."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.models import DecisionState, SecondOpinion
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.proposals.proposals.models import State
from tests.cast import Browser, Cast
from tests.moderation.saying import case, end_the_stage, fields, member, newcomer, refusal, refused, waiting, words


def test_one_reader_refuses_nothing(cast: Cast) -> None:
    proposal = waiting(cast)
    decision = refusal(cast, proposal)
    assert decision.standing is DecisionState.AWAITING_SECOND
    assert proposal.state is State.IN_REVIEW
    assert queries.last_decision(proposal) is None


def test_the_other_sector_agrees_and_it_is_refused(cast: Cast) -> None:
    proposal = refused(cast)
    assert proposal.state is State.REFUSED
    decision = queries.last_decision(proposal)
    assert decision is not None
    assert decision.second is not None
    assert (decision.standing, decision.by, decision.second.by) == (DecisionState.IN_FORCE, cast.clara, cast.celio)
    kinds = db.session.scalars(sa.select(Event.kind).order_by(Event.id)).all()
    assert kinds == [Kind.REFUSAL_PROPOSED, Kind.PROPOSAL_REFUSED]


def test_the_same_sector_cannot_second(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    same_side = newcomer(cast, Sector.CIVIL_SOCIETY)
    with pytest.raises(Refused):
        actions.second(proposal, by=same_side, words=words(proposal), agrees=True)
    assert proposal.state is State.IN_REVIEW


def test_nobody_seconds_their_own_refusal(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    assert not rules.can_second(member(cast.clara, cast.plan), case(proposal))


def test_nobody_seconds_on_their_own_proposal_or_their_organisations(cast: Cast) -> None:
    own = waiting(cast, cast.celio)
    refusal(cast, own)
    assert not rules.can_second(member(cast.celio, cast.plan), case(own))
    organisations = waiting(cast, organisation_id=cast.celio_seat.organisation_id)
    refusal(cast, organisations)
    assert not rules.can_second(member(cast.celio, cast.plan), case(organisations))


def test_staff_second_nothing(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    assert not rules.can_second(member(cast.eva, cast.plan), case(proposal))


def test_nobody_decides_alone_while_a_refusal_waits(cast: Cast) -> None:
    proposal = waiting(cast)
    seen = words(proposal)
    refusal(cast, proposal)
    with pytest.raises(Stale):
        actions.publish(proposal, by=member(cast.celio, cast.plan), words=seen)
    assert not rules.can_decide(member(cast.celio, cast.plan), case(proposal))


def test_without_agreement_others_read_again(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    actions.second(proposal, by=member(cast.celio, cast.plan), words=words(proposal), agrees=False)
    assert (proposal.state, proposal.round) == (State.IN_REVIEW, 2)
    assert not rules.can_decide(member(cast.clara, cast.plan), case(proposal))
    assert rules.can_decide(newcomer(cast), case(proposal))
    event = db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert event.kind is Kind.REFUSAL_NOT_AGREED


def test_after_that_round_the_first_reader_is_free_again(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    celio = member(cast.celio, cast.plan)
    actions.second(proposal, by=celio, words=words(proposal), agrees=False)
    actions.return_for_changes(proposal, by=celio, words=words(proposal, "1.1"))
    proposal.enter(State.IN_REVIEW)
    proposal.version, proposal.round = 2, 3
    assert rules.can_decide(member(cast.clara, cast.plan), case(proposal))


def test_nobody_seconds_twice(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    seen = words(proposal)
    actions.second(proposal, by=member(cast.celio, cast.plan), words=seen, agrees=True)
    other = newcomer(cast, Sector.GOVERNMENT)
    with pytest.raises(Stale):
        actions.second(proposal, by=other, words=seen, agrees=False)
    assert db.session.scalar(sa.select(sa.func.count(SecondOpinion.id))) == 1


def test_a_refused_proposal_cannot_be_refused_again(cast: Cast) -> None:
    proposal = refused(cast)
    with pytest.raises(Stale):
        refusal(cast, proposal)


def test_withdrawn_while_the_refusal_waited_there_is_nothing_to_second(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    proposal.enter(State.WITHDRAWN)
    with pytest.raises(Refused):
        actions.second(proposal, by=member(cast.celio, cast.plan), words=words(proposal), agrees=True)


def test_a_refusal_needs_a_reason_for_refusing(cast: Cast) -> None:
    proposal = waiting(cast)
    for reason in ("", "1.1", "3.1"):
        with pytest.raises(Refused):
            actions.propose_refusal(proposal, by=member(cast.clara, cast.plan), words=words(proposal, reason))


def test_a_refusal_that_waits_is_read_to_its_end_after_the_stage(app: Flask, cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    end_the_stage(cast)
    celio = Browser(app, cast.celio)
    address = f"/mesa/segunda-leitura/{proposal.reference}"
    assert "A etapa terminou. Uma recusa que espera ainda recebe a segunda leitura" in celio.get(address).text
    celio.post(address, {**fields(proposal, ""), "agrees": "yes"})
    assert proposal.state is State.REFUSED


def test_without_agreement_after_the_stage_others_decide_but_ask_for_no_change(app: Flask, cast: Cast) -> None:
    proposal, unread = waiting(cast), waiting(cast)
    refusal(cast, proposal)
    end_the_stage(cast)
    actions.second(proposal, by=member(cast.celio, cast.plan), words=words(proposal), agrees=False)
    nina = newcomer(cast)
    db.session.commit()
    assert not rules.can_decide(nina, case(unread))
    with pytest.raises(Refused):
        actions.return_for_changes(proposal, by=nina, words=words(proposal, "1.1"))
    browser = Browser(app, nina.person)
    address = f"/mesa/leitura/{proposal.reference}"
    assert 'value="return"' not in browser.get(address).text
    browser.post(address, fields(proposal, "publish"))
    assert proposal.state is State.PUBLISHED


def test_while_the_stage_is_open_a_change_can_be_asked_for_after_a_disagreement(cast: Cast) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    celio = member(cast.celio, cast.plan)
    actions.second(proposal, by=celio, words=words(proposal), agrees=False)
    assert rules.can_return(celio, case(proposal))
