"""Staff see where many new accounts come from, and nothing is kept of it for long."""

from datetime import timedelta

import pytest
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.accounts import actions, newcomers
from ogp_participa.people.accounts.queries import by_email
from tests import factories
from tests.cast import Browser, Cast

FIELDS = {
    "name": "Rita Melo",
    "password": "frase longa da rita",
    "signature": "initial",
    "consent": "y",
    "territory": "",
}


def arrive(count: int, place: str, domain: str) -> None:
    """Let people register from one place with addresses of one domain."""
    for number in range(count):
        person = factories.person(f"Pessoa {number}", email=f"p{number}@{domain}")
        person.joined_from = newcomers.network_name(place)
    db.session.commit()


def test_many_accounts_of_one_network_or_domain_are_shown(cast: Cast, app: Flask) -> None:
    arrive(newcomers.MANY, "203.0.113.9", "robo.example")
    arrive(newcomers.MANY - 1, "203.0.113.10", "escola.example")
    page = Browser(app, cast.dario).get("/gestao/contas-novas").text
    assert newcomers.network_name("203.0.113.9") in page
    assert "robo.example" in page
    assert "escola.example" not in page
    assert "203.0.113" not in page
    Browser(app, cast.clara).get("/gestao/contas-novas", status=403)


def test_an_account_knows_the_network_that_it_came_from(app: Flask) -> None:
    Browser(app).post("/criar-conta", {**FIELDS, "email": "rita@example.org", "collective": ""})
    rita = by_email("rita@example.org")
    assert rita is not None
    assert rita.joined_from == newcomers.network_name("127.0.0.1")
    actions.erase(rita)
    assert rita.joined_from is None


@pytest.mark.parametrize(("days", "known"), [(29, True), (31, False)])
def test_networks_are_forgotten_after_thirty_days(app: Flask, days: int, known: bool) -> None:
    arrive(1, "203.0.113.9", "example.net")
    person = by_email("p0@example.net")
    assert person is not None
    person.create_datetime = now() - timedelta(days=days)
    db.session.flush()
    actions.forget_networks()
    db.session.expire_all()
    assert bool(person.joined_from) is known
