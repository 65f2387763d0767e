"""A winner is taken out, and the opinion that the reason rests on is cited wherever the reason stands."""

import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.feasibility import actions as feasibility
from ogp_participa.drafting.feasibility.models import Finding, OpinionKind
from ogp_participa.edition.institutions.actions import rename
from ogp_participa.people.mail.models import Mail
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.vote.count.queries import results
from tests.cast import Browser, Cast
from tests.drafting.feasibility import APPEAL, DEPARTMENT, PROCESS, REASON, given, words
from tests.drafting.promotion.elections import counted

WHY = "A Secretaria de Obras examinou o terreno: ele é de área de risco e não pode receber obra."
CITED = f"Parecer técnico – {DEPARTMENT}, versão 1"


def test_the_opinion_is_cited_wherever_the_reason_stands(cast: Cast, app: Flask, visitor: Browser) -> None:
    plan, (first, *_) = counted(cast.dario, [3, 2, 1], seats=1)
    opinion = given(cast.dario, first)
    given(cast.dario, first, Finding.FAVOURABLE, OpinionKind.LEGAL)
    dario, desk = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/selecao"
    path = f"{desk}/retirada/{first.reference}"
    page = dario.get(path).text
    assert CITED in page and REASON in page and PROCESS in page
    assert "Parecer jurídico" not in page, "only what speaks against it is a reason to take it out"
    unsaid = dario.post(path, {"reason": WHY}, status=422).text
    assert "Escolha o parecer ou diga que não há nenhum." in unsaid and WHY in unsaid
    dario.post(path, {"reason": WHY, "opinion": f"{opinion.id}-1"})
    rename(cast.dario, opinion.current.organisation, "Secretaria de Outro Nome", "Decreto 1")
    announce_events()
    db.session.commit()
    there = f'href="/pareceres/{opinion.id}?versao=1"'
    for shown in (dario.get(desk), visitor.get(f"/planos/{plan.slug}/resultado")):
        assert CITED in shown.text and there in shown.text
    history = visitor.get(f"/propostas/{first.reference}/historico").text
    assert f"{WHY} ({CITED})" in history and there in history
    (removal,) = (visitor.get(f"/planos/{plan.slug}/resultado.json").json or {})["removals"]
    assert removal["opinion"] == {
        "opinion_id": opinion.id,
        "version": 1,
        "about": "technical",
        "institution": DEPARTMENT,
        "process": PROCESS,
        "address": f"/pareceres/{opinion.id}",
    }
    mail = db.session.scalars(sa.select(Mail).where(Mail.person_id == first.author_id).order_by(Mail.id.desc())).first()
    assert mail and CITED in mail.text and WHY in mail.text


def test_a_reason_may_stand_by_itself(cast: Cast, app: Flask, visitor: Browser) -> None:
    plan, (first, second, _third) = counted(cast.dario, [3, 2, 1], seats=2)
    given(cast.dario, first)
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/selecao/retirada"
    dario.post(f"{path}/{first.reference}", {"reason": WHY, "opinion": "nenhum"})
    assert "Nenhum órgão deu parecer desfavorável" in dario.get(f"{path}/{second.reference}").text
    dario.post(f"{path}/{second.reference}", {"reason": WHY})
    assert [removal.cites for removal in results.removals_of(plan)] == [{}, {}]
    assert "Com base em" not in visitor.get(f"/planos/{plan.slug}/resultado").text


def test_an_opinion_that_changed_meanwhile_is_not_cited(cast: Cast, app: Flask) -> None:
    plan, (first, other, _third) = counted(cast.dario, [3, 2, 1], seats=1)
    opinion, elsewhere = given(cast.dario, first), given(cast.dario, other)
    dario, path = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/selecao/retirada/{first.reference}"
    dario.post(path, {"reason": WHY, "opinion": f"{elsewhere.id}-1"}, status=422)
    feasibility.give(cast.dario, first, OpinionKind.TECHNICAL, words(), 1, "A proposta mudou: pede menos.")
    db.session.commit()
    assert "mudaram enquanto isso" in dario.post(path, {"reason": WHY, "opinion": f"{opinion.id}-1"}, status=422).text
    assert results.removals_of(plan) == []
    dario.post(path, {"reason": WHY, "opinion": f"{opinion.id}-2"})
    assert results.removals_of(plan)[0].cites["version"] == 2


def test_the_page_says_that_an_appeal_waits(cast: Cast, app: Flask) -> None:
    plan, (first, *_) = counted(cast.dario, [3, 1], seats=1)
    opinion = given(cast.dario, first)
    assert first.author
    feasibility.appeal(first.author, opinion, APPEAL, None)
    db.session.commit()
    page = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao/retirada/{first.reference}").text
    assert "Recurso em espera" in page
