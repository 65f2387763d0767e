"""The demonstration, filled once for each kind of database: every test works on it in a transaction that is undone."""

from collections.abc import Iterator

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.queries import plan_by_slug
from tests.conftest import Template, app_on, undone
from tests.demonstrations import fill


@pytest.fixture(scope="session")
def filled_app(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application on a database that holds the demonstration, for all tests of it."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = app_on(template(folder), folder)
    with app.app_context():
        fill()
        db.session.remove()
    return app


@pytest.fixture
def app(shared_app: Flask, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application with the demonstration where the test asks for it by ``filled``, else with an empty database."""
    chosen = request.getfixturevalue("filled_app") if "filled" in request.fixturenames else shared_app
    with undone(chosen) as app:
        yield app


@pytest.fixture
def filled(app: Flask) -> Plan:
    """The demonstration's edition in a filled database."""
    plan = plan_by_slug("demonstracao")
    assert plan
    return plan
