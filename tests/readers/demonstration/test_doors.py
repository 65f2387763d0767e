"""A server that was not told so is no demonstration: nothing of it opens a door there."""

import pytest
from flask import Flask
from flask_security.utils import hash_password

from ogp_participa.commands import main
from ogp_participa.config import DEFAULTS
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import by_email
from ogp_participa.readers.demonstration import actions, doors
from ogp_participa.readers.demonstration.running.edition import PASSWORD
from tests.cast import Browser


@pytest.fixture
def city(filled: Plan, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The filled demonstration in the database of a server that is none."""
    monkeypatch.setitem(app.config, "OGP_DEMONSTRATION", False)
    return filled


def test_a_server_that_was_not_told_so_is_no_demonstration() -> None:
    assert DEFAULTS["DEMONSTRATION"] is False


def test_the_published_password_opens_nothing(city: Plan, visitor: Browser) -> None:
    refused = visitor.post("/entrar", {"email": "eva@example.org", "password": PASSWORD}, status=403)
    assert "Esta senha é pública" in refused.text


def test_the_demonstration_does_not_go_on(city: Plan) -> None:
    dario = by_email("dario@example.org")
    assert dario
    with pytest.raises(Refused):
        actions.advance(dario, city)


def test_nothing_is_filled(city: Plan, app: Flask) -> None:
    result = app.test_cli_runner().invoke(main, ["demo", "fill"])
    assert result.exit_code == 1
    assert "This is not a demonstration" in result.output


def test_the_server_does_not_start_while_somebody_has_the_published_password(city: Plan, app: Flask) -> None:
    with pytest.raises(doors.DemonstrationOpen, match="demo lock"):
        doors.require_closed(app)
    assert doors.lock_accounts() >= 5
    doors.require_closed(app)
    eva = by_email("eva@example.org")
    assert eva
    assert (eva.password, eva.active) == (None, False)


def test_a_password_of_their_own_is_nobody_elses(city: Plan, app: Flask) -> None:
    for number in doors.open_accounts():
        person = db.session.get(Person, number)
        assert person
        person.password = hash_password("another one of their own")
    doors.require_closed(app)
