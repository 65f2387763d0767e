"""What keeps the demonstration's published password out of a real city.

Where ``OGP_DEMONSTRATION`` is false nobody signs in with it, nothing is filled, and the server takes no visitor while
an account still has it.
"""

from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, request
from flask_babel import lazy_gettext as _l
from flask_security.utils import verify_password

from ogp_participa.core.database import db
from ogp_participa.core.logs import log
from ogp_participa.core.verdicts import Refused
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.demonstration.running.edition import PASSWORD, addresses

PUBLISHED = _l("This password is published with the demonstration. It opens nothing here: choose another one.")
REFUSAL = (
    "OGP_DEMONSTRATION is false, but people of the demonstration can still sign in with their published password. "
    "Run: ogp-participa demo lock"
)


class DemonstrationOpen(RuntimeError):
    """An account of a real city has the password that is published with the demonstration."""


def init_doors(app: Flask) -> None:
    """Refuse the published password wherever somebody types it, unless this is a demonstration."""

    @app.before_request
    def refuse_published_password() -> None:
        if request.method == "POST" and not app.config["OGP_DEMONSTRATION"]:
            for name, value in request.form.items():
                if "password" in name and value == PASSWORD:
                    raise Refused(PUBLISHED)


def require_closed(app: Flask) -> None:
    """Raise :class:`DemonstrationOpen` where a real city has an account with the published password."""
    if not app.config["OGP_DEMONSTRATION"] and open_accounts():
        raise DemonstrationOpen(REFUSAL)


class Gate:
    """Asks :func:`require_closed` before the first request that the database answers, and never again."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.closed = False

    def ask(self) -> None:
        """Let the request pass; 503 while the demonstration's doors are open."""
        if self.closed:
            return
        try:
            require_closed(self.app)
        except DemonstrationOpen as reason:
            log.error("demonstration", reason=str(reason))
            abort(503)
        self.closed = True


def open_accounts() -> list[int]:
    """Return the numbers of the demonstration's people who have the published password still.

    Their hashes are few, since the filling wrote one for all of them; each of them is asked once.
    """
    invented = sa.or_(Person.email.in_(addresses()), Person.fs_uniquifier.like("demo-%"))
    rows = db.session.execute(sa.select(Person.id, Person.password).where(Person.password.is_not(None), invented)).all()
    published = {kept for kept in {row.password for row in rows} if verify_password(PASSWORD, kept)}
    return [row.id for row in rows if row.password in published]


def lock_accounts() -> int:
    """Take the published password away from everybody who has it; returns from how many. The caller commits."""
    numbers = open_accounts()
    locked: Any = sa.update(Person).where(Person.id.in_(numbers)).values(password=None, active=False)
    db.session.execute(locked)
    return len(numbers)
