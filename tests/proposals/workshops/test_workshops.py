"""Staff type in what people wrote at in-person workshops."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Right
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.proposals.workshops.models import Workshop
from tests import factories
from tests.cast import Browser, Cast

CONTRIBUTION: dict[str, Any] = {
    "title": "Painel de obras na rua",
    "problem": "Ninguém sabe quando a obra acaba.",
    "change": "Pôr uma placa com as datas.",
    "summary": "",
    "values": ["unsure"],
    "where": "region",
    "territory": "PR",
    "theme": "",
}


def test_dario_notes_down_a_workshop_and_types_in(app: Flask, cast: Cast) -> None:
    dario = Browser(app, cast.dario)
    path = f"/gestao/planos/{cast.plan.slug}/oficinas"
    dario.get(path)
    where = dario.post(
        path, {"held_on": "2026-10-03", "place": "CEU Perus", "people": "35", "territory": "PR"}
    ).headers["Location"]
    workshop = db.session.scalars(sa.select(Workshop)).one()
    assert (workshop.people, workshop.recorded_by_id) == (35, cast.dario.id)
    assert 'selected value="PR"' in dario.get(where).text
    dario.post(where, CONTRIBUTION)
    dario.post(where, {**CONTRIBUTION, "title": "Outra ideia"})
    proposals = db.session.scalars(sa.select(Proposal).order_by(Proposal.number)).all()
    assert [proposal.number for proposal in proposals] == [1, 2]
    first = proposals[0]
    assert (first.author_id, first.signed, first.workshop_id) == (None, "", workshop.id)
    assert (first.state, first.values, first.territory) == (State.IN_REVIEW, [], "PR")
    page = dario.get(where).text
    assert first.reference in page and "Outra ideia" in page
    assert "CEU Perus" in dario.get(path).text
    kinds = db.session.scalars(sa.select(Event.kind).order_by(Event.id)).all()
    assert kinds == ["workshop_recorded", "proposal_submitted", "proposal_submitted"]


def test_the_same_card_typed_in_twice_is_one(app: Flask, cast: Cast) -> None:
    workshop = factories.workshop(cast.plan)
    db.session.commit()
    dario = Browser(app, cast.dario)
    for _press in range(2):
        dario.post(f"/gestao/planos/{cast.plan.slug}/oficinas/{workshop.id}", CONTRIBUTION)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 1


def test_what_is_missing_is_said_and_kept(app: Flask, cast: Cast) -> None:
    workshop = factories.workshop(cast.plan)
    db.session.commit()
    dario = Browser(app, cast.dario)
    path = f"/gestao/planos/{cast.plan.slug}/oficinas"
    page = dario.post(
        path, {"held_on": "31/13/2026", "place": "Perus", "people": "muitas", "territory": "ZZ"}, 422
    ).text
    assert 'value="Perus"' in page
    assert 'id="people-error"' in page and 'id="held_on-error"' in page
    dario.post(path, {"held_on": "2026-10-03", "place": "Perus", "people": "-3", "territory": ""}, 422)
    page = dario.post(f"{path}/{workshop.id}", {**CONTRIBUTION, "title": ""}, 422).text
    assert CONTRIBUTION["problem"] in page
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_only_staff_and_only_while_the_forum_reads(app: Flask, cast: Cast) -> None:
    workshop = factories.workshop(cast.plan)
    other = factories.plan()
    db.session.commit()
    path = f"/gestao/planos/{cast.plan.slug}/oficinas"
    for person in (cast.ana, cast.clara):
        Browser(app, person).get(path, 403)
        Browser(app, person).post(path, {"place": "x"}, 403)
        Browser(app, person).post(f"{path}/{workshop.id}", CONTRIBUTION, 403)
    assert Browser(app).client.get(path).status_code == 303
    dario = Browser(app, cast.dario)
    dario.get(f"/gestao/planos/{other.slug}/oficinas/{workshop.id}", 404)
    dario.get("/gestao/planos/nenhum/oficinas", 404)
    dario.get("/gestao/planos/%00/oficinas", 404)
    cast.plan.stages[0].rights = [Right.VOTE]
    db.session.commit()
    dario.get(f"{path}/{workshop.id}")
    dario.post(f"{path}/{workshop.id}", CONTRIBUTION, 403)
