"""The public result and the desk of the selection."""

import re

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.promotion import actions, queries
from ogp_participa.drafting.promotion.models import Basis
from ogp_participa.proposals.comments.models import Follow
from ogp_participa.proposals.proposals.models import State
from ogp_participa.vote.count.queries import results as counting
from ogp_participa.vote.verifier.tally import lot
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.promotion.elections import counted, decision, over

WHY = "O Fórum e a área técnica juntaram esta proposta com a primeira, que trata do mesmo."


def test_before_the_count_the_result_page_says_when_it_comes(cast: Cast, visitor: Browser) -> None:
    plan, _ = over([3, 2])
    assert "Os votos estão sendo contados." in visitor.get(f"/planos/{plan.slug}/resultado").text
    assert "O resultado vem depois" in visitor.get(f"/planos/{cast.plan.slug}/resultado").text


def test_the_result_shows_the_ranking_the_line_and_the_draw(cast: Cast, visitor: Browser) -> None:
    plan, proposals = counted(cast.dario, [4, 2, 2, 0])
    page = visitor.get(f"/planos/{plan.slug}/resultado")
    assert "Set-Cookie" not in page.headers
    order = re.findall(r'<th scope="row"><a href="/propostas/(P-\d+-\d+)', page.text)
    assert order == [s.proposal.reference for s in counting.standings(plan)]
    assert page.text.count('<tr class="line-below">') == 1
    assert "Aqui terminam as 2 vagas." in page.text
    for proposal in proposals[1:3]:
        assert lot("48211", proposal.reference)[:12] in page.text
    assert "48211" in page.text


def test_the_result_of_a_vote_that_nobody_took_part_in_is_a_page(cast: Cast, visitor: Browser) -> None:
    plan, _ = counted(cast.dario, [0, 0])
    assert "Ninguém escolheu uma proposta, por isso" in visitor.get(f"/planos/{plan.slug}/resultado").text
    empty, _ = counted(cast.dario, [])
    visitor.get(f"/planos/{empty.slug}/resultado")


def test_the_result_says_what_became_of_each(cast: Cast, visitor: Browser) -> None:
    plan, proposals = counted(cast.dario, [4, 3, 1])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    actions.promote(cast.dario, commitment, proposals[:1])
    actions.answer(cast.dario, plan, proposals[2:], "Não coube.")
    db.session.commit()
    page = visitor.get(f"/planos/{plan.slug}/resultado").text
    for words in (commitment.reference, "Respondida", "Vai virar compromisso"):
        assert words in page


@pytest.mark.parametrize("page", ["selecao", "promocoes/nova", "respostas"])
def test_the_desk_is_for_staff_alone(cast: Cast, app: Flask, visitor: Browser, page: str) -> None:
    plan, _ = counted(cast.dario, [2, 1])
    path = f"/gestao/planos/{plan.slug}/{page}"
    assert visitor.get(path, 303).headers["Location"].startswith("/entrar")
    for person in (cast.ana, cast.clara):
        Browser(app, person).get(path, 403)


def test_ticked_proposals_become_a_new_commitment(cast: Cast, app: Flask) -> None:
    plan, proposals = counted(cast.dario, [4, 3, 1])
    db.session.add(Follow(person_id=cast.ana.id, proposal_id=proposals[0].id))
    db.session.commit()
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/promocoes/nova"
    ticked = [proposals[0].reference, proposals[1].reference]
    page = dario.get(f"{path}?p={ticked[0]}&p={ticked[1]}").text
    assert "3 pessoas" in page
    assert "Todas estas têm vaga pela votação" in page
    wrong = dario.post(path, {"p": ticked, "commitment": "novo", "summary": "Guardado"}, status=422)
    assert "Escreva o título do compromisso." in wrong.text
    assert "Guardado" in wrong.text
    dario.post(path, {"p": ticked, "commitment": "novo", "title": "Dados abertos", "summary": "", "seen": "0"})
    (first, second) = (queries.promotions_of(proposal) for proposal in proposals[:2])
    assert first[0].commitment is second[0].commitment
    assert first[0].commitment.title == "Dados abertos"


def test_a_form_sent_twice_makes_one_commitment(cast: Cast, app: Flask) -> None:
    plan, proposals = counted(cast.dario, [4, 3, 1])
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/promocoes/nova"
    sent = {"p": proposals[0].reference, "commitment": "novo", "title": "Dados abertos", "seen": "0"}
    dario.post(path, sent)
    dario.post(path, sent, status=409)
    assert len(queries.promotions_of(proposals[0])) == 1
    dario.post(path, {**sent, "seen": "tudo"}, status=409)


def test_out_of_order_the_form_asks_for_the_reason_and_keeps_what_was_typed(cast: Cast, app: Flask) -> None:
    plan, proposals = counted(cast.dario, [4, 3, 1, 1])
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/promocoes/nova"
    sent = {"p": proposals[2].reference, "commitment": "novo", "title": "Dados abertos", "seen": "0"}
    refused = dario.post(path, {**sent, "justification": "Porque sim."}, status=422)
    assert "A equipe sozinha não pode pular a votação" in refused.text
    assert "Dados abertos" in refused.text
    assert "Porque sim." in refused.text
    dario.post(path, {**sent, "justification": WHY})
    assert queries.promotions_of(proposals[2])[0].basis is Basis.JUSTIFICATION
    forum = decision(plan)
    chosen = {"p": proposals[3].reference, "commitment": str(queries.promotions_of(proposals[2])[0].commitment_id)}
    dario.post(path, {**chosen, "decision": str(forum.id), "seen": "0"})
    assert queries.promotions_of(proposals[3])[0].forum_decision == forum


def test_a_proposal_of_another_plan_cannot_be_slipped_in(cast: Cast, app: Flask) -> None:
    plan, _ = counted(cast.dario, [4, 3])
    other = factories.proposal(cast.plan)
    db.session.commit()
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}"
    board = dario.post(f"{path}/promocoes/nova", {"p": other.reference, "commitment": "novo", "title": "Dados"})
    assert board.headers["Location"] == f"{path}/selecao"
    dario.post(f"{path}/respostas", {"p": other.reference, "text": "Não."}, status=422)
    assert other.state is State.PUBLISHED


def test_one_text_answers_many_with_their_own_figures(cast: Cast, app: Flask) -> None:
    plan, proposals = counted(cast.dario, [5, 4, 3, 2])
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/respostas"
    assert "esta proposta não ficou com nenhuma. {motivo}" in dario.get(path).text
    nobody = dario.post(path, {"text": "Guardado"}, status=422)
    assert "Marque ao menos uma proposta." in nobody.text
    assert "Guardado" in nobody.text
    dario.post(path, {"p": [p.reference for p in proposals[2:]], "text": ""}, status=422)
    dario.post(path, {"p": [p.reference for p in proposals[2:]], "text": "Lugar {lugar}: {votos}."})
    assert [queries.answers_of(p)[0].text for p in proposals[2:]] == ["Lugar 3: 3 votos.", "Lugar 4: 2 votos."]
    assert "Lugar 4: 2 votos." in dario.get(f"{path}?mostrar=respondidas").text


def test_all_that_wait_are_answered_at_once(cast: Cast, app: Flask) -> None:
    plan, _ = counted(cast.dario, [5, 4, 3, 2, 1, 0])
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}"
    opening = re.search(r"<textarea[^>]*>([^<]+)</textarea>", dario.get(f"{path}/respostas").text)
    assert opening
    dario.post(f"{path}/respostas", {"todas": "1", "text": opening[1].strip()})
    assert "Ninguém espera resposta." in dario.get(f"{path}/respostas").text
    assert "2 propostas ainda esperam um compromisso ou uma resposta." in dario.get(f"{path}/selecao").text
    elected = [standing.proposal for standing in counting.standings(plan, 2)]
    actions.promote(cast.dario, actions.draft_commitment(cast.dario, plan, "Dados", ""), elected)
    db.session.commit()
    assert queries.unanswered_count(plan) == 0
    assert "Toda proposta tem um compromisso ou uma resposta." in dario.get(f"{path}/selecao").text


def test_who_has_a_seat_is_not_told_that_it_was_too_low(cast: Cast, app: Flask) -> None:
    plan, proposals = counted(cast.dario, [5, 4, 3])
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/respostas"
    ticked = dario.get(f"{path}?p={proposals[0].reference}").text
    assert proposals[0].title in ticked
    opening = re.search(r"<textarea[^>]*>([^<]+)</textarea>", ticked)
    assert opening
    dario.post(path, {"p": proposals[0].reference, "text": opening[1].strip()}, status=403)
    assert queries.answers_of(proposals[0]) == []
    dario.post(path, {"p": proposals[0].reference, "text": "A área técnica mostrou que já existe."})
    assert len(queries.answers_of(proposals[0])) == 1


def test_the_answers_are_in_portuguese_whatever_the_language_of_the_desk(cast: Cast, app: Flask) -> None:
    plan, proposals = counted(cast.dario, [5, 4, 3])
    dario = Browser(app, cast.dario)
    path = f"/en/gestao/planos/{plan.slug}/respostas"
    opening = re.search(r"<textarea[^>]*>([^<]+)</textarea>", dario.get(path).text)
    assert opening
    assert "Havia 2 vagas" in opening[1]
    dario.post(path, {"p": proposals[2].reference, "text": opening[1].strip()})
    assert "3 pessoas a escolheram." in queries.answers_of(proposals[2])[0].text


def test_the_board_has_pages_and_is_narrowed(cast: Cast, app: Flask) -> None:
    plan, _ = counted(cast.dario, [1] * 40 + [0] * 11, seats=3)
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/selecao"
    assert dario.get(path).text.count('type="checkbox"') == 50
    assert dario.get(f"{path}?pagina=2").text.count('type="checkbox"') == 1
    dario.get(f"{path}?pagina=3", 404)
    dario.get(f"{path}?mostrar=tudo&pagina=x")
    assert "Não há nada aqui." in dario.get(f"{path}?mostrar=promovidas").text


def test_a_promoted_commitment_leads_into_the_editor(cast: Cast, app: Flask) -> None:
    plan, _ = counted(cast.dario, [2])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    db.session.commit()
    dario = Browser(app, cast.dario)
    path = f"/gestao/compromissos/{commitment.reference}"
    assert path in dario.get(f"/compromissos/{commitment.reference}").text
    dario.post(f"{path}/resumo", {"title": "", "summary": "Guardado", "seen": "1"}, status=422)
    dario.post(f"{path}/resumo", {"title": "Dados de ônibus", "summary": "Abrir", "seen": "1"})
    assert commitment.title == "Dados de ônibus"
    Browser(app, cast.ana).get(path, 403)
    dario.get("/gestao/compromissos/C9-99", 404)
