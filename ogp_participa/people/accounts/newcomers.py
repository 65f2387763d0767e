"""New accounts, counted by the network and the e-mail domain that they came from: one hand with many accounts shows."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.sign_ins import network_of

NEW = timedelta(days=30)
"""How long an account is new; then its network is forgotten."""

MANY = 5
"""So many new accounts of one network or domain are shown."""


def network_name(place: str | None) -> str:
    """Return the name of an address's network: always the same, and nobody else can tell the network from it."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"network {network_of(place or '')}".encode(), hashlib.sha256).hexdigest()[:16]


@dataclass(frozen=True)
class Newcomers:
    """New accounts that came from one place: how many, how many of them confirmed, from when to when."""

    place: str
    count: int
    confirmed: int
    first: datetime
    last: datetime


def many_from_one_network() -> list[Newcomers]:
    """Return the networks that many new accounts came from, the most first."""
    known = _new().where(Person.joined_from.is_not(None))
    return _grouped(known, Person.joined_from)


def many_of_one_domain() -> list[Newcomers]:
    """Return the e-mail domains of many new accounts, the most first."""
    at = sa.func.instr(Person.email, "@") if _is_sqlite() else sa.func.strpos(Person.email, "@")
    return _grouped(_new(), sa.func.substr(Person.email, at + 1))


def _new() -> sa.Select[Any]:
    return sa.select().where(Person.create_datetime > now() - NEW, Person.erased_at.is_(None))


def _grouped(query: sa.Select[Any], place: Any) -> list[Newcomers]:
    count = sa.func.count()
    at = Person.create_datetime
    columns = (place.label("place"), count, sa.func.count(Person.confirmed_at), sa.func.min(at), sa.func.max(at))
    many = query.add_columns(*columns).group_by(sa.text("1")).having(count >= MANY)
    return [Newcomers(*row) for row in db.session.execute(many.order_by(count.desc()).limit(50))]


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
