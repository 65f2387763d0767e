"""Sign-ins: each has a name of its own in the session, and one that was ended opens nothing any more.

The identity in a session and in the "keep me signed in" cookie is ``<person's key>:<name of this sign-in>``. Ended
names are kept as long as a cookie could live; one statement asks for the person and for them.
"""

import secrets
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from flask import g, session
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.rate_limits import RateLimit, first_time
from ogp_participa.people.accounts.models import Person

BETWEEN = ":"
"""Stands between the two; no key holds it, though one of a demonstration holds an address with its full stop."""

LONGEST = 62 * 24 * 3600
"""Seconds that a session and the cookie that renews it can live one after the other."""

_BY_IDENTITY = (
    sa.select(Person)
    .where(
        Person.fs_uniquifier == sa.bindparam("person"),
        ~sa.exists().where(RateLimit.key == sa.bindparam("ended")),
    )
    .options(joinedload(Person.roles))
)


def person_part(identity: str | None) -> str:
    """Return the part of an identity that names the person."""
    return (identity or "").partition(BETWEEN)[0]


def signed_in_person(identity: str) -> Person | None:
    """Return the person whose sign-in this is, None when it was ended; asked once in each request."""
    person, _dot, name = identity.partition(BETWEEN)
    people = db.session.scalars(_BY_IDENTITY, {"person": person, "ended": _key(name)})
    return people.unique().first()


def begin_sign_in(person: Person) -> None:
    """Name this sign-in, and forget the form token of before: nobody who knew it posts for the person."""
    session["_user_id"] = f"{person.fs_uniquifier}{BETWEEN}{secrets.token_hex(16)}"
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def end_sign_in(person: Person, identity: str | None) -> None:
    """End a sign-in; one without a name of its own ends with all others of the person."""
    name = (identity or "").partition(BETWEEN)[2]
    if name:
        first_time(_key(name), LONGEST)
    else:
        person.fs_uniquifier = secrets.token_hex(32)


def network_of(place: str) -> str:
    """Return the network of an address: an IPv4 address itself, of an IPv6 address the first half."""
    try:
        address = ip_address(place)
    except ValueError:
        return place
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{address.exploded[:19]}::/64" if isinstance(address, IPv6Address) else str(address)


def _key(name: str) -> str:
    return f"ended:{name}"
