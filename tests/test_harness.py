"""The tests' own ground: what a test wrote is gone in the next one."""

import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from tests import factories
from tests.cast import Cast


def test_everybody_is_there(cast: Cast) -> None:
    assert cast.dario.is_staff
    assert cast.ana.public_name == "Ana S."
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 6


def test_nothing_is_left_of_other_tests(app: Flask) -> None:
    factories.person()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
