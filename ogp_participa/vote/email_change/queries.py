"""The link to a new address, and whose it is; ballots that bear an address."""

import hashlib

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import by_id
from ogp_participa.vote.ballots.models import Ballot, FrozenRules
from ogp_participa.vote.ballots.queries import mark_check
from ogp_participa.vote.email_change.rules import HOURS


def token_for(person: Person, address: str) -> str:
    """Return what the link carries: who asked, for which address. Another password or address meanwhile ends it."""
    return str(_serializer().dumps([person.id, _stamp(person), address]))


def asked_by(token: str) -> tuple[Person, str] | None:
    """Return who asked, and for which address; None when the link is old, used or incomplete."""
    try:
        number, stamp, address = _serializer().loads(token, max_age=HOURS * 3600)
    except BadSignature:
        return None
    person = by_id(number)
    return (person, address) if person is not None and stamp == _stamp(person) else None


def ballots_with(marks: list[str]) -> list[Ballot]:
    """Return the ballots that bear one of these marks of an address, however they came."""
    query = sa.select(Ballot).where(Ballot.mark.in_(marks)).order_by(Ballot.id).limit(len(marks) + 1)
    return list(db.session.scalars(query.with_for_update(of=Ballot)))


def plans_with_marks() -> list[Plan]:
    """Return the plans in which a ballot still bears an address."""
    marked = sa.select(Ballot.plan_id).where(Ballot.mark.is_not(None))
    return list(db.session.scalars(sa.select(Plan).where(Plan.id.in_(marked)).limit(50)))


def check_of(plan: Plan) -> str:
    """Return the check of marks that a vote keeps; this server's own where it keeps none."""
    check = db.session.scalar(sa.select(FrozenRules.mark_check).where(FrozenRules.plan_id == plan.id))
    return check or mark_check(plan)


def _stamp(person: Person) -> str:
    return hashlib.blake2b(f"{person.fs_uniquifier} {person.email}".encode(), digest_size=12).hexdigest()


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="change e-mail")
