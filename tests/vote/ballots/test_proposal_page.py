"""The proposal's own page during and after a vote."""

from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.promotion import actions as drafting
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.promotion.elections import counted


def test_a_proposal_is_voted_for_on_its_own_page(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan)
    db.session.commit()
    page, voting = f"/propostas/{proposal.address}", f'action="/propostas/{proposal.reference}/voto"'
    assert f"next=/propostas/{proposal.reference}/voto" in visitor.get(page).text
    ana = Browser(app, cast.ana)
    assert voting in ana.get(page).text
    answer = ana.post(f"/propostas/{proposal.reference}/voto", {"volta": page})
    assert answer.headers["Location"] == f"{page}#{proposal.reference}"
    after = ana.get(page).text
    assert "Está na sua cédula" in after
    assert voting not in after
    assert "A equipe conduz a votação" in Browser(app, cast.dario).get(page).text


def test_a_proposals_page_says_what_became_of_it(cast: Cast, visitor: Browser) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    commitment = drafting.draft_commitment(cast.dario, plan, "Dados de ônibus", "")
    drafting.promote(cast.dario, commitment, proposals[:1])
    drafting.answer(cast.dario, plan, proposals[2:], "Não coube.")
    drafting.answer(cast.dario, plan, proposals[2:], "Não coube: faltou 1 voto.")
    db.session.commit()
    promoted = visitor.get(f"/propostas/{proposals[0].address}").text
    assert "Virou o compromisso" in promoted
    assert f"{commitment.reference} – Dados de ônibus" in promoted
    answered = visitor.get(f"/propostas/{proposals[2].address}").text
    assert "Não selecionada. O motivo:</strong> Não coube: faltou 1 voto." in answered
    assert "Respostas anteriores, corrigidas por esta" in answered
    assert f"/propostas/{proposals[0].reference}" in visitor.get(f"/compromissos/{commitment.reference}").text
