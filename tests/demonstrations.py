"""The demonstration as tests use it: filled into the database that is there."""

from ogp_participa.core.database import db
from ogp_participa.readers.demonstration import filling


def fill() -> None:
    """Fill the demonstration and commit it."""
    for _name, step in filling.steps():
        step()
    db.session.commit()
