"""The smallest view that a choice could have: one row inserted by SQLAlchemy Core, and committed.

``bare`` is a Flask application of nothing else. ``same`` is ours, with that view in the place of the one that votes:
what stands around it (the session, the form's token, headers, the log) is the same.
"""

import os

import sqlalchemy as sa
from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from ogp_participa.app import create_app

engine = sa.create_engine(os.environ.get("OGP_DATABASE_URL", "sqlite://"))
smallest = sa.table("smallest", sa.column("voter"), sa.column("proposal"))
insert = sa.insert(smallest)


def cast(reference: str) -> ResponseReturnValue:
    """Keep that somebody chose."""
    with engine.begin() as connection:
        connection.execute(insert, {"voter": "somebody", "proposal": reference})
    return redirect(f"/#{reference}", 303)


bare = Flask(__name__)
bare.add_url_rule("/propostas/<reference>/voto", view_func=cast, methods=["POST"])
same = create_app()
same.view_functions["voting.cast"] = cast
