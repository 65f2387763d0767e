"""Finding what waits."""

import hashlib

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.unsent.models import TERM, UnsentForm


def digest_of(token: str) -> str:
    """Return the key under which the holder of a token finds their form."""
    return hashlib.sha256(token.encode()).hexdigest()


def waiting_for(token: str) -> UnsentForm | None:
    """Return the form that waits for the holder of this token; None after its term."""
    form = db.session.get(UnsentForm, digest_of(token))
    return form if form and form.at > now() - TERM else None
