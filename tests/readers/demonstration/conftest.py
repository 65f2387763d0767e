"""The demonstration, filled."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.readers.demonstration import filling


@pytest.fixture
def filled(app: Flask) -> Plan:
    """The demonstration's edition in a filled database."""
    for _name, step in filling.steps():
        step()
    db.session.commit()
    plan = plan_by_slug("demonstracao")
    assert plan
    return plan
