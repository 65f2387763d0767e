"""Proposals as cards and lists show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.proposals.proposals.models import (
    Proposal,
    State,
    address_of,
    reference_of,
)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as cards and lists show it."""

    id: int
    revision: int
    year: int
    number: int
    title: str
    summary: str
    state: State
    territory: str | None
    theme_id: int | None
    signed: str
    workshop_id: int | None
    language: str
    comment_count: int
    published_at: datetime | None

    @property
    def reference(self) -> str:
        """How people cite it."""
        return reference_of(self.year, self.number)

    @property
    def address(self) -> str:
        """The last part of its address."""
        return address_of(self.year, self.number, self.title)


ROW = tuple(getattr(Proposal, name) for name in ProposalRow.__slots__)
"""The columns of a :class:`ProposalRow`, in its order."""


def rows(query: sa.Select[Any]) -> list[ProposalRow]:
    """Return the rows of a query that selects :data:`ROW`."""
    return [ProposalRow(*row) for row in db.session.execute(query)]


_TABLE = Proposal.__table__.c
_BY_ID = sa.select(*(_TABLE[name] for name in ProposalRow.__slots__)).where(
    _TABLE.id.in_(sa.bindparam("ids", expanding=True))
)
"""Made once, of the table's columns alone: each page of a list asks it."""


def rows_by_id(ids: list[int]) -> list[ProposalRow]:
    """Return the proposals with these numbers, in this order; those that are gone are left out."""
    if not ids:
        return []
    by_id = {row[0]: ProposalRow(*row) for row in db.session.execute(_BY_ID, {"ids": ids})}
    return [by_id[number] for number in ids if number in by_id]
