"""Staff choose the rules of the vote, and what cannot work is said in time."""

from typing import Any

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Dimension, Plan, Rule
from ogp_participa.edition.plans.preparations import doubts
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.people.accounts.models import Level
from tests import factories
from tests.cast import Browser, Cast

NEW = "/gestao/planos/novo"


def edition(**fields: Any) -> dict[str, Any]:
    return {"title": "5º Plano", "slug": "5-plano", "number": "5", "choices": "5", "seats": "4", **fields}


def made() -> Plan:
    plan = plan_by_slug("5-plano")
    assert plan
    return plan


def test_a_new_edition_elects_by_phragmen_among_everybody_without_a_quota(app: Flask, cast: Cast) -> None:
    Browser(app, cast.dario).post(NEW, edition())
    plan = made()
    assert (plan.rule, plan.voters, plan.quota_by, plan.quota_least, plan.quota_most) == (
        Rule.PHRAGMEN,
        Level.EMAIL,
        None,
        0,
        None,
    )


def test_staff_choose_rule_voters_and_quota(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    chosen = {"rule": "equal_shares", "voters": "checked", "quota_by": "theme", "quota_least": "1", "quota_most": "2"}
    staff.post(NEW, edition(**chosen))
    plan = made()
    db.session.refresh(plan)
    assert (plan.rule, plan.voters, plan.quota_by) == (Rule.EQUAL_SHARES, Level.CHECKED, Dimension.THEME)
    assert (plan.quota_least, plan.quota_most) == (1, 2)
    page = staff.get("/gestao/planos/5-plano").text
    for value in ("equal_shares", "checked", "theme"):
        assert f'value="{value}" checked' in page
    staff.post("/gestao/planos/5-plano", edition(**{**chosen, "quota_by": ""}))
    assert (plan.quota_by, plan.quota_least, plan.quota_most) == (None, 0, None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rule": "dictator"}, "rule"),
        ({"voters": "nobody"}, "voters"),
        ({"quota_by": "age", "quota_least": "1"}, "quota_by"),
        ({"quota_by": "theme"}, "quantas no mínimo, quantas no máximo, ou os dois"),
        ({"quota_by": "theme", "quota_least": "5"}, "seleciona menos propostas"),
        ({"quota_by": "theme", "quota_least": "3", "quota_most": "2"}, "não pode ser menor que o mínimo, 3"),
        ({"quota_by": "theme", "quota_most": "0"}, "De 1 a 100"),
        ({"quota_by": "theme", "quota_least": "-1"}, "De 0 a 100"),
        ({"quota_by": "theme", "quota_least": "um"}, "número inteiro"),
        ({"quota_by": "theme", "quota_most": "9" * 5000}, "número inteiro"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(app: Flask, cast: Cast, fields: dict[str, str], sentence: str) -> None:
    page = Browser(app, cast.dario).post(NEW, edition(**fields), status=422).text
    assert sentence in page
    assert "error-text" in page
    assert plan_by_slug("5-plano") is None


def test_a_quota_that_the_seats_cannot_meet_gets_a_warning(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    staff.post(NEW, edition(quota_by="territory", quota_least="1"))
    page = staff.get("/gestao/planos/5-plano").text
    assert "no mínimo 1" not in page
    assert "pelo menos 1 para cada um de 33 grupos, mas há 4 vagas" in page
    staff.post("/gestao/planos/5-plano/temas", {"themes": "Educação"})
    staff.post("/gestao/planos/5-plano", edition(quota_by="theme", quota_least="1", quota_most="3"))
    page = staff.get("/gestao/planos/5-plano").text
    assert "algumas vão ficar vazias" in page
    assert "não vão ter o que ela promete" not in page


@pytest.mark.parametrize(("seats", "least", "most", "found"), [(4, 2, 2, 0), (4, 3, 4, 1), (4, 0, 1, 1), (5, 3, 2, 2)])
def test_doubts_count_seats_and_groups(app: Flask, seats: int, least: int, most: int, found: int) -> None:
    plan = Plan(seats=seats, quota_by=Dimension.THEME, quota_least=least, quota_most=most)
    with app.test_request_context():
        assert len(doubts(plan, 2)) == found
        plan.quota_by = None
        assert doubts(plan, 2) == []


def test_before_the_opening_everything_can_change(app: Flask, cast: Cast) -> None:
    plan = factories.plan(rights=(), slug="5-plano", number=5)
    db.session.commit()
    Browser(app, cast.dario).post("/gestao/planos/5-plano", edition(slug="5-outro", rule="approvals", tie_source="X"))
    assert (plan.slug, plan.rule, plan.tie_source) == ("5-outro", Rule.APPROVALS, "X")
