"""Institutions have names, and had others before."""

import pytest
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.queries import events_on
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.institutions.actions import add_institution, rename
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.institutions.queries import former_names
from tests.cast import Browser, Cast


def named(cast: Cast, name: str = "São Paulo Aberta") -> Organisation:
    """An institution of the city."""
    made = add_institution(cast.dario, name, Sector.GOVERNMENT)
    db.session.commit()
    return made


def test_the_old_name_stays_with_its_last_day(cast: Cast) -> None:
    made = named(cast)
    for name in ("Supervisão para Assuntos de Governo Aberto", "Coordenadoria de Governo Aberto"):
        rename(cast.dario, made, name, "Decreto")
    db.session.commit()
    before = former_names([made.id])[made.id]
    assert [one.name for one in before] == ["Supervisão para Assuntos de Governo Aberto", "São Paulo Aberta"]
    assert before[0].until >= before[1].until
    assert len(events_on("organisation", made.id, [Kind.INSTITUTION_NAMED])) == 3


def test_the_same_name_again_is_no_change(cast: Cast) -> None:
    made = named(cast)
    rename(cast.dario, made, made.name, "Nada")
    db.session.flush()
    assert former_names([made.id]) == {}


@pytest.mark.parametrize("name", ["", "  ", "a" * 161, "são paulo ABERTA"])
def test_a_name_is_there_fits_and_is_free(app: Flask, cast: Cast, name: str) -> None:
    named(cast)
    other = named(cast, "Outra")
    with pytest.raises(Refused):
        rename(cast.dario, other, name, "Motivo")
    page = Browser(app, cast.dario).post(f"/gestao/instituicoes/{other.id}", {"name": name, "reason": "x"}, status=422)
    assert "error-text" in page.text


def test_staff_name_institutions_on_their_pages(app: Flask, cast: Cast) -> None:
    dario = Browser(app, cast.dario)
    dario.post("/gestao/instituicoes", {"name": "Secretaria da Saúde", "sector": "nada"}, status=422)
    dario.post("/gestao/instituicoes", {"name": "Secretaria da Saúde", "sector": "government"})
    made = db.session.query(Organisation).filter_by(name="Secretaria da Saúde").one()
    dario.get(f"/gestao/instituicoes/{made.id}")
    dario.post(f"/gestao/instituicoes/{made.id}", {"name": "Saúde", "reason": ""}, status=422)
    dario.post(f"/gestao/instituicoes/{made.id}", {"name": "Saúde", "reason": "Decreto 1"})
    page = dario.get("/gestao/instituicoes").text
    assert "Secretaria da Saúde, até" in page
    assert "Decreto 1" in dario.get(f"/gestao/instituicoes/{made.id}").text
    dario.get("/gestao/instituicoes/99999", 404)
    Browser(app, cast.ana).get("/gestao/instituicoes", 403)
