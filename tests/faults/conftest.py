"""An open vote on a platform that really runs: gunicorn, and a PostgreSQL that keeps what it acknowledged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ogp_participa.commands import create_migrating_app
from ogp_participa.core.database import db
from tests.conftest import SETTINGS, new_postgresql
from tests.faults.rig import DURABLE, Postmaster
from tests.faults.scene import Scene
from tests.servers import postgres

EMPTY = "empty"


@pytest.fixture(scope="session")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postmaster]:
    """A cluster that can be killed and frozen, with an empty migrated database to copy."""
    with postgres(**DURABLE) as url:
        empty = new_postgresql(url, EMPTY)
        folder = tmp_path_factory.mktemp("durable")
        app = create_migrating_app({**SETTINGS, "OGP_DATABASE_URL": empty, "OGP_VAR": str(folder)})
        with app.app_context():
            app.extensions["alembic"].upgrade()
            db.session.remove()
            db.engine.dispose()
        postmaster = Postmaster(url)
        yield postmaster
        postmaster.stop()


@pytest.fixture
def scene(durable: Postmaster, tmp_path: Path) -> Iterator[Scene]:
    """The platform with a vote of its own."""
    url = new_postgresql(durable.url, f"scene_{tmp_path.name}"[:60], EMPTY)
    settings = {"OGP_DATABASE_URL": url, "OGP_VAR": str(tmp_path), "OGP_SECRET_KEY": "only-for-this-only-for-this-only"}
    app = create_migrating_app({**SETTINGS, **settings})
    with app.app_context():
        scene = Scene(app, durable, settings)
        yield scene
        scene.server.stop()
        db.session.remove()
        db.engine.dispose()
