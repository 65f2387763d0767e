"""A page that cannot be shown still leads on: back to where one came from, and to places that are always there."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from tests import factories
from tests.cast import Browser, Cast


@pytest.mark.parametrize("locale", ["", "/en", "/es"])
def test_a_desk_that_is_not_mine_leads_on(app: Flask, cast: Cast, locale: str) -> None:
    came_from = f"http://localhost{locale}/planos/{cast.plan.slug}/propostas"
    ana = Browser(app, cast.ana)
    answer = ana.client.get(f"{locale}/gestao/planos/{cast.plan.slug}", headers={"Referer": came_from})
    assert answer.status_code == 403
    content = answer.text.split("<main", 1)[1].split("</main>", 1)[0]
    for href in (came_from, f"{locale}/minha-conta", f"{locale}/"):
        assert f'href="{href}"' in content, href


def test_nobody_is_led_to_another_site(app: Flask, cast: Cast) -> None:
    ana = Browser(app, cast.ana)
    answer = ana.client.get(f"/gestao/planos/{cast.plan.slug}", headers={"Referer": "https://elsewhere.example/x"})
    assert "elsewhere.example" not in answer.text


@pytest.mark.parametrize(("path", "status"), [("/propostas/P-2026-0001/voto.html", 404), ("/sair/nada", 404)])
def test_a_visitor_finds_the_home_page(visitor: Browser, cast: Cast, path: str, status: int) -> None:
    content = visitor.get(path, status).text.split("<main", 1)[1]
    assert 'href="/' in content


def test_a_withdrawn_proposal_leads_to_the_others(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    ana.post(f"/propostas/{proposal.reference}/retirada", {"reason": ""}, 303)
    assert f"/planos/{cast.plan.slug}/propostas" in Browser(app).get(f"/propostas/{proposal.address}", 410).text


def test_a_form_from_elsewhere_leads_on(app: Flask, cast: Cast) -> None:
    ana = Browser(app, cast.ana)
    answer = ana.client.post(
        "/minha-conta/perfil-publico", data={"name": "X"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert 'href="/minha-conta"' in answer.text.split("<main", 1)[1].split("</main>", 1)[0]
