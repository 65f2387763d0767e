"""Opinions as people see, enter and appeal against them."""

from datetime import timedelta

import pytest
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.drafting.feasibility import actions
from ogp_participa.drafting.feasibility.models import Finding, Opinion, OpinionKind, OpinionVersion
from ogp_participa.drafting.feasibility.queries import opinion_on, opinions_on
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.feasibility import ANSWER, APPEAL, DEPARTMENT, PROCESS, REASON, fed, form, given, words
from tests.drafting.promotion.elections import counted
from tests.test_query_caps import count

WHY = "A proposta mudou: agora pede só os dados que já existem."
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> não dá para fazer assim."


def entry(proposal: Proposal, kind: str = "tecnico") -> str:
    """Where staff enter an opinion."""
    return f"/gestao/propostas/{proposal.reference}/pareceres/{kind}"


def path(opinion: Opinion) -> str:
    """The page of an opinion."""
    return f"/pareceres/{opinion.id}"


def technical(thing: Proposal) -> Opinion:
    """The technical opinion on a proposal."""
    opinion = opinion_on(thing, OpinionKind.TECHNICAL)
    assert opinion
    return opinion


def test_staff_enter_an_opinion_and_everybody_reads_it(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    dario = Browser(app, cast.dario)
    assert "SEI" in dario.get(entry(proposal)).text
    dario.post(entry(proposal), form(sei="SEI 6010202600012345", text="**Não** há equipe para isso hoje."))
    page = visitor.get(path(technical(proposal))).text
    assert all(row in page for row in ("Parecer técnico", "Desfavorável", PROCESS, DEPARTMENT, "Chefia de gabinete"))
    assert "<strong>Não</strong>" in page
    assert "O último dia para recurso" in page
    assert cast.dario.name not in page
    assert DEPARTMENT in visitor.get(f"/propostas/{proposal.address}").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"finding": ""}, "Escolha o que o órgão diz."),
        ({"finding": "excelente"}, "Escolha o que o órgão diz."),
        ({"text": "Não."}, "Escreva o motivo em uma frase"),
        ({"text": "a" * 8001}, "8001"),
        ({"text": "Fale com a Maria no telefone (11) 98765-4321 sobre isso."}, "telefone"),
        ({"sei": "123"}, "dezesseis algarismos"),
        ({"new_organisation": ""}, "Escolha o órgão"),
        ({"role": ""}, "Escreva o cargo"),
        ({"role": "maria@example.org"}, "e-mail"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, app: Flask, wrong: dict[str, str], sentence: str
) -> None:
    proposal = factories.proposal(cast.plan)
    db.session.commit()
    answer = Browser(app, cast.dario).post(entry(proposal), form(**{"text": REASON, **wrong}), status=422)
    assert sentence in answer.text
    assert wrong.get("text", REASON)[:40] in answer.text
    assert opinions_on(proposal) == {}


def test_a_civil_society_organisation_is_not_taken_for_a_department(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan)
    db.session.commit()
    assert cast.clara_seat.organisation
    sent = form(new_organisation=cast.clara_seat.organisation.name)
    assert "sociedade civil" in Browser(app, cast.dario).post(entry(proposal), sent, status=422).text


def test_hostile_text_stays_text(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion = given(cast.dario, proposal, text=HOSTILE)
    Browser(app, cast.ana).post(f"{path(opinion)}/recurso", {"text": HOSTILE})
    for page in (path(opinion), f"/planos/{cast.plan.slug}/pareceres", f"/propostas/{proposal.address}"):
        text = visitor.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


def test_an_older_version_stays_readable_and_says_what_changed(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion, dario = given(cast.dario, proposal), Browser(app, cast.dario)
    text = REASON.replace("não tem como fazer", "pode fazer")
    dario.post(entry(proposal), form(seen="1", finding="with_changes", text=text), status=422)
    dario.post(entry(proposal), form(seen="1", finding="with_changes", text=text, reason=WHY))
    newest = visitor.get(path(opinion)).text
    assert "<ins>" in newest and "<del>" in newest and WHY in newest
    older = visitor.get(f"{path(opinion)}?versao=1").text
    assert REASON in older and "Ler a versão mais nova" in older
    for wrong in ("9", "99999999999999999999"):
        visitor.get(f"{path(opinion)}?versao={wrong}", 404)


def test_a_desk_that_was_slower_keeps_its_text_and_reads_the_other_version(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan)
    given(cast.eva, proposal, text="A equipe técnica é contra, por falta de servidores.")
    answer = Browser(app, cast.dario).post(entry(proposal), form(), status=409)
    assert REASON in answer.text
    assert "por falta de servidores" in answer.text
    assert technical(proposal).version == 1
    assert 'name="seen" type="hidden" value="1"' in answer.text
    Browser(app, cast.dario).post(entry(proposal), form(seen="1", reason=WHY))
    assert technical(proposal).version == 2


def test_the_author_appeals_and_the_department_answers(cast: Cast, app: Flask, visitor: Browser) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    appeal = f"{path(opinion)}/recurso"
    ana, dario, answer = Browser(app, cast.ana), Browser(app, cast.dario), f"/gestao/pareceres/{opinion.id}/recurso"
    dario.get(answer, 404)
    ana.post(appeal, {"text": "Não."}, status=422)
    assert "Recorrer deste parecer" in ana.get(path(opinion)).text
    ana.post(appeal, {"text": APPEAL})
    assert APPEAL in visitor.get(path(opinion)).text
    assert cast.ana.name not in visitor.get(path(opinion)).text
    assert "Recurso em espera" in visitor.get(f"/planos/{cast.plan.slug}/pareceres?recurso=espera").text
    assert APPEAL in dario.get(answer).text
    signed = {"answer": ANSWER, "new_organisation": DEPARTMENT, "role": "Chefia de gabinete"}
    dario.post(answer, {**signed, "decision": "talvez"}, status=422)
    dario.post(answer, {**signed, "decision": "mudou"}, status=422)
    dario.post(answer, {**signed, "decision": "mudou", "finding": "favourable", "text": REASON, "sei": PROCESS})
    page = visitor.get(path(opinion)).text
    assert "Favorável" in page and ANSWER in page
    assert "O órgão muda o parecer." in visitor.get(f"{path(opinion)}?versao=1").text
    dario.get(answer, 404)


def test_who_may_not_appeal_reads_why(cast: Cast, app: Flask, visitor: Browser) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    bruno = Browser(app, cast.bruno)
    assert "Podem recorrer quem escreveu" in bruno.get(f"{path(opinion)}/recurso").text
    bruno.post(f"{path(opinion)}/recurso", {"text": APPEAL}, status=403)
    assert "Recorrer deste parecer" not in bruno.get(path(opinion)).text
    assert "Entrar para recorrer" in visitor.get(path(opinion)).text
    visitor.get(f"{path(opinion)}/recurso", 303)


def test_after_the_term_the_page_says_when_it_ended(cast: Cast, app: Flask, visitor: Browser) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    db.session.get_one(OpinionVersion, opinion.current.id).at = now() - timedelta(days=17)
    db.session.commit()
    assert "O prazo para recurso terminou. O último dia foi" in visitor.get(path(opinion)).text
    Browser(app, cast.ana).post(f"{path(opinion)}/recurso", {"text": APPEAL}, status=403)


def test_the_public_list_is_narrowed(cast: Cast, visitor: Browser) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    given(cast.dario, first)
    given(cast.dario, second, Finding.FAVOURABLE, OpinionKind.BUDGET)
    index = f"/planos/{cast.plan.slug}/pareceres"
    every = visitor.get(index).text
    assert first.title in every and second.title in every
    for query, there, gone in (
        ("tipo=orcamentario", second, first),
        ("tipo=tecnico", first, second),
        ("resultado=favoravel", second, first),
        ("tipo=tecnico&resultado=desfavoravel", first, second),
    ):
        text = visitor.get(f"{index}?{query}").text
        assert there.title in text and gone.title not in text
    assert "Nenhum parecer corresponde" in visitor.get(f"{index}?recurso=espera").text
    assert first.title in visitor.get(f"{index}?tipo=%3Cb%3E&resultado=x").text
    visitor.get(f"{index}?pagina=7", 404)


def test_what_is_not_public_any_more_takes_its_opinions_along(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion = given(cast.dario, proposal)
    proposal.enter(State.WITHDRAWN)
    db.session.commit()
    visitor.get(path(opinion), 404)
    assert proposal.title not in visitor.get(f"/planos/{cast.plan.slug}/pareceres").text
    Browser(app, cast.dario).get(path(opinion))


def test_opinions_of_an_edition_that_is_not_listed_are_for_staff_alone(cast: Cast, app: Flask) -> None:
    hidden = factories.plan(listed=False)
    opinion = given(cast.dario, factories.proposal(hidden, cast.ana))
    for address in (path(opinion), f"/planos/{hidden.slug}/pareceres"):
        for person in (None, cast.bruno):
            Browser(app, person).get(address, 404)
        Browser(app, cast.dario).get(address)


def test_the_data_of_a_proposal_name_its_opinions(cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion = given(cast.dario, proposal)
    data = visitor.get(f"/propostas/{proposal.reference}.json").json
    assert data
    assert [(row["kind"], row["finding"], row["address"]) for row in data["opinions"]] == [
        ("technical", "unfavourable", path(opinion))
    ]


def test_the_data_of_a_commitment_name_its_opinions(cast: Cast, visitor: Browser) -> None:
    commitment = fed(cast.plan, factories.proposal(cast.plan, cast.ana, State.PROMOTED))
    opinion = given(cast.dario, commitment, kind=OpinionKind.LEGAL)
    appeal = actions.appeal(cast.ana, opinion, APPEAL, None)
    db.session.commit()
    there = f"/compromissos/{commitment.reference}.json"
    (data,) = (visitor.get(there).json or {})["opinions"]
    assert data["kind"] == "legal"
    assert (data["finding"], data["version"], data["appeal_waits"]) == ("unfavourable", 1, True)
    assert (data["institution"], data["address"]) == (DEPARTMENT, path(opinion))
    actions.answer(cast.dario, appeal, ANSWER, DEPARTMENT, "Chefia", words(Finding.FAVOURABLE))
    db.session.commit()
    (data,) = (visitor.get(there).json or {})["opinions"]
    assert (data["finding"], data["version"], data["appeal_waits"]) == ("favourable", 2, False)


def test_a_published_plan_takes_no_opinion_and_says_so(cast: Cast, app: Flask) -> None:
    plan = factories.plan()
    proposal = factories.proposal(plan, cast.ana)
    given(cast.dario, proposal)
    plan.published = 1
    db.session.commit()
    dario = Browser(app, cast.dario)
    assert "O plano já foi publicado." in dario.get(entry(proposal)).text
    dario.post(entry(proposal), form(seen="1", reason=WHY), status=403)
    assert "O plano já foi publicado." in dario.get(f"/gestao/planos/{plan.slug}/pareceres").text


def test_the_desk_shows_what_is_missing_for_the_elected(cast: Cast, app: Flask) -> None:
    plan, (first, second, third) = counted(cast.dario, [3, 2, 1], seats=2)
    for kind in OpinionKind:
        given(cast.dario, first, Finding.FAVOURABLE, kind)
    dario, desk = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/pareceres"
    elected = dario.get(desk).text
    assert first.title in elected and second.title in elected and third.title not in elected
    missing = dario.get(f"{desk}?mostrar=faltam").text
    assert second.title in missing and first.title not in missing
    assert entry(second, "juridico") in missing
    assert third.title in dario.get(f"{desk}?mostrar=todas").text
    assert "Nenhum recurso em espera." in dario.get(f"{desk}?mostrar=recursos").text


def test_a_drafted_commitment_gets_opinions_too(cast: Cast, app: Flask, visitor: Browser) -> None:
    source = factories.proposal(cast.plan, cast.ana, State.PROMOTED)
    commitment, dario = fed(cast.plan, source), Browser(app, cast.dario)
    there = f"/gestao/compromissos/{commitment.reference}/pareceres/orcamentario"
    dario.get(there)
    dario.post(there, form())
    opinion = opinion_on(commitment, OpinionKind.BUDGET)
    assert opinion
    assert "Parecer orçamentário" in visitor.get(f"/compromissos/{commitment.reference}").text
    Browser(app, cast.ana).post(f"{path(opinion)}/recurso", {"text": APPEAL})
    assert commitment.title in dario.get(f"/gestao/planos/{cast.plan.slug}/pareceres?mostrar=recursos").text
    dario.get(f"/gestao/compromissos/{commitment.reference}/pareceres/magico", 404)


def test_the_story_of_the_proposal_tells_of_the_opinion(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion = given(cast.dario, proposal)
    Browser(app, cast.ana).post(f"{path(opinion)}/recurso", {"text": APPEAL})
    page = visitor.get(f"/propostas/{proposal.reference}/historico").text
    assert "Parecer técnico: desfavorável" in page
    assert "um recurso pede nova análise" in page
    assert f'href="{path(opinion)}"' in page


def test_an_opinion_after_the_vote_comes_after_the_vote_in_the_story(cast: Cast, visitor: Browser) -> None:
    _plan, (first, *_rest) = counted(cast.dario, [3, 1], seats=1)
    given(cast.dario, first, Finding.FAVOURABLE)
    page = visitor.get(f"/propostas/{first.reference}/historico").text
    assert page.index("A votação") < page.index("Parecer técnico: favorável")


def test_lists_ask_as_much_however_many_opinions_there_are(cast: Cast, app: Flask, visitor: Browser) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            given(cast.dario, factories.proposal(cast.plan))

    dario = Browser(app, cast.dario)
    pages = ((visitor, f"/planos/{cast.plan.slug}/pareceres"), (dario, f"/gestao/planos/{cast.plan.slug}/pareceres"))
    more(3)
    few = [len(count(browser, page)) for browser, page in pages]
    more(6)
    assert [len(count(browser, page)) for browser, page in pages] == few
    assert few[0] <= 6
