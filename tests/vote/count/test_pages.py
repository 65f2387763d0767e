"""The desk on which the count is closed and a winner taken out, and the result as data."""

import re

import time_machine
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.promotion import actions as drafting
from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.count import actions
from ogp_participa.vote.count.queries import results
from tests.cast import Browser, Cast
from tests.drafting.promotion.elections import over
from tests.vote.count.elections import SEED, SHARED, held

WHY = "A Secretaria de Obras examinou o terreno: ele é de área de risco e não pode receber obra."


def test_while_voting_is_open_the_board_shows_turnout_and_no_votes(cast: Cast, app: Flask) -> None:
    plan, proposals = over([7, 2])
    with time_machine.travel(plan.stages[0].opens_at, tick=False):
        page = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
    assert "A votação ainda não terminou." in page
    assert proposals[0].title not in page
    assert proposals[0].reference not in page
    assert "contagem" not in re.findall(r'action="([^"]*)"', page)


def test_before_closing_the_desk_says_what_it_publishes_and_no_votes(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    page = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
    assert page.index("Fechar publica na mesma hora") < page.index("Fechar e publicar a contagem")
    assert "Phragmén sequencial" in page
    assert proposals[0].reference not in page


def test_the_count_is_closed_with_the_number_of_the_draw(cast: Cast, app: Flask) -> None:
    plan, _ = held([*[{0}] * 3, *[{1}] * 2, *[{2}] * 2], 3)
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}"
    for blank in ("", "   "):
        empty = dario.post(f"{path}/contagem", {"seed": blank}, status=422)
        assert "pode haver empate em qualquer vaga" in empty.text
    too_long = dario.post(f"{path}/contagem", {"seed": "9" * 201}, status=422)
    assert "9" * 201 in too_long.text
    dario.post(f"{path}/contagem", {"seed": SEED})
    dario.post(f"{path}/contagem", {"seed": "1"}, status=403)
    assert "Empate na linha" in dario.get(f"{path}/selecao").text
    count = results.count_of(plan)
    assert count
    assert count.seed == SEED


def test_the_board_tells_each_seat_and_what_other_rules_would_choose(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    page = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
    assert "12 pessoas a escolheram." in page
    assert "5,4" in page, "the support left of the one that came close"
    assert page.count("/selecao/retirada/") == 2
    compared = page[page.index("Com outras regras") : page.index("Todas as propostas contadas")]
    assert "18 (90%)" in compared
    assert "13 (65%)" in compared
    votes = re.search(r"<tr><th[^>]*>Mais votos.*?</tr>", compared, re.DOTALL)
    assert votes
    assert re.findall(r">(P-[\d-]+)<", votes[0]) == [proposals[1].reference, proposals[2].reference]


def test_before_taking_out_the_page_says_what_would_change(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    dario, desk = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/selecao"
    path = f"{desk}/retirada/{proposals[0].reference}"
    page = dario.get(path).text
    would = page[page.index("O que mudaria") :]
    assert would.index(proposals[1].reference) < would.index("Perderia a vaga") < would.index(proposals[0].reference)
    short = dario.post(path, {"reason": "Não dá mesmo."}, status=422)
    assert "pelo menos 40 letras" in short.text
    assert "Não dá mesmo." in short.text
    assert results.removals_of(plan) == []
    assert dario.post(path, {"reason": WHY}).headers["Location"] == desk
    board = dario.get(desk).text
    assert WHY in board
    assert board.count("/selecao/retirada/") == 2
    dario.get(path, 403)
    dario.post(path, {"reason": WHY}, status=403)


def test_a_promoted_proposal_that_lost_its_seat_stays_and_the_board_says_so(cast: Cast, app: Flask) -> None:
    ballots = [*[{0, 1}] * 6, *[{1, 2}] * 5, *[{0}] * 2, *[{2, 3}] * 4, *[{3}] * 3, *[{1}] * 1]
    plan, _ = held(ballots, 4, rule=Rule.PAV)
    actions.close_count(cast.dario, plan, SEED)
    first, second = (standing.proposal for standing in results.standings(plan, 2))
    change = results.rerun(plan, {first.id})
    assert second.id in change.left, "the ballots are written so that the second winner loses its seat"
    commitment = drafting.draft_commitment(cast.dario, plan, "Dados", "")
    drafting.promote(cast.dario, commitment, [second])
    db.session.commit()
    dario, desk = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/selecao"
    path = f"{desk}/retirada/{first.reference}"
    assert "já faz parte de um compromisso e continua nele" in dario.get(path).text
    dario.post(path, {"reason": WHY})
    assert "já faz parte de um compromisso e continua nele" in dario.get(desk).text
    dario.get(f"{desk}/retirada/{second.reference}", 403)


def test_taking_out_is_for_staff_and_for_proposals_of_the_plan(cast: Cast, app: Flask, visitor: Browser) -> None:
    plan, proposals = held(SHARED, 5)
    other, others = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    actions.close_count(cast.dario, other, SEED)
    db.session.commit()
    path = f"/gestao/planos/{plan.slug}/selecao/retirada"
    assert visitor.get(f"{path}/{proposals[0].reference}", 303).headers["Location"].startswith("/entrar")
    for person in (cast.ana, cast.clara):
        Browser(app, person).get(f"{path}/{proposals[0].reference}", 403)
        Browser(app, person).post(f"{path}/{proposals[0].reference}", {"reason": WHY}, status=403)
    Browser(app, cast.dario).get(f"{path}/{others[0].reference}", 404)
    Browser(app, cast.dario).get(f"{path}/P-1999-0001", 404)
    Browser(app, cast.dario).get(f"{path}/{proposals[1].reference}", 403)


def test_the_answer_to_who_was_taken_out_begins_with_the_reason(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    actions.remove_winner(cast.dario, plan, proposals[0], WHY)
    db.session.commit()
    page = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/respostas?p={proposals[0].reference}").text
    text = re.search(r"<textarea[^>]*>([^<]+)</textarea>", page)
    assert text
    assert WHY in text[1]


def test_the_result_is_data_for_everybody(cast: Cast, visitor: Browser) -> None:
    plan, proposals = held(SHARED, 5)
    path = f"/planos/{plan.slug}/resultado.json"
    visitor.get(path, 404)
    actions.close_count(cast.dario, plan, SEED)
    actions.remove_winner(cast.dario, plan, proposals[0], WHY)
    db.session.commit()
    answer = visitor.get(path)
    assert answer.mimetype == "application/json"
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    data = answer.get_json()
    names = [proposal.reference for proposal in proposals]
    assert (data["rule"], data["seed"], data["seats"], data["ballots"]) == ("phragmen", SEED, 2, 20)
    assert data["winners"] == [names[1], names[2]]
    assert [place["reference"] for place in data["places"]] == [names[1], names[2], names[0], names[3], names[4]]
    assert data["steps"][0] == {
        "winner": names[1],
        "left": {names[1]: "9", names[2]: "6", names[3]: "1"},
        "equals": [],
        "kept_out": [],
        "completing": False,
        "represented": 9,
    }
    assert [other["rule"] for other in data["comparisons"]] == ["approvals", "pav", "equal_shares"]
    (removal,) = data["removals"]
    assert (removal["reference"], removal["reason"], removal["entered"], removal["left"]) == (
        names[0],
        WHY,
        [names[1]],
        [],
    )


def test_the_data_goes_by_the_names_of_the_vote(cast: Cast, visitor: Browser) -> None:
    plan, proposals = held([{0}, {1}, {0}], 2, outside_names=True, seats=1)
    proposals[0].outside_reference = "BO.D10.11/22"
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    data = visitor.get(f"/planos/{plan.slug}/resultado.json").get_json()
    assert data["winners"] == ["BO.D10.11/22"]
    assert data["places"][0]["proposal"] == proposals[0].reference


def test_a_count_of_before_steps_were_kept_is_still_a_board(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5, rule=Rule.APPROVALS)
    count = actions.close_count(cast.dario, plan, SEED)
    count.steps, count.comparisons = [], []
    db.session.commit()
    page = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
    assert "Nenhuma proposta teve voto." not in page
    assert "Com outras regras" not in page
    assert proposals[0].title in page
