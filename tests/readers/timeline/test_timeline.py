"""The story of a proposal."""

import pytest
from flask import Flask

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.drafting.promotion import actions as drafting
from ogp_participa.edition.plans.models import StageKind
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.timeline.outlook import Outlook, outlook
from ogp_participa.readers.timeline.queries.story import timeline
from ogp_participa.vote.count.models import Count, Rank
from tests import factories
from tests.cast import Cast


def _titles(proposal: Proposal) -> list[str]:
    return [step.title for step in timeline(proposal, "en", now())]


def test_the_story_begins_with_who_sent_it(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    record(Kind.PROPOSAL_SUBMITTED, by=cast.ana, on=proposal, version=1)
    with app.test_request_context("/en/", environ_overrides={"ogp.locale": "en"}):
        assert _titles(proposal)[0] == "Sent by Ana S."


def test_many_comments_do_not_push_later_steps_out_of_the_story(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    for number in range(220):
        record(Kind.COMMENT_WRITTEN, by=cast.bruno, on=proposal, comment_id=number)
    record(Kind.PROPOSAL_WITHDRAWN, by=cast.ana, on=proposal, reason="")
    with app.test_request_context("/en/", environ_overrides={"ogp.locale": "en"}):
        assert "Withdrawn by who proposed it" in _titles(proposal)


def test_the_story_ends_in_the_commitment(app: Flask, cast: Cast) -> None:
    plan = factories.plan(rights=())
    factories.stage(plan, StageKind.VOTING, opens=-5, closes=-1)
    factories.stage(plan, StageKind.DRAFTING)
    proposal = factories.proposal(plan, cast.ana)
    db.session.add(Count(plan_id=plan.id, ballots=9, confirmed=8, seats=5, seed="1"))
    db.session.add(Rank(plan_id=plan.id, proposal_id=proposal.id, rank=1, votes=7, elected=True))
    db.session.flush()
    commitment = drafting.draft_commitment(cast.dario, plan, "Dados abertos", "")
    drafting.promote(cast.dario, commitment, [proposal])
    db.session.flush()
    with app.test_request_context("/en/", environ_overrides={"ogp.locale": "en"}):
        story = timeline(proposal, "en", now())
    assert [step.title for step in story][-2:] == [
        "The vote: 7 votes",
        f"Became commitment {commitment.reference}",
    ]
    assert story[-1].href.endswith(f"/compromissos/{commitment.reference}")


@pytest.mark.parametrize("state", [State.MERGED, State.REFUSED, State.WITHDRAWN, State.PROMOTED, State.NOT_PROMOTED])
def test_a_story_that_has_ended_promises_nothing_more(state: State) -> None:
    assert outlook(state, None, None, counted=False, votes=False) == []


def test_a_proposal_being_read_is_said_to_be_read() -> None:
    assert outlook(State.IN_REVIEW, None, None, counted=False, votes=False) == [Outlook.BEING_READ]
