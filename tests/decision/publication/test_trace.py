"""From what somebody wrote to what is promised, and back; and the numbers that OGP gives."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.decision.publication import actions, traces
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse, ReplyOutcome
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.publication import filled, published, ready
from tests.test_query_caps import count


def source(plan: Plan) -> Proposal:
    [way] = traces.ways_of(plan)
    return way.sources[0][0]


def test_one_page_shows_the_way_from_proposal_to_version(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    joined = factories.proposal(edition.plan, cast.bruno, State.MERGED, title="Unida à primeira")
    joined.merged_into_id = source(edition.plan).id
    db.session.commit()
    page = visitor.get(f"/planos/{edition.plan.slug}/rastro").text
    for words in ("Quero os dados dos ônibus", "Unida à primeira", "Marco número 2", "Versão 1 do plano"):
        assert words in page
    assert f"/compromissos/{commitment.reference}#marco-2" in page


def test_what_was_said_in_the_consultation_is_on_the_way(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    draft = PlanDraft(plan_id=edition.plan_id, number=1, accepts_new=False)
    db.session.add(draft)
    db.session.flush()
    values = {"plan_id": edition.plan_id, "draft_id": draft.id, "commitment_id": commitment.id, "passage": "action"}
    lead = commitment.parts[0].organisation
    for number, outcome in ((7, ReplyOutcome.IN_PART), (8, ReplyOutcome.NOT_ACCEPTED)):
        contribution = Contribution(
            year=2026, number=number, kind=ContributionKind.WORDING, text="Digam quando.", **values
        )
        reply = InstitutionResponse(
            plan_id=edition.plan_id, outcome=outcome, text="Sim.", organisation_id=lead.id, role="Chefia"
        )
        reply.institution, reply.commitment_id = lead.name, commitment.id
        db.session.add_all([contribution, reply])
        db.session.flush()
        link = {"plan_id": edition.plan_id, "reply_id": reply.id, "contribution_id": contribution.id}
        db.session.add(Answered(**link, number=1, days=0))
    db.session.commit()
    page = visitor.get(f"/planos/{edition.plan.slug}/rastro").text
    assert "/contribuicoes/C-2026-0007" in page
    assert "C-2026-0008" not in page
    data = visitor.get(f"/compromissos/{commitment.reference}.json").json
    assert data is not None
    assert data["changed_by"] == ["C-2026-0007"]


def test_a_machine_walks_both_ways(cast: Cast, visitor: Browser) -> None:
    edition, made = published(cast)
    slug = edition.plan.slug
    plan = visitor.get(f"/planos/{slug}/plano/1.json").json
    assert plan is not None
    [came] = plan["commitments"][0]["came_from"]
    proposal = visitor.get(came["address"].removeprefix("http://127.0.0.1:5000")).json
    assert proposal is not None
    [fed] = proposal["commitments"]
    assert fed["published_version"] == 1
    commitment = visitor.get(fed["address"].removeprefix("http://127.0.0.1:5000")).json
    assert commitment is not None
    assert commitment["reference"] == made.reference
    assert commitment["came_from"][0]["reference"] == came["reference"]
    assert commitment["milestones"][0]["reference"] == plan["commitments"][0]["milestones"][0]["reference"]
    [held] = commitment["published_in"]
    assert held["address"].endswith(f"/planos/{slug}/plano/1.json")
    assert 'type="application/json"' in visitor.get(f"/planos/{slug}/plano").text


def test_pages_need_few_statements_however_large_the_plan(cast: Cast, visitor: Browser) -> None:
    small, _made = published(cast)
    plan, _made = ready(cast)
    for number in range(2, 12):
        filled(plan, number, milestones=6)
    db.session.commit()
    actions.publish(cast.dario, plan, "")
    db.session.commit()
    for page in ("plano", "rastro", "plano/1.json"):
        few, many = (count(visitor, f"/planos/{entry.slug}/{page}") for entry in (small.plan, plan))
        assert len(few) == len(many) <= 12, "\n\n".join(many)


def test_numbers_of_ogp_are_written_down_never_made(app: Flask, cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    dario, address = Browser(app, cast.dario), f"/gestao/planos/{edition.plan.slug}/plano/ogp"
    assert commitment.ogp_id is None
    dario.get(address)
    assert "BRSP0012" in dario.post(address, {"ogp-1": "não sei; talvez"}, status=422).text
    dario.post(address, {"ogp-1": " brsp 0077 "})
    assert commitment.ogp_id == "BRSP0077"
    assert "BRSP0077" in visitor.get(f"/planos/{edition.plan.slug}/plano").text
    dario.post(address, {"ogp-1": ""})
    assert commitment.ogp_id is None


def test_numbers_of_ogp_come_after_publication(cast: Cast) -> None:
    plan, _made = ready(cast)
    with pytest.raises(Refused):
        actions.record_ids(cast.dario, plan, {1: "BRSP0001"})


def test_two_commitments_do_not_share_a_number_of_ogp(app: Flask, cast: Cast) -> None:
    plan, _made = ready(cast)
    filled(plan, 2)
    db.session.commit()
    actions.publish(cast.dario, plan, "")
    db.session.commit()
    address = f"/gestao/planos/{plan.slug}/plano/ogp"
    Browser(app, cast.dario).post(address, {"ogp-1": "BRSP0001", "ogp-2": "brsp0001"}, status=422)
