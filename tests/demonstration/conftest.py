"""The demonstration, filled."""

import pytest
from flask import Flask

from ogp_participa.database import db
from ogp_participa.demonstration import actions
from ogp_participa.plans.models import Plan
from ogp_participa.plans.queries import plan_by_slug


@pytest.fixture
def filled(app: Flask) -> Plan:
    """The demonstration's edition in a filled database."""
    for _name, step in actions.steps():
        step()
    db.session.commit()
    plan = plan_by_slug("demonstracao")
    assert plan
    return plan
