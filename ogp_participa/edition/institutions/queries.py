"""Finding institutions and what they were called."""

from collections.abc import Collection

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import FormerName, Organisation

MOST = 500
"""Institutions that a list or a choice holds at most."""


def institutions() -> list[Organisation]:
    """Return every institution by its name of today."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.name).limit(MOST)))


def institution_by_id(number: int) -> Organisation | None:
    """Return the institution with this number."""
    return db.session.get(Organisation, number)


def is_taken(name: str, but: Organisation | None = None) -> bool:
    """Return whether another institution has this name."""
    query = sa.select(Organisation.id).where(sa.func.lower(Organisation.name) == name.lower())
    if but is not None:
        query = query.where(Organisation.id != but.id)
    return db.session.scalar(query.limit(1)) is not None


def former_names(numbers: Collection[int]) -> dict[int, list[FormerName]]:
    """Return what these institutions were called before, newest first."""
    query = sa.select(FormerName).where(FormerName.organisation_id.in_(numbers)).limit(MOST)
    names: dict[int, list[FormerName]] = {}
    for former in db.session.scalars(query.order_by(FormerName.until.desc(), FormerName.id.desc())) if numbers else ():
        names.setdefault(former.organisation_id, []).append(former)
    return names


def organisation_called(name: str) -> Organisation | None:
    """Return the organisation with this name."""
    return db.session.scalars(sa.select(Organisation).where(Organisation.name == name)).first()
