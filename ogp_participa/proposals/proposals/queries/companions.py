"""Finding what belongs to a proposal: its files, those joined with it, and those that speak of the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.proposals.proposals.models import (
    PUBLIC,
    Attachment,
    Likeness,
    Proposal,
    State,
    address_of,
    reference_of,
)
from ogp_participa.proposals.proposals.queries.alike import similar
from ogp_participa.proposals.proposals.queries.rows import ProposalRow

_related = Cache(most=5_000)


@dataclass(frozen=True)
class FileRow:
    """A file, without its content."""

    id: int
    name: str
    media_type: str
    description: str
    size: int


@dataclass(frozen=True)
class GuestRow:
    """A proposal that was joined with another, or speaks of the same."""

    id: int
    title: str
    signed: str
    year: int
    number: int

    @property
    def reference(self) -> str:
        """How people cite it."""
        return reference_of(self.year, self.number)

    @property
    def address(self) -> str:
        """The last part of its address."""
        return address_of(self.year, self.number, self.title)


@dataclass(frozen=True)
class Companions:
    """What belongs to a proposal: its files (without their content), the proposals that were joined with it, and those
    that speak of the same (None when nobody has compared it yet)."""

    files: list[FileRow]
    guests: list[GuestRow]
    near: list[GuestRow] | None


def _companions() -> sa.CompoundSelect[Any]:
    """Return files, joined proposals and near ones in one statement: the page of a proposal reads much."""
    file, other, like = Attachment.__table__.c, Proposal.__table__.c, Likeness.__table__.c
    mine = sa.bindparam("id", type_=sa.Integer)
    empty: sa.ColumnElement[str] = sa.literal_column("''")
    files = sa.select(
        sa.literal_column("1").label("what"),
        sa.literal_column("0.0").label("place"),
        *(file.id, file.name, file.media_type, file.description, file.size, sa.literal_column("0").label("number")),
    ).where(file.proposal_id == mine)
    guests = sa.select(
        sa.literal_column("2"),
        sa.literal_column("0.0"),
        *(other.id, other.title, other.signed, empty, other.year, other.number),
    ).where(other.merged_into_id == mine)
    near = (
        sa.select(
            sa.literal_column("3").label("what"),
            (-like.likeness).label("place"),
            *(other.id, other.title, other.signed, empty.label("description"), other.year, other.number),
        )
        .join_from(Likeness.__table__, Proposal.__table__, other.id == like.other_id)
        .where(like.proposal_id == mine)
        .where(sa.or_(other.id == mine, other.state.in_(sorted(PUBLIC - {State.MERGED}))))
        .order_by(like.likeness.desc(), other.id)
        .limit(RELATED + 1)
    )
    # The row of the proposal with itself comes last, and says only that it was compared.
    return sa.union_all(files, guests, sa.select(near.subquery())).order_by("what", "place", "id").limit(100)


RELATED = 3
_COMPANIONS = _companions()


def companions_of(proposal: Proposal) -> Companions:
    """Return files, joined proposals and near ones, found in one statement."""
    parts: list[Any] = list(db.session.execute(_COMPANIONS, {"id": proposal.id}))
    near = [row for row in parts if row[0] == 3]
    return Companions(
        files=[FileRow(*row[2:7]) for row in parts if row[0] == 1],
        guests=[_guest(row) for row in parts if row[0] == 2],
        near=[_guest(row) for row in near if row[2] != proposal.id][:RELATED] if near else None,
    )


def _guest(row: Any) -> GuestRow:
    return GuestRow(row[2], row[3], row[4], row[6], row[7])


def related(proposal: Proposal, companions: Companions) -> Sequence[ProposalRow | GuestRow]:
    """Return up to three proposals that speak of the same, while there is something to choose.

    Those of an imported proposal, which nobody has compared, are searched and kept for a while.
    """
    if proposal.state is not State.PUBLISHED:
        return []
    if companions.near is not None:
        return companions.near
    return _related.get(
        (proposal.id, proposal.version),
        lambda: similar(proposal.plan, f"{proposal.title} {proposal.summary}", exclude=proposal),
        seconds=600,
    )
