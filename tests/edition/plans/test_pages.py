"""The start page, the plans and what was published about those of the past."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import PlanFact, Right, StageKind
from ogp_participa.edition.plans.queries import current_plan
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast


def only(kind: StageKind, opens: int = -1, closes: int = 10) -> str:
    """A plan, newer than others, with one stage; its address."""
    plan = factories.plan(rights=())
    factories.stage(plan, kind, opens, closes)
    db.session.commit()
    return plan.slug


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (StageKind.PROPOSALS, "Enviar uma proposta"),
        (StageKind.VOTING, "Escolher propostas e votar"),
        (StageKind.MODERATION, "Ler as propostas"),
        (StageKind.IMPLEMENTATION, "Acompanhar os compromissos"),
    ],
)
def test_the_start_page_offers_the_one_thing_to_do_now(visitor: Browser, kind: StageKind, label: str) -> None:
    only(kind)
    page = visitor.get("/").text
    assert page.count('class="button"') == 1
    assert f">{label}</a>" in page


def test_while_the_commitments_are_written_an_open_consultation_comes_first(visitor: Browser) -> None:
    plan = factories.plan(rights=())
    factories.stage(plan, StageKind.DRAFTING)
    factories.stage(plan, StageKind.CONSULTATION)
    db.session.commit()
    page = visitor.get(f"/planos/{plan.slug}").text
    assert ">Participar da consulta</a>" in page
    assert "Ver o resultado da votação" not in page


def test_the_start_page_counts_what_everybody_may_read(visitor: Browser, cast: Cast) -> None:
    factories.proposal(cast.plan, cast.ana, territory="CT")
    factories.proposal(cast.plan, cast.bruno, territory="CT")
    factories.proposal(cast.plan, cast.clara, State.IN_REVIEW, territory="SE")
    db.session.commit()
    page = visitor.get("/").text
    assert "1 de 32" in page
    assert "Cidade Tiradentes" in page
    assert "31 subprefeituras ainda não têm proposta" in page


def test_between_plans_the_start_page_says_so(visitor: Browser) -> None:
    assert current_plan() is None
    page = visitor.get("/").text
    assert "O próximo plano ainda não começou" in page


def test_before_the_first_stage_it_says_when_it_opens(visitor: Browser) -> None:
    only(StageKind.PROPOSALS, opens=5, closes=50)
    assert "A próxima etapa abre" in visitor.get("/").text


def test_a_demonstration_says_so_on_its_pages(visitor: Browser) -> None:
    plan = factories.plan(demonstration=True)
    db.session.commit()
    for path in ("/", f"/planos/{plan.slug}", f"/planos/{plan.slug}/regras", f"/planos/{plan.slug}/forum"):
        assert "Demonstração: conteúdo inventado" in visitor.get(path).text


def test_what_was_not_published_is_not_made_up(visitor: Browser, cast: Cast) -> None:
    plan = factories.plan(rights=(), historical=True, slug="2-plano")
    db.session.add_all(
        [
            PlanFact(plan_id=plan.id, position=1, group="plan", label="vote_participants", value=None, voice="city"),
            PlanFact(plan_id=plan.id, position=2, group="plan", label="independent_note", value="Baixa", voice="irm"),
        ]
    )
    db.session.commit()
    page = visitor.get("/planos/2-plano").text
    assert page.count("não disponível") == 1
    assert page.index("voice-city") < page.index("voice-irm")


def test_the_rules_speak_of_this_edition(visitor: Browser, cast: Cast) -> None:
    cast.plan.choices, cast.plan.seats, cast.plan.tie_source = 3, 7, "Loteria Federal"
    db.session.commit()
    page = visitor.get(f"/planos/{cast.plan.slug}/regras").text
    for words in ("até 3 escolhas", "A votação escolhe 7 propostas", "Loteria Federal", "fica escondido"):
        assert words in page


@pytest.mark.parametrize("ending", ["", "/calendario", "/regras", "/forum", "/forum/decisoes", "/compromissos"])
@pytest.mark.parametrize("language", ["", "/en", "/es"])
def test_pages_of_a_plan_set_no_cookie(visitor: Browser, cast: Cast, ending: str, language: str) -> None:
    answer = visitor.get(f"{language}/planos/{cast.plan.slug}{ending}")
    assert "Set-Cookie" not in answer.headers
    visitor.get(f"{language}/planos/nenhum{ending}", status=404)


def test_a_stage_that_closed_stays_on_the_calendar(app: Flask, visitor: Browser, cast: Cast) -> None:
    stage = factories.stage(cast.plan, StageKind.VOTING, -30, -10, title="Votação de maio")
    db.session.commit()
    assert stage.closes_at < now() - timedelta(days=1)
    assert "Votação de maio" in visitor.get(f"/planos/{cast.plan.slug}/calendario").text
    assert cast.plan.stage_open(now(), Right.VOTE) == cast.plan.stages[0]


def test_desks_of_a_demonstration_say_so_too(app: Flask, cast: Cast) -> None:
    cast.plan.demonstration = True
    db.session.commit()
    for path in (f"/gestao/planos/{cast.plan.slug}/calendario", f"/gestao/planos/{cast.plan.slug}/forum"):
        assert Browser(app, cast.dario).get(path).text.count("Demonstração: conteúdo inventado") == 1


@pytest.mark.parametrize("rights", [tuple(Right), (Right.PROPOSE, Right.DRAFT)])
def test_every_door_of_a_plan_leads_somewhere(visitor: Browser, cast: Cast, rights: tuple[Right, ...]) -> None:
    plan = factories.plan(rights)
    db.session.commit()
    doors = re.findall(r'class="cover" href="([^"]+)"', visitor.get(f"/planos/{plan.slug}").text)
    assert (f"/planos/{plan.slug}/votacao" in doors) == (Right.VOTE in rights)
    for door in doors:
        assert visitor.client.get(door).status_code == 200, door
