"""People, their roles, and everything that is held about one of them."""

from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import Model, db
from ogp_participa.core.dates import today
from ogp_participa.people.accounts.email_address import normal_address
from ogp_participa.people.accounts.erasure import FATES
from ogp_participa.people.accounts.models import Person, Role, person_role

LONGEST_EXPORT = 20_000
SECRETS = frozenset({"password", "fs_uniquifier", "tf_totp_secret", "mf_recovery_codes", "content", "token", "nonce"})
"""Columns that open doors, or files too large for the export; never shown, not even to the person. A leaf's nonce would
open a ballot before its time: whoever can be forced to show it could be forced to vote."""


def by_email(email: str) -> Person | None:
    """Return the person with this address, whatever its case."""
    return db.session.scalars(sa.select(Person).where(Person.email == normal_address(email))).unique().first()


def by_id(number: int) -> Person | None:
    """Return the person with this number."""
    return db.session.get(Person, number)


def role_named(name: str) -> Role | None:
    """Return a role by its name."""
    return db.session.scalars(sa.select(Role).where(Role.name == name)).first()


def people_with_roles() -> list[Person]:
    """Return everybody who holds a role, by name. Roles are few."""
    holders = sa.select(person_role.c.person_id)
    query = sa.select(Person).where(Person.id.in_(holders), Person.erased_at.is_(None)).order_by(Person.name)
    return list(db.session.scalars(query.limit(500)).unique())


def staff_numbers() -> set[int]:
    """Return the numbers of everybody who works in the open-government office now."""
    return {person.id for person in people_with_roles() if person.is_staff and person.active}


def columns_to(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table that point to a person."""
    return [key.parent for key in table.foreign_keys if key.column.table.name == "person"]


def holds_seat(person: Person) -> bool:
    """Return whether the person holds a seat of a forum today (asked of the table, since the forum is a later room)."""
    tenure = Model.metadata.tables["tenure"]
    ongoing = sa.or_(tenure.c.until_date.is_(None), tenure.c.until_date >= today())
    return bool(db.session.scalar(sa.select(tenure.c.id).where(tenure.c.person_id == person.id, ongoing).limit(1)))


def everything_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every room that is about the person or by the person, table by table (LGPD, art. 18)."""
    held = {"person": _rows(Person.__table__, Person.__table__.c.id == person.id)}
    for name in sorted(FATES):
        table = Model.metadata.tables[name]
        theirs = sa.or_(*(column == person.id for column in columns_to(table)))
        held[name] = _rows(table, theirs)
    # Who entered a ballot for somebody else keeps that it was entered, not what stands on it.
    ballots = [row["id"] for row in held["ballot"] if row["voter_id"] == person.id]
    choice, leaf = Model.metadata.tables["choice"], Model.metadata.tables["leaf"]
    held["choice"] = _rows(choice, choice.c.ballot_id.in_(ballots))
    held["leaf"] = _rows(leaf, leaf.c.ballot_id.in_(ballots))
    return held


def counts_about(person: Person) -> dict[str, int]:
    """Return how many rows each table holds about the person."""
    counts = {}
    for name in FATES:
        table = Model.metadata.tables[name]
        theirs = sa.or_(*(column == person.id for column in columns_to(table)))
        counts[name] = sa.select(sa.func.count()).select_from(table).where(theirs).scalar_subquery().label(name)
    row = db.session.execute(sa.select(*counts.values())).one()
    return {name: int(getattr(row, name)) for name in counts}


def _rows(table: Any, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return the rows as plain values, without secrets."""
    columns = [column for column in table.c if column.name not in SECRETS]
    rows = db.session.execute(sa.select(*columns).where(where).limit(LONGEST_EXPORT))
    return [{name: _plain(value) for name, value in row.items()} for row in rows.mappings()]


def _plain(value: Any) -> Any:
    """Return hashes as people write them."""
    return value.hex() if isinstance(value, bytes) else value
