"""Commitments: what was published about each, every voice by itself."""

from datetime import timedelta

import pytest

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment, CommitmentFact
from ogp_participa.drafting.promotion.models import Basis, Promotion
from ogp_participa.edition.plans.models import Plan, Right
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting import consultation


def past_commitment() -> Commitment:
    plan = factories.plan(rights=(), historical=True, number=3, slug="3-plano", title="3º Plano")
    commitment = Commitment(plan=plan, number=1, title="Licitações", summary="Dados abertos", ogp_id="BRSP0001")
    commitment.facts = [
        CommitmentFact(
            position=1, label="city_claim", value="Tudo feito", voice="city", source_url="https://sp.gov.br"
        ),
        CommitmentFact(position=2, label="completion", value=None, voice="irm", scheme="IRM completion"),
        CommitmentFact(position=3, label="x", value="v", voice="irm", source_url="javascript:alert(1)"),
    ]
    db.session.add(commitment)
    db.session.commit()
    return commitment


def test_the_city_and_the_reviewers_speak_apart(visitor: Browser, cast: Cast) -> None:
    past_commitment()
    page = visitor.get("/compromissos/C3-01").text
    city, irm = page.index('class="voice voice-city"'), page.index('class="voice voice-irm"')
    assert city < page.index("Tudo feito") < irm < page.index("não disponível", irm)
    assert "javascript:" not in page


def test_a_plan_without_a_number_lends_its_address_to_the_reference(visitor: Browser, cast: Cast) -> None:
    plan: Plan = factories.plan(number=None, slug="edicao-demo")
    db.session.add(Commitment(plan=plan, number=2, title="Abrir as atas"))
    db.session.commit()
    assert "Abrir as atas" in visitor.get("/compromissos/edicao-demo-02").text
    assert "Abrir as atas" in visitor.get("/planos/edicao-demo/compromissos").text


@pytest.mark.parametrize("reference", ["C3-99", "C99999999999-01", "nada", "x-y", "%00", "C3-01x", "'; drop"])
def test_a_reference_that_is_none_is_not_found(visitor: Browser, cast: Cast, reference: str) -> None:
    past_commitment()
    visitor.get(f"/compromissos/{reference}", status=404)


def test_an_empty_list_says_where_commitments_come_from(visitor: Browser, cast: Cast) -> None:
    assert "ainda não foram escritos" in visitor.get(f"/planos/{cast.plan.slug}/compromissos").text


def test_one_walks_back_to_every_proposal_in_it(visitor: Browser, cast: Cast) -> None:
    commitment = Commitment(plan=cast.plan, number=1, title="Abrir os dados de ônibus")
    proposals = [factories.proposal(cast.plan, cast.ana), factories.proposal(cast.plan, cast.bruno)]
    db.session.add(commitment)
    db.session.flush()
    for rank, row in enumerate(proposals, start=1):
        db.session.add(Promotion(commitment_id=commitment.id, proposal_id=row.id, rank=rank, basis=Basis.RANKING))
    db.session.commit()
    page = visitor.get(f"/compromissos/{commitment.reference}").text
    assert "De onde veio" in page
    assert all(row.address in page for row in proposals)


def test_the_page_leads_to_the_consultation_while_it_is_open(visitor: Browser, cast: Cast) -> None:
    draft = consultation.opened(cast)
    promise = consultation.part(draft).commitment
    page, there = f"/compromissos/{promise.reference}", f"/planos/{cast.plan.slug}/consulta/1/{promise.number}"
    shown = visitor.get(page).text
    assert "Diga o que deve mudar neste compromisso" in shown
    assert shown.count(f'href="{there}"') == 2
    visitor.get(there)
    for stage in cast.plan.stages_with(Right.CONSULT):
        stage.opens_at, stage.closes_at = now() - timedelta(days=2), now() - timedelta(days=1)
    db.session.commit()
    shown = visitor.get(page).text
    assert "Diga o que deve mudar" not in shown
    assert shown.count(f'href="{there}"') == 1


def test_a_commitment_that_is_not_in_a_draft_leads_to_no_consultation(visitor: Browser, cast: Cast) -> None:
    promise = consultation.commitment(cast.plan)
    assert "/consulta/" not in visitor.get(f"/compromissos/{promise.reference}").text
