"""The application with its migrations, for the command line and the tests.

A worker that serves pages never migrates, so it does without Alembic: that is a tenth of its memory.
"""

from typing import Any

from flask import Flask
from flask_alembic import Alembic

from ogp_participa.app import create_app
from ogp_participa.database import Model

migrations = Alembic(metadatas=Model.metadata)


def create_migrating_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application of :func:`create_app`, which also knows its migrations."""
    app = create_app(settings)
    migrations.init_app(app)
    return app
