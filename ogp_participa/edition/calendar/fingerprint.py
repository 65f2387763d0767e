"""A mark of the calendar as it is, by which a form knows that somebody changed it meanwhile."""

import hashlib

from ogp_participa.edition.plans.models import Plan


def fingerprint(plan: Plan) -> str:
    """Return a mark of the calendar as it is: a form that carries an old one was filled while somebody else changed
    it."""
    stages = [
        (s.id, s.kind, s.title, s.position, s.opens_at, s.closes_at, s.rights, s.counts_hidden, s.note)
        for s in plan.stages
    ]
    return hashlib.blake2b(repr(stages).encode(), digest_size=8).hexdigest()
