"""Staff create an edition; everybody sees it only when it is complete."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans import actions
from ogp_participa.edition.plans.models import StageKind, Theme
from ogp_participa.edition.plans.queries import current_plan, plan_by_slug
from tests import factories
from tests.cast import Browser, Cast


def edition(**fields: Any) -> dict[str, Any]:
    return {"title": "5º Plano", "slug": "5-plano", "number": "5", "choices": "5", "seats": "4", **fields}


def test_a_new_edition_is_for_staff_until_it_is_complete(app: Flask, cast: Cast, visitor: Browser) -> None:
    staff = Browser(app, cast.dario)
    staff.get("/gestao/planos/novo")
    staff.post("/gestao/planos/novo", edition())
    plan = plan_by_slug("5-plano")
    assert plan is not None
    assert current_plan() == cast.plan
    visitor.get("/planos/5-plano", status=404)
    staff.post("/gestao/planos/5-plano/publicacao", status=403)
    staff.post("/gestao/planos/5-plano/temas", {"themes": "Educação\nmeio: Meio ambiente | Environment | Ambiente"})
    factories.stage(plan, StageKind.PROPOSALS, 10, 40)
    staff.post("/gestao/planos/5-plano/publicacao")
    visitor.get("/planos/5-plano")
    assert current_plan() == plan
    assert {t.key: t.name("en") for t in db.session.scalars(sa.select(Theme).where(Theme.plan_id == plan.id))} == {
        "educacao": "Educação",
        "meio": "Environment",
    }
    found = db.session.scalars(sa.select(Event.kind).where(Event.plan_id == plan.id).order_by(Event.id))
    assert list(found) == [Kind.PLAN_CREATED, Kind.PLAN_CHANGED, Kind.PLAN_CHANGED]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Escreva o título"),
        ({"slug": "Com Espaço"}, "letras minúsculas"),
        ({"slug": "novo"}, "Outro plano tem este endereço"),
        ({"number": "cinco"}, "número inteiro"),
        ({"choices": "0"}, "Escreva quantas"),
        ({"choices": "51"}, "De 1 a 50"),
        ({"seats": ""}, "Escreva quantas"),
        ({"seats": "9" * 5000}, "Escreva quantas"),
        ({"summary": "<script>" * 400}, "até 2000 letras"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(app: Flask, cast: Cast, fields: dict[str, str], sentence: str) -> None:
    answer = Browser(app, cast.dario).post("/gestao/planos/novo", edition(**fields), status=422)
    assert sentence in answer.text
    assert "<script>" not in answer.text.replace('<script type="module"', "")


def test_two_plans_never_share_address_or_number(app: Flask, cast: Cast) -> None:
    same = edition(slug=cast.plan.slug, number=str(cast.plan.number))
    answer = Browser(app, cast.dario).post("/gestao/planos/novo", same, status=422)
    assert "Outro plano tem este endereço" in answer.text
    assert "Outro plano tem este número" in answer.text


def test_the_rules_of_the_vote_are_settled_when_it_opens(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.change_plan(cast.plan, cast.dario, seats=9)
    assert actions.change_plan(cast.plan, cast.dario, summary="Novo resumo") == ["summary"]
    before = factories.plan(rights=())
    assert actions.change_plan(before, cast.dario, seats=9) == ["seats"]


def test_a_theme_goes_only_before_the_plan_starts(app: Flask, cast: Cast) -> None:
    staff, path = Browser(app, cast.dario), f"/gestao/planos/{cast.plan.slug}/temas"
    staff.post(path, {"themes": "educacao: Educação"}, status=422)
    staff.post(path, {"themes": "educacao: Educação\ntransparencia: Transparência\nSaúde"})
    staff.post(path, {"themes": "Saúde\nsaude: Saúde"}, status=422)
    keys = set(db.session.scalars(sa.select(Theme.key).where(Theme.plan_id == cast.plan.id)))
    assert keys == {"educacao", "transparencia", "saude"}


def test_residents_create_nothing(app: Flask, cast: Cast) -> None:
    Browser(app, cast.ana).post("/gestao/planos/novo", edition(), status=403)
    with pytest.raises(Refused):
        actions.create_plan(cast.ana, title="x", slug="x")
    assert plan_by_slug("5-plano") is None


def test_staff_change_what_an_edition_says(app: Flask, cast: Cast) -> None:
    same = edition(slug=cast.plan.slug, number=str(cast.plan.number), title="Outro título", seats=str(cast.plan.seats))
    staff = Browser(app, cast.dario)
    staff.post(f"/gestao/planos/{cast.plan.slug}", same)
    assert cast.plan.title == "Outro título"
    staff.get("/gestao")
    staff.get(f"/gestao/planos/{cast.plan.slug}")
    staff.get(f"/gestao/planos/{cast.plan.slug}/temas")
